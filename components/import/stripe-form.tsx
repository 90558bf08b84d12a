'use client'

import type { FormEvent } from 'react'
import { Button, ButtonLink } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { RadioCards, type RadioCardsProps } from '@/components/ui/radio-cards'
import { SelectField, type SelectOption } from '@/components/ui/select'
import type { ProblemWords } from '../trpc/problem'
import { useOwnerAction } from '../trpc/use-action'

export interface StripeFormProps {
  ownerId: string
  importsHref: string
  /** Empty is the installation's own. */
  accounts: readonly SelectOption[]
  /** "take_over" and "paused". */
  choices: RadioCardsProps['options']
  /** Values are months; empty is none. */
  histories: readonly SelectOption[]
  words: ProblemWords & Record<'account' | 'subs' | 'history' | 'historyHint' | 'read' | 'cancel', string>
}

/** Which account is read, and what becomes of its subscriptions. Nothing is written by this. */
export function StripeForm({ ownerId, importsHref, accounts, choices, histories, words }: StripeFormProps) {
  const { isPending, problem, run } = useOwnerAction(words)
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    if (isPending) return
    const fields = new FormData(event.currentTarget)
    const text = (name: string) => String(fields.get(name) ?? '')
    run(async (owner) => {
      const { id } = await owner.import.startStripe.mutate({
        ownerId,
        accountId: text('account') || null,
        subscriptions: text('subscriptions') === 'take_over' ? 'take_over' : 'paused',
        paymentsMonths: text('history') === '' ? null : Number(text('history')),
      })
      return `${importsHref}/${id}`
    })
  }
  return (
    <form onSubmit={submit} className="grid gap-6">
      {problem && (
        <Notice tone="bad" live="alert">
          {problem.message}
        </Notice>
      )}
      <SelectField name="account" label={words.account} options={accounts} />
      <RadioCards legend={words.subs} name="subscriptions" defaultValue="paused" options={choices} />
      <SelectField
        name="history"
        label={words.history}
        hint={words.historyHint}
        defaultValue="12"
        options={histories}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" width="phone" pending={isPending}>
          {words.read}
        </Button>
        <ButtonLink href={importsHref} width="phone">
          {words.cancel}
        </ButtonLink>
      </div>
    </form>
  )
}
