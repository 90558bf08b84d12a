import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { brand, ledgerTransfer, stripeAccount } from '@/db/schema'
import { isUuid } from '../id'

export type StripeAccount = typeof stripeAccount.$inferSelect

/** More accounts than this no owner has. */
export const STRIPE_ACCOUNTS_MAX = 50

/** The owner's accounts that were not disconnected, oldest first. */
export function listStripeAccounts(db: Db | Tx, ownerId: string): Promise<StripeAccount[]> {
  return db
    .select()
    .from(stripeAccount)
    .where(and(eq(stripeAccount.ownerId, ownerId), isNull(stripeAccount.disconnectedAt)))
    .orderBy(asc(stripeAccount.id))
    .limit(STRIPE_ACCOUNTS_MAX)
}

export async function findStripeAccount(
  db: Db | Tx,
  ownerId: string,
  id: string,
  options: { lock?: boolean } = {},
): Promise<StripeAccount | undefined> {
  if (!isUuid(id)) return undefined
  const query = db
    .select()
    .from(stripeAccount)
    .where(
      and(eq(stripeAccount.ownerId, ownerId), eq(stripeAccount.id, id), isNull(stripeAccount.disconnectedAt)),
    )
  const [row] = await (options.lock ? query.for('update') : query)
  return row
}

/** The owner's brands, oldest first, each with how many of its customers stay on which account when it moves. */
export async function listBrandAccounts(db: Db, ownerId: string) {
  return db
    .select({ id: brand.id, code: brand.code, name: brand.name, accountId: brand.stripeAccountId })
    .from(brand)
    .where(eq(brand.ownerId, ownerId))
    .orderBy(asc(brand.id))
    .limit(BRANDS_MAX)
}

const BRANDS_MAX = 200

/** How many customers of a brand are known at Stripe, by the account that they are a customer of; null is the own one. */
export async function countBrandCustomers(
  db: Db,
  of: { ownerId: string; brandId: string },
): Promise<{ account: string | null; count: number }[]> {
  return db.execute<{ account: string | null; count: number }>(sql`
    select case when c.stripe_account is null then s.stripe_id else nullif(c.stripe_account, 'own') end as account,
      count(*)::int as count
    from customer c
    join brand b on b.owner_id = c.owner_id and b.id = c.brand_id
    left join stripe_account s on s.owner_id = b.owner_id and s.id = b.stripe_account_id
    where c.owner_id = ${of.ownerId} and c.brand_id = ${of.brandId} and c.stripe_customer_id is not null
    group by 1 order by 1 nulls first`)
}

/** Subscriptions that run on an account: of customers who are known there, or whose brand is paid on it. */
export async function countLiveOn(tx: Tx, of: { ownerId: string; stripeId: string }): Promise<number> {
  const [row] = await tx.execute<{ count: number }>(sql`
    select count(*)::int as count from customer c
    join subscription u on u.owner_id = c.owner_id and u.customer_id = c.id
      and u.status in ('incomplete', 'trialing', 'active', 'past_due', 'unpaid', 'paused')
    where c.owner_id = ${of.ownerId} and c.stripe_account = ${of.stripeId}`)
  return row?.count ?? 0
}

/**
 * Whether anybody but this owner has taken money on the installation's own account. The limits keep each owner's part a
 * look into an index, however many payments there are.
 */
export async function isOwnAccountShared(db: Db, ownerId: string): Promise<boolean> {
  const [row] = await db.execute<{ shared: boolean }>(sql`
    select exists (
      select 1 from owner o, lateral (
        select 1 from customer c, lateral (
          select 1 from payment p
          where p.owner_id = c.owner_id and p.customer_id = c.id and p.source = 'stripe' limit 1) paid
        where c.owner_id = o.id and c.stripe_account = 'own' limit 1) taken
      where o.id <> ${ownerId}) as shared`)
  return row?.shared ?? true
}

/** Whether this owner has taken money on the installation's own account, or is going to. */
export async function usesOwnAccount(db: Db, ownerId: string): Promise<boolean> {
  const [row] = await db.execute<{ uses: boolean }>(sql`
    select exists (select 1 from brand b where b.owner_id = ${ownerId} and b.stripe_account_id is null)
      or exists (select 1 from customer c where c.owner_id = ${ownerId} and c.stripe_account = 'own') as uses`)
  return row?.uses ?? false
}

/** The newest entry of an owner's books: another one means that money has moved. */
export async function findLastTransfer(db: Db, ownerId: string): Promise<string | null> {
  const [row] = await db
    .select({ id: ledgerTransfer.id })
    .from(ledgerTransfer)
    .where(eq(ledgerTransfer.ownerId, ownerId))
    .orderBy(desc(ledgerTransfer.id))
    .limit(1)
  return row?.id ?? null
}
