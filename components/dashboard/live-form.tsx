'use client'

import { useRouter, useSearchParams } from 'next/navigation'
import { type FormEvent, type ReactNode, useEffect, useRef, useTransition } from 'react'
import { Button } from '@/components/ui/button'

export interface LiveFormProps {
  /** The page's own address. */
  path: string
  /** Names the form. */
  label: string
  /** The button that stands there until scripts have come. */
  submitLabel: string
  role?: 'search'
  className?: string
  /** Controls with names; what they hold becomes the address. */
  children: ReactNode
}

const PAUSE_MS = 220

/**
 * A form whose answers are the page's address, which follows as one types: the page stays as it is until the next one
 * is drawn. Without scripts it is an ordinary form. Controls in it are uncontrolled.
 */
export function LiveForm({ path, label, submitLabel, role, className, children }: LiveFormProps) {
  const router = useRouter()
  const params = useSearchParams()
  const [isPending, startTransition] = useTransition()
  const form = useRef<HTMLFormElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  // Back and Forward change the address under what stands in the fields.
  useEffect(() => {
    for (const control of form.current?.elements ?? []) {
      const isField = control instanceof HTMLInputElement || control instanceof HTMLSelectElement
      if (!isField || control === document.activeElement || control.type === 'radio') continue
      const said = params.get(control.name)
      if (said !== null || control.type === 'search') control.value = said ?? ''
    }
  }, [params])
  const go = (): void => {
    clearTimeout(timer.current)
    if (!form.current) return
    const query = new URLSearchParams()
    for (const [name, value] of new FormData(form.current))
      if (typeof value === 'string' && value.trim() !== '') query.set(name, value.trim())
    const text = query.toString()
    startTransition(() => router.replace(text === '' ? path : `${path}?${text}`, { scroll: false }))
  }
  const onChange = (event: FormEvent<HTMLFormElement>): void => {
    clearTimeout(timer.current)
    const { target } = event
    const isTyped = target instanceof HTMLInputElement && target.type !== 'radio'
    if (isTyped) timer.current = setTimeout(go, PAUSE_MS)
    else go()
  }
  return (
    <form
      ref={form}
      action={path}
      role={role}
      aria-label={label}
      aria-busy={isPending}
      onChange={onChange}
      onSubmit={(event) => {
        event.preventDefault()
        go()
      }}
      className={className}
    >
      {children}
      <noscript>
        <Button type="submit">{submitLabel}</Button>
      </noscript>
    </form>
  )
}
