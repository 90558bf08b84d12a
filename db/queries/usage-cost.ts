import { and, eq, gt, inArray, lte, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import {
  brand,
  customer,
  metric,
  price,
  product,
  subscription,
  usageCounter,
  usageLimit,
  usageWarning,
} from '@/db/schema'
import type { PageInput } from '@/server/core/page'
import { isUuid } from '../id'
import { pageOf, pageParts } from './page'

export type LimitRow = typeof usageLimit.$inferSelect
export type WarningRow = typeof usageWarning.$inferSelect

/** A started subscription with a usage price, and the counters that run at an instant. */
export type MeteredRow = Awaited<ReturnType<typeof listMetered>>[number]

/**
 * The subscriptions of these customers that are billed by usage, with their counters of the period that is running:
 * one row per counter, or one without. What it reads does not grow with the events that were counted.
 */
export function listMetered(db: Db | Tx, ownerId: string, customerIds: string[], at: Date) {
  return db
    .select({ subscription, price, product, metric, counter: usageCounter, customer, brand })
    .from(subscription)
    .innerJoin(price, and(eq(price.ownerId, subscription.ownerId), eq(price.id, subscription.priceId)))
    .innerJoin(metric, and(eq(metric.ownerId, price.ownerId), eq(metric.id, price.metricId)))
    .innerJoin(product, and(eq(product.ownerId, price.ownerId), eq(product.id, price.productId)))
    .innerJoin(
      customer,
      and(eq(customer.ownerId, subscription.ownerId), eq(customer.id, subscription.customerId)),
    )
    .innerJoin(brand, and(eq(brand.ownerId, customer.ownerId), eq(brand.id, customer.brandId)))
    .leftJoin(usageCounter, counterOf(at))
    .where(
      and(
        eq(subscription.ownerId, ownerId),
        inArray(subscription.customerId, customerIds),
        inArray(subscription.status, STARTED),
      ),
    )
    .orderBy(subscription.id)
}

/** The subscriptions of a customer that a metric was counted for, whether their price bills it or not. */
export function listCounted(
  db: Db | Tx,
  of: { ownerId: string; customerId: string; metricId: string },
  at: Date,
) {
  return db
    .select({ subscription, price, metric, counter: usageCounter })
    .from(subscription)
    .innerJoin(price, and(eq(price.ownerId, subscription.ownerId), eq(price.id, subscription.priceId)))
    .innerJoin(metric, and(eq(metric.ownerId, subscription.ownerId), eq(metric.id, of.metricId)))
    .leftJoin(usageCounter, counterOf(at))
    .where(
      and(
        eq(subscription.ownerId, of.ownerId),
        eq(subscription.customerId, of.customerId),
        inArray(subscription.status, STARTED),
      ),
    )
    .orderBy(subscription.id)
}

const STARTED: (typeof subscription.$inferSelect)['status'][] = ['trialing', 'active', 'past_due', 'unpaid']

const counterOf = (at: Date) =>
  and(
    eq(usageCounter.ownerId, subscription.ownerId),
    eq(usageCounter.subscriptionId, subscription.id),
    eq(usageCounter.metricId, metric.id),
    lte(usageCounter.periodStartAt, at),
    gt(usageCounter.periodEndAt, at),
  )

export async function pageLimits(db: Db | Tx, of: { ownerId: string; customerId: string }, page: PageInput) {
  const { where, orderBy, limit } = pageParts(usageLimit.id, page)
  const rows = await db
    .select()
    .from(usageLimit)
    .where(and(eq(usageLimit.ownerId, of.ownerId), eq(usageLimit.customerId, of.customerId), where))
    .orderBy(orderBy)
    .limit(limit)
  return pageOf(rows, page)
}

export async function pageWarnings(
  db: Db | Tx,
  of: { ownerId: string; customerId: string },
  page: PageInput,
) {
  const { where, orderBy, limit } = pageParts(usageWarning.id, page)
  const rows = await db
    .select()
    .from(usageWarning)
    .where(and(eq(usageWarning.ownerId, of.ownerId), eq(usageWarning.customerId, of.customerId), where))
    .orderBy(orderBy)
    .limit(limit)
  return pageOf(rows, page)
}

/** The limits of these customers. */
export function listLimits(db: Db | Tx, ownerId: string, customerIds: string[]): Promise<LimitRow[]> {
  return db
    .select()
    .from(usageLimit)
    .where(and(eq(usageLimit.ownerId, ownerId), inArray(usageLimit.customerId, customerIds)))
    .orderBy(usageLimit.id)
}

/** Customers with limits whose counters moved in the last minutes, by the database's clock. */
export function listMovedWithLimits(db: Db, minutes: number, max: number) {
  return db
    .selectDistinct({ ownerId: usageLimit.ownerId, customerId: usageLimit.customerId })
    .from(usageLimit)
    .innerJoin(
      subscription,
      and(eq(subscription.ownerId, usageLimit.ownerId), eq(subscription.customerId, usageLimit.customerId)),
    )
    .innerJoin(
      usageCounter,
      and(
        eq(usageCounter.ownerId, subscription.ownerId),
        eq(usageCounter.subscriptionId, subscription.id),
        sql`${usageCounter.updatedAt} > now() - make_interval(mins => ${minutes}::int)`,
      ),
    )
    .orderBy(usageLimit.ownerId, usageLimit.customerId)
    .limit(max)
}

export async function deleteLimit(
  tx: Tx,
  of: { ownerId: string; customerId: string; id: string },
): Promise<boolean> {
  if (!isUuid(of.id)) return false
  const rows = await tx
    .delete(usageLimit)
    .where(
      and(
        eq(usageLimit.ownerId, of.ownerId),
        eq(usageLimit.customerId, of.customerId),
        eq(usageLimit.id, of.id),
      ),
    )
    .returning({ id: usageLimit.id })
  return rows.length > 0
}
