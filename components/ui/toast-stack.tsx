'use client'

import { useTheme } from 'next-themes'
import { Toaster, toast } from 'sonner'
import type { Toast } from './toast'

export function addToast({ message, description, tone = 'neutral' }: Toast): void {
  const show = { good: toast.success, bad: toast.error, neutral: toast }[tone]
  show(message, { description })
}

export function ToastStack({ label }: { label: string }) {
  const { resolvedTheme } = useTheme()
  return (
    <Toaster
      containerAriaLabel={label}
      theme={resolvedTheme === 'dark' ? 'dark' : 'light'}
      // On a phone the bottom of the screen belongs to the buttons of sheets.
      position={matchMedia('(max-width: 40rem)').matches ? 'top-center' : 'bottom-right'}
      style={{ fontFamily: 'inherit' }}
      toastOptions={{
        style: {
          background: 'var(--surface)',
          color: 'var(--ink)',
          border: '1px solid var(--line-strong)',
          borderRadius: '10px',
          boxShadow: 'var(--shadow-high)',
          fontSize: '0.875rem',
        },
      }}
    />
  )
}
