import type { Address } from './address'
import { readDecimal } from './decimal'
import { minorDigits } from './format'
import type { CsvKind, ImportData, ImportProblem } from './import'
import { isCurrency } from './settings'
import type { Interval } from './time'

export type CustomerRow = {
  email: string
  name: string | null
  companyName: string | null
  address: Address
  vatNumber: string | null
  /** Null: not said. */
  locale: 'en' | 'de' | 'fr' | null
  reference: string | null
  /** The customer at Stripe that is charged; null: one is made there when it is needed. */
  stripeCustomerId: string | null
}
export type ProductRow = { name: string; physical: boolean }
export type PriceRow = {
  product: string
  amount: number
  currency: string
  /** Null: paid once. */
  interval: Interval | null
  taxIncluded: boolean
}
export type PlanRow = {
  code: string
  name: string
  product: string
  prices: string[]
  trialDays: number
  perSeat: boolean
  public: boolean
}
/** Instants are ISO text: rows are kept as JSON. */
export type SubscriptionRow = {
  customer: string
  plan: string
  price: string
  seats: number
  startedAt: string
  periodStartAt: string
  periodEndAt: string
  trialing: boolean
  cancelAtPeriodEnd: boolean
}
export type PaymentRow = {
  customer: string
  amount: number
  currency: string
  tax: number
  refunded: number
  paidAt: string
  number: string
  description: string
}

type Record_ = Record<string, string>

/** How each kind of row is read; what is wrong is added to `problems`. */
export function readers(
  row: Record_,
  problems: ImportProblem[],
): { [K in CsvKind]: () => ImportData | null } {
  const is = fields(row, problems)
  return {
    customer: () => ({
      kind: 'customer',
      email: is.email('email'),
      name: is.text('name'),
      companyName: is.text('company'),
      address: is.address(),
      vatNumber: is.text('vat_number', 32),
      locale: is.choice('locale', ['en', 'de', 'fr'] as const),
      reference: is.text('reference'),
      stripeCustomerId: null,
    }),
    product: () => ({ kind: 'product', name: is.text('name') ?? '', physical: is.flag('physical', 'no') }),
    price: () => {
      const currency = is.currency('currency')
      return {
        kind: 'price',
        product: row.product ?? '',
        amount: is.amount('amount', currency),
        currency,
        interval: is.interval(),
        taxIncluded: is.flag('tax_included', 'no'),
      }
    },
    plan: () => ({
      kind: 'plan',
      code: is.code('id'),
      name: is.text('name') ?? '',
      product: row.product ?? '',
      prices: (row.prices ?? '').split(/[\s;,|]+/).filter((id) => id !== ''),
      trialDays: is.whole('trial_days', 0, { min: 0, max: 3_650 }),
      perSeat: is.flag('per_seat', 'yes'),
      public: is.flag('public', 'yes'),
    }),
    subscription: () => {
      const end = is.instant('period_end')
      return {
        kind: 'subscription',
        customer: row.customer ?? '',
        plan: row.plan ?? '',
        price: row.price ?? '',
        seats: is.whole('seats', 1, { min: 1, max: 1_000_000 }),
        startedAt: is.instant('started_at') ?? is.instant('period_start') ?? '',
        periodStartAt: is.instant('period_start') ?? '',
        periodEndAt: end ?? '',
        trialing: false,
        cancelAtPeriodEnd: is.flag('cancel_at_period_end', 'no'),
      }
    },
  }
}

const TEXT_MAX = 200

function fields(row: Record_, problems: ImportProblem[]) {
  const wrong = (code: ImportProblem['code'], field: string): void => {
    problems.push({ code, field, value: (row[field] ?? '').slice(0, 80) })
  }
  const given = (field: string): string | null => row[field] || null
  const text = (field: string, max = TEXT_MAX): string | null => {
    const value = given(field)
    if (value !== null && value.length > max) wrong('too_long', field)
    return value
  }
  const whole = (field: string, absent: number, of: { min: number; max: number }): number => {
    const value = given(field)
    if (value === null) return absent
    const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN
    if (number >= of.min && number <= of.max) return number
    wrong('number', field)
    return absent
  }
  return {
    text,
    whole,
    email: (field: string): string => {
      const value = given(field)
      if (value !== null && (!EMAIL.test(value) || value.length > 320)) wrong('email', field)
      return value ?? ''
    },
    choice: <T extends string>(field: string, of: readonly T[]): T | null => {
      const value = given(field)?.toLowerCase().slice(0, 2)
      const found = of.find((each) => each === value)
      if (value !== undefined && found === undefined) wrong('choice', field)
      return found ?? null
    },
    flag: (field: string, absent: 'yes' | 'no'): boolean => {
      const value = given(field)?.toLowerCase() ?? absent
      if (!YES.has(value) && !NO.has(value)) wrong('choice', field)
      return YES.has(value)
    },
    code: (field: string): string => {
      const value = (given(field) ?? '')
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '_')
        .replace(/^_|_$/g, '')
      if (given(field) !== null && value === '') wrong('choice', field)
      return value
    },
    currency: (field: string): string => {
      const value = (given(field) ?? '').toUpperCase()
      if (value !== '' && !isCurrency(value)) wrong('currency', field)
      return value
    },
    amount: (field: string, currency: string): number => {
      const amount = isCurrency(currency) ? minorUnits(given(field) ?? '', currency) : 0
      if (amount === null) wrong('amount', field)
      return amount ?? 0
    },
    interval: (): Interval | null => {
      const value = INTERVALS[(given('interval') ?? '').toLowerCase()]
      const count = whole('interval_count', 1, { min: 1, max: 100 })
      if (value === undefined && given('interval') !== null) wrong('interval', 'interval')
      return value ? { unit: value.unit, count: value.count * count } : null
    },
    instant: (field: string): string | null => {
      const value = given(field)
      if (value === null) return null
      const at = readInstant(value)
      if (at === null) wrong('date', field)
      return at
    },
    address: (): Address => {
      const country = given('country')?.toUpperCase() ?? null
      if (country !== null && !/^[A-Z]{2}$/.test(country)) wrong('country', 'country')
      const parts = {
        line1: text('line1'),
        line2: text('line2'),
        postcode: text('postcode', 20),
        city: text('city', 100),
        region: text('region', 100),
        country,
      }
      return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== null))
    },
  }
}

const EMAIL = /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/
const YES: ReadonlySet<string> = new Set(['yes', 'true', '1', 'y', 'ja', 'oui'])
const NO: ReadonlySet<string> = new Set(['no', 'false', '0', 'n', 'nein', 'non'])

const INTERVALS: Record<string, Interval | null> = {
  day: { unit: 'day', count: 1 },
  daily: { unit: 'day', count: 1 },
  week: { unit: 'week', count: 1 },
  weekly: { unit: 'week', count: 1 },
  month: { unit: 'month', count: 1 },
  monthly: { unit: 'month', count: 1 },
  quarter: { unit: 'month', count: 3 },
  quarterly: { unit: 'month', count: 3 },
  year: { unit: 'year', count: 1 },
  yearly: { unit: 'year', count: 1 },
  annual: { unit: 'year', count: 1 },
  once: null,
  'one-off': null,
}

/** "49.00", "1,234.50" and "1.234,50" of a currency with two decimals; null when it is not an amount of it. */
export function minorUnits(text: string, currency: string): number | null {
  const plain = text.replace(/[\s'’]/g, '')
  const decimal = /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain)
    ? plain.replaceAll(',', '')
    : /^\d{1,3}(\.\d{3})+(,\d+)$/.test(plain)
      ? plain.replaceAll('.', '').replace(',', '.')
      : plain.replace(',', '.')
  const read = /^\d+(\.\d+)?$/.test(decimal) ? readDecimal(decimal) : null
  if (read === null) return null
  const [whole = '0', fraction = ''] = read.split('.')
  const digits = minorDigits(currency)
  if (fraction.length > digits) return null
  const amount = Number(whole + fraction.padEnd(digits, '0'))
  return Number.isSafeInteger(amount) ? amount : null
}

/** A day (midnight in UTC), an instant with or without seconds and zone, or unix seconds. */
export function readInstant(text: string): string | null {
  if (/^\d{9,10}$/.test(text)) return new Date(Number(text) * 1_000).toISOString()
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/.exec(text)
  if (!match) return null
  const [, day, time = '00:00', zone = 'Z'] = match
  const at = new Date(`${day}T${time}${zone}`)
  return Number.isNaN(at.getTime()) ||
    !at.toISOString().startsWith(day === undefined ? '' : zone === 'Z' ? day : '')
    ? null
    : at.toISOString()
}
