import { and, eq, exists, inArray, ne, notExists, type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Db } from '@/db'
import { brand, customer, plan, subscription } from '@/db/schema'
import { customerSearchText } from '@/db/schema/customer'
import type { Page, PageInput } from '@/server/core/page'
import type { SubscriptionStatus } from '@/server/core/subscription'
import { inArrayOf } from '../bulk'
import { isUuid } from '../id'
import type { CustomerView } from './customer-list'
import { containing, pageOf, pageParts } from './page'

/** Where a customer stands for its seller. `none`: nothing that runs, is unpaid or paused. */
export const CUSTOMER_STANDINGS = ['active', 'trialing', 'past_due', 'none', 'disabled'] as const
export type CustomerStanding = (typeof CUSTOMER_STANDINGS)[number]

/** All of these hold at once. */
export type CustomerSearch = {
  /**
   * Words of the name, company, e-mail or a reference, each found anywhere and in any case; or an id, whole: ours, the
   * bucket's or Stripe's.
   */
  text?: string | undefined
  standing?: CustomerStanding | undefined
  brandId?: string | undefined
  country?: string | undefined
}

/** A plan that a customer is on. */
export type CustomerPlan = {
  customerId: string
  planName: string
  status: SubscriptionStatus
  cancelAt: Date | null
}

/** A search that finds more than this is common: the newest are then found sooner by looking at each in turn. */
const COMMON = 500
/** The index knows letters by threes. */
const LETTERS_MIN = 3
/** Words beyond these narrow nothing down. */
const WORDS_MAX = 8

/** An owner's customers, the newest first. */
export async function searchCustomers(
  db: Db,
  ownerId: string,
  search: CustomerSearch,
  page: PageInput,
): Promise<Page<CustomerView>> {
  if (search.brandId !== undefined && !isUuid(search.brandId)) return { rows: [], hasMore: false }
  const text = search.text?.trim() ?? ''
  const narrow = and(...conditions(db, search))
  const found = text === '' ? undefined : await textIs(db, ownerId, text, narrow)
  return pageRows(db, ownerId, and(found, narrow), page)
}

/** A condition on the id of a customer in another table, which a query has joined: whose name or id a text is. */
export async function customerIs(
  db: Db,
  ownerId: string,
  text: string,
  column: PgColumn,
): Promise<SQL | undefined> {
  const found = await textMatch(db, ownerId, text, undefined)
  return 'ids' in found ? inArrayOf(column, found.ids) : found.where
}

/** The plans of these customers that did not end, oldest first. */
export async function listCustomerPlans(
  db: Db,
  ownerId: string,
  customerIds: string[],
): Promise<CustomerPlan[]> {
  if (customerIds.length === 0) return []
  return db
    .select({
      customerId: subscription.customerId,
      planName: plan.name,
      status: subscription.status,
      cancelAt: subscription.cancelAt,
    })
    .from(subscription)
    .innerJoin(plan, and(eq(plan.ownerId, subscription.ownerId), eq(plan.id, subscription.planId)))
    .where(
      and(
        eq(subscription.ownerId, ownerId),
        inArrayOf(subscription.customerId, customerIds),
        inArray(subscription.status, STANDING),
      ),
    )
    .orderBy(subscription.id)
    .limit(10_000)
}

async function textIs(
  db: Db,
  ownerId: string,
  text: string,
  narrow: SQL | undefined,
): Promise<SQL | undefined> {
  const found = await textMatch(db, ownerId, text, narrow)
  return 'ids' in found ? inArrayOf(customer.id, found.ids) : found.where
}

/** What a text finds: the customers themselves where they are few, else what has to be looked for in each. */
async function textMatch(
  db: Db,
  ownerId: string,
  text: string,
  narrow: SQL | undefined,
): Promise<{ ids: string[] } | { where: SQL | undefined }> {
  const named = byId(text)
  if (named) return { where: named }
  const words = text.toLowerCase().split(/\s+/).slice(0, WORDS_MAX)
  if (words.some((word) => word.length >= LETTERS_MIN)) {
    const rows = await db
      .select({ id: customer.id })
      .from(customer)
      .where(and(eq(customer.ownerId, ownerId), ...words.map(indexed), narrow))
      .limit(COMMON + 1)
    if (rows.length <= COMMON) return { ids: rows.map((row) => row.id) }
  }
  return { where: and(...words.map(looked)) }
}

async function pageRows(
  db: Db,
  ownerId: string,
  found: SQL | undefined,
  page: PageInput,
): Promise<Page<CustomerView>> {
  const { where, orderBy, limit } = pageParts(customer.id, page, 'desc')
  const rows = await db
    .select({ customer, brandCode: brand.code })
    .from(customer)
    .innerJoin(brand, and(eq(brand.ownerId, customer.ownerId), eq(brand.id, customer.brandId)))
    .where(and(eq(customer.ownerId, ownerId), where, found))
    .orderBy(orderBy)
    .limit(limit)
  return pageOf(rows, page)
}

const searched = customerSearchText(customer)

const indexed = (word: string): SQL => sql`${searched} like ${containing(word)}`

/**
 * The same without the index. Of this Postgres expects a third of all rows, whatever the word, and so it looks from the
 * newest on until the page is full; of a pattern it would expect next to none, and sort all there are.
 */
const looked = (word: string): SQL => sql`strpos(${searched}, ${word}) > 0`

function byId(text: string): SQL | undefined {
  if (isUuid(text)) return eq(customer.id, text.toLowerCase())
  if (/^[0-9a-f]{24}$/i.test(text)) return eq(customer.bucketId, text.toLowerCase())
  return /^cus_\w+$/.test(text) ? eq(customer.stripeCustomerId, text) : undefined
}

function conditions(db: Db, { standing, brandId, country }: CustomerSearch): (SQL | undefined)[] {
  return [
    standing === undefined ? undefined : standingIs(db, standing),
    brandId === undefined ? undefined : eq(customer.brandId, brandId),
    country ? sql`${customer.address} ->> 'country' = ${country}` : undefined,
  ]
}

function standingIs(db: Db, standing: CustomerStanding): SQL | undefined {
  const has = (statuses: SubscriptionStatus[]) =>
    db
      .select({ one: sql`1` })
      .from(subscription)
      .where(
        and(
          eq(subscription.ownerId, customer.ownerId),
          eq(subscription.customerId, customer.id),
          inArray(subscription.status, statuses),
        ),
      )
  const enabled = ne(customer.status, 'disabled')
  switch (standing) {
    case 'disabled':
      return eq(customer.status, 'disabled')
    case 'none':
      return and(enabled, notExists(has(STANDING)))
    case 'active':
      return and(enabled, exists(has(['active'])))
    case 'trialing':
      return and(enabled, exists(has(['trialing'])))
    case 'past_due':
      return and(enabled, exists(has(['past_due', 'unpaid'])))
  }
}

const STANDING: SubscriptionStatus[] = ['trialing', 'active', 'past_due', 'unpaid', 'paused', 'incomplete']
