import type { Locale } from './format'
import type { Currency } from './money'

/**
 * What is printed, as plain data. Every amount is an integer in minor units of `currency`; every rate is parts
 * per million. Nothing is summed here: what the document says is what the invoice's rows say.
 */
export type DocumentBase = {
  number: string
  issuedAt: Date
  locale: Locale
  currency: Currency
  /** The seller's time zone: the day printed is the day there. UTC if not given. */
  timeZone?: string
  seller: Seller
  buyer: Buyer
  lines: DocumentLine[]
  /** Net sum of the lines, before document-wide discounts. */
  subtotal: number
  /** Document-wide discounts as positive amounts: printed with a minus sign. */
  discounts: { label: string; amount: number }[]
  /** One row per rate, each with the net amount it was charged on. */
  taxes: { label?: string; ratePpm: number; net: number; tax: number }[]
  total: number
  /** Customer credit used, as a positive amount: printed with a minus sign. */
  creditApplied: number
  amountPaid: number
  /** What credit notes took off what was due. */
  amountCredited?: number
  amountDue: number
  payments: DocumentPayment[]
  refunds?: { at: Date; amount: number }[]
  /** What the law asks for: a note known by name (`TaxNote`), or a sentence as it is. */
  legalNotes: string[]
  /** One line at the foot of each page: company register, bank, managing directors. */
  footer?: string
}

export type InvoiceDocument = DocumentBase & {
  kind: 'invoice'
  status: 'open' | 'paid' | 'void'
  dueAt: Date
  paidAt?: Date
  voidedAt?: Date
  /** Where an open invoice can be paid. */
  payUrl?: string
}

export type ReceiptDocument = DocumentBase & {
  kind: 'receipt'
  /** The invoice that was paid. */
  invoiceNumber: string
  paidAt: Date
}

/** Takes back a part of an invoice; its lines and sums are what it takes back. */
export type CreditNoteDocument = DocumentBase & {
  kind: 'credit_note'
  /** The invoice that it corrects. */
  invoiceNumber: string
  invoiceIssuedAt: Date
  reason?: string
  /** Where the total goes: off what was due, back to the payment, to the customer's credit. */
  reducesDue: number
  givenBack: number
  keptAsCredit: number
}

export type PrintedDocument = InvoiceDocument | ReceiptDocument | CreditNoteDocument

/** A payment that came outside Stripe, in place of a means of payment. */
export const MANUAL_PAYMENT = 'manual'

export type Seller = {
  name: string
  /** The brand's colour, `#rrggbb`. */
  accent: string
  logo?: Logo
  address: string[]
  taxNumber?: string
  email?: string
}

/** A PNG or JPEG file, or the paths of a drawing; anything unreadable falls back to the brand's initial. */
export type Logo =
  | { kind: 'image'; data: Uint8Array }
  | { kind: 'paths'; viewBox: string; paths: { d: string; fill?: string }[] }

export type Buyer = {
  name: string
  companyName?: string
  address: string[]
  vatNumber?: string
  email?: string
}

export type DocumentLine = {
  /** What it is of; with a kind that is not a whole period, the words for that kind go around it. */
  description: string
  kind?: 'period' | 'item' | 'proration_credit' | 'proration_charge' | 'usage' | 'usage_adjustment'
  period?: { start: Date; end: Date }
  /** A whole number, or an exact decimal as text for metered use. */
  quantity: number | string
  /** Minor units, or an exact decimal of them as text ("0.05" cents); left out for lump sums. */
  unitAmount?: number | string
  /** Discount on this line as a positive amount, already taken off `net`. */
  discount: number
  net: number
  taxRatePpm: number
  tax: number
  total: number
}

/** How it was paid, in words ("Visa •• 4242"), and when. */
export type DocumentPayment = { method: string; at: Date; amount: number; reference?: string }
