import { and, desc, eq, gt, lt, sql, sum } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { creditEntry, price, subscription } from '@/db/schema'
import type { Money } from '@/server/core/money'
import type { Page, PageInput } from '@/server/core/page'
import { pageOf, pageParts } from './page'

export type CreditRow = typeof creditEntry.$inferSelect

export type CreditFilter = { type?: 'credit' | 'debit' | undefined; currency?: string | undefined }

type Of = { ownerId: string; customerId: string }

/** A customer's credits and debits, oldest first. */
export async function pageCredit(
  db: Db,
  of: Of,
  filter: CreditFilter,
  page: PageInput,
): Promise<Page<CreditRow>> {
  const { where, orderBy, limit } = pageParts(creditEntry.id, page)
  const { type, currency } = filter
  const rows = await db
    .select()
    .from(creditEntry)
    .where(
      and(
        eq(creditEntry.ownerId, of.ownerId),
        eq(creditEntry.customerId, of.customerId),
        where,
        type && (type === 'credit' ? gt(creditEntry.amount, 0) : lt(creditEntry.amount, 0)),
        currency ? eq(creditEntry.currency, currency) : undefined,
      ),
    )
    .orderBy(orderBy)
    .limit(limit)
  return pageOf(rows, page)
}

/** What is left of a customer's credit in each currency it ever had some in, in the order of their codes. */
export async function creditBalances(db: Db | Tx, of: Of): Promise<Money[]> {
  const rows = await db
    .select({ currency: creditEntry.currency, amount: sum(creditEntry.amount) })
    .from(creditEntry)
    .where(and(eq(creditEntry.ownerId, of.ownerId), eq(creditEntry.customerId, of.customerId)))
    .groupBy(creditEntry.currency)
    .orderBy(creditEntry.currency)
  return rows.map((row) => ({ amount: Number(row.amount), currency: row.currency }))
}

/** The currency of the credit or debit a customer has, the one that moved last; undefined when there is none left. */
export async function currencyOfCredit(db: Db | Tx, of: Of): Promise<string | undefined> {
  const [row] = await db
    .select({ currency: creditEntry.currency })
    .from(creditEntry)
    .where(and(eq(creditEntry.ownerId, of.ownerId), eq(creditEntry.customerId, of.customerId)))
    .groupBy(creditEntry.currency)
    .having(sql`sum(${creditEntry.amount}) <> 0`)
    .orderBy(sql`max(${creditEntry.id}::text) desc`)
    .limit(1)
  return row?.currency
}

/** The currency of the last subscription that runs. */
export async function currencyOfSubscription(db: Db | Tx, of: Of): Promise<string | undefined> {
  const [row] = await db
    .select({ currency: price.currency })
    .from(subscription)
    .innerJoin(price, and(eq(price.ownerId, subscription.ownerId), eq(price.id, subscription.priceId)))
    .where(
      and(
        eq(subscription.ownerId, of.ownerId),
        eq(subscription.customerId, of.customerId),
        sql`${subscription.status} in ('trialing', 'active', 'past_due')`,
      ),
    )
    .orderBy(desc(subscription.id))
    .limit(1)
  return row?.currency
}
