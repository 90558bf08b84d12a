import { isChecked, textOf, textOrNull } from '@/components/dashboard/form'
import { readAmount, readCount, readUnitAmount } from '@/server/core/amount-input'
import type { PriceModel, Tier } from '@/server/core/pricing'

export const PRICE_TYPES = [
  'fixed_price',
  'one-off',
  'per_unit',
  'package',
  'tiered_volume',
  'tiered_graduated',
] as const

export type PriceType = (typeof PRICE_TYPES)[number]
export type Schedule = 'week' | 'month' | 'year'

/** A price as it is typed so far. What cannot be read yet is among `wrong`, by the name of its field. */
export type PriceDraft = {
  type: PriceType
  currency: string
  schedule: Schedule | null
  taxIncluded: boolean
  isPublic: boolean
  externalReference: string | null
  amount: number
  units: number | null
  tiers: Tier[]
  isUsage: boolean
  metricId: string | null
  wrong: string[]
}

export const isTiered = (type: PriceType): boolean => type === 'tiered_volume' || type === 'tiered_graduated'

/** Reads the form of a price. Tiers follow each other: each begins where the one before ended. */
export function readDraft(form: FormData): PriceDraft {
  const type = PRICE_TYPES.find((each) => each === textOf(form, 'type')) ?? 'fixed_price'
  const currency = textOf(form, 'currency').toUpperCase()
  const wrong: string[] = /^[A-Z]{3}$/.test(currency) ? [] : ['currency']
  const amount = wrong.length > 0 || isTiered(type) ? 0 : (readAmount(textOf(form, 'amount'), currency) ?? 0)
  if (!isTiered(type) && amount === 0) wrong.push('amount')
  const units = type === 'package' ? readCount(textOf(form, 'units')) : null
  if (type === 'package' && !units) wrong.push('units')
  const { tiers, wrong: inTiers } = isTiered(type) ? readTiers(form, currency) : { tiers: [], wrong: [] }
  const isUsage = type !== 'one-off' && textOf(form, 'counted') === 'usage'
  const metricId = isUsage ? textOrNull(form, 'metricId') : null
  if (isUsage && metricId === null) wrong.push('metricId')
  return {
    type,
    currency,
    schedule: type === 'one-off' ? null : scheduleOf(textOf(form, 'schedule')),
    taxIncluded: textOf(form, 'taxIncluded') === 'yes',
    isPublic: isChecked(form, 'public'),
    externalReference: textOrNull(form, 'externalReference'),
    amount,
    units,
    tiers,
    isUsage,
    metricId,
    wrong: [...wrong, ...inTiers],
  }
}

/** How a draft becomes an amount; null while what that needs is not there. */
export function modelOf(draft: PriceDraft): PriceModel | null {
  const { type, amount, units, tiers, wrong } = draft
  if (wrong.some((name) => name !== 'metricId')) return null
  switch (type) {
    case 'fixed_price':
      return { type: 'fixed', unitAmount: amount }
    case 'one-off':
      return { type: 'one_off', unitAmount: amount }
    case 'per_unit':
      return { type, unitAmount: amount }
    case 'package':
      return { type, unitAmount: amount, units: units ?? 1 }
    case 'tiered_volume':
    case 'tiered_graduated':
      return { type, tiers }
  }
}

const scheduleOf = (text: string): Schedule => (text === 'week' || text === 'year' ? text : 'month')

function readTiers(form: FormData, currency: string): { tiers: Tier[]; wrong: string[] } {
  const count = form.getAll('tier').length
  const tiers: Tier[] = []
  const wrong: string[] = count === 0 ? ['tiers'] : []
  let firstUnit = 1
  for (let at = 0; at < count; at++) {
    const typed = (name: string) => textOf(form, `tiers.${at}.${name}`)
    const isLast = at === count - 1
    const lastUnit = isLast ? null : readCount(typed('lastUnit'))
    if (!isLast && (lastUnit === null || lastUnit < firstUnit)) wrong.push(`tiers.${at}.lastUnit`)
    const unitAmount = readUnitAmount(typed('unitAmount'), currency)
    if (unitAmount === null) wrong.push(`tiers.${at}.unitAmount`)
    const flatAmount = typed('flatAmount') === '' ? 0 : readAmount(typed('flatAmount'), currency)
    if (flatAmount === null) wrong.push(`tiers.${at}.flatAmount`)
    tiers.push({ firstUnit, lastUnit, unitAmount: unitAmount ?? 0, flatAmount: flatAmount ?? 0 })
    firstUnit = (lastUnit ?? firstUnit) + 1
  }
  return { tiers, wrong }
}
