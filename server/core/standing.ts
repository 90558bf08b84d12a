import type { SubscriptionStatus } from './subscription'

/** Where a subscription stands, in BillaBear's words. */
export type Standing =
  | 'pending'
  | 'trial_active'
  | 'trial_ended'
  | 'active'
  | 'pending_cancel'
  | 'cancelled'
  | 'unpaid'

type Facts = {
  status: SubscriptionStatus
  cancelAt: Date | null
  endedAt: Date | null
  trialEndAt: Date | null
}

/** Past due is active: an unpaid renewal takes nothing away yet (behaviour page, section 8, "Renewal job"). */
export function standingOf(row: Facts): Standing {
  switch (row.status) {
    case 'incomplete':
    case 'incomplete_expired':
      return 'pending'
    case 'canceled':
      return endedAsTrial(row) ? 'trial_ended' : 'cancelled'
    case 'unpaid':
      return 'unpaid'
    case 'trialing':
      return row.cancelAt === null ? 'trial_active' : 'pending_cancel'
    case 'active':
    case 'past_due':
      return row.cancelAt === null ? 'active' : 'pending_cancel'
  }
}

/** A trial that came to its end by itself, without becoming more. */
const endedAsTrial = ({ cancelAt, endedAt, trialEndAt }: Facts): boolean =>
  cancelAt === null && endedAt !== null && endedAt.getTime() === trialEndAt?.getTime()
