import {
  type CustomerFilter,
  type CustomerView,
  listRunningPlans,
  pageCustomers,
} from '@/db/queries/customer-list'
import {
  type CustomerPlan,
  type CustomerSearch,
  type CustomerStanding,
  listCustomerPlans,
  searchCustomers,
} from '@/db/queries/customer-search'
import { type FeatureRow, listPlanFeatures } from '@/db/queries/feature'
import type { Page, PageInput } from '../core/page'
import type { CustomerCtx, OwnerCtx } from '../ctx'

export { CUSTOMER_STANDINGS } from '@/db/queries/customer-search'
export type { CustomerFilter, CustomerSearch, CustomerStanding, FeatureRow }

/** The owner's customers, oldest first. */
export const listCustomers = (
  ctx: OwnerCtx,
  filter: CustomerFilter,
  page: PageInput,
): Promise<Page<CustomerView>> => pageCustomers(ctx.db, ctx.owner.id, filter, page)

/** A customer with the plans it is on. */
export type CustomerListing = CustomerView & { plans: CustomerPlan[] }

/**
 * The owner's customers that a search and filters find, the newest first: what the dashboard lists as one types. A
 * search by three letters or more reads an index; what is common is found from the newest on.
 */
export async function findCustomers(
  ctx: OwnerCtx,
  search: CustomerSearch,
  page: PageInput,
): Promise<Page<CustomerListing>> {
  const { rows, hasMore } = await searchCustomers(ctx.db, ctx.owner.id, search, page)
  const plans = await listCustomerPlans(
    ctx.db,
    ctx.owner.id,
    rows.map(({ customer }) => customer.id),
  )
  const found = rows.map((row) => ({
    ...row,
    plans: plans.filter(({ customerId }) => customerId === row.customer.id),
  }))
  return { rows: found, hasMore }
}

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
