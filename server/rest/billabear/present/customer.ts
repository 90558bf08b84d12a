import { z } from '@hono/zod-openapi'
import type { Address as PostalAddress } from '../../../core/address'
import { isCountryCode } from '../../../core/country'
import type { CustomerFields, ShownCustomer } from '../../../usecases/customer-record'
import { required, text } from '../document'

const PPM_PER_PERCENT = 10_000

/** Percent, as the document has rates; exact to the millionth part that is kept. */
export const percentOf = (ratePpm: number): number => ratePpm / PPM_PER_PERCENT

const country = z
  .string()
  .refine(isCountryCode, 'This value is not a valid country.')
  .openapi({ example: 'GB', description: 'ISO 3166-1 alpha-2' })

/** A currency by its ISO code in upper case. */
export const currencyCode = z
  .string()
  .refine((code) => CURRENCIES.has(code), 'This value is not a valid currency.')
  .openapi({ example: 'EUR', description: 'Three-letter ISO currency code. Must be upper-case' })

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

export const AddressInput = z.object({
  company_name: text(200).nullish(),
  street_line_one: text(200).nullish(),
  street_line_two: text(200).nullish(),
  city: text(100).nullish(),
  region: text(100).nullish(),
  country,
  postcode: text(20).nullish(),
})

/** Percent as a number, or as a text, as the document's own sample has it. */
export const rate = z
  .union([z.number(), z.string().regex(/^\d{1,3}(\.\d{1,4})?$/, 'This value should be a number.')])
  .transform(Number)
  .refine((value) => value >= 0, 'This value should be either positive or zero.')
  .refine((value) => value <= 100, 'This value should be 100 or less.')
  .openapi({ type: 'number', format: 'float', example: 19.5 })

const METADATA_CHARS_MAX = 16_384

export const MetadataInput = z
  .record(z.string(), z.unknown())
  .refine((given) => JSON.stringify(given).length <= METADATA_CHARS_MAX, 'This value is too long.')
  .refine((given) => !JSON.stringify(given).includes('\\u0000'), 'This value may not contain NUL')

/** What a program says of a customer. What is null or not there is unknown, or its default. */
export const CustomerInput = z
  .object({
    email: z.email('This value is not a valid email address.').max(320),
    name: text(200).nullish(),
    reference: text(255).nullish(),
    external_reference: text(255).nullish(),
    address: AddressInput.nullish(),
    tax_number: text(64).nullish(),
    standard_tax_rate: rate.nullish(),
    digital_tax_rate: rate.nullish(),
    billing_type: z.enum(['card', 'invoice']).nullish(),
    type: z.enum(['individual', 'business']).nullish(),
    invoice_format: z.enum(['pdf', 'zugferd', 'zugferd_v1', 'xrechnung']).nullish(),
    marketing_opt_in: z.boolean().nullish(),
    locale: z.string().refine(isLocale, 'This value is not a valid locale.').nullish(),
    brand: required(64).nullish(),
    metadata: MetadataInput.nullish(),
  })
  .openapi('CustomerInput', {
    example: {
      email: 'ada@example.org',
      name: 'Ada',
      reference: 'internal-id',
      address: {
        company_name: 'Analytical Engines',
        street_line_one: '1 Mill Lane',
        city: 'London',
        country: 'GB',
      },
    },
  })

export const Address = z
  .object({
    company_name: z.string().nullable(),
    street_line_one: z.string().nullable(),
    street_line_two: z.string().nullable(),
    city: z.string().nullable(),
    region: z.string().nullable(),
    country: z.string().nullable(),
    postcode: z.string().nullable(),
  })
  .openapi('Address')

export const Customer = z
  .object({
    id: z.uuid(),
    name: z.string().nullable(),
    email: z.string(),
    reference: z.string().nullable(),
    external_reference: z.string().nullable(),
    address: Address,
    status: z.enum([
      'new',
      'active',
      'disabled',
      'churned',
      'reactivated',
      'trial_active',
      'trial_ended',
      'unknown',
    ]),
    brand: z.string(),
    locale: z.string(),
    billing_type: z.enum(['card', 'invoice']),
    type: z.enum(['individual', 'business']),
    tax_number: z.string().nullable(),
    standard_tax_rate: z.number().nullable().openapi({ description: 'percent' }),
    digital_tax_rate: z.number().nullable().openapi({ description: 'percent' }),
    invoice_format: z.enum(['pdf', 'zugferd', 'zugferd_v1', 'xrechnung']),
    marketing_opt_in: z.boolean(),
    metadata: z.record(z.string(), z.unknown()),
  })
  .openapi('Customer')

export function presentCustomer({ customer, brandCode }: ShownCustomer): z.infer<typeof Customer> {
  return {
    id: customer.id,
    name: customer.name,
    email: customer.email,
    reference: customer.reference,
    external_reference: customer.externalReference ?? customer.stripeCustomerId,
    address: presentAddress(customer.address, customer.companyName),
    status: customer.status,
    brand: brandCode,
    locale: customer.locale,
    billing_type: customer.billingType,
    type: customer.type,
    tax_number: customer.vatNumber,
    standard_tax_rate: percentOrNull(customer.standardTaxRatePpm),
    digital_tax_rate: percentOrNull(customer.digitalTaxRatePpm),
    invoice_format: customer.invoiceFormat,
    marketing_opt_in: customer.marketingOptIn,
    metadata: customer.metadata,
  }
}

export function presentAddress(
  address: PostalAddress,
  companyName: string | null | undefined,
): z.infer<typeof Address> {
  return {
    company_name: companyName ?? null,
    street_line_one: address.line1 ?? null,
    street_line_two: address.line2 ?? null,
    city: address.city ?? null,
    region: address.region ?? null,
    country: address.country ?? null,
    postcode: address.postcode ?? null,
  }
}

/** A program's words as the use-case takes them, each part with its default. */
export function customerFields(given: z.output<typeof CustomerInput>): CustomerFields {
  return {
    email: given.email,
    name: orNull(given.name),
    companyName: orNull(given.address?.company_name),
    address: addressOf(given.address),
    vatNumber: orNull(given.tax_number),
    reference: orNull(given.reference),
    externalReference: orNull(given.external_reference) ?? undefined,
    type: given.type ?? 'individual',
    billingType: given.billing_type ?? 'card',
    standardTaxRatePpm: ppmOrNull(given.standard_tax_rate),
    digitalTaxRatePpm: ppmOrNull(given.digital_tax_rate),
    invoiceFormat: given.invoice_format ?? 'pdf',
    marketingOptIn: given.marketing_opt_in ?? true,
    locale: given.locale ?? 'en',
    brand: given.brand ?? 'default',
    metadata: given.metadata ?? {},
  }
}

const percentOrNull = (ratePpm: number | null) => (ratePpm === null ? null : percentOf(ratePpm))

/** Percent in parts per million; what is not there is null. */
export const ppmOrNull = (percent: number | null | undefined) =>
  percent == null ? null : Math.round(percent * PPM_PER_PERCENT)

export function addressOf(given: Partial<z.output<typeof AddressInput>> | null | undefined): PostalAddress {
  const parts = {
    line1: given?.street_line_one,
    line2: given?.street_line_two,
    city: given?.city,
    region: given?.region,
    postcode: given?.postcode,
    country: given?.country,
  }
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part)) as PostalAddress
}

const orNull = (given: string | null | undefined): string | null => (given?.trim() ? given.trim() : null)

/** A locale that is known, as `en`, `en-GB` or `en_GB`. */
function isLocale(code: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(code.replace('_', '-')).length > 0
  } catch {
    return false
  }
}
