import { type Decimal, readDecimal } from './decimal'
import { minorDigits } from './format'
import type { Currency } from './money'
import type { UnitAmount } from './pricing'

// What people type into a form, read exactly: never through a float.

/** More digits than this are a mistake, and would not be exact any more. */
const WHOLE_DIGITS_MAX = 12

/**
 * An amount as it is typed ("49", "49.00", "49,00", "1,234.50", "1.234,50", "1 234,50") in minor units. Null for what
 * is none, and for what could mean two things ("1.200").
 */
export function readAmount(text: string, currency: Currency): number | null {
  const plain = plainDecimal(text)
  if (plain === null) return null
  const digits = minorDigits(currency)
  const [whole = '', fraction = ''] = plain.split('.')
  if (fraction.length > digits || whole.length > WHOLE_DIGITS_MAX) return null
  return Number(`${whole}${fraction.padEnd(digits, '0')}`)
}

/** The same for a price of one unit, which may be a fraction of a minor unit: "0.0005" USD is "0.05" cents. */
export function readUnitAmount(text: string, currency: Currency): UnitAmount | null {
  const plain = plainDecimal(text)
  if (plain === null) return null
  const [whole = '', fraction = ''] = plain.split('.')
  if (whole.length > WHOLE_DIGITS_MAX || fraction.length > 12) return null
  const digits = minorDigits(currency)
  const moved = `${whole}${fraction.slice(0, digits).padEnd(digits, '0')}`
  const rest = fraction.slice(digits).replace(/0+$/, '')
  return rest === '' ? Number(moved) : readDecimal(`${moved}.${rest}`)
}

/** A share as it is typed ("19", "8.875", "8,875 %") in parts per million; null for what is none or above 100. */
export function readPercent(text: string): number | null {
  // No share has thousands, so comma and point mean the same.
  const plain = plainDecimal(text.replace(/%\s*$/, '').replace(/^(\s*\d{1,3})[.,](\d{3})\s*$/, '$1.$20'))
  if (plain === null) return null
  const [whole = '', fraction = ''] = plain.split('.')
  if (whole.length > 3 || fraction.length > 4) return null
  const ppm = Number(`${whole}${fraction.padEnd(4, '0')}`)
  return ppm <= 1_000_000 ? ppm : null
}

/** Parts per million as they are typed: 88_750 is "8.875". */
export function percentText(ppm: number): string {
  const digits = String(ppm).padStart(5, '0')
  const fraction = digits.slice(-4).replace(/0+$/, '')
  return `${digits.slice(0, -4)}${fraction === '' ? '' : `.${fraction}`}`
}

/** A whole number as it is typed; null for what is none. */
export function readCount(text: string): number | null {
  const plain = text.replace(SPACES, '')
  if (!/^\d{1,12}$/.test(plain)) return null
  return Number(plain)
}

const SPACES = /[\s\u00a0\u202f'’]/g

/** Digits and one point, whatever stood between thousands; null where comma or point could be either. */
function plainDecimal(text: string): Decimal | null {
  const typed = text.replace(SPACES, '')
  if (/^\d{1,3}([.,]\d{3}){2,}$/.test(typed)) return sameSeparator(typed)
  const grouped = /^(\d{1,3}(?:([.,])\d{3})+)([.,])(\d+)$/.exec(typed)
  if (grouped) {
    const [, whole = '', group, point, fraction = ''] = grouped
    return group === point ? null : `${trimmed(whole.replace(/[.,]/g, ''))}.${fraction}`
  }
  const simple = /^(\d*)(?:[.,](\d+))?$/.exec(typed)
  if (!simple || typed === '') return null
  const [, whole = '', fraction] = simple
  // "1.200" is twelve hundred to some and one and a fifth to others; "0.005" is clear.
  if (fraction?.length === 3 && /^[1-9]\d{0,2}$/.test(whole)) return null
  return fraction === undefined ? trimmed(whole) : `${trimmed(whole)}.${fraction}`
}

function sameSeparator(typed: string): Decimal | null {
  const marks = new Set(typed.replace(/\d/g, ''))
  return marks.size === 1 ? trimmed(typed.replace(/[.,]/g, '')) : null
}

const trimmed = (whole: string): string => whole.replace(/^0+(?=\d)/, '') || '0'
