import { invariant } from '../errors'
import type { Address } from './address'
import { type Discount, discountApplies, discountOn } from './discount'
import { add, allocate, type Currency, type Money, money, sub, sum } from './money'
import type { Quantity, UnitAmount } from './pricing'
import { splitTax, type TaxDecision, type TaxedProduct, type TaxNote, type TaxOf } from './tax'
import { adjust, type UnusedVoucher } from './voucher'

export type InvoiceStatus = 'draft' | 'open' | 'paid' | 'void' | 'uncollectible'
export type InvoiceReason =
  | 'subscription_start'
  | 'subscription_cycle'
  | 'subscription_change'
  | 'checkout'
  | 'manual'
  /** History from before Folio, with a number of its own. */
  | 'import'
/**
 * `restart` is a whole period that a change of plan began; `period` one that followed or started. `usage` is what
 * a metric counted in a period, `usage_adjustment` what was counted after that period had been billed.
 */
export type InvoiceLineKind =
  | 'period'
  | 'restart'
  | 'proration_credit'
  | 'proration_charge'
  | 'usage'
  | 'usage_adjustment'
  | 'item'

/** Seller or buyer as they were when the invoice was issued. */
export type Party = {
  name: string
  companyName?: string | null
  email: string
  address: Address
  taxNumber?: string | null
  accent?: string
}

/** A line before discounts and tax. `amount` is `flatAmount + quantity × unitAmount` or a prorated part of it. */
export type LineInput = {
  kind: InvoiceLineKind
  /** Null: the subscription that the invoice is for, if it is for one. */
  subscriptionId: string | null
  priceId: string | null
  metricId?: string | null
  /** What of the metric's counter had been billed before. */
  usageFrom?: Quantity
  product: TaxedProduct
  description: string
  quantity: Quantity
  unitAmount: UnitAmount
  flatAmount?: number
  amount: Money
  taxIncluded: boolean
  /** A credit repeats the rate of what it gives back; unset: the rate of its product. */
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
  notes: TaxNote[]
  /** Where it is taxed; null where no tax is due. */
  taxCountry: string | null
  taxState: string | null
  thresholdsReached: TaxDecision['reached']
  /** Discounts used up by this invoice (`once`). */
  discountsUsed: string[]
  /** The one percentage voucher it uses up. */
  voucherUsed: string | null
  /** Taken from the customer's credit; below zero it is a debit that adds to what is due. */
  creditApplied: Money
  amountDue: Money
}

export type DraftInput = {
  reason: InvoiceReason
  currency: Currency
  issuedAt: Date
  lines: LineInput[]
  /** Each reduces the lines of its own subscription. */
  discounts: Discount[]
  taxOf: TaxOf
  /** The customer's credit balance, below zero when it owes. */
  credit: Money
  /** Percentage vouchers that wait for an invoice. */
  vouchers: readonly UnusedVoucher[]
}

/**
 * Prices an invoice: discounts spread over the positive lines, tax per line, then credit, then one voucher on
 * what remains (behaviour page, section 8). Parts always sum to the whole. A total below zero is not an
 * invoice: callers give it as credit instead.
 */
export function draftInvoice(input: DraftInput): InvoiceDraft {
  const { currency } = input
  const applied = input.discounts.filter((d) => discountApplies(d, input.issuedAt))
  const discounted = discountLines(input.lines, applied, currency)
  const sale = discounted.reduce((all, { amount, discount }) => all + amount.amount - discount.amount, 0)
  const taxed = discounted.map((line) => taxLine(line, input.taxOf(line.product, Math.max(sale, 0))))
  const adjusted = settleCredit(taxed, input)
  const lines = adjusted.lines
  const totals = totalsOf(lines, currency)
  const used = adjusted.creditApplied
  const rulings = taxed.map(({ decision }) => decision)
  const [first] = rulings
  return {
    ...totals,
    reason: input.reason,
    currency,
    issuedAt: input.issuedAt,
    lines,
    notes: [...new Set(rulings.flatMap(({ note }) => (note === null ? [] : [note])))],
    taxCountry: first?.country ?? null,
    taxState: first?.state ?? null,
    thresholdsReached: distinct(rulings.flatMap(({ reached }) => reached)),
    discountsUsed: applied.filter((d) => d.duration === 'once').map((d) => d.id),
    voucherUsed: adjusted.voucherId,
    creditApplied: used,
    amountDue: totals.total.amount < 0 ? totals.total : sub(totals.total, used),
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
    const open = rest.map((line) =>
      line.subscriptionId === discount.subscriptionId
        ? Math.max(0, line.amount.amount - line.discount.amount)
        : 0,
    )
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

type RuledLine = { line: InvoiceLine; decision: TaxDecision }

function taxLine(line: DiscountedLine, decision: TaxDecision): RuledLine {
  const ratePpm = line.ratePpm ?? decision.ratePpm
  const basis = line.taxIncluded ? 'tax_included' : 'tax_excluded'
  return {
    line: { ...line, ratePpm, ...splitTax(sub(line.amount, line.discount), ratePpm, basis) },
    decision,
  }
}

/** Credit first, then a voucher, which reduces the lines themselves, so that net, tax and total stay one. */
function settleCredit(
  ruled: RuledLine[],
  { credit, vouchers, currency }: DraftInput,
): { lines: InvoiceLine[]; creditApplied: Money; voucherId: string | null } {
  const lines = ruled.map(({ line }) => line)
  if (totalsOf(lines, currency).total.amount < 0)
    return { lines, creditApplied: money(0, currency), voucherId: null }
  const { creditApplied, voucher } = adjust(lines, { credit, vouchers })
  if (voucher === null) return { lines, creditApplied, voucherId: null }
  const reduced = lines.map((line, i) => {
    const off = voucher.lines[i]
    if (!off) return line
    return {
      ...line,
      discount: add(line.discount, line.taxIncluded ? off.total : off.net),
      net: sub(line.net, off.net),
      tax: sub(line.tax, off.tax),
      total: sub(line.total, off.total),
    }
  })
  return { lines: reduced, creditApplied, voucherId: voucher.id }
}

function distinct(reached: TaxDecision['reached']): TaxDecision['reached'] {
  return [...new Map(reached.map((each) => [`${each.country}/${each.state ?? ''}`, each])).values()]
}
