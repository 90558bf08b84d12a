'use client'

import { type ReactNode, useEffect, useRef } from 'react'

/**
 * Around what a page says about what has just been done: takes the focus, so that it is read out, is in
 * sight, and the keyboard goes on from there and not from a button that is gone.
 */
export function Said({ children }: { children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])
  return (
    <div ref={box} tabIndex={-1} className="rounded-lg outline-none">
      {children}
    </div>
  )
}
