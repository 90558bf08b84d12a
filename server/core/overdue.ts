import { addDays } from './time'

/**
 * How many notices a customer should have had of an invoice by `now`: one when it fell due, and one more for each day
 * of the owner's dunning schedule that has passed since. A worker that slept sends one for all of them.
 */
export function noticesDue(dueAt: Date, dunningDays: readonly number[], now: Date): number {
  if (now < dueAt) return 0
  return 1 + dunningDays.filter((days) => addDays(dueAt, days) <= now).length
}
