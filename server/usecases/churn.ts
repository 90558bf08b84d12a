import { type ChurnCounts, churnCounts } from '@/db/queries/stats'
import { mulDiv, PPM } from '../core/money'
import { addDays } from '../core/time'
import type { OwnerCtx } from '../ctx'

export const CHURN_DAYS = 30

/** `ratePpm` is null where there was nothing to lose. */
export type Churn = ChurnCounts & { days: number; ratePpm: number | null }

/**
 * Churn of the last 30 days: of the subscriptions that ran when they began, the share that has ended since. Counted by
 * subscription, not by revenue. Who came and went within the 30 days was not there to be lost; a trial that was not
 * converted is not churn; one that is to end at the end of its period is lost when it has ended.
 */
export async function readChurn(ctx: OwnerCtx): Promise<Churn> {
  const { db, owner, now } = ctx
  const counts = await churnCounts(db, owner.id, { from: addDays(now, -CHURN_DAYS), to: now })
  const { atStart, lost } = counts
  return {
    ...counts,
    days: CHURN_DAYS,
    ratePpm: atStart === 0 ? null : mulDiv(lost, PPM, atStart, 'half_up'),
  }
}
