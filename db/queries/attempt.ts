import { and, asc, eq, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { invoice, invoiceLine, payment, paymentAttempt, subscription } from '@/db/schema'
import { inArrayOf } from '../bulk'
import type { Invoice, PaymentAttempt } from './invoice'
import type { Subscription } from './subscription'

// What charging reads and locks of many attempts of one owner at once; one at a time it is in invoice.ts.

/** Attempts, locked in the order of their ids. */
export function lockAttempts(tx: Tx, ownerId: string, ids: string[]): Promise<PaymentAttempt[]> {
  return tx
    .select()
    .from(paymentAttempt)
    .where(and(eq(paymentAttempt.ownerId, ownerId), inArrayOf(paymentAttempt.id, ids)))
    .orderBy(asc(paymentAttempt.id))
    .for('update')
}

/** Invoices by id. */
export function listInvoicesById(db: Db | Tx, ownerId: string, ids: string[]): Promise<Invoice[]> {
  return db
    .select()
    .from(invoice)
    .where(and(eq(invoice.ownerId, ownerId), inArrayOf(invoice.id, ids)))
}

/** The same, locked in the order of their ids. */
export function lockInvoices(tx: Tx, ownerId: string, ids: string[]): Promise<Invoice[]> {
  return tx
    .select()
    .from(invoice)
    .where(and(eq(invoice.ownerId, ownerId), inArrayOf(invoice.id, ids)))
    .orderBy(asc(invoice.id))
    .for('update')
}

/** Which of these attempts brought a payment. */
export async function listPaidAttempts(tx: Tx, ownerId: string, ids: string[]): Promise<Set<string>> {
  const rows = await tx
    .select({ id: payment.attemptId })
    .from(payment)
    .where(and(eq(payment.ownerId, ownerId), inArrayOf(payment.attemptId, ids)))
  return new Set(rows.flatMap(({ id }) => id ?? []))
}

/** The subscriptions that each of these invoices bills, locked in the order of their ids. */
export async function lockSubscriptionsOf(
  tx: Tx,
  ownerId: string,
  invoiceIds: string[],
): Promise<Map<string, Subscription[]>> {
  const lines = await tx
    .selectDistinct({ invoiceId: invoiceLine.invoiceId, id: sql<string>`${invoiceLine.subscriptionId}` })
    .from(invoiceLine)
    .where(
      and(
        eq(invoiceLine.ownerId, ownerId),
        inArrayOf(invoiceLine.invoiceId, invoiceIds),
        sql`${invoiceLine.subscriptionId} is not null`,
      ),
    )
  const rows = await tx
    .select()
    .from(subscription)
    .where(
      and(
        eq(subscription.ownerId, ownerId),
        inArrayOf(
          subscription.id,
          lines.map(({ id }) => id),
        ),
      ),
    )
    .orderBy(asc(subscription.id))
    .for('no key update')
  const byId = new Map(rows.map((row) => [row.id, row]))
  const of = new Map<string, Subscription[]>()
  for (const { invoiceId, id } of lines) {
    const row = byId.get(id)
    if (row) of.set(invoiceId, [...(of.get(invoiceId) ?? []), row])
  }
  return of
}
