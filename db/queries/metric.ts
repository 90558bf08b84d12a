import { and, eq, isNull, or } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { metric, price, usageCounter } from '@/db/schema'
import type { Page, PageInput } from '@/server/core/page'
import { isUuid } from '../id'
import { pageOf, pageParts } from './page'

export type MetricRow = typeof metric.$inferSelect

/** The owner's metrics that were not deleted, oldest first. */
export async function pageMetrics(
  db: Db,
  ownerId: string,
  filter: { code?: string | undefined },
  page: PageInput,
): Promise<Page<MetricRow>> {
  const { where, orderBy, limit } = pageParts(metric.id, page)
  const rows = await db
    .select()
    .from(metric)
    .where(
      and(
        eq(metric.ownerId, ownerId),
        isNull(metric.archivedAt),
        filter.code === undefined ? undefined : eq(metric.code, filter.code),
        where,
      ),
    )
    .orderBy(orderBy)
    .limit(limit)
  return pageOf(rows, page)
}

/** What a code is made of; ids are too. */
export const METRIC_CODE = /^[A-Za-z0-9_.-]{1,64}$/

/** A metric by id or code, deleted ones too: what it counted is still there. */
export async function findMetric(
  db: Db | Tx,
  ownerId: string,
  name: string,
  options: { lock?: true } = {},
): Promise<MetricRow | undefined> {
  if (!METRIC_CODE.test(name)) return undefined
  const query = db
    .select()
    .from(metric)
    .where(
      and(
        eq(metric.ownerId, ownerId),
        isUuid(name) ? or(eq(metric.id, name), eq(metric.code, name)) : eq(metric.code, name),
      ),
    )
    .limit(1)
  const [row] = await (options.lock ? query.for('update') : query)
  return row
}

/** Whether a price names the metric, or anything was counted by it. */
export async function metricUse(
  tx: Db | Tx,
  ownerId: string,
  metricId: string,
): Promise<{ priced: boolean; counted: boolean }> {
  const [ofPrice] = await tx
    .select({ id: price.id })
    .from(price)
    .where(and(eq(price.ownerId, ownerId), eq(price.metricId, metricId)))
    .limit(1)
  const [ofCounter] = await tx
    .select({ id: usageCounter.metricId })
    .from(usageCounter)
    .where(and(eq(usageCounter.ownerId, ownerId), eq(usageCounter.metricId, metricId)))
    .limit(1)
  return { priced: ofPrice !== undefined, counted: ofCounter !== undefined }
}
