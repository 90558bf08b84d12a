import { invariant } from '../errors'
import { add, type Money, neg, scale, sub, zero } from './money'
import { type Price, priceBetween, type Quantity, totalOf } from './pricing'
import type { Interval } from './time'

/**
 * What a subscription bills again and again; no interval is a one-off. Usage: the quantity that is estimated, and of
 * a counter that goes on what it was billed at already.
 */
export type Recurring = { price: Price; interval: Interval | null; quantity: Quantity; billed?: Quantity }

/** How often a year has each: 52 weeks and 12 months, as the behaviour page's section 15 counts ARR. */
const PER_YEAR: Record<Interval['unit'], number> = { day: 365, week: 52, month: 12, year: 1 }

/**
 * Monthly recurring revenue: weeks × 52 / 12, years / 12, rounded half up once per subscription, so that what is
 * added up is what is shown. One-offs are none; whether a subscription counts (not in a trial, not ended) is the
 * caller's to know. Section 15 leaves yearly subscriptions out, which is a bug, and counts four weeks a month where the year has 52.
 */
export function monthlyRevenue(of: Recurring): Money {
  const { price, interval } = of
  if (interval === null) return zero(price.currency)
  return scale(perInterval(of), perYear(interval), 12 * interval.count, 'half_up')
}

/** Annual recurring revenue, straight from the price and not twelve times a rounded month. */
export function annualRevenue(of: Recurring): Money {
  const { price, interval } = of
  if (interval === null) return zero(price.currency)
  return scale(perInterval(of), perYear(interval), interval.count, 'half_up')
}

export type MovementKind = 'new' | 'expansion' | 'contraction' | 'churn' | 'reactivation'

/** A change of monthly revenue; churn and contraction are below zero. */
export type Movement = { kind: MovementKind; amount: Money }

/**
 * How a customer's monthly revenue got from one amount to another; their sum is the difference. Who pays again
 * after paying nothing is reactivated, not new. A change of currency is a contraction in the one and an expansion
 * in the other: the customer never left.
 */
export function movements(before: Money, after: Money, facts: { paidBefore: boolean }): Movement[] {
  invariant(before.amount >= 0 && after.amount >= 0, 'revenue is not below zero')
  if (before.amount === 0 && after.amount === 0) return []
  if (before.amount === 0) return [{ kind: facts.paidBefore ? 'reactivation' : 'new', amount: after }]
  if (after.amount === 0) return [{ kind: 'churn', amount: neg(before) }]
  if (before.currency !== after.currency)
    return [
      { kind: 'contraction', amount: neg(before) },
      { kind: 'expansion', amount: after },
    ]
  const change = sub(after, before)
  if (change.amount === 0) return []
  return [{ kind: change.amount > 0 ? 'expansion' : 'contraction', amount: change }]
}

/** Movements by kind, from what there was to what there is, in one currency: the bars of a chart. */
export type RevenueBridge = Record<MovementKind, Money> & { opening: Money; closing: Money }

export function bridge(opening: Money, all: readonly Movement[]): RevenueBridge {
  const { currency } = opening
  const own = all.filter((movement) => movement.amount.currency === currency)
  const of = (kind: MovementKind) =>
    own
      .filter((movement) => movement.kind === kind)
      .reduce((total, m) => add(total, m.amount), zero(currency))
  return {
    opening,
    new: of('new'),
    expansion: of('expansion'),
    contraction: of('contraction'),
    churn: of('churn'),
    reactivation: of('reactivation'),
    closing: own.reduce((total, m) => add(total, m.amount), opening),
  }
}

const perInterval = ({ price, quantity, billed = 0 }: Recurring): Money =>
  totalOf(priceBetween(price, { from: billed, to: quantity }), price.currency)

function perYear(interval: Interval): number {
  invariant(Number.isSafeInteger(interval.count) && interval.count > 0, 'an interval counts from one')
  return PER_YEAR[interval.unit]
}
