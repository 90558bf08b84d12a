'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'

/**
 * Draws the page again every while, as long as it stands in it: for work that goes on elsewhere. A page that nobody
 * looks at waits until somebody does.
 */
export function KeepFresh({ everyMs = 1_000 }: { everyMs?: number }) {
  const router = useRouter()
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') router.refresh()
    }, everyMs)
    return () => clearInterval(timer)
  }, [router, everyMs])
  return null
}
