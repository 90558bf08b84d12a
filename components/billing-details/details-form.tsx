'use client'

import { type FormEvent, type ReactNode, useEffect, useRef } from 'react'
import { Button } from '@/components/ui/button'
import { TextField } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { SelectField } from '@/components/ui/select'
import type { Address } from '@/server/core/address'
import type { ProblemWords } from '../trpc/problem'
import { useAction, useOwnerAction } from '../trpc/use-action'
import { AddressFields, type AddressWords, addressOf } from './address-fields'

type Word =
  | 'who'
  | 'name'
  | 'company'
  | 'vat'
  | 'vatHint'
  | 'where'
  | 'contact'
  | 'account'
  | 'accountHint'
  | 'receiptEmail'
  | 'receiptEmailHint'
  | 'locale'
  | 'submit'
  | 'fix'
  | 'optional'

/** What of a customer the form is about. */
export type Billed = {
  id: string
  email: string
  name: string | null
  companyName: string | null
  vatNumber: string | null
  receiptEmail: string | null
  address: Address
  locale: string
}

export interface DetailsFormProps {
  customer: Billed
  /** Set: the customer's owner changes them, in the dashboard. */
  ownerId?: string
  countries: readonly { value: string; label: string }[]
  languages: readonly { code: string; name: string }[]
  doneHref: string
  words: ProblemWords &
    Record<Word, string> & { address: AddressWords; errors: Record<string, string> & { default: string } }
}

/** What is printed on the next invoices. The server checks it; what was typed stays, each wrong field says why. */
export function DetailsForm(props: DetailsFormProps) {
  const { customer, ownerId, countries, languages, doneHref, words } = props
  const own = useAction(words)
  const byOwner = useOwnerAction(words)
  const { isPending, problem } = ownerId === undefined ? own : byOwner
  const form = useRef<HTMLFormElement>(null)
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    if (isPending) return
    const fields = fieldsOf(new FormData(event.currentTarget))
    const customerId = customer.id
    if (ownerId === undefined)
      own.run(async (portal) => {
        await portal.customer.update.mutate({ customerId, ...fields })
        return doneHref
      })
    else
      byOwner.run(async (owner) => {
        await owner.customer.updateDetails.mutate({ ownerId, customerId, ...fields })
        return doneHref
      })
  }
  // The first wrong field takes the focus, so that it is read out and in sight.
  useEffect(() => {
    if (problem) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus()
  }, [problem])
  const errorOf = (path: string): string | undefined => {
    if (problem?.fields[path] === undefined) return undefined
    const name = path.replace(/^address\./, '')
    return words.errors[name] ?? words.errors.default
  }
  const part = (name: string) => ({ name, error: errorOf(name) })
  const addressErrors = Object.fromEntries(
    ['line1', 'line2', 'postcode', 'city', 'region', 'country'].map((name) => [
      name,
      errorOf(`address.${name}`),
    ]),
  )
  return (
    <form ref={form} onSubmit={submit} noValidate className="grid gap-8">
      {problem && (
        <Notice tone="bad" live="alert">
          {problem.code === 'invalid_input' ? words.fix : problem.message}
        </Notice>
      )}
      <Group legend={words.who}>
        <TextField
          {...part('companyName')}
          label={words.company}
          optional={words.optional}
          defaultValue={customer.companyName ?? ''}
          autoComplete="organization"
          maxLength={200}
        />
        <TextField
          {...part('name')}
          label={words.name}
          defaultValue={customer.name ?? ''}
          autoComplete="name"
          maxLength={200}
        />
        <TextField
          {...part('vatNumber')}
          label={words.vat}
          optional={words.optional}
          hint={words.vatHint}
          defaultValue={customer.vatNumber ?? ''}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={32}
        />
      </Group>
      <Group legend={words.where}>
        <AddressFields
          address={customer.address}
          countries={countries}
          errors={addressErrors}
          words={words.address}
          optional={words.optional}
        />
      </Group>
      <Group legend={words.contact}>
        <TextField
          name="account"
          label={words.account}
          hint={words.accountHint}
          value={customer.email}
          readOnly
        />
        <TextField
          {...part('receiptEmail')}
          type="email"
          label={words.receiptEmail}
          optional={words.optional}
          hint={words.receiptEmailHint}
          defaultValue={customer.receiptEmail ?? ''}
          autoComplete="email"
          maxLength={320}
        />
        <SelectField
          {...part('locale')}
          label={words.locale}
          defaultValue={customer.locale}
          options={languages.map(({ code, name }) => ({ value: code, label: name }))}
        />
      </Group>
      <Button
        type="submit"
        variant="primary"
        size="lg"
        width="phone"
        className="justify-self-start"
        pending={isPending}
      >
        {words.submit}
      </Button>
    </form>
  )
}

function Group({ legend, children }: { legend: string; children: ReactNode }) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-4 text-lg font-semibold tracking-tight">{legend}</legend>
      <div className="grid gap-4">{children}</div>
    </fieldset>
  )
}

function fieldsOf(form: FormData) {
  const text = (name: string): string => String(form.get(name) ?? '').trim()
  const locale = text('locale')
  const language: 'en' | 'de' | 'fr' = locale === 'de' || locale === 'fr' ? locale : 'en'
  return {
    name: text('name'),
    companyName: text('companyName'),
    vatNumber: text('vatNumber'),
    receiptEmail: text('receiptEmail'),
    locale: language,
    address: addressOf(form),
  }
}
