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
  | 'paused'

type Facts = {
  status: SubscriptionStatus
  cancelAt: Date | null
  endedAt: Date | null
  trialEndAt: Date | null
  cancelReason: string | null
}

/** Why a trial that stands for itself ends: it was said at its start. */
export const STANDALONE_TRIAL = 'standalone_trial'

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
    case 'paused':
      return 'paused'
    case 'trialing':
      return row.cancelAt === null || standsForItself(row) ? 'trial_active' : 'pending_cancel'
    case 'active':
    case 'past_due':
      return row.cancelAt === null ? 'active' : 'pending_cancel'
  }
}

/** A trial that came to its end by itself, without becoming more. */
function endedAsTrial(row: Facts): boolean {
  const atItsEnd = row.endedAt !== null && row.endedAt.getTime() === row.trialEndAt?.getTime()
  return atItsEnd && (row.cancelAt === null || standsForItself(row))
}

const standsForItself = (row: Facts): boolean => row.cancelReason === STANDALONE_TRIAL
