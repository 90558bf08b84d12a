/**
 * Card numbers, expiry dates and security codes as a person types them. Pure: no DOM, no clock.
 *
 * Brand ranges and lengths follow ISO/IEC 7812 as the card networks publish them; the check digit is
 * the Luhn formula of ISO/IEC 7812-1 annex B.
 */

export type CardBrand =
  | 'visa'
  | 'mastercard'
  | 'amex'
  | 'discover'
  | 'diners'
  | 'jcb'
  | 'unionpay'
  | 'unknown'

export interface BrandRule {
  brand: CardBrand
  /** What to show and to read aloud. */
  name: string
  prefix: RegExp
  lengths: readonly number[]
  /** Sizes of the groups that the number is written in, left to right. */
  groups: readonly number[]
  cvcLength: number
}

/** What a field says about its text: nothing wrong yet, wrong, or right and whole. */
export type Verdict = 'complete' | 'incomplete' | 'invalid'

const BY_FOUR = [4, 4, 4, 4, 3] as const

const UNKNOWN: BrandRule = {
  brand: 'unknown',
  name: 'Card',
  prefix: /^/,
  lengths: [16],
  groups: BY_FOUR,
  cvcLength: 3,
}

const BRANDS: readonly BrandRule[] = [
  {
    brand: 'amex',
    name: 'American Express',
    prefix: /^3[47]/,
    lengths: [15],
    groups: [4, 6, 5],
    cvcLength: 4,
  },
  {
    brand: 'diners',
    name: 'Diners Club',
    prefix: /^(36|38|39|30[0-5]|309)/,
    lengths: [14, 16],
    groups: BY_FOUR,
    cvcLength: 3,
  },
  { brand: 'jcb', name: 'JCB', prefix: /^35(2[89]|[3-8])/, lengths: [16], groups: BY_FOUR, cvcLength: 3 },
  {
    brand: 'mastercard',
    name: 'Mastercard',
    prefix: /^(5[1-5]|2(2(2[1-9]|[3-9])|[3-6]|7([01]|20)))/,
    lengths: [16],
    groups: BY_FOUR,
    cvcLength: 3,
  },
  {
    brand: 'discover',
    name: 'Discover',
    prefix: /^(6011|64[4-9]|65)/,
    lengths: [16, 19],
    groups: BY_FOUR,
    cvcLength: 3,
  },
  {
    brand: 'unionpay',
    name: 'UnionPay',
    prefix: /^(62|81)/,
    lengths: [16, 17, 18, 19],
    groups: BY_FOUR,
    cvcLength: 3,
  },
  { brand: 'visa', name: 'Visa', prefix: /^4/, lengths: [16], groups: BY_FOUR, cvcLength: 3 },
]

/** The rule of the brand that the digits typed so far belong to. */
export function brandOf(digits: string): BrandRule {
  if (digits === '') return UNKNOWN
  return BRANDS.find((rule) => rule.prefix.test(digits)) ?? UNKNOWN
}

/** The digits of a text, cut at the longest number of its brand. */
export function cardDigits(text: string): string {
  const digits = onlyDigits(text)
  return digits.slice(0, Math.max(...brandOf(digits).lengths))
}

/** "4242424242424242" → "4242 4242 4242 4242"; American Express in 4-6-5. */
export function formatCardNumber(text: string): string {
  const digits = cardDigits(text)
  const parts: string[] = []
  let from = 0
  for (const size of brandOf(digits).groups) {
    if (from >= digits.length) break
    parts.push(digits.slice(from, from + size))
    from += size
  }
  return parts.join(' ')
}

/** Whether the last digit is the Luhn check digit of the others. */
export function passesLuhn(digits: string): boolean {
  if (!/^\d+$/.test(digits)) return false
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    const weighted = i % 2 === 1 ? digit * 2 : digit
    sum += weighted > 9 ? weighted - 9 : weighted
  }
  return sum % 10 === 0
}

export function checkCardNumber(text: string): Verdict {
  const digits = onlyDigits(text)
  const { lengths } = brandOf(digits)
  if (digits.length < Math.min(...lengths)) return 'incomplete'
  if (lengths.includes(digits.length) && passesLuhn(digits)) return 'complete'
  // A longer number of the same brand may still be under way.
  return digits.length < Math.max(...lengths) ? 'incomplete' : 'invalid'
}

export interface Expiry {
  month: number
  /** Four digits. */
  year: number
}

/** "1234" → "12 / 34"; "5" → "05 / "; a pasted "05/2034" keeps its last two digits. */
export function formatExpiry(text: string): string {
  const digits = expiryDigits(text)
  if (digits.length < 2) return digits
  if (digits.length === 2) return `${digits} / `
  return `${digits.slice(0, 2)} / ${digits.slice(2)}`
}

/** The month and year, or null while they are incomplete. Two-digit years are of this century. */
export function parseExpiry(text: string): Expiry | null {
  const digits = expiryDigits(text)
  if (digits.length !== 4) return null
  return { month: Number(digits.slice(0, 2)), year: 2000 + Number(digits.slice(2)) }
}

export type ExpiryVerdict = 'complete' | 'incomplete' | 'invalid_month' | 'past' | 'invalid_year'

/** A card works through the last day of its month; more than 50 years ahead is a typing error. */
export function checkExpiry(text: string, today: Expiry): ExpiryVerdict {
  const digits = expiryDigits(text)
  if (digits.length >= 2) {
    const month = Number(digits.slice(0, 2))
    if (month < 1 || month > 12) return 'invalid_month'
  }
  const expiry = parseExpiry(text)
  if (expiry === null) return 'incomplete'
  if (expiry.year > today.year + 50) return 'invalid_year'
  const isPast = expiry.year < today.year || (expiry.year === today.year && expiry.month < today.month)
  return isPast ? 'past' : 'complete'
}

export function formatCvc(text: string, brand: BrandRule): string {
  return onlyDigits(text).slice(0, brand.brand === 'unknown' ? 4 : brand.cvcLength)
}

export function checkCvc(text: string, brand: BrandRule): Verdict {
  const length = onlyDigits(text).length
  if (length < brand.cvcLength) return 'incomplete'
  if (length === brand.cvcLength || (brand.brand === 'unknown' && length === 4)) return 'complete'
  return 'invalid'
}

function expiryDigits(text: string): string {
  const typed = /^(\d{1,2})\s*\/\s*(\d{0,4})/.exec(text.trim())
  if (typed !== null) {
    const [, month = '', year = ''] = typed
    return month.padStart(2, '0') + (year.length === 4 ? year.slice(2) : year.slice(0, 2))
  }
  const digits = onlyDigits(text)
  // No month starts with a digit above 1, so "5" can only mean "05".
  const whole = /^[2-9]/.test(digits) ? `0${digits}` : digits
  return whole.length === 6 ? whole.slice(0, 2) + whole.slice(4) : whole.slice(0, 4)
}

function onlyDigits(text: string): string {
  return text.replace(/\D/g, '')
}
