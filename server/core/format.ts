import { invariant } from '../errors'
import type { Currency } from './money'

/** The languages Folio speaks: each has a catalogue in `messages/`. */
export const LOCALES = ['en', 'de', 'fr'] as const
export type Locale = (typeof LOCALES)[number]

/**
 * Currencies whose minor unit is not a hundredth, as Stripe charges them ("Supported currencies", zero-decimal
 * and three-decimal). Intl's own table differs (it gives ISK and UGX no decimals where Stripe wants two), and
 * an amount read with the wrong table is wrong by a factor of a hundred.
 */
const ZERO_DECIMAL = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '))
const THREE_DECIMAL = new Set('BHD JOD KWD OMR TND'.split(' '))

/** Decimals between the minor unit and the unit of a currency: 2 for EUR, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: Currency): number {
  if (ZERO_DECIMAL.has(currency)) return 0
  return THREE_DECIMAL.has(currency) ? 3 : 2
}

/** Minor units as plain decimal text without sign words or grouping: 1840 EUR is "18.40", -5 KWD is "-0.005". */
export function decimalAmount(amount: number | bigint, currency: Currency): string {
  return shiftLeft(wholeText(amount), minorDigits(currency))
}

/** Minor units as people read them: 211_200 EUR is "€2,112.00" in English, "2.112,00 €" in German. */
export function formatMoney(amount: number | bigint, currency: Currency, locale: Locale): string {
  const digits = minorDigits(currency)
  return currencyText(decimalAmount(amount, currency), currency, locale, { min: digits, max: digits })
}

/**
 * An amount beside the axis of a chart, as short as it goes: 250_000 EUR is "€2,500", 1_250_000_000 "€12.5M". Given
 * are round amounts; what is smaller than the unit of its currency is written out.
 */
export function formatMoneyTick(amount: number, currency: Currency, locale: Locale): string {
  const unit = 10 ** minorDigits(currency)
  if (amount % unit !== 0) return formatMoney(amount, currency, locale)
  const isLong = Math.abs(amount) >= TICK_COMPACT * unit
  const format = numberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: 0,
    maximumFractionDigits: 2,
    notation: isLong ? 'compact' : 'standard',
  })
  return minus(format.format(numeric(decimalAmount(amount, currency))))
}

const TICK_COMPACT = 1_000_000

/**
 * A price per unit, in minor units, that may be a fraction of one: "0.05" (cents) USD is "$0.0005".
 * Whole minor units come out as `formatMoney` writes them.
 */
export function formatUnitAmount(amount: number | string, currency: Currency, locale: Locale): string {
  const text = String(amount)
  invariant(/^-?\d+(\.\d{1,12})?$/.test(text), `${text} is not an amount in minor units`)
  const digits = minorDigits(currency)
  return currencyText(shiftLeft(text, digits), currency, locale, { min: digits, max: digits + 12 })
}

/** A rate in parts per million: 190_000 is "19%" in English and "19 %" in German, 88_750 is "8.875%". */
export function formatRate(ratePpm: number, locale: Locale): string {
  return numberFormat(locale, { style: 'percent', maximumFractionDigits: 4 }).format(
    numeric(shiftLeft(wholeText(ratePpm), 6)),
  )
}

/** A count, or an exact decimal given as text: "1234567.25" is "1,234,567.25". */
export function formatQuantity(quantity: number | string, locale: Locale): string {
  const text = String(quantity)
  invariant(/^-?\d+(\.\d+)?$/.test(text), `${text} is not a quantity`)
  return minus(numberFormat(locale, { maximumFractionDigits: 12 }).format(numeric(text)))
}

/**
 * A calendar day in a time zone (UTC if none is named): `long` is "1 December 2026", `medium` "1 Dec 2026",
 * `day` "1 Dec", `weekday` "Tue, 1 Dec 2026", `month` "December 2026", `monthShort` "Dec", `time` "1 Dec 2026, 09:00".
 */
export function formatDate(
  at: Date,
  locale: Locale,
  options: { style?: DateStyle; timeZone?: string } = {},
): string {
  const { style = 'long', timeZone = 'UTC' } = options
  const make = () => new Intl.DateTimeFormat(DATE_TAG[locale], { ...DATE_PARTS[style], timeZone })
  return kept(`${locale} ${style} ${timeZone}`, make).format(at)
}

export type DateStyle = keyof typeof DATE_PARTS

const LANGUAGE_TAG: Record<Locale, string> = { en: 'en', de: 'de', fr: 'fr' }

/** English dates are written day first: readers of every country understand "1 December 2026". */
const DATE_TAG: Record<Locale, string> = { en: 'en-GB', de: 'de', fr: 'fr' }

const DATE_PARTS = {
  long: { day: 'numeric', month: 'long', year: 'numeric' },
  medium: { day: 'numeric', month: 'short', year: 'numeric' },
  day: { day: 'numeric', month: 'short' },
  weekday: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  month: { month: 'long', year: 'numeric' },
  monthShort: { month: 'short' },
  time: {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

/** Making an Intl format costs a hundred times what using one does, and tables format thousands of cells. */
const formats = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>()

function numberFormat(locale: Locale, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return kept(
    `${locale} ${JSON.stringify(options)}`,
    () => new Intl.NumberFormat(LANGUAGE_TAG[locale], options),
  )
}

function kept<F extends Intl.NumberFormat | Intl.DateTimeFormat>(key: string, make: () => F): F {
  const known = formats.get(key)
  if (known !== undefined) return known as F
  const made = make()
  // Time zones come from people: a bound, far above what an installation uses, keeps the memory small.
  if (formats.size >= FORMATS_MAX) formats.clear()
  formats.set(key, made)
  return made
}

const FORMATS_MAX = 500

function currencyText(
  amount: string,
  currency: Currency,
  locale: Locale,
  digits: { min: number; max: number },
): string {
  const options = {
    style: 'currency',
    currency,
    minimumFractionDigits: digits.min,
    maximumFractionDigits: digits.max,
  } as const
  return minus(numberFormat(locale, options).format(numeric(amount)))
}

/** A hyphen is too short and too low beside figures; the minus sign has their width. */
const minus = (text: string): string => text.replace('-', '−')

function wholeText(amount: number | bigint): string {
  invariant(
    typeof amount === 'bigint' || Number.isSafeInteger(amount),
    `${amount} is not a whole number of minor units`,
  )
  return BigInt(amount).toString()
}

/** Moves the decimal point of a decimal text to the left, exactly: ("1840", 2) is "18.40". */
function shiftLeft(text: string, places: number): string {
  const negative = text.startsWith('-')
  const [whole = '', fraction = ''] = text.slice(negative ? 1 : 0).split('.')
  const digits = whole.padStart(places + 1, '0')
  const cut = digits.length - places
  const tail = digits.slice(cut) + fraction
  return `${negative ? '-' : ''}${digits.slice(0, cut)}${tail === '' ? '' : `.${tail}`}`
}

/** Intl reads numbers from text exactly; only its type asks for a literal. */
const numeric = (text: string) => text as Intl.StringNumericLiteral

/** A country by its name in a language; a code that is none is said as it is. */
export function formatCountry(code: string, locale: Locale): string {
  return new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' }).of(code) ?? code
}
