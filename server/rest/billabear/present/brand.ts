import { z } from '@hono/zod-openapi'
import { type PortalFeatures, portalOf } from '../../../core/settings'
import type { Brand as BrandRow } from '../../../ctx'
import type { BrandFields } from '../../../usecases/brand'
import { required, text } from '../document'
import { Address, AddressInput, addressOf, percentOf, ppmOrNull, presentAddress, rate } from './customer'

const PortalInput = z.object({
  change_plan: z.boolean().nullish(),
  change_seats: z.boolean().nullish(),
  pause: z.boolean().nullish(),
  cancel: z.boolean().nullish(),
  edit_details: z.boolean().nullish(),
})

export const BrandInput = z
  .object({
    name: required(200),
    code: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'A code has letters, digits, underscores and hyphens.'),
    email_address: z.email('This value is not a valid email address.').max(320),
    address: AddressInput.omit({ company_name: true }).nullish(),
    tax_number: text(64).nullish(),
    tax_rate: rate.nullish(),
    invoice_prefix: z
      .string()
      .regex(/^[A-Z0-9-]{1,12}$/, 'A prefix has capitals, digits and hyphens, twelve at most.')
      .nullish(),
    number_format: text(64).nullish().openapi({
      description:
        '`subsequential` (the default), `random`, or a pattern with %S (the counter), %R, %Y, %y, %m',
    }),
    portal_features: PortalInput.nullish().openapi({
      description: 'what customers may do in the portal; what is left out is as it is by default',
    }),
  })
  .openapi('BrandInput', {
    example: {
      name: 'Northwind',
      code: 'northwind',
      email_address: 'billing@northwind.example',
      address: { street_line_one: '1 Quay', city: 'Hamburg', country: 'DE' },
      tax_rate: 19,
    },
  })

export const Brand = z
  .object({
    id: z.uuid(),
    name: z.string(),
    code: z.string(),
    email_address: z.string(),
    address: Address,
    tax_number: z.string().nullable(),
    tax_rate: z.number().nullable().openapi({ description: 'percent' }),
    invoice_prefix: z.string(),
    number_format: z.string(),
    portal_features: z.object({
      change_plan: z.boolean(),
      change_seats: z.boolean(),
      pause: z.boolean(),
      cancel: z.boolean(),
      edit_details: z.boolean(),
    }),
  })
  .openapi('Brand')

export function presentBrand(row: BrandRow): z.infer<typeof Brand> {
  const portal = portalOf(row)
  return {
    id: row.id,
    name: row.name,
    code: row.code,
    email_address: row.email,
    address: presentAddress(row.address, row.name),
    tax_number: row.taxNumber,
    tax_rate: row.taxRatePpm === null ? null : percentOf(row.taxRatePpm),
    invoice_prefix: row.invoicePrefix,
    number_format: row.numberFormat ?? 'subsequential',
    portal_features: {
      change_plan: portal.changePlan,
      change_seats: portal.changeSeats,
      pause: portal.pause,
      cancel: portal.cancel,
      edit_details: portal.editDetails,
    },
  }
}

export function brandFields(given: z.output<typeof BrandInput>): BrandFields {
  return {
    name: given.name.trim(),
    code: given.code,
    email: given.email_address,
    address: addressOf(given.address),
    taxNumber: given.tax_number?.trim() || null,
    taxRatePpm: ppmOrNull(given.tax_rate),
    invoicePrefix: given.invoice_prefix ?? 'INV',
    numberFormat: given.number_format ?? null,
    portal: portalFields(given.portal_features ?? {}),
  }
}

/** Only what was said: what was not follows the defaults, also when they change. */
function portalFields(given: z.output<typeof PortalInput>): Partial<PortalFeatures> {
  const said = {
    changePlan: given.change_plan,
    changeSeats: given.change_seats,
    pause: given.pause,
    cancel: given.cancel,
    editDetails: given.edit_details,
  }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value != null))
}
