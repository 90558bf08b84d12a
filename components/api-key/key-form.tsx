'use client'

import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Button, ButtonLink } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { FieldError } from '@/components/ui/field'
import { Input, TextField } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { RadioCards, type RadioCardsProps } from '@/components/ui/radio-cards'
import { SelectField, type SelectOption } from '@/components/ui/select'
import { AREAS, type Area, type Scope } from '@/server/core/api-key'
import type { ProblemWords } from '../trpc/problem'
import { useOwnerAction } from '../trpc/use-action'

type Word =
  | 'name'
  | 'nameHint'
  | 'nameWrong'
  | 'allowed'
  | 'chosen'
  | 'noArea'
  | 'ends'
  | 'endsHint'
  | 'create'
  | 'cancel'
  | 'made'
  | 'madeText'
  | 'copy'
  | 'copied'
  | 'done'
  | 'secret'

export interface KeyFormProps {
  ownerId: string
  keysHref: string
  /** "everything", "read" or "chosen". */
  reaches: RadioCardsProps['options']
  areas: readonly { area: Area; label: string }[]
  /** Values "none", "read", "write" and "both". */
  accesses: readonly SelectOption[]
  /** Values are days; empty is never. */
  ends: readonly SelectOption[]
  words: ProblemWords & Record<Word, string>
}

/** A name, what it may do and for how long; then the key itself, this once. */
export function KeyForm({ ownerId, keysHref, reaches, areas, accesses, ends, words }: KeyFormProps) {
  const { isPending, problem, run } = useOwnerAction(words)
  const [reach, setReach] = useState('everything')
  const [isEmpty, setEmpty] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (problem || isEmpty) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus()
  }, [problem, isEmpty])
  if (secret !== null) return <Made secret={secret} keysHref={keysHref} words={words} />
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    if (isPending) return
    const fields = new FormData(event.currentTarget)
    const scopes = scopesOf(reach, fields)
    const noArea = reach === 'chosen' && scopes.length === 0
    setEmpty(noArea)
    // No scope at all means everything: an empty choice must never be sent.
    if (noArea) return
    const days = String(fields.get('ends') ?? '')
    run(async (owner) => {
      const { key } = await owner.apiKey.create.mutate({
        ownerId,
        name: String(fields.get('name') ?? ''),
        scopes,
        endsInDays: days === '' ? null : Number(days),
      })
      setSecret(key)
      return undefined
    })
  }
  const nameError = problem?.fields.name === undefined ? undefined : words.nameWrong
  return (
    <form ref={form} onSubmit={submit} noValidate className="grid gap-6">
      {problem && nameError === undefined && (
        <Notice tone="bad" live="alert">
          {problem.message}
        </Notice>
      )}
      <TextField
        name="name"
        label={words.name}
        hint={words.nameHint}
        error={nameError}
        autoComplete="off"
        maxLength={200}
        required
      />
      <RadioCards
        legend={words.allowed}
        name="reach"
        value={reach}
        onValueChange={setReach}
        options={reaches}
      />
      {reach === 'chosen' && (
        <fieldset className="grid gap-3" aria-describedby={isEmpty ? 'no-area' : undefined}>
          <legend className="sr-only">{words.chosen}</legend>
          {isEmpty && <FieldError id="no-area">{words.noArea}</FieldError>}
          <div className="grid gap-x-5 gap-y-3 sm:grid-cols-2">
            {areas.map(({ area, label }) => (
              <SelectField
                key={area}
                name={`area.${area}`}
                label={label}
                defaultValue="none"
                options={accesses}
              />
            ))}
          </div>
        </fieldset>
      )}
      <SelectField name="ends" label={words.ends} hint={words.endsHint} defaultValue="365" options={ends} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" width="phone" pending={isPending}>
          {words.create}
        </Button>
        <ButtonLink href={keysHref} width="phone">
          {words.cancel}
        </ButtonLink>
      </div>
    </form>
  )
}

function Made({ secret, keysHref, words }: Pick<KeyFormProps, 'keysHref' | 'words'> & { secret: string }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])
  return (
    <div ref={box} tabIndex={-1} className="grid gap-5 rounded-lg outline-none">
      <Notice tone="warn" title={words.made} live="status">
        {words.madeText}
      </Notice>
      <div className="flex flex-wrap items-center gap-3">
        <Input
          value={secret}
          readOnly
          aria-label={words.secret}
          spellCheck={false}
          onFocus={(event) => event.currentTarget.select()}
          className="min-w-0 flex-1 basis-72 font-mono"
        />
        <CopyButton text={secret} label={words.copy} doneLabel={words.copied} size="md" />
      </div>
      <ButtonLink href={keysHref} variant="primary" width="phone" className="justify-self-start">
        {words.done}
      </ButtonLink>
    </div>
  )
}

function scopesOf(reach: string, fields: FormData): Scope[] {
  if (reach === 'everything') return []
  if (reach === 'read') return ['read']
  return AREAS.flatMap((area): Scope[] => {
    const access = fields.get(`area.${area}`)
    return [
      ...(access === 'read' || access === 'both' ? ([`${area}:read`] as const) : []),
      ...(access === 'write' || access === 'both' ? ([`${area}:write`] as const) : []),
    ]
  })
}
