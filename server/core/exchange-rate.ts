import { minorDigits } from './format'
import { type Currency, type Money, mulDiv } from './money'

/**
 * Euro reference rates of the European Central Bank, as of 2 October 2026: how much of a currency is one euro, in
 * millionths. They are for comparing turnover with thresholds, where a few percent do not matter; nothing that is
 * invoiced, paid or refunded is ever converted.
 */
export const EXCHANGE_RATES_OF = '2026-10-02'
const PER_EURO: Readonly<Record<Currency, number>> = {
  EUR: 1_000_000,
  USD: 1_122_500,
  GBP: 850_330,
  CHF: 927_900,
  JPY: 176_990_000,
  TRY: 55_165_000,
}

/**
 * An amount in another currency, in its minor units, rounded `half_down`; null where one of them has no rate.
 */
export function convert(amount: Money, to: Currency): number | null {
  if (amount.currency === to) return amount.amount
  const from = PER_EURO[amount.currency]
  const into = PER_EURO[to]
  if (from === undefined || into === undefined) return null
  const num = BigInt(into) * 10n ** BigInt(minorDigits(to))
  const den = BigInt(from) * 10n ** BigInt(minorDigits(amount.currency))
  return mulDiv(amount.amount, num, den, 'half_down')
}
