'use client'

import { isChecked, OwnerForm, textOf, wrongFields } from '@/components/dashboard/form'
import type { BaseFormWords } from '@/components/dashboard/form-words'
import { Checkbox } from '@/components/ui/checkbox'
import { TextField } from '@/components/ui/input'
import { readAmount, readCount } from '@/server/core/amount-input'
import { decimalAmount } from '@/server/core/format'
import type { TaxCountry, TaxState } from './types'
import type { TaxMessages } from './words'

type Limits = Pick<TaxState, 'collecting' | 'threshold' | 'transactionThreshold'>

export interface PlaceFormProps {
  ownerId: string
  country: Pick<TaxCountry, 'code' | 'currency' | 'inEu'>
  /** Null: the country itself. */
  state: Pick<TaxState, 'code'> | null
  limits: Limits
  path: string
  words: BaseFormWords & { country: TaxMessages['country'] }
}

/** When sales into a country or state are taxed. */
export function PlaceForm({ ownerId, country, state, limits, path, words }: PlaceFormProps) {
  const { country: t } = words
  return (
    <OwnerForm
      words={words}
      submitLabel={t.save}
      save={async (owner, form) => {
        const currency = state ? country.currency : textOf(form, 'currency').toUpperCase()
        const fields = readLimits(form, currency)
        if (state)
          await owner.tax.putState.mutate({ ...fields, ownerId, country: country.code, code: state.code })
        else
          await owner.tax.putCountry.mutate({
            ...fields,
            ownerId,
            country: country.code,
            currency,
            inEu: isChecked(form, 'inEu'),
          })
        return `${path}?done=saved`
      }}
    >
      {(part) => (
        <div className="grid gap-4">
          <Checkbox name="collecting" label={t.collect} defaultChecked={limits.collecting} />
          {!state && <Checkbox name="inEu" label={t.inEu} defaultChecked={country.inEu} />}
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField
              {...part('threshold')}
              label={t.threshold}
              hint={t.thresholdHint}
              optional={words.optional}
              defaultValue={
                limits.threshold === null ? '' : decimalAmount(limits.threshold, country.currency)
              }
              inputMode="decimal"
              after={<span className="text-sm">{country.currency}</span>}
            />
            <TextField
              {...part('transactionThreshold')}
              label={t.transactions}
              hint={t.transactionsHint}
              optional={words.optional}
              defaultValue={limits.transactionThreshold ?? ''}
              inputMode="numeric"
            />
          </div>
          {!state && (
            <TextField
              {...part('currency')}
              label={t.currency}
              defaultValue={country.currency}
              maxLength={3}
              spellCheck={false}
              className="max-w-40"
            />
          )}
        </div>
      )}
    </OwnerForm>
  )
}

function readLimits(form: FormData, currency: string): Limits {
  const [amount, count] = [textOf(form, 'threshold'), textOf(form, 'transactionThreshold')]
  const isCode = /^[A-Z]{3}$/.test(currency)
  const threshold = amount === '' ? null : isCode ? readAmount(amount, currency) : null
  const transactionThreshold = count === '' ? null : readCount(count)
  const wrong = [
    ...(isCode ? [] : ['currency']),
    ...(amount !== '' && isCode && threshold === null ? ['threshold'] : []),
    ...(count !== '' && transactionThreshold === null ? ['transactionThreshold'] : []),
  ]
  if (wrong.length > 0) throw wrongFields(...wrong)
  return { collecting: isChecked(form, 'collecting'), threshold, transactionThreshold }
}
