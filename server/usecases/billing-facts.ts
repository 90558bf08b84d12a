import type { Db, Tx } from '@/db'
import { findBilledLine } from '@/db/queries/invoice'
import { creditBalance, listDiscounts, listOffers, type Subscription } from '@/db/queries/subscription'
import { type Currency, money } from '../core/money'
import type { Offer } from '../core/plan'
import type { BilledPeriod, BillingFacts } from '../core/subscription'
import { taxFor } from '../core/tax'
import type { CustomerCtx } from '../ctx'
import { DomainError, invariant } from '../errors'

type Reader = Pick<CustomerCtx, 'owner' | 'brand' | 'customer' | 'now'>

/** What pricing an invoice for this customer needs: tax, credit, and a subscription's discounts. */
export async function loadBillingFacts(
  tx: Db | Tx,
  of: Reader,
  currency: Currency,
  subscriptionId: string | null,
): Promise<BillingFacts> {
  const { owner, brand, customer, now } = of
  const [discounts, credit] = await Promise.all([
    subscriptionId ? listDiscounts(tx, owner.id, subscriptionId, now) : [],
    creditBalance(tx, owner.id, customer.id, currency),
  ])
  const seller = { ratePpm: brand.taxRatePpm ?? 0, ...country(brand.address.country) }
  const buyer = { vatNumber: customer.vatNumber, ...country(customer.address.country) }
  return { tax: taxFor({ seller, buyer }), credit: money(Math.max(credit, 0), currency), discounts }
}

/** What the running period was billed at, so that a change gives back exactly that; null in a trial. */
export async function loadBilledPeriod(
  tx: Tx,
  row: Subscription,
  offer: Offer,
): Promise<BilledPeriod | null> {
  if (row.status === 'trialing') return null
  const line = await findBilledLine(tx, row.ownerId, row.id)
  if (!line || line.periodEndAt <= row.periodStartAt) return null
  // A prorated line covers less than the period, and after a change that gave credit the line is another plan's:
  // what a whole period is worth now is then the plan's price.
  const whole = line.kind !== 'proration_charge' && line.priceId === row.priceId
  const currency = offer.unitAmount.currency
  const full = money(offer.unitAmount.amount * row.quantity, currency)
  return {
    amount: whole ? money(line.amount, currency) : full,
    discount: whole ? money(line.discount, currency) : proratedDiscount(line, full.amount, currency),
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

function proratedDiscount(line: { amount: number; discount: number }, full: number, currency: Currency) {
  if (line.amount === 0) return money(0, currency)
  return money(Number((BigInt(line.discount) * BigInt(full)) / BigInt(line.amount)), currency)
}

const country = (code: string | undefined) => (code ? { country: code } : {})
