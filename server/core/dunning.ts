import { addDays } from './time'

/** Days after the first failure on which a charge is tried again. */
export const DUNNING_DAYS: readonly number[] = [1, 3, 5, 7, 14]

/**
 * Declines after which the same card can only fail again (Stripe, "decline codes": the issuer asks not
 * to retry): the customer is asked for another means of payment instead.
 */
const HARD_DECLINES: ReadonlySet<string> = new Set([
  'lost_card',
  'stolen_card',
  'pickup_card',
  'restricted_card',
  'fraudulent',
  'merchant_blacklist',
  'invalid_account',
  'new_account_information_available',
  'expired_card',
  'incorrect_number',
  'authentication_required',
  'debit_disputed',
  'debit_not_authorized',
])

/**
 * When a failed charge is tried next; null: not by itself, a person has to act. One that failed for want of money
 * waits for a pay day that is near.
 */
export function nextAttempt(facts: {
  failedCount: number
  firstFailedAt: Date
  code: string | null
  declineCode: string | null
  days?: readonly number[]
}): Date | null {
  if (isHardDecline(facts.code, facts.declineCode)) return null
  const days = facts.days ?? DUNNING_DAYS
  const day = days[facts.failedCount - 1]
  if (day === undefined) return null
  const dueAt = addDays(facts.firstFailedAt, day)
  if (facts.declineCode !== 'insufficient_funds') return dueAt
  const next = days[facts.failedCount]
  return nearPayDay(dueAt, next === undefined ? null : addDays(facts.firstFailedAt, next))
}

/** Days of the month on which wages are commonly paid; money is likelier to be there on and after them. */
const PAY_DAYS: readonly number[] = [1, 15]
/** A try waits this long at most for a pay day. */
const PAY_DAY_WAIT_DAYS = 3

/** The same hour on a pay day that is close, if that is before the try after this one; else the day itself. */
function nearPayDay(dueAt: Date, before: Date | null): Date {
  for (let wait = 0; wait <= PAY_DAY_WAIT_DAYS; wait++) {
    const at = addDays(dueAt, wait)
    if (before && at >= before) return dueAt
    if (PAY_DAYS.includes(at.getUTCDate())) return at
  }
  return dueAt
}

/** When an invoice that stayed unpaid is given up: a day after the last retry would have been. */
export function dunningEnd(firstFailedAt: Date, days: readonly number[] = DUNNING_DAYS): Date {
  return addDays(firstFailedAt, (days.at(-1) ?? 0) + 1)
}

export const isHardDecline = (code: string | null, declineCode: string | null): boolean =>
  (code !== null && HARD_DECLINES.has(code)) || (declineCode !== null && HARD_DECLINES.has(declineCode))
