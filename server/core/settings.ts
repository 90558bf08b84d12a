import { DUNNING_DAYS } from './dunning'
import { numberFormatProblem } from './invoice-number'

/** The owner's choices (extensions.md, `/settings`). What an owner never chose follows the defaults. */
export type OwnerSettings = {
  /** Days after the first failure on which a charge is tried again, rising. */
  dunningDays: number[]
  /** What becomes of a subscription when the schedule is through. */
  dunningEnd: 'cancel' | 'unpaid' | 'open'
  /** More or fewer seats are priced by the next renewal, or prorated at once. */
  seatProration: 'renewal' | 'now'
  /** Until when an invoice that is not charged by card is to be paid. */
  invoiceDueDays: number
  /** The owner declares the VAT of all member states through the one-stop-shop. */
  oneStopShop: boolean
  /** Whether customers outside the EU with a tax number are taxed all the same. */
  taxCustomersWithTaxNumbers: boolean
  /** Whether VAT numbers are looked up at VIES, beside the check of their form. */
  checkVatNumbersOnline: boolean
}

export const DEFAULT_SETTINGS: OwnerSettings = {
  dunningDays: [...DUNNING_DAYS],
  dunningEnd: 'cancel',
  seatProration: 'renewal',
  invoiceDueDays: 30,
  oneStopShop: false,
  taxCustomersWithTaxNumbers: false,
  checkVatNumbersOnline: false,
}

/** What customers of a brand may do by themselves in the portal. */
export type PortalFeatures = {
  changePlan: boolean
  changeSeats: boolean
  pause: boolean
  cancel: boolean
  editDetails: boolean
}

export const DEFAULT_PORTAL: PortalFeatures = {
  changePlan: true,
  changeSeats: true,
  pause: false,
  cancel: true,
  editDetails: true,
}

/** Everything an owner chooses for the whole of its books, under the names of extensions.md. */
export type OwnerChoices = OwnerSettings & {
  defaultCurrency: string
  timezone: string
  /** How numbers of the first brand's invoices look (core/invoice-number.ts). */
  numberFormat: string
}

export const DUNNING_RETRIES_MAX = 10
export const DUNNING_DAY_MAX = 60
export const INVOICE_DUE_DAYS_MAX = 365

/** What is wrong with choices, each under its name in the API; the parts that are not given are not looked at. */
export function settingsProblems(given: Partial<OwnerChoices>): Record<string, string> {
  const { dunningDays, invoiceDueDays, defaultCurrency, timezone, numberFormat } = given
  const found: Record<string, string | null> = {
    dunning_days: dunningDays === undefined ? null : dunningDaysProblem(dunningDays),
    invoice_due_days:
      invoiceDueDays === undefined || isWithin(invoiceDueDays, 0, INVOICE_DUE_DAYS_MAX)
        ? null
        : `An invoice is due within 0 to ${INVOICE_DUE_DAYS_MAX} whole days`,
    default_currency:
      defaultCurrency === undefined || isCurrency(defaultCurrency) ? null : 'This currency is not known',
    timezone: timezone === undefined || isTimezone(timezone) ? null : 'This timezone is not known',
    number_format: numberFormat === undefined ? null : numberFormatProblem(numberFormat),
  }
  return Object.fromEntries(Object.entries(found).filter((entry): entry is [string, string] => !!entry[1]))
}

/** A currency of ISO 4217 by its code in upper case. */
export const isCurrency = (code: string): boolean => CURRENCIES.has(code)

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

/** A name of the IANA database. Bare offsets are refused: Postgres reads their sign the other way round. */
export function isTimezone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

function dunningDaysProblem(days: readonly number[]): string | null {
  if (days.length > DUNNING_RETRIES_MAX) return `A charge is tried again ${DUNNING_RETRIES_MAX} times at most`
  if (!days.every((day) => isWithin(day, 1, DUNNING_DAY_MAX)))
    return `Days are whole, from 1 to ${DUNNING_DAY_MAX}`
  return days.every((day, i) => i === 0 || day > (days[i - 1] ?? 0))
    ? null
    : 'Each day is after the one before'
}

const isWithin = (value: number, min: number, max: number): boolean =>
  Number.isInteger(value) && value >= min && value <= max

export const settingsOf = (owner: { settings: Partial<OwnerSettings> }): OwnerSettings => ({
  ...DEFAULT_SETTINGS,
  ...owner.settings,
})

export const portalOf = (brand: { portal: Partial<PortalFeatures> }): PortalFeatures => ({
  ...DEFAULT_PORTAL,
  ...brand.portal,
})
