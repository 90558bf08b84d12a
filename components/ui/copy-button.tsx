'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button, type ButtonProps } from './button'

export interface CopyButtonProps extends Pick<ButtonProps, 'variant' | 'size' | 'className'> {
  text: string
  /** "Copy" */
  label: string
  /** "Copied" */
  doneLabel: string
}

const DONE_MS = 2_000

export function CopyButton({ text, label, doneLabel, size = 'sm', ...look }: CopyButtonProps) {
  const [isDone, setDone] = useState(false)
  useEffect(() => {
    if (!isDone) return
    const timer = setTimeout(() => setDone(false), DONE_MS)
    return () => clearTimeout(timer)
  }, [isDone])
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text)
    setDone(true)
  }
  return (
    <Button
      {...look}
      size={size}
      onClick={copy}
      icon={isDone ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
    >
      <span aria-live="polite">{isDone ? doneLabel : label}</span>
    </Button>
  )
}
