import { and, asc, eq, inArray } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { feature, planFeature } from '@/db/schema'
import type { Page, PageInput } from '@/server/core/page'
import { pageOf, pageParts } from './page'

export type FeatureRow = typeof feature.$inferSelect
export type PlanFeatureRow = typeof planFeature.$inferSelect

/** What the plans give: their features, each with its limit where there is one. */
export function listPlanFeatures(
  db: Db | Tx,
  ownerId: string,
  planIds: string[],
): Promise<{ feature: FeatureRow; of: PlanFeatureRow }[]> {
  if (planIds.length === 0) return Promise.resolve([])
  return db
    .select({ feature, of: planFeature })
    .from(planFeature)
    .innerJoin(feature, and(eq(feature.ownerId, planFeature.ownerId), eq(feature.id, planFeature.featureId)))
    .where(and(eq(planFeature.ownerId, ownerId), inArray(planFeature.planId, planIds)))
    .orderBy(asc(feature.id))
    .limit(10_000)
}

export async function pageFeatures(db: Db, ownerId: string, page: PageInput): Promise<Page<FeatureRow>> {
  const { where, orderBy, limit } = pageParts(feature.id, page)
  const rows = await db
    .select()
    .from(feature)
    .where(and(eq(feature.ownerId, ownerId), where))
    .orderBy(orderBy)
    .limit(limit)
  return pageOf(rows, page)
}
