import { invariant } from '../errors'
import { type Money, scale, zero } from './money'
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

const perInterval = ({ price, quantity, billed = 0 }: Recurring): Money =>
  totalOf(priceBetween(price, { from: billed, to: quantity }), price.currency)

function perYear(interval: Interval): number {
  invariant(Number.isSafeInteger(interval.count) && interval.count > 0, 'an interval counts from one')
  return PER_YEAR[interval.unit]
}
