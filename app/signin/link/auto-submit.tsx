'use client'

import { useEffect, useRef } from 'react'
import { LINK_FORM_ID } from './form-id'

/** Sends the form once, so that a person's one click in the mail is enough. */
export function AutoSubmit() {
  // React runs effects twice in development, and a link works once.
  const sent = useRef(false)
  useEffect(() => {
    const form = document.getElementById(LINK_FORM_ID)
    if (sent.current || !(form instanceof HTMLFormElement) || isReturn()) return
    sent.current = true
    form.requestSubmit()
  }, [])
  return null
}

/** Whether somebody came back to the page: the link is used up then. */
function isReturn(): boolean {
  const entry = performance.getEntriesByType('navigation')[0]
  return entry instanceof PerformanceNavigationTiming && entry.type === 'back_forward'
}
