'use client'

import { type ComponentType, useEffect, useState } from 'react'
import { TOAST_EVENT, type Toast } from './toast'

/** Where toasts come up. The library behind it is loaded with the first one, not with the page. */
export function Toasts({ label }: { label: string }) {
  const [Stack, setStack] = useState<ComponentType<{ label: string }> | null>(null)
  useEffect(() => {
    const show = async (event: Event): Promise<void> => {
      const { ToastStack, addToast } = await import('./toast-stack')
      setStack(() => ToastStack)
      addToast((event as CustomEvent<Toast>).detail)
    }
    window.addEventListener(TOAST_EVENT, show)
    return () => window.removeEventListener(TOAST_EVENT, show)
  }, [])
  return Stack === null ? null : <Stack label={label} />
}
