import { type Money, money } from './money'
import { type MeterKind, type PricedLine, type PriceModel, priceLines, type Quantity } from './pricing'
import type { TaxedProduct } from './tax'
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
  /** What one unit comes to by itself. */
  unitAmount: Money
  /** How a quantity becomes an amount. */
  model: PriceModel
  /** Set: what is billed is the counter of a metric, after each period; seats are not. */
  meter: { metricId: string; kind: MeterKind } | null
  product: TaxedProduct
  interval: Interval
  taxIncluded: boolean
  /** Whether this price is the plan's first: then the plan's bare code names it. */
  isDefaultPrice: boolean
}

/** The lines of an offer for a quantity. */
export const offerLines = (offer: Pick<Offer, 'model' | 'unitAmount'>, quantity: Quantity): PricedLine[] =>
  priceLines({ ...offer.model, currency: offer.unitAmount.currency }, quantity)

/** What an offer costs for a number of seats each period; metered use is not known before. */
export function offerAmount(offer: Pick<Offer, 'model' | 'unitAmount' | 'meter'>, seats: number): Money {
  const { currency } = offer.unitAmount
  if (offer.meter) return money(0, currency)
  return money(
    offerLines(offer, seats).reduce((sum, line) => sum + line.amount.amount, 0),
    currency,
  )
}

/** Whether an offer can ever cost something. */
export const isFree = (offer: Pick<Offer, 'model' | 'unitAmount' | 'meter'>): boolean =>
  offer.meter === null && offerAmount(offer, 1).amount === 0

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
