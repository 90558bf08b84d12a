import { z } from '@hono/zod-openapi'
import type {
  TaxCountryFields,
  TaxCountryView,
  TaxRuleFields,
  TaxRuleView,
  TaxStateFields,
  TaxStateView,
} from '../../../usecases/tax-country'
import type { TaxTypeFields, TaxTypeRow } from '../../../usecases/tax-type'
import { required } from '../document'
import { currencyCode, percentOf, ppmOrNull, rate } from './customer'

const EXAMPLE_ID = '0197a2f0-0000-7000-8000-000000000001'

export const TaxTypeInput = z
  .object({
    name: required(200),
    physical: z.boolean().nullish(),
    default: z
      .boolean()
      .nullish()
      .openapi({ description: 'the type of products without one; the first type is it anyway' }),
  })
  .openapi('TaxTypeInput', { example: { name: 'Digital Services' } })

export const TaxType = z
  .object({ id: z.uuid(), name: z.string(), physical: z.boolean(), default: z.boolean() })
  .openapi('TaxType', {
    example: { id: EXAMPLE_ID, name: 'Digital Services', physical: false, default: true },
  })

const limits = {
  threshold: z
    .number()
    .int()
    .min(0, 'This value should be either positive or zero.')
    .max(Number.MAX_SAFE_INTEGER)
    .nullish()
    .openapi({
      description: 'turnover of twelve months, in minor units, from which tax is due; null: never by amount',
    }),
  transaction_threshold: z
    .number()
    .int()
    .min(0, 'This value should be either positive or zero.')
    .max(1_000_000_000)
    .nullish()
    .openapi({ description: 'sales in twelve months beyond which tax is due; null: never by number' }),
  collecting: z.boolean().nullish().openapi({ description: 'registered, or at home, there' }),
}

export const TaxCountryInput = z
  .object({ ...limits, currency: currencyCode.nullish(), in_eu: z.boolean().nullish() })
  .openapi('TaxCountryInput', { example: { threshold: 1_000_000, currency: 'EUR', collecting: false } })

export const TaxStateInput = z
  .object({ ...limits, name: required(100).nullish() })
  .openapi('TaxStateInput', { example: { name: 'Texas', threshold: 50_000_000, collecting: false } })

const instant = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], 'This value is not a valid date.')
  .transform((text) => new Date(text))
  .openapi({ type: 'string', format: 'date-time', example: '2026-01-01T00:00:00Z' })

export const TaxRuleInput = z
  .object({
    tax_type: z
      .string()
      .nullish()
      .openapi({ format: 'uuid', description: 'the id of a tax type; the default one unless told' }),
    tax_rate: rate
      .refine((percent) => Number(percent.toFixed(4)) === percent, 'This value has more than four decimals.')
      .openapi({ type: 'number', example: 8.875, description: 'percent, up to four decimals' }),
    default: z.boolean().nullish().openapi({ description: 'for when no dated rule holds' }),
    valid_from: instant.nullish().openapi({ description: 'from now on unless told' }),
    valid_until: instant.nullish().openapi({ description: 'null: until the next one' }),
  })
  .openapi('TaxRuleInput', { example: { tax_rate: 19, valid_from: '2026-01-01T00:00:00Z' } })

export const TaxRule = z
  .object({
    id: z.uuid(),
    tax_type: TaxType,
    tax_rate: z.number().openapi({ description: 'percent' }),
    default: z.boolean(),
    valid_from: z.iso.datetime(),
    valid_until: z.iso.datetime().nullable(),
  })
  .openapi('TaxRule')

const held = {
  threshold: z.number().int().nullable(),
  transaction_threshold: z.number().int().nullable(),
  collecting: z.boolean(),
  reached_at: z.iso
    .datetime()
    .nullable()
    .openapi({ description: 'when a sale came to the threshold: the time to register there' }),
  rules: z.array(TaxRule),
}

export const TaxState = z.object({ code: z.string(), name: z.string(), ...held }).openapi('TaxState')

export const TaxCountry = z
  .object({
    code: z.string(),
    in_eu: z.boolean(),
    currency: z.string(),
    ...held,
    states: z.array(TaxState),
  })
  .openapi('TaxCountry')

export const presentTaxType = (row: TaxTypeRow): z.infer<typeof TaxType> => ({
  id: row.id,
  name: row.name,
  physical: row.physical,
  default: row.isDefault,
})

export const presentTaxRule = (row: TaxRuleView): z.infer<typeof TaxRule> => ({
  id: row.id,
  tax_type: presentTaxType(row.taxType),
  tax_rate: percentOf(row.ratePpm),
  default: row.isDefault,
  valid_from: row.validFrom.toISOString(),
  valid_until: row.validUntil?.toISOString() ?? null,
})

export const presentTaxState = (row: TaxStateView): z.infer<typeof TaxState> => ({
  code: row.code,
  name: row.name,
  ...limitsOf(row),
})

export const presentTaxCountry = (row: TaxCountryView): z.infer<typeof TaxCountry> => ({
  code: row.code,
  in_eu: row.inEu,
  currency: row.currency,
  ...limitsOf(row),
  states: row.states.map(presentTaxState),
})

export const taxTypeFields = (given: z.output<typeof TaxTypeInput>): TaxTypeFields => ({
  name: given.name.trim(),
  physical: given.physical ?? false,
  isDefault: given.default ?? undefined,
})

export const taxCountryFields = (given: z.output<typeof TaxCountryInput>): TaxCountryFields => ({
  currency: given.currency ?? undefined,
  inEu: given.in_eu ?? undefined,
  ...limitFields(given),
})

export const taxStateFields = (given: z.output<typeof TaxStateInput>): TaxStateFields => ({
  name: given.name?.trim(),
  ...limitFields(given),
})

export const taxRuleFields = (given: z.output<typeof TaxRuleInput>): TaxRuleFields => ({
  taxTypeId: given.tax_type ?? undefined,
  ratePpm: ppmOrNull(given.tax_rate) ?? 0,
  isDefault: given.default ?? false,
  validFrom: given.valid_from ?? undefined,
  validUntil: given.valid_until ?? null,
})

const limitsOf = (row: TaxCountryView | TaxStateView) => ({
  threshold: row.threshold,
  transaction_threshold: row.transactionThreshold,
  collecting: row.collecting,
  reached_at: row.reachedAt?.toISOString() ?? null,
  rules: row.rules.map(presentTaxRule),
})

/** Null takes a threshold away; what is not there stays. */
const limitFields = (given: {
  threshold?: number | null | undefined
  transaction_threshold?: number | null | undefined
  collecting?: boolean | null | undefined
}) => ({
  threshold: given.threshold,
  transactionThreshold: given.transaction_threshold,
  collecting: given.collecting ?? undefined,
})
