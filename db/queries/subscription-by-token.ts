import { and, desc, eq, gt, isNull, sql } from 'drizzle-orm'
import type { Db } from '@/db'
import {
  customer,
  customerMember,
  invoice,
  paymentAttempt,
  plan,
  planPrice,
  price,
  subscription,
  token,
} from '@/db/schema'
import { isUuid } from '../id'

/**
 * The hottest read of the bucket API in one prepared query: who holds the access token, whether that user is
 * a member of the customer, the subscription it is on with its plan and price, its latest invoice, and the
 * payment that waits for its holder. Undefined: no such live token. `customer` null: not in the user's scope.
 */
export async function findSubscriptionByToken(
  db: Db,
  of: { hash: string; customerKey: string; now: Date },
): Promise<SubscriptionByToken | undefined> {
  const queries = prepared.get(db) ?? prepare(db)
  const query = isUuid(of.customerKey) ? queries.byId : queries.byBucketId
  const [row] = await query.execute({ hash: of.hash, key: of.customerKey, now: of.now.toISOString() })
  return row
}

export type SubscriptionByToken = Awaited<ReturnType<typeof select>>[number]

// Words of the schema stand in the text, not in parameters: only so can a prepared plan use partial indexes.
const live = sql`${subscription.status} in ('trialing', 'active', 'past_due', 'unpaid', 'incomplete')`
const latestInvoiceId = sql<string | null>`(
  select latest.id from ${invoice} latest
  where latest.owner_id = ${subscription.ownerId} and latest.subscription_id = ${subscription.id}
  order by latest.id desc limit 1)`
const isDefaultPrice = sql<boolean>`not exists (
  select 1 from ${planPrice} earlier
  where earlier.owner_id = ${planPrice.ownerId} and earlier.plan_id = ${planPrice.planId}
    and (earlier.position, earlier.price_id) < (${planPrice.position}, ${planPrice.priceId}))`

const select = (db: Db, customerKey: 'id' | 'bucketId') =>
  db
    .select({
      userId: token.userId,
      customer: { id: customer.id, stripeCustomerId: customer.stripeCustomerId },
      memberId: customerMember.userId,
      subscription,
      plan,
      price,
      isDefaultPrice,
      latestInvoiceId,
      waiting: {
        intentId: paymentAttempt.stripePaymentIntentId,
        clientSecret: paymentAttempt.stripeClientSecret,
      },
    })
    .from(token)
    .leftJoin(customer, eq(customer[customerKey], sql.placeholder('key')))
    .leftJoin(
      customerMember,
      and(
        eq(customerMember.ownerId, customer.ownerId),
        eq(customerMember.customerId, customer.id),
        eq(customerMember.userId, token.userId),
      ),
    )
    .leftJoin(
      subscription,
      and(
        eq(subscription.ownerId, customerMember.ownerId),
        eq(subscription.customerId, customerMember.customerId),
        live,
      ),
    )
    .leftJoin(plan, and(eq(plan.ownerId, subscription.ownerId), eq(plan.id, subscription.planId)))
    .leftJoin(price, and(eq(price.ownerId, subscription.ownerId), eq(price.id, subscription.priceId)))
    .leftJoin(
      planPrice,
      and(
        eq(planPrice.ownerId, subscription.ownerId),
        eq(planPrice.planId, subscription.planId),
        eq(planPrice.priceId, subscription.priceId),
      ),
    )
    .leftJoin(
      invoice,
      and(
        eq(invoice.ownerId, subscription.ownerId),
        eq(invoice.subscriptionId, subscription.id),
        sql`${invoice.status} = 'open'`,
      ),
    )
    .leftJoin(
      paymentAttempt,
      and(
        eq(paymentAttempt.ownerId, invoice.ownerId),
        eq(paymentAttempt.invoiceId, invoice.id),
        sql`${paymentAttempt.status} = 'requires_action'`,
      ),
    )
    .where(
      and(
        eq(token.hash, sql.placeholder('hash')),
        sql`${token.kind} = 'access'`,
        isNull(token.revokedAt),
        gt(token.expiresAt, sql.placeholder('now')),
      ),
    )
    .orderBy(desc(subscription.id), sql`${paymentAttempt.id} desc nulls last`)
    .limit(1)

function prepare(db: Db) {
  const queries = {
    byId: select(db, 'id').prepare('subscription_by_token_and_id'),
    byBucketId: select(db, 'bucketId').prepare('subscription_by_token_and_bucket'),
  }
  prepared.set(db, queries)
  return queries
}

const prepared = new WeakMap<Db, ReturnType<typeof prepare>>()
