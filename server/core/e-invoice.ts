import type { Address } from './address'
import { minorDigits } from './format'
import { type Currency, mulDiv, PPM } from './money'
import type { Quantity } from './pricing'

/** What EN 16931 calls the VAT category of a line (BT-151): UNTDID 5305. */
export type VatCategory = 'S' | 'Z' | 'AE' | 'K' | 'G' | 'O'

/** Which rules the document keeps beside EN 16931. */
export type EInvoiceProfile = 'factur_x' | 'xrechnung'

export type EInvoiceParty = {
  name: string
  email: string
  address: Address
  taxNumber: string | null
  /** Who to ask (BT-41); the name unless told. */
  contact?: string
}

/** An invoice or a credit note as it was issued. Amounts are minor units; days are `2026-01-31`. */
export type EInvoice = {
  kind: 'invoice' | 'credit_note'
  number: string
  day: string
  dueDay: string
  currency: Currency
  seller: EInvoiceParty
  buyer: EInvoiceParty
  /** What the buyer wants named on it (BT-10), for example its Leitweg-ID. */
  buyerReference: string
  lines: EInvoiceLine[]
  /** Keys of the sentences that say why no tax is due. */
  notes: readonly string[]
  /** The same as sentences, with any others, in the language of the document. */
  sentences: readonly string[]
  total: number
  /** What was paid, taken from credit or credited of it so far. */
  prepaid: number
  /** The invoice that a credit note corrects. */
  corrects: { number: string; day: string } | null
}

export type EInvoiceLine = {
  description: string
  quantity: Quantity
  /** Net of tax, after the discount, and the discount as a net amount. */
  net: number
  discount: number
  ratePpm: number
  tax: number
  /** The first and the last day it is for; null where it is for none. */
  period: { start: string; end: string } | null
}

/** One row per category and rate (BG-23). */
export type VatBreakdown = { category: VatCategory; ratePpm: number; net: number; tax: number }

export const categoryOf = (invoice: Pick<EInvoice, 'notes' | 'seller'>, ratePpm: number): VatCategory => {
  if (ratePpm > 0) return 'S'
  if (invoice.notes.includes('reverse_charge')) return 'AE'
  if (invoice.notes.includes('intra_community_supply')) return 'K'
  if (invoice.notes.includes('outside_eu')) return 'G'
  return invoice.seller.taxNumber === null ? 'O' : 'Z'
}

/** The lines' net and tax by category and rate, the highest rate first. */
export function breakdownOf(invoice: EInvoice): VatBreakdown[] {
  const rates = [...new Set(invoice.lines.map((line) => line.ratePpm))].sort((a, b) => b - a)
  return rates.map((ratePpm) => {
    const of = invoice.lines.filter((line) => line.ratePpm === ratePpm)
    return {
      category: categoryOf(invoice, ratePpm),
      ratePpm,
      net: of.reduce((sum, line) => sum + line.net, 0),
      tax: of.reduce((sum, line) => sum + line.tax, 0),
    }
  })
}

/** A discount on a line as a net amount, whichever way the line is priced; with `discount` it makes the price. */
export const netDiscount = (line: {
  amount: number
  discount: number
  net: number
  taxRatePpm: number
}): number =>
  line.amount - line.discount === line.net
    ? line.discount
    : mulDiv(line.discount, PPM, PPM + line.taxRatePpm, 'half_up')

/** The code that says why no tax is due (BT-121) and the words for it (BT-120). */
export const EXEMPTION: Partial<Record<VatCategory, { code: string; text: string }>> = {
  AE: { code: 'VATEX-EU-AE', text: 'Reverse charge' },
  K: { code: 'VATEX-EU-IC', text: 'Intra-community supply' },
  G: { code: 'VATEX-EU-G', text: 'Export outside the EU' },
  O: { code: 'VATEX-EU-O', text: 'Not subject to VAT' },
}

/** A VAT number as BT-31 and BT-48 want it: a country's letters first (BR-CO-9); null for any other number. */
export function vatId(taxNumber: string | null): string | null {
  const plain = taxNumber?.replace(/[\s.-]/g, '').toUpperCase() ?? ''
  return /^[A-Z]{2}[0-9A-Z+*]{2,13}$/.test(plain) ? plain : null
}

/**
 * What the norm wants and this document does not have, by what it is called in the API; empty when it can be
 * written. Amounts with three decimals are beyond it (BR-DEC).
 */
export function eInvoiceProblems(invoice: EInvoice, profile: EInvoiceProfile): Record<string, string> {
  const { seller, buyer } = invoice
  const categories = breakdownOf(invoice).map(({ category }) => category)
  const taxed = categories.some((category) => category !== 'O')
  const crossing = categories.some((category) => category === 'AE' || category === 'K')
  const place = (party: EInvoiceParty) => party.address.city && party.address.postcode
  const wanted: [string, unknown, string][] = [
    ['currency', minorDigits(invoice.currency) <= 2, 'Amounts of an e-invoice have at most two decimals'],
    ['brand.address.country', seller.address.country, 'An e-invoice needs the country of the seller'],
    ['brand.tax_number', !taxed || seller.taxNumber, 'An e-invoice needs the tax number of the seller'],
    ['address.country', buyer.address.country, 'An e-invoice needs the country of the customer'],
    [
      'tax_number',
      !crossing || vatId(buyer.taxNumber),
      'Reverse charge needs the VAT number of the customer',
    ],
  ]
  if (profile === 'xrechnung')
    wanted.push(
      ['brand.address', place(seller), 'XRechnung needs the city and postcode of the seller'],
      ['address', place(buyer), 'XRechnung needs the city and postcode of the customer'],
    )
  return Object.fromEntries(wanted.flatMap(([field, has, text]) => (has ? [] : [[field, text]])))
}

/** The day of an instant in a time zone: `2026-01-31`. */
export function dayIn(at: Date, timeZone: string): string {
  // Sweden writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(at)
}
