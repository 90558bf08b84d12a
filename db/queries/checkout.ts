import { and, asc, eq, gt, ne, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { brand, checkout, checkoutSession, invoice, owner, paymentAttempt, stripeAccount } from '@/db/schema'
import type { Page, PageInput } from '@/server/core/page'
import { isUuid } from '../id'
import { pageOf, pageParts } from './page'

export type Checkout = typeof checkout.$inferSelect
export type CheckoutSession = typeof checkoutSession.$inferSelect

/** A checkout with the brand it sells for. `isSold`: somebody has bought, or is about to. */
export type CheckoutRow = { checkout: Checkout; brand: typeof brand.$inferSelect; isSold: boolean }

/** The owner's checkouts, oldest first; of one plan, newest first. */
export async function pageCheckouts(
  db: Db,
  ownerId: string,
  page: PageInput,
  { planId }: { planId?: string | undefined } = {},
): Promise<Page<CheckoutRow>> {
  const { where, orderBy, limit } = pageParts(checkout.id, page, planId === undefined ? 'asc' : 'desc')
  const sells = planId && sql`${checkout.subscriptions} @> ${JSON.stringify([{ planId }])}::text::jsonb`
  const rows = await withBrand(db)
    .where(and(eq(checkout.ownerId, ownerId), where, sells || undefined))
    .orderBy(orderBy)
    .limit(limit)
  return pageOf(rows, page)
}

export async function findCheckout(
  db: Db | Tx,
  ownerId: string,
  id: string,
): Promise<CheckoutRow | undefined> {
  if (!isUuid(id)) return undefined
  const [row] = await withBrand(db).where(and(eq(checkout.ownerId, ownerId), eq(checkout.id, id)))
  return row
}

/** A checkout by the name in its public address, with whose it is and which Stripe account is paid. */
export async function findCheckoutBySlug(db: Db | Tx, slug: string) {
  const [row] = await db
    .select({ checkout, owner, brand, account: stripeAccount.stripeId, isSold: SOLD })
    .from(checkout)
    .innerJoin(owner, eq(owner.id, checkout.ownerId))
    .innerJoin(brand, and(eq(brand.ownerId, checkout.ownerId), eq(brand.id, checkout.brandId)))
    .leftJoin(
      stripeAccount,
      and(eq(stripeAccount.ownerId, brand.ownerId), eq(stripeAccount.id, brand.stripeAccountId)),
    )
    .where(eq(checkout.slug, slug))
  return row
}

/** A buyer of a checkout by the hash of its token, unless it came too long ago. */
export async function findCheckoutSession(
  db: Db | Tx,
  of: { checkoutId: string; hash: string; wall: Date },
): Promise<CheckoutSession | undefined> {
  const [row] = await db
    .select()
    .from(checkoutSession)
    .where(
      and(
        eq(checkoutSession.hash, of.hash),
        eq(checkoutSession.checkoutId, of.checkoutId),
        gt(checkoutSession.expiresAt, of.wall),
      ),
    )
  return row
}

/** Locks a checkout and one of its sessions: of those who buy at once one goes first. */
export async function lockCheckout(
  tx: Tx,
  ownerId: string,
  of: { checkoutId: string; sessionId: string },
): Promise<{ checkout: Checkout; session: CheckoutSession } | undefined> {
  const [locked] = await tx
    .select()
    .from(checkout)
    .where(and(eq(checkout.ownerId, ownerId), eq(checkout.id, of.checkoutId)))
    .for('update')
  const [session] = await tx
    .select()
    .from(checkoutSession)
    .where(and(eq(checkoutSession.ownerId, ownerId), eq(checkoutSession.id, of.sessionId)))
    .for('update')
  return locked && session && { checkout: locked, session }
}

/** What other buyers of a checkout have begun or bought; what was given up is void and not among it. */
export function listOtherSales(db: Db | Tx, ownerId: string, of: { checkoutId: string; sessionId: string }) {
  return db
    .select({ invoice })
    .from(checkoutSession)
    .innerJoin(
      invoice,
      and(eq(invoice.ownerId, checkoutSession.ownerId), eq(invoice.id, checkoutSession.invoiceId)),
    )
    .where(
      and(
        eq(checkoutSession.ownerId, ownerId),
        eq(checkoutSession.checkoutId, of.checkoutId),
        ne(checkoutSession.id, of.sessionId),
        ne(invoice.status, 'void'),
      ),
    )
    .orderBy(asc(checkoutSession.id))
    .limit(100)
}

const SOLD = sql<boolean>`exists (
  select 1 from ${checkoutSession} s join ${invoice} i on i.owner_id = s.owner_id and i.id = s.invoice_id
  where s.owner_id = ${checkout.ownerId} and s.checkout_id = ${checkout.id} and (
    i.status in ('paid', 'uncollectible') or exists (
      select 1 from ${paymentAttempt} a
      where a.owner_id = i.owner_id and a.invoice_id = i.id and a.status = 'processing')))`

const withBrand = (db: Db | Tx) =>
  db
    .select({ checkout, brand, isSold: SOLD })
    .from(checkout)
    .innerJoin(brand, and(eq(brand.ownerId, checkout.ownerId), eq(brand.id, checkout.brandId)))
