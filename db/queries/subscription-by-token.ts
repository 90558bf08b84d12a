import { and, eq, gt, isNull, sql } from 'drizzle-orm'
import type { Db } from '@/db'
import { customer, customerMember, invoice, subscription, token } from '@/db/schema'
import { isUuid } from '../id'

/**
 * The hottest read of the bucket API in one prepared query: from the hash of an access token and a customer's
 * id or bucket id to the subscription that customer is on. It answers only the good case; undefined may be a
 * token that ended, a customer out of scope, or no subscription, and the ordinary reads say which.
 */
export async function findSubscriptionByToken(
  db: Db,
  of: { hash: string; customerKey: string; now: Date },
): Promise<SubscriptionByToken | undefined> {
  const queries = prepared.get(db) ?? prepare(db)
  const query = isUuid(of.customerKey) ? queries.byId : queries.byBucketId
  const rows = await query.execute({ hash: of.hash, key: of.customerKey, now: of.now.toISOString() })
  // Sorting here is cheaper than a sort node that nearly always has one row.
  return rows.length < 2 ? rows[0] : rows.sort((a, b) => (a.id < b.id ? 1 : -1))[0]
}

export type SubscriptionByToken = Awaited<ReturnType<typeof select>>[number]

// Words of the schema stand in the text and not in parameters: fewer of them to send with each call.
const isAccess = sql`${token.kind} = 'access'`
const isLive = sql`${subscription.status} in ('trialing', 'active', 'past_due', 'unpaid', 'incomplete')`
// A subquery and not a join, so that the plan cannot start from the user and read all tokens they ever had.
const isMember = sql`(
  select true from ${customerMember}
  where ${customerMember.ownerId} = ${customer.ownerId}
    and ${customerMember.customerId} = ${customer.id}
    and ${customerMember.userId} = ${token.userId})`
const latestInvoiceId = sql<string | null>`(
  select latest.id from ${invoice} latest
  where latest.owner_id = ${subscription.ownerId} and latest.subscription_id = ${subscription.id}
  order by latest.id desc limit 1)`

/** Only the columns that are shown: a third of the time of such a read goes into writing its row out. */
const select = (db: Db, customerKey: 'id' | 'bucketId') =>
  db
    .select({
      ownerId: subscription.ownerId,
      id: subscription.id,
      customerId: subscription.customerId,
      stripeCustomerId: customer.stripeCustomerId,
      planId: subscription.planId,
      priceId: subscription.priceId,
      quantity: subscription.quantity,
      status: subscription.status,
      anchorAt: subscription.anchorAt,
      periodStartAt: subscription.periodStartAt,
      periodEndAt: subscription.periodEndAt,
      startedAt: subscription.startedAt,
      trialStartAt: subscription.trialStartAt,
      trialEndAt: subscription.trialEndAt,
      cancelAt: subscription.cancelAt,
      canceledAt: subscription.canceledAt,
      endedAt: subscription.endedAt,
      pendingInvoiceId: subscription.pendingInvoiceId,
      latestInvoiceId,
    })
    .from(token)
    .innerJoin(customer, eq(customer[customerKey], sql.placeholder('key')))
    .innerJoin(
      subscription,
      and(eq(subscription.ownerId, customer.ownerId), eq(subscription.customerId, customer.id), isLive),
    )
    .where(
      and(
        eq(token.hash, sql.placeholder('hash')),
        isAccess,
        isNull(token.revokedAt),
        gt(token.expiresAt, sql.placeholder('now')),
        isMember,
      ),
    )

function prepare(db: Db) {
  const queries = {
    byId: select(db, 'id').prepare('subscription_by_token_and_id'),
    byBucketId: select(db, 'bucketId').prepare('subscription_by_token_and_bucket'),
  }
  prepared.set(db, queries)
  return queries
}

const prepared = new WeakMap<Db, ReturnType<typeof prepare>>()
