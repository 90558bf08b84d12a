import { and, eq, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { metric, usageCounter } from '@/db/schema'
import { pgArray } from '../bulk'
import { prepared } from '../prepared'
import type { MetricRow } from './metric'

export type CounterRow = typeof usageCounter.$inferSelect

/** The counters of these subscriptions whose value is not what was billed, with their metric, oldest period first. */
export function listUnbilledCounters(
  db: Db | Tx,
  ownerId: string,
  subscriptionIds: string[],
): Promise<{ counter: CounterRow; metric: MetricRow }[]> {
  if (subscriptionIds.length === 0) return Promise.resolve([])
  return unbilled(db).execute({ ownerId, subscriptionIds: pgArray(subscriptionIds) })
}

const unbilled = prepared((db) =>
  db
    .select({ counter: usageCounter, metric })
    .from(usageCounter)
    .innerJoin(metric, and(eq(metric.ownerId, usageCounter.ownerId), eq(metric.id, usageCounter.metricId)))
    .where(
      and(
        eq(usageCounter.ownerId, sql.placeholder('ownerId')),
        sql`${usageCounter.subscriptionId} = any(${sql.placeholder('subscriptionIds')}::uuid[])`,
        sql`${usageCounter.value} is distinct from ${usageCounter.billed}`,
      ),
    )
    .orderBy(usageCounter.subscriptionId, usageCounter.metricId, usageCounter.periodStartAt)
    .prepare('unbilled_counters'),
)
