'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'

export interface LiveUpdatesProps {
  ownerId: string
  /** When the page was made (wall clock, ms): what moved after that is news. */
  madeAt: number
  /** Said for a moment when the page has been drawn again. */
  updated: string
}

/** However much moves, the page is drawn again no more often than this. */
const EVERY_MS = 3_000
const HINT_MS = 4_000

/**
 * Draws the page again when the server tells that money moved, while somebody looks at it. Where that stream cannot be
 * had the page stays as it is, until it is loaded again.
 */
export function LiveUpdates({ ownerId, madeAt, updated }: LiveUpdatesProps) {
  const router = useRouter()
  const seen = useRef(madeAt)
  const [hint, setHint] = useState('')

  useEffect(() => {
    let source: EventSource | null = null
    let waiting: ReturnType<typeof setTimeout> | undefined
    let fading: ReturnType<typeof setTimeout> | undefined
    let drawnAt = 0
    const draw = () => {
      waiting = undefined
      drawnAt = Date.now()
      router.refresh()
      setHint(updated)
      clearTimeout(fading)
      fading = setTimeout(() => setHint(''), HINT_MS)
    }
    const moved = (event: MessageEvent) => {
      seen.current = Number(event.lastEventId) || seen.current
      waiting ??= setTimeout(draw, Math.max(0, drawnAt + EVERY_MS - Date.now()))
    }
    const close = () => {
      source?.close()
      source = null
    }
    const open = () => {
      if (source !== null || document.hidden || typeof EventSource === 'undefined') return
      source = new EventSource(`/api/dashboard/${ownerId}/events?since=${seen.current}`)
      source.addEventListener('moved', moved)
      // A connection that broke is opened again by the browser; one that was refused is not.
      source.addEventListener('error', () => {
        if (source?.readyState === EventSource.CLOSED) close()
      })
    }
    const look = () => (document.hidden ? close() : open())
    document.addEventListener('visibilitychange', look)
    open()
    return () => {
      document.removeEventListener('visibilitychange', look)
      clearTimeout(waiting)
      clearTimeout(fading)
      close()
    }
  }, [ownerId, router, updated])

  return (
    <span role="status" className="text-sm text-ink-3">
      {hint}
    </span>
  )
}
