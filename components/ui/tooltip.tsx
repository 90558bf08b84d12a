'use client'

import { type ReactNode, useId, useRef } from 'react'
import { placeAt } from './place'

export interface TooltipProps {
  /** A few words more. Never the only place where something important stands. */
  text: ReactNode
  children: ReactNode
}

/** More about what is hovered or focused; Escape puts it away. Touch shows it on a press. */
export function Tooltip({ text, children }: TooltipProps) {
  const id = useId()
  const anchor = useRef<HTMLButtonElement>(null)
  const tip = useRef<HTMLSpanElement>(null)
  const show = (): void => {
    if (!anchor.current || !tip.current || tip.current.matches(':popover-open')) return
    tip.current.showPopover()
    placeAt(anchor.current, tip.current, { side: 'above', align: 'center' })
  }
  const hide = (): void => {
    if (tip.current?.matches(':popover-open')) tip.current.hidePopover()
  }
  return (
    <span onPointerEnter={show} onPointerLeave={hide}>
      <button
        ref={anchor}
        type="button"
        aria-describedby={id}
        onFocus={show}
        onBlur={hide}
        onClick={show}
        onKeyDown={(event) => event.key === 'Escape' && hide()}
        className="inline-flex min-h-6 min-w-6 cursor-help items-center border-b border-dotted border-control"
      >
        {children}
      </button>
      <span
        ref={tip}
        id={id}
        role="tooltip"
        popover="manual"
        className="fixed inset-auto m-0 max-w-72 rounded-md bg-ink px-2.5 py-1.5 text-sm text-paper shadow-high"
      >
        {text}
      </span>
    </span>
  )
}
