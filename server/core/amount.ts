import { minorDigits } from './format'
import type { Currency } from './money'

/** Longer texts than this are no amounts. */
const TEXT_MAX = 24

/**
 * Minor units from what a person typed, in the ways of either language: "18.40", "18,40", "1.234,50", "1 234.5". Null
 * for what is no amount, or has more decimals than its currency. What could only be thousands is read as such.
 */
export function readAmount(text: string, currency: Currency): number | null {
  const plain = text
    .trim()
    .replace(/[\s\u00a0\u202f'’]/g, '')
    .replace(/^\u2212/, '-')
  if (plain.length > TEXT_MAX || !/^-?\d[\d.,]*$|^-?[.,]\d+$/.test(plain)) return null
  const digits = minorDigits(currency)
  const negative = plain.startsWith('-')
  const [whole, fraction] = split(negative ? plain.slice(1) : plain, digits)
  if (whole === null || fraction.length > digits) return null
  const amount = Number(`${whole}${fraction.padEnd(digits, '0')}`)
  if (!Number.isSafeInteger(amount)) return null
  return negative && amount !== 0 ? -amount : amount
}

function split(text: string, digits: number): [whole: string | null, fraction: string] {
  const at = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','))
  if (at === -1) return [text, '']
  const [before, after] = [text.slice(0, at), text.slice(at + 1)]
  const sign = text[at] ?? ''
  const isGroup = after.length === 3 && digits !== 3 && before !== '' && before !== '0'
  const isOnlyOnce = !before.includes(sign)
  if (isOnlyOnce && !isGroup) return [groupless(before), after]
  return [groupless(text), '']
}

/** Digits without the signs between thousands; null when they stand elsewhere. */
function groupless(text: string): string | null {
  if (/^\d*$/.test(text)) return text === '' ? '0' : text
  return /^\d{1,3}([.,])\d{3}(\1\d{3})*$/.test(text) ? text.replace(/[.,]/g, '') : null
}
