import * as jsvat from 'jsvat'
import { EU } from './tax'

/** What a register says of a number; `unknown` when it could not be asked. */
export type VatAnswer = 'valid' | 'invalid' | 'unknown'

const COUNTRIES = Object.values(jsvat).filter(
  (entry): entry is jsvat.Country => typeof entry === 'object' && entry !== null && 'calcFn' in entry,
)

/** Whether a VAT number has the format and check digits of its country (offline; jsvat). */
export function checkVatNumber(compact: string): boolean {
  return jsvat.checkVAT(compact, COUNTRIES).isValid
}

/** A VAT number without what people put between its parts. */
export const compactVatNumber = (text: string): string => text.toUpperCase().replace(/[\s.-]/g, '')

/**
 * The parts of a number that names a member state by its VAT prefix (EL for Greece, XI for Northern Ireland), as VIES
 * wants them; null for any other number.
 */
export function euVatNumber(compact: string): { country: string; number: string } | null {
  const prefix = compact.slice(0, 2)
  const country = prefix === 'GR' ? 'EL' : prefix
  const known = country === 'EL' || country === 'XI' || EU.has(country)
  return known && compact.length > 2 ? { country, number: compact.slice(2) } : null
}
