import type { MeterKind } from './pricing'
import { type Interval, type Period, periodStart } from './time'

/** Of a subscription, what says when its periods are. */
export type PeriodFacts = {
  startedAt: Date
  anchorAt: Date
  interval: Interval
  /** The period it is in as far as it was brought. */
  periodStartAt: Date
  periodEndAt: Date
  trialStartAt: Date | null
  trialEndAt: Date | null
}

/** A continuous counter has one period: from the subscription's start, without end. */
export const WITHOUT_END = new Date('9999-12-31T00:00:00Z')

/**
 * The period in which an event at `at` counts: the one it lies in, counted from the anchor, also when the engine
 * has not come that far or is past it; a trial is one period. Null when that lies before the anchor, which a
 * change of plan moved: then only what was counted before knows.
 */
export function usagePeriod(facts: PeriodFacts, kind: MeterKind, at: Date): Period | null {
  if (kind === 'continuous') return { startAt: facts.startedAt, endAt: WITHOUT_END }
  const { periodStartAt, periodEndAt, trialStartAt, trialEndAt } = facts
  if (at >= periodStartAt && at < periodEndAt) return { startAt: periodStartAt, endAt: periodEndAt }
  if (trialStartAt && trialEndAt && at >= trialStartAt && at < trialEndAt)
    return { startAt: trialStartAt, endAt: trialEndAt }
  return at < facts.anchorAt ? null : periodContaining(facts.anchorAt, facts.interval, at)
}

/** The longest a step of each unit can be: an index reckoned by it is never past the one that is looked for. */
const LONGEST_MS: Record<Interval['unit'], number> = {
  day: 86_400_000,
  week: 7 * 86_400_000,
  month: 31 * 86_400_000,
  year: 366 * 86_400_000,
}

/** The period, counted from the anchor, that holds an instant not before it. */
export function periodContaining(anchorAt: Date, interval: Interval, at: Date): Period {
  const stepMs = LONGEST_MS[interval.unit] * interval.count
  let index = Math.max(0, Math.floor((at.getTime() - anchorAt.getTime()) / stepMs) - 1)
  let startAt = periodStart(anchorAt, interval, index)
  for (;;) {
    const endAt = periodStart(anchorAt, interval, index + 1)
    if (at < endAt) return { startAt, endAt }
    index += 1
    startAt = endAt
  }
}
