import type { SubscriptionStatus } from './subscription'
import { type Period, periodAt } from './time'

/** Where an owner's account with the house stands, in the words of the Owner API. */
export type AccountStatus = 'trialing' | 'active' | 'past_due' | 'canceled' | 'unpaid'

/**
 * The account's status by its subscription's. An owner who is on no plan owes nothing and lacks nothing: `active`, and
 * so is one whose plan rests. A start that waits for its first payment is `unpaid`.
 */
export function accountStatusOf(status: SubscriptionStatus | null): AccountStatus {
  switch (status) {
    case null:
    case 'active':
    case 'paused':
      return 'active'
    case 'incomplete':
    case 'unpaid':
      return 'unpaid'
    case 'incomplete_expired':
    case 'canceled':
      return 'canceled'
    case 'trialing':
    case 'past_due':
      return status
  }
}

const MONTH = { unit: 'month', count: 1 } as const

/** The month that an account without a plan is in, counted from when it was opened. */
export function runningMonth(openedAt: Date, now: Date, timezone: string): Period {
  const years = now.getUTCFullYear() - openedAt.getUTCFullYear()
  // One month less than the calendar says is never too far; a few steps at most are left.
  let index = Math.max(0, years * 12 + now.getUTCMonth() - openedAt.getUTCMonth() - 1)
  let period = periodAt(openedAt, MONTH, index, timezone)
  while (period.endAt <= now) {
    index += 1
    period = periodAt(openedAt, MONTH, index, timezone)
  }
  return period
}
