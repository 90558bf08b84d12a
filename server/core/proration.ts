import { type Money, scale } from './money'
import type { Period } from './time'

/**
 * The part of a period's amount that is still to come at `at`, counted in milliseconds and rounded
 * down (towards zero): nobody is charged, or given back, a fraction of a cent.
 */
export function unusedPart(amount: Money, period: Period, at: Date): Money {
  const whole = period.endAt.getTime() - period.startAt.getTime()
  const left = Math.min(Math.max(period.endAt.getTime() - at.getTime(), 0), whole)
  return scale(amount, left, whole, 'down')
}
