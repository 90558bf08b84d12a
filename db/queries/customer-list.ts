import { and, eq, like, type SQL, sql } from 'drizzle-orm'
import type { Db } from '@/db'
import { brand, customer, plan, subscription } from '@/db/schema'
import type { Page, PageInput } from '@/server/core/page'
import { containing, pageOf, pageParts } from './page'

export type CustomerRow = typeof customer.$inferSelect

/** A customer with the code of its brand: how programs see it. */
export type CustomerView = { customer: CustomerRow; brandCode: string }

/** All of these hold at once; texts are found anywhere and with their case, a country is exact. */
export type CustomerFilter = {
  email?: string | undefined
  companyName?: string | undefined
  reference?: string | undefined
  externalReference?: string | undefined
  country?: string | undefined
}

/** A customer's name in another system: the one given, else the one at Stripe. */
const externalReference = sql<
  string | null
>`coalesce(${customer.externalReference}, ${customer.stripeCustomerId})`

export async function pageCustomers(
  db: Db,
  ownerId: string,
  filter: CustomerFilter,
  page: PageInput,
): Promise<Page<CustomerView>> {
  const { where, orderBy, limit } = pageParts(customer.id, page)
  const rows = await db
    .select({ customer, brandCode: brand.code })
    .from(customer)
    .innerJoin(brand, and(eq(brand.ownerId, customer.ownerId), eq(brand.id, customer.brandId)))
    .where(and(eq(customer.ownerId, ownerId), where, ...conditions(filter)))
    .orderBy(orderBy)
    .limit(limit)
  return pageOf(rows, page)
}

function conditions(filter: CustomerFilter): (SQL | undefined)[] {
  const text = (column: SQL | Parameters<typeof like>[0], given: string | undefined) =>
    given === undefined || given === '' ? undefined : like(column as SQL, containing(given))
  return [
    text(customer.email, filter.email),
    text(customer.companyName, filter.companyName),
    text(customer.reference, filter.reference),
    text(externalReference, filter.externalReference),
    filter.country ? sql`${customer.address} ->> 'country' = ${filter.country}` : undefined,
  ]
}

/** The plans of a customer's subscriptions that run, once for each of them. */
export function listRunningPlans(db: Db, ownerId: string, customerId: string) {
  return db
    .select({ planId: plan.id, userCount: plan.userCount })
    .from(subscription)
    .innerJoin(plan, and(eq(plan.ownerId, subscription.ownerId), eq(plan.id, subscription.planId)))
    .where(
      and(
        eq(subscription.ownerId, ownerId),
        eq(subscription.customerId, customerId),
        sql`${subscription.status} in ('trialing', 'active', 'past_due')`,
      ),
    )
    .limit(1_000)
}
