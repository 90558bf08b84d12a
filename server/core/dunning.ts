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

/** When a failed charge is tried next; null: not by itself, a person has to act. */
export function nextAttempt(facts: {
  failedCount: number
  firstFailedAt: Date
  code: string | null
  declineCode: string | null
  days?: readonly number[]
}): Date | null {
  if (isHardDecline(facts.code, facts.declineCode)) return null
  const day = (facts.days ?? DUNNING_DAYS)[facts.failedCount - 1]
  return day === undefined ? null : addDays(facts.firstFailedAt, day)
}

/** When an invoice that stayed unpaid is given up: a day after the last retry would have been. */
export function dunningEnd(firstFailedAt: Date, days: readonly number[] = DUNNING_DAYS): Date {
  return addDays(firstFailedAt, (days.at(-1) ?? 0) + 1)
}

export const isHardDecline = (code: string | null, declineCode: string | null): boolean =>
  (code !== null && HARD_DECLINES.has(code)) || (declineCode !== null && HARD_DECLINES.has(declineCode))
