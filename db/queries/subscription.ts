import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, ne, or, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import {
  creditEntry,
  discount,
  invoiceLine,
  metric,
  plan,
  planPrice,
  price,
  product,
  subscription,
} from '@/db/schema'
import type { Money } from '@/server/core/money'
import type { Offer } from '@/server/core/plan'
import type { PriceModel } from '@/server/core/pricing'
import { pgArray } from '../bulk'
import { isUuid } from '../id'
import { prepared } from '../prepared'

export type Subscription = typeof subscription.$inferSelect

const LIVE = ['trialing', 'active', 'past_due', 'unpaid', 'paused', 'incomplete'] as const

/** The subscription a customer is on: the live one, else (with `past`) the latest that ever ran; or the one of an id. */
export async function findCurrentSubscription(
  db: Db | Tx,
  ownerId: string,
  customerId: string,
  options: { past?: boolean; lock?: boolean; id?: string | undefined } = {},
): Promise<Subscription | undefined> {
  const of = { ownerId, customerId }
  if (options.id !== undefined) return findOwnSubscription(db, { ...of, id: options.id }, options)
  const [row] = options.lock
    ? await currentQuery(db, options.past ? 'past' : 'live')
        .for('no key update')
        .prepare('')
        .execute(of)
    : await (options.past ? lastSubscription : liveSubscription)(db).execute(of)
  return row
}

async function findOwnSubscription(
  db: Db | Tx,
  of: { ownerId: string; customerId: string; id: string },
  options: { past?: boolean; lock?: boolean },
): Promise<Subscription | undefined> {
  if (!isUuid(of.id)) return undefined
  const query = db
    .select()
    .from(subscription)
    .where(
      and(
        eq(subscription.ownerId, of.ownerId),
        eq(subscription.customerId, of.customerId),
        eq(subscription.id, of.id),
        options.past
          ? ne(subscription.status, 'incomplete_expired')
          : inArray(subscription.status, [...LIVE]),
      ),
    )
  const [row] = await (options.lock ? query.for('no key update') : query)
  return row
}

/** As many as one page can show. */
const SHOWN_MAX = 50

/** All subscriptions a customer is on, newest first; when there is none, the last that ran. */
export async function listShownSubscriptions(
  db: Db | Tx,
  ownerId: string,
  customerId: string,
): Promise<Subscription[]> {
  const rows = await shownSubscriptions(db).execute({ ownerId, customerId })
  const live = rows.filter((row) => row.status !== 'canceled')
  return live.length > 0 ? live : rows.slice(0, 1)
}

/** Every plan of an owner at each of its prices, in the order they are shown. */
export async function listOffers(
  db: Db | Tx,
  ownerId: string,
): Promise<(Offer & { description: string; features: string[] })[]> {
  const rows = await offers(db).execute({ ownerId })
  const seen = new Set<string>()
  return rows.map(({ plan: p, price: r, product: of, meterKind }) => {
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
      model: modelOf(r),
      meter: r.metricId && meterKind ? { metricId: r.metricId, kind: meterKind } : null,
      product: { taxTypeId: of.taxTypeId, physical: of.physical, ratePpm: of.taxRatePpm },
      interval: { unit: r.intervalUnit, count: r.intervalCount },
      taxIncluded: r.taxIncluded,
      isDefaultPrice,
    }
  })
}

/** The subscriptions of customers that something may still happen to by itself, oldest first. */
export function listLiveSubscriptions(
  db: Db | Tx,
  ownerId: string,
  customerIds: string[],
  options: { lock?: boolean } = {},
): Promise<Subscription[]> {
  if (customerIds.length === 0) return Promise.resolve([])
  const of = { ownerId, customerIds: pgArray(customerIds) }
  return options.lock ? liveLocked(db).execute(of) : live(db).execute(of)
}

/** The subscriptions that an invoice has lines of, locked. */
export function lockBilledSubscriptions(
  tx: Tx,
  bill: { ownerId: string; id: string },
): Promise<Subscription[]> {
  return tx
    .select()
    .from(subscription)
    .where(
      and(
        eq(subscription.ownerId, bill.ownerId),
        sql`${subscription.id} in (select l.subscription_id from ${invoiceLine} l
          where l.owner_id = ${bill.ownerId} and l.invoice_id = ${bill.id})`,
      ),
    )
    .orderBy(asc(subscription.id))
    .for('no key update')
}

/** Discounts of these subscriptions that did not end before `at`. */
export function listDiscounts(db: Db | Tx, ownerId: string, subscriptionIds: string[], at: Date) {
  if (subscriptionIds.length === 0) return Promise.resolve([])
  return discounts(db).execute({ ownerId, subscriptionIds: pgArray(subscriptionIds), at: at.toISOString() })
}

/** What is left of customers' credit in each currency: below zero where a customer was debited. */
export async function listCredits(
  db: Db | Tx,
  ownerId: string,
  customerIds: string[],
): Promise<{ customerId: string; currency: string; money: Money }[]> {
  if (customerIds.length === 0) return []
  const rows = await credits(db).execute({ ownerId, customerIds: pgArray(customerIds) })
  return rows.map(({ customerId, currency, balance }) => ({
    customerId,
    currency,
    money: { amount: Number(balance), currency },
  }))
}

/** How a price's quantity becomes an amount, from its row. */
function modelOf(row: Pick<typeof price.$inferSelect, 'type' | 'amount' | 'units' | 'tiers'>): PriceModel {
  switch (row.type) {
    case 'fixed_price':
      return { type: 'fixed', unitAmount: row.amount }
    case 'one-off':
      return { type: 'one_off', unitAmount: row.amount }
    case 'per_unit':
      return { type: 'per_unit', unitAmount: row.amount }
    case 'package':
      return { type: 'package', unitAmount: row.amount, units: row.units ?? 1 }
    case 'tiered_volume':
    case 'tiered_graduated':
      return { type: row.type, tiers: row.tiers ?? [] }
  }
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

const shownSubscriptions = prepared((db) =>
  db
    .select()
    .from(subscription)
    .where(
      and(
        eq(subscription.ownerId, sql.placeholder('ownerId')),
        eq(subscription.customerId, sql.placeholder('customerId')),
        ne(subscription.status, 'incomplete_expired'),
      ),
    )
    .orderBy(sql`${subscription.status} = 'canceled'`, desc(subscription.id))
    .limit(SHOWN_MAX)
    .prepare('shown_subscriptions'),
)

const liveSubscription = prepared((db) => currentQuery(db, 'live').prepare('live_subscription'))
const lastSubscription = prepared((db) => currentQuery(db, 'past').prepare('last_subscription'))

const offers = prepared((db) =>
  db
    .select({ plan, price, product, meterKind: metric.kind, position: planPrice.position })
    .from(planPrice)
    .innerJoin(plan, and(eq(plan.ownerId, planPrice.ownerId), eq(plan.id, planPrice.planId)))
    .innerJoin(price, and(eq(price.ownerId, planPrice.ownerId), eq(price.id, planPrice.priceId)))
    .innerJoin(product, and(eq(product.ownerId, price.ownerId), eq(product.id, price.productId)))
    .leftJoin(metric, and(eq(metric.ownerId, price.ownerId), eq(metric.id, price.metricId)))
    .where(eq(planPrice.ownerId, sql.placeholder('ownerId')))
    .orderBy(asc(plan.position), asc(plan.id), asc(planPrice.position), asc(price.id))
    .limit(1_000)
    .prepare('offers'),
)

const liveQuery = (db: Db) =>
  db
    .select()
    .from(subscription)
    .where(
      and(
        eq(subscription.ownerId, sql.placeholder('ownerId')),
        sql`${subscription.customerId} = any(${sql.placeholder('customerIds')}::uuid[])`,
        isNotNull(subscription.dueAt),
      ),
    )
    .orderBy(asc(subscription.id))

const live = prepared((db) => liveQuery(db).prepare('live_subscriptions'))

const liveLocked = prepared((db) => liveQuery(db).for('no key update').prepare('live_subscriptions_locked'))

const discounts = prepared((db) =>
  db
    .select()
    .from(discount)
    .where(
      and(
        eq(discount.ownerId, sql.placeholder('ownerId')),
        sql`${discount.subscriptionId} = any(${sql.placeholder('subscriptionIds')}::uuid[])`,
        or(isNull(discount.endedAt), gt(discount.endedAt, sql.placeholder('at'))),
      ),
    )
    .orderBy(asc(discount.id))
    .limit(20_000)
    .prepare('discounts'),
)

const credits = prepared((db) =>
  db
    .select({
      customerId: creditEntry.customerId,
      currency: creditEntry.currency,
      balance: sql<string>`sum(${creditEntry.amount})`,
    })
    .from(creditEntry)
    .where(
      and(
        eq(creditEntry.ownerId, sql.placeholder('ownerId')),
        sql`${creditEntry.customerId} = any(${sql.placeholder('customerIds')}::uuid[])`,
      ),
    )
    .groupBy(creditEntry.customerId, creditEntry.currency)
    .having(sql`sum(${creditEntry.amount}) <> 0`)
    .prepare('credit_balances'),
)
