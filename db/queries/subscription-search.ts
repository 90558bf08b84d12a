import { and, eq, inArray, isNotNull, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
import type { Db } from '@/db'
import { customer, subscription } from '@/db/schema'
import type { Page, PageInput } from '@/server/core/page'
import { isUuid } from '../id'
import { customerIs } from './customer-search'
import { pageOf, pageParts } from './page'
import type { Subscription } from './subscription'

/** Where a subscription stands, as lists are filtered by it: `ending` runs and has its end scheduled. */
export const SUBSCRIPTION_STANDINGS = [
  'active',
  'trialing',
  'past_due',
  'unpaid',
  'paused',
  'ending',
  'canceled',
  'incomplete',
] as const
export type SubscriptionStanding = (typeof SUBSCRIPTION_STANDINGS)[number]

/** All of these hold at once. */
export type SubscriptionSearch = {
  /** As customers are searched: words of whose it is, or an id, of the subscription too. */
  text?: string | undefined
  standing?: SubscriptionStanding | undefined
  planId?: string | undefined
  brandId?: string | undefined
}

export type SubscriptionFound = { subscription: Subscription; customer: typeof customer.$inferSelect }

/** An owner's subscriptions, the newest first. A start that was never paid never was one, and is not among them. */
export async function searchSubscriptions(
  db: Db,
  ownerId: string,
  search: SubscriptionSearch,
  page: PageInput,
): Promise<Page<SubscriptionFound>> {
  const { planId, brandId } = search
  if (![planId, brandId].every((id) => id === undefined || isUuid(id))) return { rows: [], hasMore: false }
  const text = search.text?.trim() ?? ''
  const { where, orderBy, limit } = pageParts(subscription.id, page, 'desc')
  const rows = await db
    .select({ subscription, customer })
    .from(subscription)
    .innerJoin(
      customer,
      and(eq(customer.ownerId, subscription.ownerId), eq(customer.id, subscription.customerId)),
    )
    .where(
      and(
        eq(subscription.ownerId, ownerId),
        ne(subscription.status, 'incomplete_expired'),
        where,
        search.standing && standingIs(search.standing),
        planId === undefined ? undefined : eq(subscription.planId, planId),
        brandId === undefined ? undefined : eq(customer.brandId, brandId),
        text === '' ? undefined : await matching(db, ownerId, text),
      ),
    )
    .orderBy(orderBy)
    .limit(limit)
  return pageOf(rows, page)
}

async function matching(db: Db, ownerId: string, text: string): Promise<SQL | undefined> {
  const whose = await customerIs(db, ownerId, text, subscription.customerId)
  return isUuid(text) ? or(eq(subscription.id, text.toLowerCase()), whose) : whose
}

function standingIs(standing: SubscriptionStanding): SQL | undefined {
  const { status, cancelAt } = subscription
  switch (standing) {
    case 'ending':
      return and(inArray(status, RUNNING), isNotNull(cancelAt))
    case 'active':
      return and(eq(status, 'active'), isNull(cancelAt))
    case 'canceled':
      return eq(status, 'canceled')
    default:
      // In the words of the index of the few that do not simply run.
      return and(eq(status, standing), sql`${status} not in ('active', 'canceled')`)
  }
}

const RUNNING: Subscription['status'][] = ['trialing', 'active', 'past_due']
