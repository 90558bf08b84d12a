import { and, asc, desc, eq, gt, inArray, isNull, ne, or, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { creditEntry, discount, plan, planPrice, price, subscription } from '@/db/schema'
import type { Offer } from '@/server/core/plan'

export type Subscription = typeof subscription.$inferSelect

const LIVE = ['trialing', 'active', 'past_due', 'unpaid', 'incomplete'] as const

/** The subscription a customer is on: the live one, else (with `past`) the latest that ever ran. */
export async function findCurrentSubscription(
  db: Db | Tx,
  ownerId: string,
  customerId: string,
  options: { past?: boolean; lock?: boolean } = {},
): Promise<Subscription | undefined> {
  const query = db
    .select()
    .from(subscription)
    .where(
      and(
        eq(subscription.ownerId, ownerId),
        eq(subscription.customerId, customerId),
        options.past
          ? ne(subscription.status, 'incomplete_expired')
          : inArray(subscription.status, [...LIVE]),
      ),
    )
    .orderBy(sql`${subscription.status} = 'canceled'`, desc(subscription.id))
    .limit(1)
  const [row] = await (options.lock ? query.for('update') : query)
  return row
}

/** Every plan of an owner at each of its prices, in the order they are shown. */
export async function listOffers(
  db: Db | Tx,
  ownerId: string,
): Promise<(Offer & { description: string; features: string[] })[]> {
  const rows = await db
    .select({ plan, price, position: planPrice.position })
    .from(planPrice)
    .innerJoin(plan, and(eq(plan.ownerId, planPrice.ownerId), eq(plan.id, planPrice.planId)))
    .innerJoin(price, and(eq(price.ownerId, planPrice.ownerId), eq(price.id, planPrice.priceId)))
    .where(
      and(
        eq(planPrice.ownerId, ownerId),
        // The engine bills amount × seats: what is priced otherwise is not offered until it can.
        inArray(price.type, ['fixed_price', 'per_unit']),
      ),
    )
    .orderBy(asc(plan.position), asc(plan.id), asc(planPrice.position), asc(price.id))
    .limit(1_000)
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
  return db
    .select()
    .from(discount)
    .where(
      and(
        eq(discount.ownerId, ownerId),
        eq(discount.subscriptionId, subscriptionId),
        or(isNull(discount.endedAt), gt(discount.endedAt, at)),
      ),
    )
    .orderBy(asc(discount.id))
    .limit(20)
}

/** What is left of a customer's credit in a currency, in minor units. */
export async function creditBalance(
  db: Db | Tx,
  ownerId: string,
  customerId: string,
  currency: string,
): Promise<number> {
  const [row] = await db
    .select({ balance: sql<string>`coalesce(sum(${creditEntry.amount}), 0)` })
    .from(creditEntry)
    .where(
      and(
        eq(creditEntry.ownerId, ownerId),
        eq(creditEntry.customerId, customerId),
        eq(creditEntry.currency, currency),
      ),
    )
  return Number(row?.balance ?? 0)
}
