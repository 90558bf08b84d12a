import type { ReactNode } from 'react'

/** A quiet strip above everything: what is true of the whole installation. */
export function Ribbon({ children }: { children: ReactNode }) {
  return (
    <div className="border-b bg-sunken px-4 py-1 text-center text-xs text-ink-2" data-ribbon="">
      {children}
    </div>
  )
}
