import { and, asc, count, eq, ilike, inArray, isNotNull, isNull, or } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { metric, plan, planPrice, price, product, subscription, taxType } from '@/db/schema'
import type { Page, PageInput } from '@/server/core/page'
import { isUuid } from '../id'
import { type FeatureRow, listPlanFeatures, type PlanFeatureRow } from './feature'
import { containing, pageOf, pageParts } from './page'
import { ofPrice, ofProduct, type PriceRow, type ProductRow, priceRow, productRow } from './product'

export type PlanRow = typeof plan.$inferSelect

/** A plan with all that it is made of; its own price comes first. */
export type PlanView = {
  plan: PlanRow
  product: ProductRow
  prices: PriceRow[]
  features: { feature: FeatureRow; of: PlanFeatureRow }[]
}

/** All hold at once; `text` is found in the name or the code, in any case. Unset, deleted ones are left out. */
export type PlanFilter = {
  text?: string | undefined
  productId?: string | undefined
  archived?: boolean | undefined
}

/** The owner's plans, newest first. */
export async function pagePlans(
  db: Db,
  ownerId: string,
  page: PageInput,
  { text, productId, archived = false }: PlanFilter = {},
): Promise<Page<PlanView>> {
  const { where, orderBy, limit } = pageParts(plan.id, page, 'desc')
  const found = text && containing(text)
  const rows = await db
    .select({ plan, product, taxType })
    .from(plan)
    .innerJoin(product, and(eq(product.ownerId, plan.ownerId), eq(product.id, plan.productId)))
    .leftJoin(taxType, ofProduct)
    .where(
      and(
        eq(plan.ownerId, ownerId),
        archived ? isNotNull(plan.archivedAt) : isNull(plan.archivedAt),
        found ? or(ilike(plan.name, found), ilike(plan.code, found)) : undefined,
        productId ? eq(plan.productId, productId) : undefined,
        where,
      ),
    )
    .orderBy(orderBy)
    .limit(limit)
  const { rows: kept, hasMore } = pageOf(rows, page)
  return { rows: await withParts(db, ownerId, kept.map(joined)), hasMore }
}

/** Plans by id, deleted ones too: a subscription names its plan as long as it is there. */
export async function findPlanViews(db: Db | Tx, ownerId: string, ids: string[]): Promise<PlanView[]> {
  const known = [...new Set(ids)].filter(isUuid)
  if (known.length === 0) return []
  const rows = await db
    .select({ plan, product, taxType })
    .from(plan)
    .innerJoin(product, and(eq(product.ownerId, plan.ownerId), eq(product.id, plan.productId)))
    .leftJoin(taxType, ofProduct)
    .where(and(eq(plan.ownerId, ownerId), inArray(plan.id, known)))
  return withParts(db, ownerId, rows.map(joined))
}

/** How many subscriptions run on each of these plans, trials and those past due among them. */
export async function countPlanSubscriptions(
  db: Db,
  ownerId: string,
  ids: string[],
): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ id: subscription.planId, count: count() })
    .from(subscription)
    .where(
      and(
        eq(subscription.ownerId, ownerId),
        inArray(subscription.planId, ids),
        inArray(subscription.status, ['trialing', 'active', 'past_due', 'unpaid', 'paused']),
      ),
    )
    .groupBy(subscription.planId)
  return new Map(rows.map((row) => [row.id, row.count]))
}

/** The prices at which a plan was ever subscribed to, or is about to be. */
export async function listUsedPrices(tx: Tx, ownerId: string, planId: string): Promise<Set<string>> {
  const used = new Set<string>()
  for (const [of, at] of [
    [subscription.planId, subscription.priceId],
    [subscription.nextPlanId, subscription.nextPriceId],
    [subscription.pendingPlanId, subscription.pendingPriceId],
  ] as const) {
    const rows = await tx
      .selectDistinct({ id: at })
      .from(subscription)
      .where(and(eq(subscription.ownerId, ownerId), eq(of, planId)))
    for (const { id } of rows) if (id !== null) used.add(id)
  }
  return used
}

const joined = ({ plan, ...of }: { plan: PlanRow } & Parameters<typeof productRow>[0]) => ({
  plan,
  product: productRow(of),
})

async function withParts(
  db: Db | Tx,
  ownerId: string,
  rows: { plan: PlanRow; product: ProductRow }[],
): Promise<PlanView[]> {
  const ids = rows.map((row) => row.plan.id)
  if (ids.length === 0) return []
  const prices = await db
    .select({ planId: planPrice.planId, price, metric })
    .from(planPrice)
    .innerJoin(price, and(eq(price.ownerId, planPrice.ownerId), eq(price.id, planPrice.priceId)))
    .leftJoin(metric, ofPrice)
    .where(and(eq(planPrice.ownerId, ownerId), inArray(planPrice.planId, ids)))
    .orderBy(asc(planPrice.position), asc(price.id))
  const features = await listPlanFeatures(db, ownerId, ids)
  return rows.map((row) => ({
    ...row,
    prices: prices.filter((p) => p.planId === row.plan.id).map(priceRow),
    features: features.filter((f) => f.of.planId === row.plan.id),
  }))
}
