'use client'

import { useState } from 'react'
import { fill } from '@/components/dashboard/fill'
import { OwnerForm, textOf, wrongFields } from '@/components/dashboard/form'
import type { BaseFormWords } from '@/components/dashboard/form-words'
import { TextField } from '@/components/ui/input'
import { RadioCards } from '@/components/ui/radio-cards'
import { SelectField } from '@/components/ui/select'
import { readAmount } from '@/server/core/amount-input'
import { formatMoney, type Locale } from '@/server/core/format'

type Word =
  | 'type'
  | 'credit'
  | 'creditText'
  | 'debit'
  | 'debitText'
  | 'amount'
  | 'currency'
  | 'reason'
  | 'reasonHint'
  | 'submit'
  | 'submitCredit'
  | 'submitDebit'

export interface CreditFormProps {
  ownerId: string
  customerId: string
  currency: string
  currencies: readonly string[]
  doneHref: string
  locale: Locale
  words: BaseFormWords & { credit: Record<Word, string> }
}

/** Gives or takes credit by hand; the button says how much. */
export function CreditForm(props: CreditFormProps) {
  const { ownerId, customerId, currency, currencies, doneHref, locale, words } = props
  const { credit: w } = words
  const [typed, setTyped] = useState({ type: 'credit', amount: '', currency })
  const amount = readAmount(typed.amount, typed.currency)
  const said = amount === null || amount === 0 ? null : formatMoney(amount, typed.currency, locale)
  const label = typed.type === 'debit' ? w.submitDebit : w.submitCredit
  return (
    <OwnerForm
      words={words}
      submitLabel={said === null ? w.submit : fill(label, { amount: said })}
      onEdit={(form) =>
        setTyped({
          type: textOf(form, 'type'),
          amount: textOf(form, 'amount'),
          currency: textOf(form, 'currency') || currency,
        })
      }
      save={async (owner, form) => {
        const of = textOf(form, 'currency') || currency
        const value = readAmount(textOf(form, 'amount'), of)
        if (value === null || value < 1) throw wrongFields('amount')
        await owner.customer.giveCredit.mutate({
          ownerId,
          customerId,
          type: textOf(form, 'type') === 'debit' ? 'debit' : 'credit',
          amount: value,
          currency: of,
          reason: textOf(form, 'reason'),
        })
        return doneHref
      }}
    >
      {(part) => (
        <>
          <RadioCards
            legend={w.type}
            name="type"
            defaultValue="credit"
            columns={2}
            options={[
              { value: 'credit', label: w.credit, description: w.creditText },
              { value: 'debit', label: w.debit, description: w.debitText },
            ]}
          />
          <div className="grid gap-4 sm:grid-cols-[1fr_8rem]">
            <TextField {...part('amount')} label={w.amount} inputMode="decimal" autoComplete="off" required />
            <SelectField
              {...part('currency')}
              label={w.currency}
              defaultValue={currency}
              options={currencies.map((code) => ({ value: code, label: code }))}
            />
          </div>
          <TextField {...part('reason')} label={w.reason} hint={w.reasonHint} required maxLength={255} />
        </>
      )}
    </OwnerForm>
  )
}
