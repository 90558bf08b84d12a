import type { ReactNode } from 'react'

export interface RibbonProps {
  /** Names the strip as a place on the page. */
  label: string
  children: ReactNode
}

/** A quiet strip above everything: what is true of the whole installation. */
export function Ribbon({ label, children }: RibbonProps) {
  return (
    <aside aria-label={label} className="border-b bg-sunken px-4 py-1 text-center text-xs text-ink-2">
      {children}
    </aside>
  )
}
