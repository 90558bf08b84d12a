import { z } from '@hono/zod-openapi'
import { readDecimal } from '../../../core/decimal'
import { TIERS_MAX, type Tier } from '../../../core/pricing'
import type { PriceFields, PriceRow } from '../../../usecases/price'
import { text } from '../document'
import { currencyCode } from './customer'
import { Metric, presentMetric } from './metric'

/** Beyond this an amount times seats would no longer be exact. */
const AMOUNT_MAX = 999_999_999_999
const UNITS_MAX = 1_000_000_000

const PRICE_TYPES = [
  'fixed_price',
  'one-off',
  'package',
  'per_unit',
  'tiered_volume',
  'tiered_graduated',
] as const

const POSITIVE = 'This value should be positive.'

const TierInput = z.object({
  first_unit: z.number().int(),
  last_unit: z.number().int().nullish().openapi({ description: 'null or -1: without end' }),
  unit_price: z.number().min(0, 'This value should be either positive or zero.').max(AMOUNT_MAX),
  flat_fee: z
    .number()
    .int()
    .min(0, 'This value should be either positive or zero.')
    .max(AMOUNT_MAX)
    .default(0),
})

export const PriceInput = z
  .object({
    amount: z.number().int().positive(POSITIVE).max(AMOUNT_MAX).nullish().openapi({
      description: 'minor units; required unless the price is tiered',
    }),
    currency: currencyCode,
    recurring: z.boolean(),
    schedule: z.enum(['week', 'month', 'year', 'one-off']).nullish(),
    including_tax: z.boolean().nullish(),
    public: z.boolean().nullish(),
    external_reference: text(255).nullish(),
    type: z.enum(PRICE_TYPES).nullish().openapi({
      description: 'without it: fixed_price when it recurs, else one-off',
    }),
    units: z.number().int().positive(POSITIVE).max(UNITS_MAX).nullish(),
    tiers: z.array(TierInput).max(TIERS_MAX).nullish(),
    usage: z.boolean().nullish(),
    metric: text(100).nullish().openapi({ description: 'the id or code of a metric; required when `usage`' }),
    metric_type: z
      .enum(['resettable', 'continuous'])
      .nullish()
      .openapi({ description: "the metric's own type" }),
  })
  .superRefine((given, context) => {
    for (const [field, message] of Object.entries(problemsOf(given)))
      context.addIssue({ code: 'custom', path: [field], message })
  })
  .openapi('PriceInput', {
    example: { amount: 1000, currency: 'EUR', recurring: true, schedule: 'month', including_tax: false },
  })

type Given = {
  amount?: number | null | undefined
  recurring: boolean
  schedule?: string | null | undefined
  type?: (typeof PRICE_TYPES)[number] | null | undefined
  units?: number | null | undefined
  tiers?: unknown[] | null | undefined
  usage?: boolean | null | undefined
  metric?: string | null | undefined
  metric_type?: string | null | undefined
}

/** What each kind of price has to have. */
function problemsOf(given: Given): Record<string, string> {
  const blank = 'This value should not be blank.'
  const type = typeOf(given)
  const scheduled = given.schedule != null && given.schedule !== 'one-off'
  return {
    ...(given.amount == null && !isTiered(type) ? { amount: blank } : {}),
    ...(given.recurring && !scheduled ? { schedule: 'A recurring price needs a schedule.' } : {}),
    ...(given.recurring && type === 'one-off' ? { type: 'A recurring price is not one-off.' } : {}),
    ...(type === 'package' && given.units == null ? { units: blank } : {}),
    ...(isTiered(type) && !given.tiers?.length ? { tiers: blank } : {}),
    ...(given.usage && !given.metric ? { metric: blank } : {}),
    ...(given.usage && !given.metric_type ? { metric_type: blank } : {}),
    ...(given.usage && !given.recurring ? { recurring: 'A usage price recurs.' } : {}),
  }
}

const typeOf = (given: Pick<Given, 'type' | 'recurring'>) =>
  given.type ?? (given.recurring ? 'fixed_price' : 'one-off')

const isTiered = (type: string): boolean => type === 'tiered_volume' || type === 'tiered_graduated'

export const Price = z
  .object({
    id: z.uuid(),
    amount: z.number().int(),
    currency: z.string(),
    external_reference: z.string().nullable(),
    recurring: z.boolean(),
    schedule: z.string().openapi({ description: 'week, month, year or one-off' }),
    including_tax: z.boolean(),
    public: z.boolean(),
    type: z.enum(PRICE_TYPES),
    units: z.number().int().nullable(),
    tiers: z.array(
      z.object({
        first_unit: z.number().int(),
        last_unit: z.number().int().nullable(),
        unit_price: z.number(),
        flat_fee: z.number().int(),
      }),
    ),
    usage: z.boolean(),
    metric: Metric.nullable(),
    metric_type: z.enum(['resettable', 'continuous']).nullable(),
  })
  .openapi('Price')

export function presentPrice(row: PriceRow): z.infer<typeof Price> {
  return {
    id: row.id,
    amount: row.amount,
    currency: row.currency,
    external_reference: row.externalReference,
    recurring: row.recurring,
    schedule: scheduleOf(row),
    including_tax: row.taxIncluded,
    public: row.public,
    type: row.type,
    units: row.units,
    tiers: (row.tiers ?? []).map((tier) => ({
      first_unit: tier.firstUnit,
      last_unit: tier.lastUnit,
      unit_price: Number(tier.unitAmount),
      flat_fee: tier.flatAmount,
    })),
    usage: row.metric !== null,
    metric: row.metric && presentMetric(row.metric),
    metric_type: row.metric?.kind ?? null,
  }
}

/** How often a price is due, in the document's words. */
export const scheduleOf = (row: Pick<PriceRow, 'recurring' | 'intervalUnit'>): string =>
  row.recurring ? row.intervalUnit : 'one-off'

export function priceFields(given: z.output<typeof PriceInput>): PriceFields {
  const type = typeOf(given)
  const schedule = given.schedule === 'one-off' ? null : (given.schedule ?? null)
  return {
    type,
    amount: isTiered(type) ? 0 : (given.amount ?? 0),
    currency: given.currency,
    schedule: given.recurring ? schedule : null,
    taxIncluded: given.including_tax ?? false,
    public: given.public ?? true,
    externalReference: given.external_reference ?? null,
    units: type === 'package' ? (given.units ?? null) : null,
    tiers: isTiered(type) ? (given.tiers ?? []).map(tierOf) : null,
    meter: given.usage && given.metric ? { metric: given.metric, kind: given.metric_type ?? null } : null,
  }
}

/** Fractions of a minor unit are kept as decimal text, because floats are not exact. */
function tierOf(given: z.output<typeof TierInput>): Tier {
  const { first_unit: firstUnit, last_unit: lastUnit = null, unit_price: price, flat_fee: flatAmount } = given
  const unitAmount = Number.isInteger(price) ? price : (readDecimal(price) ?? price)
  return { firstUnit, lastUnit, unitAmount, flatAmount }
}
