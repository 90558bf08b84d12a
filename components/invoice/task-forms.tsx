'use client'

import { OwnerForm, textOf } from '@/components/dashboard/form'
import type { BaseFormWords } from '@/components/dashboard/form-words'
import { TextField } from '@/components/ui/input'
import { declined } from '../trpc/problem'
import type { MoneyMessages } from './money-words'

type Task = MoneyMessages['task']

type Shared<More> = {
  input: { ownerId: string; id: string }
  /** The invoice's own page. */
  path: string
  /** What the button says. */
  submit: string
  words: BaseFormWords & More
}

/** Mails the invoice to the customer's address, or to another. */
export function SendForm({ input, email, path, submit, words }: Shared<Task['send']> & { email: string }) {
  return (
    <OwnerForm
      words={words}
      submitLabel={submit}
      cancelHref={path}
      save={async (owner, form) => {
        await owner.invoice.send.mutate({ ...input, email: textOf(form, 'email') || undefined })
        return `${path}?done=sent`
      }}
    >
      {(part) => (
        <TextField
          {...part('email')}
          type="email"
          label={words.email}
          defaultValue={email}
          maxLength={320}
          autoComplete="off"
        />
      )}
    </OwnerForm>
  )
}

/** What is due came by another way than Stripe. */
export function MarkPaidForm({
  input,
  today,
  path,
  submit,
  words,
}: Shared<Task['mark-paid']> & { today: string }) {
  return (
    <OwnerForm
      words={words}
      submitLabel={submit}
      cancelHref={path}
      alias={{ paidAt: 'paidOn' }}
      save={async (owner, form) => {
        const paidOn = textOf(form, 'paidOn') || undefined
        await owner.invoice.markPaid.mutate({ ...input, reference: textOf(form, 'reference'), paidOn })
        return `${path}?done=paid`
      }}
    >
      {(part) => (
        <div className="grid gap-4">
          <TextField
            {...part('reference')}
            label={words.reference}
            hint={words.referenceHint}
            optional={words.optional}
            maxLength={500}
          />
          <TextField {...part('paidOn')} type="date" label={words.paidOn} defaultValue={today} max={today} />
        </div>
      )}
    </OwnerForm>
  )
}

/** Charges what the page said, and says what the bank answered. */
export function ChargeButton({
  input,
  path,
  submit,
  words,
}: Omit<Shared<object>, 'input'> & { input: { ownerId: string; id: string; amountDue: number } }) {
  return (
    <OwnerForm
      words={words}
      submitLabel={submit}
      cancelHref={path}
      save={async (owner) => {
        const answer = await owner.invoice.charge.mutate(input)
        if (answer.kind === 'declined') throw declined(answer.code)
        return `${path}?done=${answer.kind === 'paid' ? 'charged' : 'open'}`
      }}
    >
      {() => null}
    </OwnerForm>
  )
}
