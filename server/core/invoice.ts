import { invariant } from '../errors'
import type { Address } from './address'
import { type Discount, discountApplies, discountOn } from './discount'
import { add, allocate, type Currency, type Money, money, sub, sum } from './money'
import { splitTax, type TaxDecision } from './tax'

export type InvoiceStatus = 'draft' | 'open' | 'paid' | 'void' | 'uncollectible'
export type InvoiceReason = 'subscription_start' | 'subscription_cycle' | 'subscription_change' | 'manual'
/** `restart` is a whole period that a change of plan began; `period` one that followed or started. */
export type InvoiceLineKind = 'period' | 'restart' | 'proration_credit' | 'proration_charge' | 'item'

/** Seller or buyer as they were when the invoice was issued. */
export type Party = {
  name: string
  companyName?: string | null
  email: string
  address: Address
  taxNumber?: string | null
  accent?: string
}

/** A line before discounts and tax. `amount` is `quantity × unitAmount` or a prorated part of it. */
export type LineInput = {
  kind: InvoiceLineKind
  priceId: string | null
  description: string
  quantity: number
  unitAmount: Money
  amount: Money
  taxIncluded: boolean
  /** A credit repeats the rate of what it gives back; unset: the invoice's own rate. */
  ratePpm?: number
  periodStartAt: Date
  periodEndAt: Date
}

export type InvoiceLine = LineInput & {
  discount: Money
  net: Money
  tax: Money
  total: Money
  ratePpm: number
}

export type Totals = { subtotal: Money; discount: Money; net: Money; tax: Money; total: Money }

/** An invoice as a plan: what will be written, or only shown as a preview. */
export type InvoiceDraft = Totals & {
  reason: InvoiceReason
  currency: Currency
  issuedAt: Date
  lines: InvoiceLine[]
  notes: string[]
  /** Discounts used up by this invoice (`once`). */
  discountsUsed: string[]
  creditApplied: Money
  amountDue: Money
}

export type DraftInput = {
  reason: InvoiceReason
  currency: Currency
  issuedAt: Date
  lines: LineInput[]
  discounts: Discount[]
  tax: TaxDecision
  /** The customer's credit balance that may be used. */
  credit: Money
}

/**
 * Prices an invoice: discounts spread over the positive lines, tax per line, credit last. Parts always
 * sum to the whole. A total below zero is not an invoice: callers give it as credit instead.
 */
export function draftInvoice(input: DraftInput): InvoiceDraft {
  const { currency } = input
  const applied = input.discounts.filter((d) => discountApplies(d, input.issuedAt))
  const lines = discountLines(input.lines, applied, currency).map((line) => taxLine(line, input.tax.ratePpm))
  const totals = totalsOf(lines, currency)
  const used = Math.max(0, Math.min(input.credit.amount, totals.total.amount))
  return {
    ...totals,
    reason: input.reason,
    currency,
    issuedAt: input.issuedAt,
    lines,
    notes: input.tax.note === null ? [] : [input.tax.note],
    discountsUsed: applied.filter((d) => d.duration === 'once').map((d) => d.id),
    creditApplied: money(used, currency),
    amountDue: money(totals.total.amount - used, currency),
  }
}

/** Sums of priced lines; `total = net + tax` is checked here and again by the database. */
export function totalsOf(lines: InvoiceLine[], currency: Currency): Totals {
  const of = (pick: (line: InvoiceLine) => Money) => sum(lines.map(pick), currency)
  const totals = {
    subtotal: of((l) => l.amount),
    discount: of((l) => l.discount),
    net: of((l) => l.net),
    tax: of((l) => l.tax),
    total: of((l) => l.total),
  }
  invariant(totals.total.amount === add(totals.net, totals.tax).amount, 'total is net and tax')
  return totals
}

/** `Prefix-2026-0001`: the number a series gives, padded to four digits. */
export function documentNumber(prefix: string, year: number, sequence: number): string {
  return `${prefix}-${year}-${String(sequence).padStart(4, '0')}`
}

type DiscountedLine = LineInput & { discount: Money }

function discountLines(lines: LineInput[], discounts: Discount[], currency: Currency): DiscountedLine[] {
  let rest: DiscountedLine[] = lines.map((line) => ({ ...line, discount: money(0, currency) }))
  for (const discount of discounts) {
    const open = rest.map((line) => Math.max(0, line.amount.amount - line.discount.amount))
    const base = money(
      open.reduce((a, b) => a + b, 0),
      currency,
    )
    if (base.amount === 0) continue
    const parts = allocate(discountOn(discount, base), open)
    rest = rest.map((line, i) => ({ ...line, discount: add(line.discount, parts[i] ?? money(0, currency)) }))
  }
  return rest
}

function taxLine(line: DiscountedLine, invoiceRatePpm: number): InvoiceLine {
  const ratePpm = line.ratePpm ?? invoiceRatePpm
  const basis = line.taxIncluded ? 'tax_included' : 'tax_excluded'
  return { ...line, ratePpm, ...splitTax(sub(line.amount, line.discount), ratePpm, basis) }
}
