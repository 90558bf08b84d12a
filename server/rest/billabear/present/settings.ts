import { z } from '@hono/zod-openapi'
import type { OwnerChoices } from '../../../core/settings'
import type { SettingsChange } from '../../../usecases/settings'
import { text } from '../document'

const whole = () =>
  z.number('This value should be a whole number.').int('This value should be a whole number.')

const dunningDays = z.array(whole()).max(100).openapi({
  description: 'days after the first failure on which a charge is tried again: rising, 1 to 60, at most 10',
})
const dunningEnd = z.enum(['cancel', 'unpaid', 'open']).openapi({
  description: 'what becomes of a subscription when the schedule is through',
})
const seatProration = z.enum(['renewal', 'now']).openapi({
  description: 'seats are priced by the next renewal, or prorated at once',
})

export const SettingsInput = z
  .object({
    dunning_days: dunningDays.nullish(),
    dunning_end: dunningEnd.nullish(),
    seat_proration: seatProration.nullish(),
    invoice_due_days: whole().nullish().openapi({ description: '0 to 365' }),
    one_stop_shop: z.boolean().nullish(),
    tax_customers_with_tax_numbers: z.boolean().nullish(),
    check_vat_numbers_online: z.boolean().nullish(),
    default_currency: text(3).optional(),
    timezone: text(64).optional().openapi({ description: 'a name of the IANA database' }),
    number_format: text(64).optional().openapi({
      description:
        '`subsequential`, `random`, or a pattern with %S (the counter), %R, %Y, %y, %m; of the brand `default`',
    }),
  })
  .openapi('SettingsInput', { example: { dunning_days: [1, 3, 5], dunning_end: 'unpaid' } })

export const Settings = z
  .object({
    dunning_days: z.array(z.number().int()),
    dunning_end: dunningEnd,
    seat_proration: seatProration,
    invoice_due_days: z.number().int(),
    one_stop_shop: z.boolean(),
    tax_customers_with_tax_numbers: z.boolean(),
    check_vat_numbers_online: z.boolean(),
    default_currency: z.string(),
    timezone: z.string(),
    number_format: z.string(),
  })
  .openapi('Settings')

export const presentSettings = (of: OwnerChoices): z.infer<typeof Settings> => ({
  dunning_days: of.dunningDays,
  dunning_end: of.dunningEnd,
  seat_proration: of.seatProration,
  invoice_due_days: of.invoiceDueDays,
  one_stop_shop: of.oneStopShop,
  tax_customers_with_tax_numbers: of.taxCustomersWithTaxNumbers,
  check_vat_numbers_online: of.checkVatNumbersOnline,
  default_currency: of.defaultCurrency,
  timezone: of.timezone,
  number_format: of.numberFormat,
})

export const settingsChange = (given: z.output<typeof SettingsInput>): SettingsChange => ({
  dunningDays: given.dunning_days,
  dunningEnd: given.dunning_end,
  seatProration: given.seat_proration,
  invoiceDueDays: given.invoice_due_days,
  oneStopShop: given.one_stop_shop,
  taxCustomersWithTaxNumbers: given.tax_customers_with_tax_numbers,
  checkVatNumbersOnline: given.check_vat_numbers_online,
  defaultCurrency: given.default_currency,
  timezone: given.timezone,
  numberFormat: given.number_format,
})
