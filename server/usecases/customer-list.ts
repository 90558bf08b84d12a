import {
  type CustomerFilter,
  type CustomerView,
  listRunningPlans,
  pageCustomers,
} from '@/db/queries/customer-list'
import { type FeatureRow, listPlanFeatures } from '@/db/queries/feature'
import type { Page, PageInput } from '../core/page'
import type { CustomerCtx, OwnerCtx } from '../ctx'

export type { CustomerFilter, FeatureRow }

/** The owner's customers, oldest first. */
export const listCustomers = (
  ctx: OwnerCtx,
  filter: CustomerFilter,
  page: PageInput,
): Promise<Page<CustomerView>> => pageCustomers(ctx.db, ctx.owner.id, filter, page)

export type CustomerLimits = {
  features: FeatureRow[]
  limits: { feature: FeatureRow; limit: number }[]
  userCount: number
}

/**
 * What a customer may use: the features of all its running subscriptions, each once, limits and users added up.
 * A disabled customer may use nothing.
 */
export async function customerLimits(ctx: CustomerCtx): Promise<CustomerLimits> {
  if (ctx.customer.status === 'disabled') return { features: [], limits: [], userCount: 0 }
  const running = await listRunningPlans(ctx.db, ctx.owner.id, ctx.customer.id)
  const given = await listPlanFeatures(ctx.db, ctx.owner.id, [...new Set(running.map((r) => r.planId))])
  const features = new Map<string, FeatureRow>()
  const limits = new Map<string, { feature: FeatureRow; limit: number }>()
  for (const { planId } of running) {
    for (const { feature, of } of given.filter((g) => g.of.planId === planId)) {
      if (of.listed) features.set(feature.code, feature)
      if (of.limitCount === null) continue
      const before = limits.get(feature.code)?.limit ?? 0
      limits.set(feature.code, { feature, limit: before + of.limitCount })
    }
  }
  return {
    features: [...features.values()],
    limits: [...limits.values()],
    userCount: running.reduce((sum, { userCount }) => sum + userCount, 0),
  }
}
