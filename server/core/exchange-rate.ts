import { minorDigits } from './format'
import { type Currency, type Money, mulDiv } from './money'

/**
 * How much of a currency is one euro, in millionths: reference rates of the European Central Bank, exact for 2 October
 * 2026 (USD, GBP, CHF, JPY, TRY) and 11 September 2026 (AUD, CAD, ILS, NZD), and rounded for the rest (end of 2025).
 * They are for comparing turnover with thresholds, where a few percent do not matter; nothing that is invoiced, paid or
 * refunded is ever converted.
 */
const PER_EURO: Readonly<Record<Currency, number>> = {
  EUR: 1_000_000,
  USD: 1_122_500,
  GBP: 850_330,
  CHF: 927_900,
  JPY: 176_990_000,
  TRY: 55_165_000,
  AUD: 1_768_400,
  CAD: 1_601_200,
  ILS: 3_530_100,
  NZD: 1_945_500,
  CZK: 24_200_000,
  DKK: 7_470_000,
  HUF: 385_000_000,
  NOK: 11_800_000,
  PLN: 4_230_000,
  RON: 5_090_000,
  SEK: 10_900_000,
}

/** An amount in another currency, in its minor units, rounded `half_down`; null where one of them has no rate. */
export function convert(amount: Money, to: Currency): number | null {
  if (amount.currency === to) return amount.amount
  const from = PER_EURO[amount.currency]
  const into = PER_EURO[to]
  if (from === undefined || into === undefined) return null
  const num = BigInt(into) * 10n ** BigInt(minorDigits(to))
  const den = BigInt(from) * 10n ** BigInt(minorDigits(amount.currency))
  return mulDiv(amount.amount, num, den, 'half_down')
}
