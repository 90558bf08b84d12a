/**
 * IBANs as a person types them (ISO 13616): country lengths of the SEPA area, check digits by mod 97-10
 * (ISO 7064). Pure: no DOM.
 */
import type { Verdict } from './card-number'

/** Length of an IBAN by country, for the countries of the SEPA schemes (EPC409-09). */
const LENGTHS: Readonly<Record<string, number>> = {
  AD: 24,
  AL: 28,
  AT: 20,
  BE: 16,
  BG: 22,
  CH: 21,
  CY: 28,
  CZ: 24,
  DE: 22,
  DK: 18,
  EE: 20,
  ES: 24,
  FI: 18,
  FR: 27,
  GB: 22,
  GI: 23,
  GR: 27,
  HR: 21,
  HU: 28,
  IE: 22,
  IS: 26,
  IT: 27,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  MC: 27,
  MD: 24,
  ME: 22,
  MK: 19,
  MT: 31,
  NL: 18,
  NO: 15,
  PL: 28,
  PT: 25,
  RO: 24,
  RS: 22,
  SE: 24,
  SI: 19,
  SK: 24,
  SM: 27,
  VA: 22,
}

const LONGEST = 34

/** Countries in SEPA but outside the EEA, for which a direct debit needs the payer's address. */
const NEEDS_ADDRESS = new Set(['AD', 'AL', 'CH', 'GB', 'GI', 'MC', 'MD', 'ME', 'MK', 'RS', 'SM', 'VA'])

export type IbanVerdict = Verdict | 'unsupported_country'

/** Upper case, without spaces or anything else that is not a letter or digit. */
export function compactIban(text: string): string {
  const compact = text.toUpperCase().replace(/[^A-Z0-9]/g, '')
  return compact.slice(0, LENGTHS[compact.slice(0, 2)] ?? LONGEST)
}

/** "de89370400440532013000" → "DE89 3704 0044 0532 0130 00". */
export function formatIban(text: string): string {
  return compactIban(text).replace(/(.{4})(?=.)/g, '$1 ')
}

/** The two letters an IBAN starts with, or null before both are there. */
export function ibanCountry(text: string): string | null {
  const country = compactIban(text).slice(0, 2)
  return /^[A-Z]{2}$/.test(country) ? country : null
}

export function ibanNeedsAddress(text: string): boolean {
  return NEEDS_ADDRESS.has(ibanCountry(text) ?? '')
}

export function checkIban(text: string): IbanVerdict {
  const iban = compactIban(text)
  if (iban.length < 2) return /^[A-Z]*$/.test(iban) ? 'incomplete' : 'invalid'
  const length = LENGTHS[iban.slice(0, 2)]
  if (length === undefined) return /^[A-Z]{2}/.test(iban) ? 'unsupported_country' : 'invalid'
  if (iban.length < length) return 'incomplete'
  return /^[A-Z]{2}\d{2}/.test(iban) && mod97(iban) === 1 ? 'complete' : 'invalid'
}

/** The IBAN read as one number (A = 10 … Z = 35, first four characters last), modulo 97. */
export function mod97(iban: string): number {
  const turned = iban.slice(4) + iban.slice(0, 4)
  let rest = 0
  for (const char of turned) {
    const value = Number.parseInt(char, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest
}
