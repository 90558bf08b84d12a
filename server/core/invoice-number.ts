import { documentNumber } from './invoice'

/** What numbers of a brand are made of; a counted part is in each, so that the series shows its gaps. */
export type NumberedBrand = { invoicePrefix: string; numberFormat: string | null }

/**
 * The day of issue (`month` from 1), the next of the gapless series, and eight hex digits, for example the end of
 * the invoice's id.
 */
export type NumberParts = { year: number; month: number; sequence: number; random: string }

/**
 * An invoice's number (behaviour page, section 8): `subsequential`, or none, is `PREFIX-2026-0042`; `random` is
 * BillaBear's default, eight hex digits and six counted ones; anything else is a pattern with `%S` (the counter;
 * `%6S` padded to six), `%R` (eight hex digits), `%Y` and `%y` (year), `%m` (month), `%%`. A pattern without its
 * counter gets it at the end: numbers are gapless and never twice, whatever was written.
 */
export function formatNumber(brand: NumberedBrand, parts: NumberParts): string {
  const { year, sequence } = parts
  if (brand.numberFormat === null || brand.numberFormat === 'subsequential')
    return documentNumber(brand.invoicePrefix, year, sequence)
  const pattern = brand.numberFormat === 'random' ? RANDOM : brand.numberFormat
  return (hasCounter(pattern) ? pattern : `${pattern}%S`).replace(TOKEN, (whole, width, letter) =>
    filled(whole, width, letter, parts),
  )
}

/**
 * Which old numbers a format could give again, as a pattern whose first group is the counter: a later number of it with
 * a counter as high as an old one's would be that number twice.
 */
export function numberPattern(brand: NumberedBrand): string {
  const { numberFormat: format, invoicePrefix } = brand
  const counted = format === null || format === 'subsequential' ? `${literal(invoicePrefix)}-%Y-%4S` : format
  const pattern = counted === 'random' ? RANDOM : counted
  const parts = (hasCounter(pattern) ? pattern : `${pattern}%S`).split(/(%\d?[A-Za-z%])/)
  return `^${parts.map((part) => (/^%\d?[A-Za-z%]$/.test(part) ? classOf(part) : escaped(part))).join('')}$`
}

/** A prefix has no signs of its own; one that did would be read as a token. */
const literal = (text: string): string => text.replaceAll('%', '%%')

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\-]/g, '\\$&')

function classOf(token: string): string {
  switch (token.at(-1)) {
    case 'S':
      return '([0-9]+)'
    case 'R':
      return '[0-9a-f]{8}'
    case 'Y':
      return '[0-9]{4}'
    case 'y':
    case 'm':
      return '[0-9]{2}'
    case '%':
      return '%'
    default:
      return escaped(token)
  }
}

/** What is wrong with a number format, as a sentence; null when it can be used. */
export function numberFormatProblem(format: string): string | null {
  if (format === 'subsequential' || format === 'random') return null
  if (format.length > LENGTH_MAX) return `A number format has at most ${LENGTH_MAX} characters`
  if (/[^\x20-\x7e]/.test(format)) return 'A number format has letters, digits and signs of ASCII'
  const rest = format.replace(TOKEN, (whole) => (KNOWN.test(whole) ? '' : '%'))
  if (rest.includes('%')) return 'A number format knows %S, %R, %Y, %y, %m and %%'
  return hasCounter(format) ? null : 'A number format needs the counter: %S'
}

const RANDOM = '%R-%6S'
const LENGTH_MAX = 40
const TOKEN = /%(\d?)([A-Za-z%])/g
const KNOWN = /^%(\d?S|R|Y|y|m|%)$/

const hasCounter = (pattern: string): boolean =>
  [...pattern.matchAll(TOKEN)].some(([whole]) => /^%\d?S$/.test(whole))

function filled(whole: string, width: string, letter: string, parts: NumberParts): string {
  if (letter === 'S') return String(parts.sequence).padStart(Number(width || 1), '0')
  if (width !== '') return whole
  switch (letter) {
    case 'R':
      return parts.random
    case 'Y':
      return String(parts.year)
    case 'y':
      return String(parts.year % 100).padStart(2, '0')
    case 'm':
      return String(parts.month).padStart(2, '0')
    case '%':
      return '%'
    default:
      return whole
  }
}
