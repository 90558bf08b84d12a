import type { Db, Tx } from '@/db'
import { listBilledLines } from '@/db/queries/invoice'
import { listPaymentMethods, type PaymentMethod } from '@/db/queries/payment-method'
import {
  listCredits,
  listDiscounts,
  listLiveSubscriptions,
  listOffers,
  type Subscription,
} from '@/db/queries/subscription'
import type { RunFacts, RunSubscription } from '../core/billing'
import type { Discount } from '../core/discount'
import { type Currency, money } from '../core/money'
import { type Offer, offerAmount } from '../core/plan'
import type { BilledPeriod, BillingFacts } from '../core/subscription'
import type { UsageCounter } from '../core/usage-billing'
import type { CustomerCtx } from '../ctx'
import { DomainError, invariant } from '../errors'
import { stateOf } from './subscription-row'
import { loadTaxRuling } from './tax-facts'
import { type UnbilledCounter, unbilledUsage } from './usage'
import { unusedVouchers } from './voucher'

type Reader = Pick<CustomerCtx, 'owner' | 'brand' | 'customer' | 'now'>

/** What pricing an invoice for this customer needs: tax, credit, vouchers, and a subscription's discounts. */
export async function loadBillingFacts(
  tx: Db | Tx,
  of: Reader,
  currency: Currency,
  subscriptionId: string | null,
): Promise<BillingFacts> {
  const { owner, customer, now } = of
  const [taxOf, discounts, credits, vouchers] = await Promise.all([
    loadTaxRuling(tx, of, currency),
    subscriptionId ? listDiscounts(tx, owner.id, [subscriptionId], now) : [],
    listCredits(tx, owner.id, [customer.id]),
    unusedVouchers(tx, owner.id, [customer.id]),
  ])
  return {
    taxOf,
    credit: credits.find((credit) => credit.currency === currency)?.money ?? money(0, currency),
    discounts,
    vouchers: vouchers.get(customer.id) ?? [],
    timezone: owner.timezone,
  }
}

/** What a billing run of this customer, or its preview, needs to know: all that runs, and what it is billed with. */
export async function loadRunFacts(
  tx: Db | Tx,
  of: Reader,
  known: { offers?: Offer[]; rows?: Subscription[]; methods?: PaymentMethod[] } = {},
): Promise<RunFacts & { rows: Subscription[] }> {
  const { owner, customer, now } = of
  const rows = known.rows ?? (await listLiveSubscriptions(tx, owner.id, [customer.id]))
  const ids = rows.map(({ id }) => id)
  const currency = await currencyOf(tx, of, rows, known.offers)
  const [offers, discounts, usage, credits, vouchers, methods, taxOf] = await Promise.all([
    known.offers ?? listOffers(tx, owner.id),
    listDiscounts(tx, owner.id, ids, now),
    unbilledUsage(tx, { ownerId: owner.id, subscriptionIds: ids }),
    listCredits(tx, owner.id, [customer.id]),
    unusedVouchers(tx, owner.id, [customer.id]),
    known.methods ?? listPaymentMethods(tx, owner.id, customer.id),
    loadTaxRuling(tx, of, currency),
  ])
  return {
    rows,
    subscriptions: rows.map((row) => runSubscription(row, { offers, discounts, usage })),
    taxOf,
    timezone: owner.timezone,
    credits: credits.map((credit) => credit.money),
    vouchers: vouchers.get(customer.id) ?? [],
    canPay: customer.billingType === 'invoice' || methods.some((method) => method.status === 'active'),
  }
}

/** One row as a run sees it, from what was loaded for many. */
export function runSubscription(
  row: Subscription,
  of: { offers: Offer[]; discounts: Discount[]; usage: Map<string, UnbilledCounter[]> },
): RunSubscription {
  const { nextPlanId, nextPriceId } = row
  const next = nextPlanId && nextPriceId ? { planId: nextPlanId, priceId: nextPriceId } : null
  return {
    id: row.id,
    state: stateOf(row),
    offer: offerOf(of.offers, row),
    nextOffer: next && offerOf(of.offers, next),
    discounts: of.discounts.filter(({ subscriptionId }) => subscriptionId === row.id),
    usage: (of.usage.get(row.id) ?? []).map(counterOf),
    paymentMethodId: row.paymentMethodId,
  }
}

/** The counters of one subscription that hold more than was billed. */
export async function loadUsage(tx: Db | Tx, row: Subscription): Promise<UsageCounter[]> {
  const found = await unbilledUsage(tx, { ownerId: row.ownerId, subscriptionIds: [row.id] })
  return (found.get(row.id) ?? []).map(counterOf)
}

/** What the running period was billed at, so that a change gives back exactly that; null in a trial. */
export async function loadBilledPeriod(
  tx: Tx,
  row: Subscription,
  offer: Offer,
): Promise<BilledPeriod | null> {
  if (row.status === 'trialing' || offer.meter) return null
  const lines = await listBilledLines(tx, row.ownerId, row.id)
  const [line] = lines
  if (!line || line.periodEndAt <= row.periodStartAt) return null
  // A prorated line covers less than the period, and after a change that gave credit the line is another plan's:
  // what a whole period is worth now is then the plan's price.
  const amount = lines.reduce((sum, each) => sum + each.amount, 0)
  const discount = lines.reduce((sum, each) => sum + each.discount, 0)
  const whole = line.kind !== 'proration_charge' && line.priceId === row.priceId
  const { currency } = offer.unitAmount
  const full = offerAmount(offer, row.quantity)
  return {
    amount: whole ? money(amount, currency) : full,
    discount: whole
      ? money(discount, currency)
      : proratedDiscount({ amount, discount }, full.amount, currency),
    ratePpm: line.taxRatePpm,
    taxIncluded: offer.taxIncluded,
  }
}

/** The offer a name stands for, or a refusal: unknown is `plan_unknown`, closed to new customers `plan_not_open`. */
export async function requireOffer(
  tx: Tx,
  of: Pick<CustomerCtx, 'owner'>,
  find: (offers: Offer[]) => Offer | undefined,
): Promise<Offer> {
  const offer = find(await listOffers(tx, of.owner.id))
  if (!offer) throw new DomainError('plan_unknown', { message: 'There is no such plan' })
  return offer
}

/** The offer a subscription is on. */
export function offerOf(offers: Offer[], at: { planId: string; priceId: string }): Offer {
  const offer = offers.find((o) => o.planId === at.planId && o.priceId === at.priceId)
  invariant(offer, 'the offer of a subscription exists')
  return offer
}

/** Thresholds are counted in the currency the customer is billed in. */
async function currencyOf(
  tx: Db | Tx,
  of: Reader,
  rows: Subscription[],
  offers?: Offer[],
): Promise<Currency> {
  const [row] = rows
  if (of.customer.currency || !row) return of.customer.currency ?? of.owner.defaultCurrency
  return offerOf(offers ?? (await listOffers(tx, of.owner.id)), row).unitAmount.currency
}

function counterOf({ subscriptionId, metric, ...counter }: UnbilledCounter): UsageCounter {
  return { ...counter, subscriptionId, metricId: metric.id }
}

function proratedDiscount(line: { amount: number; discount: number }, full: number, currency: Currency) {
  if (line.amount === 0) return money(0, currency)
  return money(Number((BigInt(line.discount) * BigInt(full)) / BigInt(line.amount)), currency)
}
