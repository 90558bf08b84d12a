import * as jsvat from 'jsvat'

const COUNTRIES = Object.values(jsvat).filter(
  (entry): entry is jsvat.Country => typeof entry === 'object' && entry !== null && 'calcFn' in entry,
)

/** Whether a VAT number has the format and check digits of its country (offline; jsvat). */
export function checkVatNumber(compact: string): boolean {
  return jsvat.checkVAT(compact, COUNTRIES).isValid
}
