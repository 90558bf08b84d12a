import { invariant } from '../errors'

/** ISO 4217 code in upper case, as Postgres keeps it in `char(3)`. */
export type Currency = string

/** An amount in the currency's minor units (cents, yen, fils): always a safe integer. */
export type Money = { amount: number; currency: Currency }

/**
 * Named, never a default (design §6). `half_up` rounds ties away from zero, `half_down` towards zero,
 * `down` truncates towards zero, `up` goes away from zero.
 */
export type Rounding = 'half_up' | 'half_down' | 'down' | 'up'

/** One million parts: the unit of every rate (8.875 % is 88_750). */
export const PPM = 1_000_000

export function money(amount: number, currency: Currency): Money {
  invariant(Number.isSafeInteger(amount), `${amount} is not a whole number of minor units`)
  invariant(/^[A-Z]{3}$/.test(currency), `${currency} is not an upper-case ISO 4217 code`)
  return { amount: amount === 0 ? 0 : amount, currency }
}

export const zero = (currency: Currency): Money => money(0, currency)

export function add(a: Money, b: Money): Money {
  sameCurrency(a, b)
  return money(a.amount + b.amount, a.currency)
}

export function sub(a: Money, b: Money): Money {
  sameCurrency(a, b)
  return money(a.amount - b.amount, a.currency)
}

export const neg = (m: Money): Money => money(-m.amount, m.currency)

/** The sum of the parts; of none it is zero of that currency. */
export function sum(parts: Money[], currency: Currency): Money {
  return parts.reduce(add, zero(currency))
}

/** `m × num / den`, exact on BigInt before the one rounding. */
export function scale(m: Money, num: number | bigint, den: number | bigint, rounding: Rounding): Money {
  return money(mulDiv(m.amount, num, den, rounding), m.currency)
}

/** `amount × num / den` for integers, rounded once. */
export function mulDiv(
  amount: number,
  num: number | bigint,
  den: number | bigint,
  rounding: Rounding,
): number {
  const divisor = BigInt(den)
  invariant(divisor !== 0n, 'division by zero')
  const top = BigInt(amount) * BigInt(num)
  const negative = top < 0n !== divisor < 0n
  const n = abs(top)
  const d = abs(divisor)
  const quotient = n / d
  const twice = (n % d) * 2n
  const away =
    rounding === 'half_up'
      ? twice >= d
      : rounding === 'half_down'
        ? twice > d
        : rounding === 'up'
          ? twice > 0n
          : false
  const result = quotient + (away ? 1n : 0n)
  return toSafe(negative ? -result : result)
}

/**
 * Splits an amount by weights so that the parts always sum to the whole. Minor units left over by
 * truncation go to the largest remainders, ties to the earlier part. All weights zero: equal shares.
 */
export function allocate(m: Money, weights: number[]): Money[] {
  invariant(weights.length > 0, 'allocate needs at least one weight')
  invariant(
    weights.every((w) => Number.isSafeInteger(w) && w >= 0),
    'weights are whole and not negative',
  )
  const total = weights.reduce((a, w) => a + BigInt(w), 0n)
  const shares = total === 0n ? weights.map(() => 1n) : weights.map(BigInt)
  const whole = total === 0n ? BigInt(weights.length) : total
  const size = abs(BigInt(m.amount))
  const floors = shares.map((w) => (size * w) / whole)
  const order = shares
    .map((w, i) => ({ i, rest: (size * w) % whole }))
    .sort((a, b) => (a.rest === b.rest ? a.i - b.i : a.rest > b.rest ? -1 : 1))
  let left = size - floors.reduce((a, f) => a + f, 0n)
  for (const { i } of order) {
    if (left === 0n) break
    floors[i] = (floors[i] ?? 0n) + 1n
    left -= 1n
  }
  const sign = m.amount < 0 ? -1n : 1n
  return floors.map((f) => money(toSafe(f * sign), m.currency))
}

function sameCurrency(a: Money, b: Money): void {
  invariant(a.currency === b.currency, `${a.currency} and ${b.currency} do not mix`)
}

const abs = (n: bigint): bigint => (n < 0n ? -n : n)

function toSafe(n: bigint): number {
  const result = Number(n)
  invariant(Number.isSafeInteger(result), `${n} is beyond exact integers`)
  return result
}
