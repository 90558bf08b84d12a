import { type Money, money, mulDiv, PPM, sub } from './money'

/** The sentences the law wants on an invoice, as message keys. */
export const TAX_NOTES = ['reverse_charge', 'intra_community_supply', 'outside_eu'] as const
export type TaxNote = (typeof TAX_NOTES)[number]

/** Whether a note of an invoice is one of these; any other is a sentence as it is. */
export const isTaxNote = (note: string): note is TaxNote => TAX_NOTES.some((known) => known === note)

/** The rate of one line, where it is taxed (null: nowhere), and the sentence that goes with it. */
export type TaxDecision = {
  ratePpm: number
  note: TaxNote | null
  country: string | null
  state: string | null
  /** Where this sale reaches a threshold: marked as collecting once it is issued. */
  reached: { country: string; state: string | null }[]
}

/** What of a product matters to its tax. */
export type TaxedProduct = { taxTypeId: string | null; physical: boolean; ratePpm: number | null }

/** The tax on a sale of a product to one customer; `sale` is its net amount in minor units. */
export type TaxOf = (product: TaxedProduct, sale: number) => TaxDecision

/** A digital service of no particular kind: what items without a product are. */
export const ANY_PRODUCT: TaxedProduct = { taxTypeId: null, physical: false, ratePpm: null }

/** The same rate for everything. */
export const flatTax =
  (ratePpm: number, note: TaxNote | null = null): TaxOf =>
  () => ({ ratePpm, note, country: null, state: null, reached: [] })

/** Member states of the European Union, ISO 3166-1 alpha-2 (European Commission, 2020 onwards). */
export const EU: ReadonlySet<string> = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
)

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
