import type { Money } from './money'
import type { Interval } from './time'

/** A plan at one of its prices: what a customer chooses and a subscription bills. */
export type Offer = {
  planId: string
  code: string
  name: string
  family: string
  trialDays: number
  public: boolean
  priceId: string
  unitAmount: Money
  interval: Interval
  taxIncluded: boolean
  /** Whether this price is the plan's first: then the plan's bare code names it. */
  isDefaultPrice: boolean
}

/**
 * The name the bucket API knows an offer by: the plan's code, with the interval appended for any but
 * its first price (`team`, `team-year`), as in the Owner API's example `growth-month`.
 */
export function offerName(offer: Pick<Offer, 'code' | 'interval' | 'isDefaultPrice'>): string {
  return offer.isDefaultPrice ? offer.code : `${offer.code}-${intervalName(offer.interval)}`
}

/** The offer a name stands for: the bare code is the first price, `code-month` and `code-year` that interval's. */
export function findOffer<T extends Pick<Offer, 'code' | 'interval' | 'isDefaultPrice'>>(
  offers: T[],
  name: string,
): T | undefined {
  return (
    offers.find((o) => offerName(o) === name) ??
    offers.find((o) => `${o.code}-${intervalName(o.interval)}` === name)
  )
}

/** `month`, or `3-month` when it recurs less often than each. */
export function intervalName(interval: Interval): string {
  return interval.count === 1 ? interval.unit : `${interval.count}-${interval.unit}`
}

export const sameInterval = (a: Interval, b: Interval): boolean => a.unit === b.unit && a.count === b.count
