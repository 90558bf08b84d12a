import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Db } from '@/db'
import { customer, customerMember, invoice, plan, planPrice, price, subscription, token } from '@/db/schema'
import { batched } from '../batch'
import { isUuid } from '../id'

export type TokenQuestion = {
  /** Of the access token. */
  hash: string
  /** A UUID or a 24-hex bucket id. */
  customerKey: string
  now: Date
}

/**
 * The hottest read of the bucket API: from the hash of an access token and a customer's key to the
 * subscription that customer is on, with its plan and price. What is asked at the same time is answered by one
 * prepared query, because each query costs more than each row of it. It answers only the good case: undefined
 * may be a token that ended, a customer out of scope, or no subscription; the ordinary reads say which.
 */
export function findSubscriptionByToken(db: Db, of: TokenQuestion): Promise<SubscriptionByToken | undefined> {
  const reads = readsOf.get(db) ?? openReads(db)
  return isUuid(of.customerKey) ? reads.byId(of) : reads.byBucketId(of)
}

export type SubscriptionByToken = Awaited<ReturnType<typeof select>>[number]

/**
 * One row per question: what it asks, and `n` to know the answer by. The limit takes nothing away: a limit that
 * is a parameter makes the planner expect one row, so that it keeps one plan by indexes instead of making a new
 * one for each number of questions.
 */
const asked = sql`(
  select * from unnest(${sql.placeholder('hashes')}::text[], ${sql.placeholder('keys')}::text[],
    ${sql.placeholder('nows')}::text[]) with ordinality
  limit ${sql.placeholder('count')}::int) as asked (hash, key, at, n)`

/** Cast to the columns' own types: compared as texts, their indexes would be of no use. */
const KEYS = {
  byId: sql`${customer.id} = asked.key::uuid`,
  byBucketId: sql`${customer.bucketId} = asked.key::bpchar`,
}

// Words of the schema stand in the text and not in parameters: fewer of them to send with each call.
const isLiveToken = and(
  sql`${token.hash} = asked.hash`,
  sql`${token.kind} = 'access'`,
  isNull(token.revokedAt),
  sql`${token.expiresAt} > asked.at::timestamptz`,
)
// A subquery and not a join, so that no plan starts from the user and reads all tokens they ever had.
const isMember = sql`(
  select true from ${customerMember}
  where ${customerMember.ownerId} = ${customer.ownerId}
    and ${customerMember.customerId} = ${customer.id}
    and ${customerMember.userId} = ${token.userId})`
const isLive = sql`${subscription.status} in ('trialing', 'active', 'past_due', 'unpaid', 'paused', 'incomplete')`
const latestInvoiceId = sql<string | null>`(
  select latest.id from ${invoice} latest
  where latest.owner_id = ${subscription.ownerId} and latest.subscription_id = ${subscription.id}
  order by latest.id desc limit 1)`
const isDefaultPrice = sql<boolean>`${subscription.priceId} = (
  select first.price_id from ${planPrice} first
  where first.owner_id = ${subscription.ownerId} and first.plan_id = ${subscription.planId}
  order by first.position, first.price_id limit 1)`

/** Only the columns that are shown: a good part of the time of such a read goes into writing its rows out. */
const select = (db: Db, key: keyof typeof KEYS) =>
  db
    .select({
      n: sql<string>`asked.n`,
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
      isDefaultPrice,
      code: plan.code,
      name: plan.name,
      family: plan.family,
      trialDays: plan.trialDays,
      public: plan.public,
      amount: price.amount,
      currency: price.currency,
      intervalUnit: price.intervalUnit,
      intervalCount: price.intervalCount,
      taxIncluded: price.taxIncluded,
    })
    .from(asked)
    .innerJoin(token, isLiveToken)
    .innerJoin(customer, KEYS[key])
    .innerJoin(
      subscription,
      and(eq(subscription.ownerId, customer.ownerId), eq(subscription.customerId, customer.id), isLive),
    )
    .innerJoin(plan, and(eq(plan.ownerId, subscription.ownerId), eq(plan.id, subscription.planId)))
    .innerJoin(price, and(eq(price.ownerId, subscription.ownerId), eq(price.id, subscription.priceId)))
    .where(isMember)

/** Four at once keep Node and Postgres both at work; larger rounds save little more and make each wait for all. */
const LIMITS = { sizeMax: 16, runningMax: 4 }

function openReads(db: Db) {
  const read = (key: keyof typeof KEYS) => {
    const query = select(db, key).prepare(`subscription_${key}`)
    return batched(async (questions: TokenQuestion[]) => {
      const rows = await query.execute({
        hashes: questions.map(({ hash }) => hash),
        keys: questions.map(({ customerKey }) => customerKey),
        count: questions.length,
        nows: questions.map(({ now }) => now.toISOString()),
      })
      const answers = new Array<SubscriptionByToken | undefined>(questions.length)
      for (const row of rows) {
        const at = Number(row.n) - 1
        const other = answers[at]
        // A customer is on one subscription; of several the newest counts, as in `findCurrentSubscription`.
        if (!other || other.id < row.id) answers[at] = row
      }
      return answers
    }, LIMITS)
  }
  const reads = { byId: read('byId'), byBucketId: read('byBucketId') }
  readsOf.set(db, reads)
  return reads
}

const readsOf = new WeakMap<Db, ReturnType<typeof openReads>>()
