import type { OwnerChoices } from '@/server/core/settings'
import { changeSettings, readSettings, type SettingsChange } from '@/server/usecases/settings'
import { type Command, given, type OptionValues, type Result, UsageError } from './command'
import { scopeOf } from './scope'

export const settingsShow: Command = {
  kind: 'work',
  summary: 'Show an owner’s choices: dunning, seats, tax, currency, numbers',
  required: { owner: '<id, e-mail or name>' },
  optional: {},
  run: async ({ ctx }, options) => present(await readSettings(await scopeOf(ctx, given(options, 'owner')))),
}

export const settingsSet: Command = {
  kind: 'work',
  summary: 'Change an owner’s choices; what is not named stays',
  required: { owner: '<id, e-mail or name>' },
  optional: {
    'dunning-days': '<1,3,5,7,14>',
    'dunning-end': '<cancel|unpaid|open>',
    'seat-proration': '<renewal|now>',
    'invoice-due-days': '<days>',
    'one-stop-shop': '<yes|no>',
    'tax-customers-with-tax-numbers': '<yes|no>',
    'check-vat-numbers-online': '<yes|no>',
    'default-currency': '<EUR>',
    timezone: '<Area/City>',
    'number-format': '<subsequential|random|pattern with %S>',
  },
  run: async ({ ctx }, options) => {
    const scope = await scopeOf(ctx, given(options, 'owner'))
    return present(await changeSettings(scope, changeOf(options)))
  },
}

const DUNNING_ENDS = ['cancel', 'unpaid', 'open'] as const
const SEAT_PRORATIONS = ['renewal', 'now'] as const

function changeOf(options: OptionValues): SettingsChange {
  return {
    dunningDays: read(options, 'dunning-days', (text) =>
      text.trim() === '' ? [] : text.split(',').map((day) => whole('dunning-days', day.trim())),
    ),
    dunningEnd: read(options, 'dunning-end', (text) => oneOf('dunning-end', text, DUNNING_ENDS)),
    seatProration: read(options, 'seat-proration', (text) => oneOf('seat-proration', text, SEAT_PRORATIONS)),
    invoiceDueDays: read(options, 'invoice-due-days', (text) => whole('invoice-due-days', text)),
    oneStopShop: yesOrNo(options, 'one-stop-shop'),
    taxCustomersWithTaxNumbers: yesOrNo(options, 'tax-customers-with-tax-numbers'),
    checkVatNumbersOnline: yesOrNo(options, 'check-vat-numbers-online'),
    defaultCurrency: options['default-currency'],
    timezone: options.timezone,
    numberFormat: options['number-format'],
  }
}

const present = (of: OwnerChoices): Result => ({
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

function read<T>(options: OptionValues, name: string, parse: (text: string) => T): T | undefined {
  const text = options[name]
  return text === undefined ? undefined : parse(text)
}

const yesOrNo = (options: OptionValues, name: string): boolean | undefined =>
  read(options, name, (text) => oneOf(name, text, ['yes', 'no']) === 'yes')

function oneOf<T extends string>(name: string, text: string, words: readonly T[]): T {
  const found = words.find((word) => word === text)
  if (found === undefined) throw new UsageError(`--${name} is ${words.join(' or ')}, not ${text}`)
  return found
}

function whole(name: string, text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new UsageError(`--${name} takes whole numbers, not ${text}`)
  return Number(text)
}
