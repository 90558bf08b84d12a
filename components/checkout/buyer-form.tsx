'use client'

import { useRouter } from 'next/navigation'
import { type FormEvent, useEffect, useRef, useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { TextField } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import type { Address } from '@/server/core/address'
import { AddressFields, type AddressWords, addressOf } from '../billing-details/address-fields'
import { type Problem, type ProblemWords, problemOf } from '../trpc/problem'

export type BuyerFields = {
  email: string
  name: string
  companyName: string
  vatNumber: string
  address: Record<keyof Address, string>
}

type Word = 'email' | 'emailHint' | 'name' | 'company' | 'vat' | 'vatHint' | 'submit' | 'fix' | 'optional'

export interface BuyerFormProps {
  /** What was said before; null at first. */
  buyer: {
    email: string
    name: string | null
    companyName: string | null
    vatNumber: string | null
    address: Address
  } | null
  countries: readonly { value: string; label: string }[]
  save: (buyer: BuyerFields) => Promise<{ value: null } | { refusal: { code: string; details: object } }>
  doneHref: string
  words: ProblemWords &
    Record<Word, string> & { address: AddressWords; errors: Record<string, string> & { default: string } }
}

/** Who buys. The server checks it; what was typed stays, each wrong field says why. */
export function BuyerForm({ buyer, countries, save, doneHref, words }: BuyerFormProps) {
  const router = useRouter()
  const form = useRef<HTMLFormElement>(null)
  const [isPending, startTransition] = useTransition()
  const [problem, setProblem] = useState<Problem | null>(null)
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    if (isPending) return
    const fields = fieldsOf(new FormData(event.currentTarget))
    setProblem(null)
    startTransition(async () => {
      const answer = await save(fields).catch((): null => null)
      startTransition(() => {
        if (answer && 'value' in answer) {
          router.replace(doneHref)
          router.refresh()
          return
        }
        setProblem(problemOf(answer === null ? {} : { data: { domain: answer.refusal } }, words))
      })
    })
  }
  // The first wrong field takes the focus, so that it is read out and in sight.
  useEffect(() => {
    if (problem) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus()
  }, [problem])
  const errorOf = (path: string): string | undefined => {
    const said = Object.keys(problem?.fields ?? {}).some(
      (field) => field === path || field === `buyer.${path}`,
    )
    return said ? (words.errors[path.replace(/^address\./, '')] ?? words.errors.default) : undefined
  }
  const part = (name: string) => ({ name, error: errorOf(name) })
  const addressErrors = Object.fromEntries(
    ['line1', 'line2', 'postcode', 'city', 'region', 'country'].map((name) => [
      name,
      errorOf(`address.${name}`),
    ]),
  )
  return (
    <form ref={form} onSubmit={submit} noValidate className="grid gap-4">
      {problem && (
        <Notice tone="bad" live="alert">
          {problem.code === 'invalid_input' ? words.fix : problem.message}
        </Notice>
      )}
      <TextField
        {...part('email')}
        type="email"
        label={words.email}
        hint={words.emailHint}
        defaultValue={buyer?.email ?? ''}
        autoComplete="email"
        maxLength={320}
      />
      <TextField
        {...part('name')}
        label={words.name}
        defaultValue={buyer?.name ?? ''}
        autoComplete="name"
        maxLength={200}
      />
      <TextField
        {...part('companyName')}
        label={words.company}
        optional={words.optional}
        defaultValue={buyer?.companyName ?? ''}
        autoComplete="organization"
        maxLength={200}
      />
      <TextField
        {...part('vatNumber')}
        label={words.vat}
        optional={words.optional}
        hint={words.vatHint}
        defaultValue={buyer?.vatNumber ?? ''}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={32}
      />
      <AddressFields
        address={buyer?.address ?? {}}
        countries={countries}
        errors={addressErrors}
        words={words.address}
        optional={words.optional}
      />
      <Button type="submit" variant="primary" size="lg" width="full" pending={isPending}>
        {words.submit}
      </Button>
    </form>
  )
}

function fieldsOf(form: FormData): BuyerFields {
  const text = (name: string): string => String(form.get(name) ?? '').trim()
  return {
    email: text('email'),
    name: text('name'),
    companyName: text('companyName'),
    vatNumber: text('vatNumber'),
    address: addressOf(form),
  }
}
