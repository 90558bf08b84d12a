'use client'

import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import type { OwnerClient } from '@/components/trpc/client'
import { useOwnerAction } from '@/components/trpc/use-action'
import { Button, ButtonLink } from '@/components/ui/button'
import { cx } from '@/components/ui/cx'
import { Notice } from '@/components/ui/notice'
import type { BaseFormWords } from './form-words'

/** What ties a control to its part of the form. */
export type FormField = { name: string; error: string | undefined }

export interface OwnerFormProps {
  words: BaseFormWords
  /** "Create product" */
  submitLabel: string
  cancelHref?: string
  /** Sends what was typed; throws `wrongFields` for what cannot be sent. Answers where to go. */
  save: (owner: OwnerClient, form: FormData) => Promise<string | undefined>
  /** Fields that the server calls otherwise: its name (in camel case) → the one here. */
  alias?: Record<string, string>
  /** Hears of each change, for previews. */
  onEdit?: (form: FormData) => void
  className?: string
  children: (part: (name: string) => FormField) => ReactNode
}

/**
 * A form of the dashboard. The server checks it; what was typed stays, each wrong field says what it has to be, and the
 * first of them takes the focus. Fields are called as the server calls them, in camel case: `tiers.0.unitPrice`.
 */
export function OwnerForm(props: OwnerFormProps) {
  const { words, submitLabel, cancelHref, save, alias = {}, onEdit, className, children } = props
  const { isPending, problem, run } = useOwnerAction(words)
  const form = useRef<HTMLFormElement>(null)
  const wrong = problem ? namedLikeHere(problem.fields, alias) : {}
  const part = (name: string): FormField => ({
    name,
    error: wrong[name] === undefined ? undefined : sentenceOf(name, words),
  })
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    if (isPending) return
    const typed = new FormData(event.currentTarget)
    run((owner) => save(owner, typed))
  }
  const names = Object.keys(wrong).join(' ')
  const [others, setOthers] = useState<string[]>([])
  useEffect(() => {
    const { current } = form
    if (!problem || !current) return
    current.querySelector<HTMLElement>('[aria-invalid]')?.focus()
    // What is wrong with something that this form has no field for is said above it.
    setOthers(names.split(' ').filter((name) => name !== '' && !current.elements.namedItem(name)))
  }, [problem, names])
  return (
    <form
      ref={form}
      onSubmit={submit}
      onChange={(event) => onEdit?.(new FormData(event.currentTarget))}
      noValidate
      className={cx('grid min-w-0 gap-6', className)}
    >
      {problem && (
        <Notice tone="bad" live="alert">
          {problem.code !== 'invalid_input'
            ? problem.message
            : others.length > 0
              ? others.map((name) => sentenceOf(name, words)).join(' ')
              : words.fix}
        </Notice>
      )}
      {children(part)}
      <div className="flex flex-wrap gap-2 max-sm:flex-col">
        <Button type="submit" variant="primary" width="phone" pending={isPending}>
          {submitLabel}
        </Button>
        {cancelHref !== undefined && (
          <ButtonLink href={cancelHref} variant="quiet" width="phone">
            {words.cancel}
          </ButtonLink>
        )}
      </div>
    </form>
  )
}

/** A part of a form, with a heading. */
export function FormGroup({
  legend,
  hint,
  children,
}: {
  legend: string
  hint?: ReactNode
  children: ReactNode
}) {
  return (
    <fieldset className="min-w-0">
      <legend className={cx('text-lg font-semibold tracking-tight', hint ? 'mb-0.5' : 'mb-3.5')}>
        {legend}
      </legend>
      {hint && <p className="mb-3.5 max-w-140 text-sm text-ink-2">{hint}</p>}
      <div className="grid gap-4">{children}</div>
    </fieldset>
  )
}

/** Says before anything is sent which fields cannot be sent. */
export function wrongFields(...names: string[]): Error {
  const fields = Object.fromEntries(names.map((name) => [name, name]))
  return Object.assign(new Error('wrong fields'), {
    data: { domain: { code: 'invalid_input', details: { fields } } },
  })
}

/** One text of a form, without blanks around it. */
export const textOf = (form: FormData, name: string): string => String(form.get(name) ?? '').trim()

/** The same; nothing typed is null. */
export const textOrNull = (form: FormData, name: string): string | null => textOf(form, name) || null

/** Whether a checkbox is on. */
export const isChecked = (form: FormData, name: string): boolean => form.get(name) !== null

/** `tiers[0].unit_price` of an API is `tiers.0.unitPrice` of a form. */
function namedLikeHere(
  fields: Record<string, string>,
  alias: Record<string, string>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, message]) => {
      const camel = name
        .replace(/\[(\d+)\]/g, '.$1')
        .replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
      return [alias[camel] ?? camel, message]
    }),
  )
}

function sentenceOf(name: string, { errors }: BaseFormWords): string {
  const known: Record<string, string> = errors
  const last = name.split('.').findLast((each) => !/^\d+$/.test(each)) ?? name
  return known[name] ?? known[last] ?? errors.default
}
