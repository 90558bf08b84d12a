import { countryName } from '@/components/billing-details/countries'
import { Button } from '@/components/ui/button'
import { TextField } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { SelectField } from '@/components/ui/select'
import { SumList } from '@/components/ui/sum-list'
import type { Words } from '@/components/words'
import type { TaxAnswer, TaxChoices } from './types'
import { taxWords } from './words'

/** What was asked, as the address has it. */
export type TaxQuestion = {
  country: string
  region: string
  type: 'individual' | 'business'
  taxTypeId: string
  brand: string
  amount: string
}

export interface TaxCheckProps {
  path: string
  asked: TaxQuestion
  choices: TaxChoices
  countries: readonly { value: string; label: string }[]
  isAmountWrong: boolean
  words: Words
}

/** Asks by the address what would be charged, so that an answer can be shared. */
export function TaxCheck({ path, asked, choices, countries, isAmountWrong, words }: TaxCheckProps) {
  const t = taxWords(words.locale)
  return (
    <form action={path} className="grid gap-4 sm:grid-cols-2">
      <SelectField
        label={t('check.country')}
        name="country"
        defaultValue={asked.country}
        options={countries}
      />
      <TextField label={t('check.region')} name="region" defaultValue={asked.region} maxLength={100} />
      <SelectField
        label={t('check.kind')}
        name="type"
        defaultValue={asked.type}
        options={[
          { value: 'individual', label: t('check.individual') },
          { value: 'business', label: t('check.business') },
        ]}
      />
      <TextField
        label={t('check.amount')}
        name="amount"
        defaultValue={asked.amount}
        inputMode="decimal"
        error={isAmountWrong ? t('check.wrongAmount') : undefined}
      />
      <SelectField
        label={t('check.product')}
        name="kind"
        defaultValue={asked.taxTypeId}
        options={[
          { value: '', label: t('check.default') },
          ...choices.types.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      {choices.brands.length > 1 && (
        <SelectField
          label={t('check.brand')}
          name="brand"
          defaultValue={asked.brand}
          options={choices.brands.map(({ code, name }) => ({ value: code, label: name }))}
        />
      )}
      <div className="sm:col-span-2">
        <Button type="submit">{t('check.submit')}</Button>
      </div>
    </form>
  )
}

/** What would be charged, and why. */
export function TaxVerdict({ answer, words }: { answer: TaxAnswer; words: Words }) {
  const t = taxWords(words.locale)
  const { currency, ratePpm, net, tax, total, reason, note, reached } = answer
  return (
    <div className="grid gap-3">
      <SumList
        lines={[
          { key: 'net', label: t('check.net'), value: words.money(net, currency) },
          {
            key: 'tax',
            label: ratePpm === 0 ? t('check.none') : t('check.rate', { rate: words.rate(ratePpm) }),
            detail: answer.parts.length > 1 ? partsText(answer, words) : undefined,
            value: words.money(tax, currency),
            weight: 'quiet',
          },
          { key: 'total', label: t('check.total'), value: words.money(total, currency), weight: 'total' },
        ]}
      />
      <p className="text-ink-2">
        {t('check.because')} {t(`check.reason.${reason}`)}. {note && t(`check.note.${note}`)}
      </p>
      {reached.map(({ country, state }) => (
        <Notice key={`${country} ${state}`} tone="warn">
          {t('check.reached', { country: state ?? countryName(country, words.locale) })}
        </Notice>
      ))}
    </div>
  )
}

/** "US 0% + CA 7.25%" */
const partsText = ({ parts }: TaxAnswer, words: Words): string =>
  parts.map(({ code, ratePpm }) => `${code ?? ''} ${words.rate(ratePpm)}`.trim()).join(' + ')

const STEPS = ['customer', 'product', 'brand', 'unknown', 'business', 'number', 'threshold', 'home'] as const

/** The order in which the rules are asked. */
export function TaxOrder({ words }: { words: Words }) {
  const t = taxWords(words.locale)
  return (
    <ol className="grid list-decimal gap-1.5 pl-5 marker:text-ink-3">
      {STEPS.map((step) => (
        <li key={step}>{t(`order.steps.${step}`)}</li>
      ))}
    </ol>
  )
}
