'use client'

import { useState } from 'react'
import { fill } from '@/components/dashboard/fill'
import { OwnerForm, textOf, wrongFields } from '@/components/dashboard/form'
import type { BaseFormWords } from '@/components/dashboard/form-words'
import { TextField } from '@/components/ui/input'
import { readAmount } from '@/server/core/amount-input'
import { decimalAmount, formatMoney, type Locale } from '@/server/core/format'
import type { MoneyMessages } from '../invoice/money-words'

export interface RefundFormProps {
  input: { ownerId: string; id: string; currency: string }
  /** At most, in minor units. */
  left: number
  /** The payment's own page. */
  path: string
  locale: Locale
  words: BaseFormWords & MoneyMessages['refund']
}

const DONE = {
  succeeded: 'refunded',
  pending: 'refundPending',
  unknown: 'refundUnknown',
  failed: 'refundFailed',
} as const

/** How much goes back, and why. The button says the amount. */
export function RefundForm({ input, left, path, locale, words }: RefundFormProps) {
  const { currency } = input
  const [amount, setAmount] = useState<number | null>(left)
  const money = (value: number) => formatMoney(value, currency, locale)
  const isGood = amount !== null && amount >= 1 && amount <= left
  return (
    <OwnerForm
      words={words}
      submitLabel={isGood ? fill(words.submit, { amount: money(amount) }) : words.submitNone}
      cancelHref={path}
      onEdit={(form) => setAmount(readAmount(textOf(form, 'amount'), currency))}
      save={async (owner, form) => {
        const sent = readAmount(textOf(form, 'amount'), currency)
        if (sent === null || sent < 1 || sent > left) throw wrongFields('amount')
        const answer = await owner.payment.refund.mutate({
          ...input,
          amount: sent,
          reason: textOf(form, 'reason'),
        })
        // Somebody else gave some of it back meanwhile: the page is drawn again with what is left.
        if (answer.kind === 'over') throw wrongFields('amount')
        return `${path}?done=${DONE[answer.standing]}`
      }}
    >
      {(part) => (
        <div className="grid gap-4">
          <TextField
            {...part('amount')}
            label={words.amount}
            hint={fill(words.left, { amount: money(left) })}
            defaultValue={decimalAmount(left, currency)}
            inputMode="decimal"
            after={<span className="text-sm">{currency}</span>}
            maxLength={24}
            required
          />
          <TextField
            {...part('reason')}
            label={words.reason}
            hint={words.reasonHint}
            optional={words.optional}
            maxLength={500}
          />
        </div>
      )}
    </OwnerForm>
  )
}
