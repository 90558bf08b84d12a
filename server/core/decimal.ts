import { invariant } from '../errors'

/**
 * An exact decimal as canonical text: "12.5", "-0.05", "3". No exponent, no trailing zeros, at most
 * `DECIMAL_DIGITS` decimals. Text is what JSON and Postgres' numeric carry unharmed: metered quantities and
 * prices below a minor unit never pass through a float (0.1 + 0.2 must be 0.3 in any order).
 */
export type Decimal = string

/** Decimals kept; what has more is rounded half up. The same bound as `formatUnitAmount`. */
export const DECIMAL_DIGITS = 12

/** What a decimal is worth in units of 10^-12: the integer that sums and products are made of. */
export const DECIMAL_ONE = 10n ** BigInt(DECIMAL_DIGITS)

/** Longer texts, larger exponents and more whole digits than these are not quantities of anything. */
const TEXT_MAX = 64
const EXPONENT_MAX = 30
const WHOLE_DIGITS_MAX = 21

/** Reads a number or a text from outside; null when it is not a decimal of a sane size. */
export function readDecimal(value: unknown): Decimal | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null
  const text = String(value)
  if (text.length > TEXT_MAX) return null
  const match = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text)
  if (!match) return null
  const [, sign, whole = '', fraction = '', exponentText = '0'] = match
  const exponent = Number(exponentText)
  if (Math.abs(exponent) > EXPONENT_MAX) return null
  const units = shifted(BigInt(whole + fraction), DECIMAL_DIGITS + exponent - fraction.length)
  if (units >= DECIMAL_ONE * 10n ** BigInt(WHOLE_DIGITS_MAX)) return null
  return fromUnits(sign === '-' ? -units : units)
}

/** A decimal that our own data holds: anything unreadable is a bug. */
export function decimal(value: number | Decimal): Decimal {
  const read = readDecimal(value)
  invariant(read !== null, `${value} is not a decimal`)
  return read
}

export const toUnits = (value: number | Decimal): bigint => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value) * DECIMAL_ONE
  const text = decimal(value)
  const negative = text.startsWith('-')
  const [whole = '0', fraction = ''] = text.slice(negative ? 1 : 0).split('.')
  const units = BigInt(whole) * DECIMAL_ONE + BigInt(fraction.padEnd(DECIMAL_DIGITS, '0'))
  return negative ? -units : units
}

export function fromUnits(units: bigint): Decimal {
  const size = units < 0n ? -units : units
  const fraction = (size % DECIMAL_ONE).toString().padStart(DECIMAL_DIGITS, '0').replace(/0+$/, '')
  const text = `${size / DECIMAL_ONE}${fraction === '' ? '' : `.${fraction}`}`
  return units < 0n ? `-${text}` : text
}

export function addDecimals(a: number | Decimal, b: number | Decimal): Decimal {
  // Counts are whole numbers nearly always, and a sum of two of fifteen digits is exact.
  if (isShort(a) && isShort(b)) return String(Number(a) + Number(b))
  return fromUnits(toUnits(a) + toUnits(b))
}

const isShort = (value: number | Decimal): boolean =>
  typeof value === 'string' && value.length <= 15 && SHORT.test(value)

const SHORT = /^-?\d+$/

/** Below zero when `a` is the smaller, zero when they are equal: for sorting. */
export function compareDecimals(a: number | Decimal, b: number | Decimal): number {
  const left = toUnits(a)
  const right = toUnits(b)
  return left === right ? 0 : left < right ? -1 : 1
}

/** `digits × 10^places`; places below zero round half up. */
function shifted(digits: bigint, places: number): bigint {
  if (places >= 0) return digits * 10n ** BigInt(places)
  const divisor = 10n ** BigInt(-places)
  return (digits * 2n + divisor) / (divisor * 2n)
}
