import { FilterBar } from '@/components/dashboard/filter-bar'
import type { Locale } from '@/server/core/format'
import type { MoneyChoices } from './money-types'
import { moneyWords } from './money-words'

/** What an address says of a list of money; empty answers of a form say nothing. */
export type MoneyAsked = {
  status?: string | undefined
  q?: string | undefined
  brand?: string | undefined
  currency?: string | undefined
  from?: string | undefined
  to?: string | undefined
  customer?: string | undefined
}

const NAMES = ['status', 'q', 'brand', 'currency', 'from', 'to', 'customer'] as const

/** Reads it; a day that is none is not asked for. */
export function askedOf(search: Record<string, string | string[] | undefined>): MoneyAsked {
  const asked: MoneyAsked = {}
  for (const name of NAMES) {
    const given = search[name]
    const value = (Array.isArray(given) ? given[0] : given)?.trim()
    const isDay = name === 'from' || name === 'to'
    if (value && (!isDay || /^\d{4}-\d{2}-\d{2}$/.test(value))) asked[name] = value
  }
  return asked
}

/** The same as the procedures take it. */
export const searchFor = ({ q, brand, currency, from, to, customer }: MoneyAsked) => ({
  text: q,
  brand,
  currency,
  from,
  to,
  customer,
})

export interface MoneyFiltersProps {
  path: string
  asked: MoneyAsked
  choices: MoneyChoices
  placeholder: string
  locale: Locale
}

/** Search, brand, currency and days, above a list of invoices or payments. */
export function MoneyFilters({ path, asked, choices, placeholder, locale }: MoneyFiltersProps) {
  const t = moneyWords(locale)
  const brands = choices.brands.map(({ id, name }) => ({ value: id, label: name }))
  const currencies = choices.currencies.map((code) => ({ value: code, label: code }))
  return (
    <FilterBar
      label={t('find.label')}
      path={path}
      kept={{ status: asked.status, customer: asked.customer }}
      fields={[
        { kind: 'search', name: 'q', label: t('find.q'), value: asked.q, placeholder },
        ...(brands.length > 1
          ? [
              {
                kind: 'select' as const,
                name: 'brand',
                label: t('find.brand'),
                value: asked.brand,
                all: t('find.brands'),
                options: brands,
              },
            ]
          : []),
        ...(currencies.length > 1
          ? [
              {
                kind: 'select' as const,
                name: 'currency',
                label: t('find.currency'),
                value: asked.currency,
                all: t('find.currencies'),
                options: currencies,
              },
            ]
          : []),
        { kind: 'date', name: 'from', label: t('find.from'), value: asked.from },
        { kind: 'date', name: 'to', label: t('find.to'), value: asked.to },
      ]}
      words={{ submit: t('find.submit'), clear: t('find.clear') }}
    />
  )
}
