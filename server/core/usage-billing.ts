import { compareDecimals, type Decimal, fromUnits, toUnits } from './decimal'
import type { LineInput } from './invoice'
import { lineOf } from './offer-line'
import type { Offer } from './plan'
import { type MeterKind, priceUsage, type Quantity } from './pricing'

/** A counter as billing sees it: what a metric counted in a period, and what invoices took of it so far. */
export type UsageCounter = {
  subscriptionId: string
  metricId: string
  kind: MeterKind
  periodStartAt: Date
  periodEndAt: Date
  value: Quantity
  /** Null: never billed. */
  billed: Quantity | null
}

/**
 * The lines of what was counted and not billed yet, and the counters as they are once these lines are issued. A
 * counter that was billed before and counted on (events that arrived late, or a change of plan in the middle of
 * a period) is billed for the difference: together they come to what one bill would have.
 */
export function usageLines(
  offer: Offer,
  subscriptionId: string,
  counters: readonly UsageCounter[],
): { lines: LineInput[]; billed: UsageCounter[] } {
  const lines: LineInput[] = []
  const billed: UsageCounter[] = []
  for (const counter of counters) {
    // What a plan left long ago counts stays unbilled until the subscription is on such a plan again.
    if (offer.meter?.metricId !== counter.metricId) continue
    billed.push(settledCounter(counter))
    const price = { ...offer.model, currency: offer.unitAmount.currency }
    const from = counter.billed ?? 0
    const priced = priceUsage(price, 'continuous', { billed: from, value: counter.value }).lines
    lines.push(
      ...priced.map((line) => ({
        ...lineOf(offer, line),
        kind: counter.billed === null ? ('usage' as const) : ('usage_adjustment' as const),
        subscriptionId,
        metricId: counter.metricId,
        usageFrom: from,
        periodStartAt: counter.periodStartAt,
        periodEndAt: counter.periodEndAt,
      })),
    )
  }
  return { lines, billed }
}

/** A counter with all of it taken: billed, or given away in a trial. One that fell back is not billed again on its way up. */
export function settledCounter(counter: UsageCounter): UsageCounter {
  const { billed, value } = counter
  const highest = billed !== null && compareDecimals(billed, value) > 0 ? billed : value
  const whole: Decimal = fromUnits(toUnits(highest))
  return { ...counter, billed: whole }
}
