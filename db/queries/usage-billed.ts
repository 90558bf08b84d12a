import { sql } from 'drizzle-orm'
import type { Tx } from '@/db'
import type { UsageCounter } from '@/server/core/usage-billing'
import { pgArray } from '../bulk'

/**
 * Writes what an invoice took of counters. An event that was counted meanwhile makes a counter's value differ from
 * it again, and is billed the next time.
 */
export async function markUsageBilled(
  tx: Tx,
  ownerId: string,
  counters: readonly UsageCounter[],
  at: Date,
): Promise<void> {
  if (counters.length === 0) return
  const of = <T>(pick: (counter: UsageCounter) => T) => pgArray(counters.map(pick))
  await tx.execute(sql`
    update usage_counter c set billed = given.billed, billed_at = ${at.toISOString()}::timestamptz
    from unnest(${of((c) => c.subscriptionId)}::uuid[], ${of((c) => c.metricId)}::uuid[],
        ${of((c) => c.periodStartAt)}::timestamptz[], ${of((c) => c.billed)}::numeric[])
      as given (subscription_id, metric_id, period_start_at, billed)
    where c.owner_id = ${ownerId} and c.subscription_id = given.subscription_id
      and c.metric_id = given.metric_id and c.period_start_at = given.period_start_at`)
}
