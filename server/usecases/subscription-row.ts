import type { Subscription } from '@/db/queries/subscription'
import type { SubscriptionState } from '../core/subscription'

/** The part of the row that the pure planners work on. */
export function stateOf(row: Subscription): SubscriptionState {
  const { status, quantity, anchorAt, periodIndex, periodStartAt, periodEndAt } = row
  const { trialStartAt, trialEndAt, cancelAt, canceledAt, endedAt, cancelReason } = row
  const { pausedAt, resumeAt, dueAt } = row
  return {
    ...{ status, quantity, anchorAt, periodIndex, periodStartAt, periodEndAt },
    ...{ trialStartAt, trialEndAt, cancelAt, canceledAt, endedAt, cancelReason },
    ...{ pausedAt, resumeAt, dueAt },
  }
}

/** Which subscription is meant in a customer's scope, for the queries that find it; the newest unless it says. */
export const meant = ({ subscriptionId }: { subscriptionId?: string | undefined }) => ({ id: subscriptionId })
