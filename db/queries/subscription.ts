import { and, asc, desc, eq, gt, inArray, isNull, ne, or, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { creditEntry, discount, plan, planPrice, price, subscription } from '@/db/schema'
import type { Offer } from '@/server/core/plan'
import { prepared } from '../prepared'

export type Subscription = typeof subscription.$inferSelect

const LIVE = ['trialing', 'active', 'past_due', 'unpaid', 'incomplete'] as const

/** The subscription a customer is on: the live one, else (with `past`) the latest that ever ran. */
export async function findCurrentSubscription(
  db: Db | Tx,
  ownerId: string,
  customerId: string,
  options: { past?: boolean; lock?: boolean } = {},
): Promise<Subscription | undefined> {
  const of = { ownerId, customerId }
  const [row] = options.lock
    ? await currentQuery(db, options.past ? 'past' : 'live')
        .for('update')
        .prepare('')
        .execute(of)
    : await (options.past ? lastSubscription : liveSubscription)(db).execute(of)
  return row
}

/** Every plan of an owner at each of its prices, in the order they are shown. */
export async function listOffers(
  db: Db | Tx,
  ownerId: string,
): Promise<(Offer & { description: string; features: string[] })[]> {
  const rows = await offers(db).execute({ ownerId })
  const seen = new Set<string>()
  return rows.map(({ plan: p, price: r }) => {
    const isDefaultPrice = !seen.has(p.id)
    seen.add(p.id)
    return {
      planId: p.id,
      code: p.code,
      name: p.name,
      family: p.family,
      description: p.description,
      features: p.features,
      trialDays: p.trialDays,
      public: p.public && r.public && p.archivedAt === null,
      priceId: r.id,
      unitAmount: { amount: r.amount, currency: r.currency },
      interval: { unit: r.intervalUnit, count: r.intervalCount },
      taxIncluded: r.taxIncluded,
      isDefaultPrice,
    }
  })
}

/** Discounts of a subscription that did not end before `at`. */
export function listDiscounts(db: Db | Tx, ownerId: string, subscriptionId: string, at: Date) {
  return discounts(db).execute({ ownerId, subscriptionId, at: at.toISOString() })
}

/** What is left of a customer's credit in a currency, in minor units. */
export async function creditBalance(
  db: Db | Tx,
  ownerId: string,
  customerId: string,
  currency: string,
): Promise<number> {
  const [row] = await credit(db).execute({ ownerId, customerId, currency })
  return Number(row?.balance ?? 0)
}

const currentQuery = (db: Db | Tx, which: 'live' | 'past') =>
  db
    .select()
    .from(subscription)
    .where(
      and(
        eq(subscription.ownerId, sql.placeholder('ownerId')),
        eq(subscription.customerId, sql.placeholder('customerId')),
        which === 'past'
          ? ne(subscription.status, 'incomplete_expired')
          : inArray(subscription.status, [...LIVE]),
      ),
    )
    .orderBy(sql`${subscription.status} = 'canceled'`, desc(subscription.id))
    .limit(1)

const liveSubscription = prepared((db) => currentQuery(db, 'live').prepare('live_subscription'))
const lastSubscription = prepared((db) => currentQuery(db, 'past').prepare('last_subscription'))

const offers = prepared((db) =>
  db
    .select({ plan, price, position: planPrice.position })
    .from(planPrice)
    .innerJoin(plan, and(eq(plan.ownerId, planPrice.ownerId), eq(plan.id, planPrice.planId)))
    .innerJoin(price, and(eq(price.ownerId, planPrice.ownerId), eq(price.id, planPrice.priceId)))
    .where(
      and(
        eq(planPrice.ownerId, sql.placeholder('ownerId')),
        // The engine bills amount × seats: what is priced otherwise is not offered until it can.
        inArray(price.type, ['fixed_price', 'per_unit']),
      ),
    )
    .orderBy(asc(plan.position), asc(plan.id), asc(planPrice.position), asc(price.id))
    .limit(1_000)
    .prepare('offers'),
)

const discounts = prepared((db) =>
  db
    .select()
    .from(discount)
    .where(
      and(
        eq(discount.ownerId, sql.placeholder('ownerId')),
        eq(discount.subscriptionId, sql.placeholder('subscriptionId')),
        or(isNull(discount.endedAt), gt(discount.endedAt, sql.placeholder('at'))),
      ),
    )
    .orderBy(asc(discount.id))
    .limit(20)
    .prepare('discounts'),
)

const credit = prepared((db) =>
  db
    .select({ balance: sql<string>`coalesce(sum(${creditEntry.amount}), 0)` })
    .from(creditEntry)
    .where(
      and(
        eq(creditEntry.ownerId, sql.placeholder('ownerId')),
        eq(creditEntry.customerId, sql.placeholder('customerId')),
        eq(creditEntry.currency, sql.placeholder('currency')),
      ),
    )
    .prepare('credit_balance'),
)
