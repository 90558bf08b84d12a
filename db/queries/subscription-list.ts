import { and, eq, inArray, isNotNull, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
import type { Db } from '@/db'
import { metric, price, subscription } from '@/db/schema'
import type { Page, PageInput } from '@/server/core/page'
import type { Standing } from '@/server/core/standing'
import { isUuid } from '../id'
import { pageOf, pageParts } from './page'
import { findPlanViews, type PlanView } from './plan'
import { ofPrice, type PriceRow, priceRow } from './product'
import type { Subscription } from './subscription'

/** A subscription with the plan and price it is on. */
export type SubscriptionView = { subscription: Subscription; price: PriceRow; plan: PlanView }

export type SubscriptionFilter = {
  id?: string | undefined
  customerId?: string | undefined
  standing?: Standing | 'past_due' | undefined
  /** Only those that grant what was bought: trials and scheduled ends too. */
  active?: true
}

/** Subscriptions oldest first. A start that was never paid never was one, and is not among them. */
export async function pageSubscriptions(
  db: Db,
  ownerId: string,
  filter: SubscriptionFilter,
  page: PageInput,
): Promise<Page<SubscriptionView>> {
  const ids = [filter.id, filter.customerId].filter((id) => id !== undefined)
  if (!ids.every(isUuid)) return { rows: [], hasMore: false }
  const { where, orderBy, limit } = pageParts(subscription.id, page)
  const rows = await db
    .select({ subscription, price, metric })
    .from(subscription)
    .innerJoin(price, and(eq(price.ownerId, subscription.ownerId), eq(price.id, subscription.priceId)))
    .leftJoin(metric, ofPrice)
    .where(
      and(
        eq(subscription.ownerId, ownerId),
        ne(subscription.status, 'incomplete_expired'),
        filter.id === undefined ? undefined : eq(subscription.id, filter.id),
        filter.customerId === undefined ? undefined : eq(subscription.customerId, filter.customerId),
        filter.active ? inArray(subscription.status, RUNNING) : undefined,
        filter.standing === undefined ? undefined : standingIs(filter.standing),
        where,
      ),
    )
    .orderBy(orderBy)
    .limit(limit)
  const found = pageOf(rows, page)
  const plans = await findPlanViews(
    db,
    ownerId,
    found.rows.map((row) => row.subscription.planId),
  )
  const views = found.rows.flatMap((row) => {
    const plan = plans.find((p) => p.plan.id === row.subscription.planId)
    return plan ? [{ subscription: row.subscription, price: priceRow(row), plan }] : []
  })
  return { rows: views, hasMore: found.hasMore }
}

/** What `standingOf` says, for the database. */
function standingIs(standing: Standing | 'past_due'): SQL | undefined {
  const { status, cancelAt, endedAt, trialEndAt } = subscription
  const standsForItself = sql`${subscription.cancelReason} is not distinct from 'standalone_trial'`
  const open = or(isNull(cancelAt), standsForItself)
  const asTrial = sql`(${endedAt} is not null and ${endedAt} is not distinct from ${trialEndAt} and ${open})`
  switch (standing) {
    case 'pending':
      return eq(status, 'incomplete')
    case 'unpaid':
      return eq(status, 'unpaid')
    case 'cancelled':
      return and(eq(status, 'canceled'), sql`not ${asTrial}`)
    case 'trial_ended':
      return and(eq(status, 'canceled'), asTrial)
    case 'pending_cancel':
      return and(inArray(status, RUNNING), isNotNull(cancelAt), sql`not ${standsForItself}`)
    case 'trial_active':
      return and(eq(status, 'trialing'), open)
    case 'active':
      return and(inArray(status, ['active', 'past_due']), isNull(cancelAt))
    case 'past_due':
      return eq(status, 'past_due')
  }
}

const RUNNING: Subscription['status'][] = ['trialing', 'active', 'past_due']
