'use client'

import type { FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { TextField } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import type { Address } from '@/server/core/address'
import { AddressFields, type AddressWords, addressOf } from '../billing-details/address-fields'
import type { ProblemWords } from '../trpc/problem'
import { useAction } from '../trpc/use-action'

export interface AddressFormProps {
  customerId: string
  methodId: string
  holderName: string
  address: Address
  countries: readonly { value: string; label: string }[]
  doneHref: string
  words: ProblemWords & {
    holder: string
    optional: string
    submit: string
    wrong: string
    address: AddressWords
  }
}

/** The billing address and holder of a card. What was typed stays when something is wrong. */
export function AddressForm(props: AddressFormProps) {
  const { customerId, methodId, holderName, address, countries, doneHref, words } = props
  const { isPending, problem, run } = useAction(words)
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    if (isPending) return
    const form = new FormData(event.currentTarget)
    const { country, ...rest } = addressOf(form)
    const holder = String(form.get('holderName') ?? '').trim()
    run(async (portal) => {
      await portal.paymentMethod.update.mutate({
        customerId,
        id: methodId,
        holderName: holder || undefined,
        address: { ...rest, ...(country ? { country } : {}) },
      })
      return doneHref
    })
  }
  const wrong = Object.keys(problem?.fields ?? {}).map((path) => path.replace(/^address\./, ''))
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      {problem && (
        <Notice tone="bad" live="alert">
          {problem.code === 'invalid_input' ? words.wrong : problem.message}
        </Notice>
      )}
      <TextField
        name="holderName"
        label={words.holder}
        defaultValue={holderName}
        autoComplete="cc-name"
        maxLength={200}
      />
      <AddressFields
        address={address}
        countries={countries}
        errors={Object.fromEntries(wrong.map((name) => [name, words.wrong]))}
        words={words.address}
        optional={words.optional}
      />
      <Button type="submit" variant="primary" size="lg" width="full" pending={isPending}>
        {words.submit}
      </Button>
    </form>
  )
}
