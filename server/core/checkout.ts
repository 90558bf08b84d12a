import { draftInvoice, type InvoiceDraft, type InvoiceLine, type LineInput } from './invoice'
import { itemLines, type ManualItem } from './manual-invoice'
import { type Currency, type Money, money, sum } from './money'
import type { Offer } from './plan'
import { type BillingFacts, planStart, type SubscriptionState, withDueAt } from './subscription'
import { flatTax } from './tax'

/** The last part of a checkout's public address. */
export const SLUG = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/

/** What a checkout sells: plans, each started at once, and things that are paid once. */
export type CheckoutGoods = {
  currency: Currency
  subscriptions: { offer: Offer; seats: number }[]
  items: ManualItem[]
}

/** Buying as a plan: what will be written, or only shown. */
export type CheckoutPlan = {
  invoice: InvoiceDraft
  /** The subscriptions in the order of the goods; they run once the invoice is paid, at once when nothing is due. */
  states: SubscriptionState[]
  /** The invoice's lines by what they are for: first each subscription, then each item. */
  parts: InvoiceLine[][]
}

/**
 * One invoice for all that is sold. Trials play no part: what stands on the page is what is paid today.
 * `subscriptionIds` name the subscriptions to be, in the order of the goods.
 */
export function planCheckout(
  facts: BillingFacts,
  goods: CheckoutGoods,
  { subscriptionIds }: { subscriptionIds: readonly string[] },
  now: Date,
): CheckoutPlan {
  const starts = goods.subscriptions.map(({ offer, seats }, i) => {
    const subscriptionId = subscriptionIds[i] ?? `subscription ${i + 1}`
    return planStart({ ...facts, offer, quantity: seats, subscriptionId }, now)
  })
  const groups = [
    ...starts.map((start) => start.invoice.lines.map(unpriced)),
    ...goods.items.map((item) => itemLines([item], now)),
  ]
  const invoice = draftInvoice({
    reason: 'checkout',
    currency: goods.currency,
    issuedAt: now,
    lines: groups.flat(),
    discounts: facts.discounts,
    taxOf: facts.taxOf,
    credit: facts.credit,
    vouchers: facts.vouchers,
  })
  const status = invoice.amountDue.amount === 0 ? 'active' : 'incomplete'
  let at = 0
  return {
    invoice,
    states: starts.map(({ state }) => withDueAt({ ...state, status })),
    parts: groups.map((lines) => {
      at += lines.length
      return invoice.lines.slice(at - lines.length, at)
    }),
  }
}

/** The same for somebody of whom nothing is known yet: no tax, no credit, no vouchers. */
export function planUnknownBuyer(goods: CheckoutGoods, timezone: string, now: Date): CheckoutPlan {
  const facts = {
    taxOf: flatTax(0),
    credit: money(0, goods.currency),
    discounts: [],
    vouchers: [],
    timezone,
  }
  return planCheckout(facts, goods, { subscriptionIds: [] }, now)
}

/** A line as it was before it was priced by itself, for it is priced again among the others. */
function unpriced({
  discount: _,
  net: _n,
  tax: _t,
  total: _s,
  ratePpm: _r,
  ...line
}: InvoiceLine): LineInput {
  return line
}

/** What the lines of one part come to. A part of one rate says it; null where its lines differ. */
export function sumOfPart(lines: InvoiceLine[], currency: Currency): PartSum {
  const of = (pick: (line: InvoiceLine) => Money) => sum(lines.map(pick), currency).amount
  const rates = new Set(lines.map((line) => line.ratePpm))
  const [only] = rates
  return {
    net: of((line) => line.net),
    tax: of((line) => line.tax),
    total: of((line) => line.total),
    ratePpm: rates.size === 1 && only !== undefined ? only : null,
  }
}

/** Minor units of the checkout's currency. */
export type PartSum = { net: number; tax: number; total: number; ratePpm: number | null }

/** Where a checkout stands: a temporary one is used up by success, each one can be over. */
export function checkoutStanding(
  of: { permanent: boolean; expiresAt: Date | null; isSold: boolean },
  now: Date,
): 'open' | 'used' | 'expired' {
  if (of.isSold && !of.permanent) return 'used'
  return of.expiresAt !== null && of.expiresAt <= now ? 'expired' : 'open'
}
