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
      position="bottom-right"
      toastOptions={{
        style: {
          background: 'var(--surface)',
          color: 'var(--ink)',
          border: '1px solid var(--line-strong)',
          borderRadius: '10px',
          boxShadow: 'var(--shadow-high)',
          fontFamily: 'inherit',
          fontSize: '0.875rem',
        },
      }}
    />
  )
}
