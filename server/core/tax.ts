import { type Money, money, mulDiv, PPM, sub } from './money'

/** The rate for one invoice and the sentence the law wants on it, as a message key; null when none. */
export type TaxDecision = { ratePpm: number; note: 'reverse_charge' | 'outside_eu' | null }

export type TaxFacts = {
  seller: { country?: string; ratePpm: number }
  buyer: { country?: string; vatNumber: string | null }
}

/** Member states of the European Union, ISO 3166-1 alpha-2 (European Commission, 2020 onwards). */
export const EU: ReadonlySet<string> = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
)

/**
 * The seller's own rate, but for a buyer with a VAT number in another member state (reverse charge,
 * Directive 2006/112/EC art. 196) and, for a seller in the EU, a buyer outside it (art. 44 and 59).
 */
export function taxFor({ seller, buyer }: TaxFacts): TaxDecision {
  const home = { ratePpm: seller.ratePpm, note: null }
  if (!seller.country || !buyer.country || seller.country === buyer.country) return home
  if (!EU.has(seller.country)) return home
  if (!EU.has(buyer.country)) return { ratePpm: 0, note: 'outside_eu' }
  return buyer.vatNumber ? { ratePpm: 0, note: 'reverse_charge' } : home
}

/** Net and tax of an amount at a rate; `net + tax` is the total to the cent, whichever way it is priced. */
export function splitTax(
  amount: Money,
  ratePpm: number,
  basis: 'tax_included' | 'tax_excluded',
): { net: Money; tax: Money; total: Money } {
  if (basis === 'tax_excluded') {
    const tax = money(mulDiv(amount.amount, ratePpm, PPM, 'half_up'), amount.currency)
    return { net: amount, tax, total: money(amount.amount + tax.amount, amount.currency) }
  }
  const net = money(mulDiv(amount.amount, PPM, PPM + ratePpm, 'half_up'), amount.currency)
  return { net, tax: sub(amount, net), total: amount }
}
