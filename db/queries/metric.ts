import { and, desc, eq, isNull, or, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { metric, price, product, usageCounter } from '@/db/schema'
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

/** The prices that bill by a metric, the latest first. */
export async function listMetricPrices(db: Db, ownerId: string, metricId: string, limit: number) {
  return db
    .select({ price, product, metric })
    .from(price)
    .innerJoin(product, and(eq(product.ownerId, price.ownerId), eq(product.id, price.productId)))
    .innerJoin(metric, and(eq(metric.ownerId, price.ownerId), eq(metric.id, price.metricId)))
    .where(and(eq(price.ownerId, ownerId), eq(price.metricId, metricId)))
    .orderBy(desc(price.id))
    .limit(limit)
}

export type RecentEvent = {
  eventId: string
  customerId: string
  customerName: string
  value: string
  properties: Record<string, unknown>
  at: Date
}

/**
 * The latest events of a metric. Looked for among the subscriptions that were counted last, each by its index: what it
 * reads does not grow with the events there are.
 */
export async function listRecentEvents(
  db: Db,
  ownerId: string,
  metricId: string,
  limit: number,
): Promise<RecentEvent[]> {
  const rows = await db.execute<Omit<RecentEvent, 'at'> & { at: string | Date }>(sql`
    select e.event_id as "eventId", e.customer_id as "customerId", e.value::text as value, e.properties, e.at,
      coalesce(c.company_name, c.name, c.email) as "customerName"
    from (
      select subscription_id from usage_counter where owner_id = ${ownerId} and metric_id = ${metricId}
      group by subscription_id order by max(updated_at) desc limit ${limit}) busy
    cross join lateral (
      select * from usage_event e
      where e.owner_id = ${ownerId} and e.subscription_id = busy.subscription_id and e.metric_id = ${metricId}
      order by e.at desc limit ${limit}) e
    join customer c on c.owner_id = e.owner_id and c.id = e.customer_id
    order by e.at desc limit ${limit}`)
  return rows.map((row) => ({ ...row, at: new Date(row.at) }))
}
