import { and, asc, desc, eq, inArray, isNull, ne, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import {
  invoice,
  invoiceLine,
  numberSeries,
  payment,
  paymentAttempt,
  receipt,
  refund,
  subscription,
} from '@/db/schema'
import { prepared } from '../prepared'

/** More lines than this no price has. */
const TIERS_MAX = 100

export type Invoice = typeof invoice.$inferSelect
export type InvoiceLineRow = typeof invoiceLine.$inferSelect
export type PaymentAttempt = typeof paymentAttempt.$inferSelect
export type Payment = typeof payment.$inferSelect
export type Receipt = typeof receipt.$inferSelect

/** How many documents a list answers at most; longer histories page by the last id. */
const PAGE = 100

export function listInvoices(
  db: Db | Tx,
  ownerId: string,
  customerId: string,
  limit = PAGE,
): Promise<Invoice[]> {
  return latest(db).execute({ ownerId, customerId, limit })
}

export async function findInvoice(
  db: Db | Tx,
  ownerId: string,
  id: string,
  options: { lock?: boolean } = {},
): Promise<Invoice | undefined> {
  const query = db
    .select()
    .from(invoice)
    .where(and(eq(invoice.ownerId, ownerId), eq(invoice.id, id)))
  const [row] = await (options.lock ? query.for('update') : query)
  return row
}

export function listInvoiceLines(
  db: Db | Tx,
  ownerId: string,
  invoiceIds: string[],
): Promise<InvoiceLineRow[]> {
  if (invoiceIds.length === 0) return Promise.resolve([])
  return db
    .select()
    .from(invoiceLine)
    .where(and(eq(invoiceLine.ownerId, ownerId), inArray(invoiceLine.invoiceId, invoiceIds)))
    .orderBy(asc(invoiceLine.invoiceId), asc(invoiceLine.position))
}

/** The lines that billed a subscription's running period and still stand, a tiered price has several; none in a trial. */
export async function listBilledLines(
  tx: Db | Tx,
  ownerId: string,
  subscriptionId: string,
): Promise<InvoiceLineRow[]> {
  const rows = await tx
    .select()
    .from(invoiceLine)
    .where(
      and(
        eq(invoiceLine.ownerId, ownerId),
        eq(invoiceLine.subscriptionId, subscriptionId),
        inArray(invoiceLine.kind, ['period', 'restart', 'proration_charge']),
        isNull(invoiceLine.voidedAt),
      ),
    )
    .orderBy(desc(invoiceLine.periodStartAt), desc(invoiceLine.id))
    .limit(TIERS_MAX)
  const [last] = rows
  return rows.filter((row) => row.invoiceId === last?.invoiceId && row.kind === last.kind)
}

export function listAttempts(db: Db | Tx, ownerId: string, invoiceId: string): Promise<PaymentAttempt[]> {
  return db
    .select()
    .from(paymentAttempt)
    .where(and(eq(paymentAttempt.ownerId, ownerId), eq(paymentAttempt.invoiceId, invoiceId)))
    .orderBy(asc(paymentAttempt.attemptNo))
}

export async function findAttempt(
  db: Db | Tx,
  ownerId: string,
  where: { id: string } | { intentId: string },
  options: { lock?: boolean } = {},
): Promise<PaymentAttempt | undefined> {
  const query = db
    .select()
    .from(paymentAttempt)
    .where(
      and(
        eq(paymentAttempt.ownerId, ownerId),
        'id' in where
          ? eq(paymentAttempt.id, where.id)
          : eq(paymentAttempt.stripePaymentIntentId, where.intentId),
      ),
    )
  const [row] = await (options.lock ? query.for('update') : query)
  return row
}

/** The attempt of an invoice that may still bring money, if there is one. */
export async function findOpenAttempt(
  db: Db | Tx,
  ownerId: string,
  invoiceId: string,
): Promise<PaymentAttempt | undefined> {
  const [row] = await db
    .select()
    .from(paymentAttempt)
    .where(
      and(
        eq(paymentAttempt.ownerId, ownerId),
        eq(paymentAttempt.invoiceId, invoiceId),
        inArray(paymentAttempt.status, ['pending', 'requires_action', 'processing']),
      ),
    )
  return row
}

/** Open invoices of a customer's subscriptions that run on unpaid, oldest first. */
export async function listOwedInvoices(tx: Db | Tx, ownerId: string, customerId: string): Promise<Invoice[]> {
  const rows = await tx
    .select({ invoice })
    .from(invoice)
    .where(
      and(
        eq(invoice.ownerId, ownerId),
        eq(invoice.customerId, customerId),
        eq(invoice.status, 'open'),
        sql`exists (
          select 1 from ${invoiceLine} l join ${subscription} s on s.owner_id = l.owner_id and s.id = l.subscription_id
          where l.owner_id = ${invoice.ownerId} and l.invoice_id = ${invoice.id}
            and s.status in ('past_due', 'unpaid'))`,
      ),
    )
    .orderBy(asc(invoice.id))
    .limit(PAGE)
  return rows.map((row) => row.invoice)
}

/** A customer's payments with their receipts and refunds, newest first. */
export async function listReceipts(db: Db | Tx, ownerId: string, customerId: string) {
  return db
    .select({ receipt, payment, invoice })
    .from(receipt)
    .innerJoin(payment, and(eq(payment.ownerId, receipt.ownerId), eq(payment.id, receipt.paymentId)))
    .innerJoin(invoice, and(eq(invoice.ownerId, receipt.ownerId), eq(invoice.id, receipt.invoiceId)))
    .where(and(eq(receipt.ownerId, ownerId), eq(receipt.customerId, customerId)))
    .orderBy(desc(receipt.id))
    .limit(PAGE)
}

/** The receipts of these invoices with their payments, newest first. */
export async function listReceiptsOf(db: Db | Tx, ownerId: string, invoiceIds: string[]) {
  if (invoiceIds.length === 0) return []
  return db
    .select({ receipt, payment, invoice })
    .from(receipt)
    .innerJoin(payment, and(eq(payment.ownerId, receipt.ownerId), eq(payment.id, receipt.paymentId)))
    .innerJoin(invoice, and(eq(invoice.ownerId, receipt.ownerId), eq(invoice.id, receipt.invoiceId)))
    .where(and(eq(receipt.ownerId, ownerId), inArray(receipt.invoiceId, invoiceIds)))
    .orderBy(desc(receipt.id))
}

/** Sum of what was refunded or is on its way, in minor units. */
export async function refundedSum(tx: Tx, ownerId: string, paymentId: string): Promise<number> {
  const [row] = await tx
    .select({ sum: sql<string>`coalesce(sum(${refund.amount}), 0)` })
    .from(refund)
    .where(
      and(
        eq(refund.ownerId, ownerId),
        eq(refund.paymentId, paymentId),
        inArray(refund.status, ['pending', 'succeeded']),
      ),
    )
  return Number(row?.sum ?? 0)
}

/**
 * The next `count` numbers of a series, first one answered. The row stays locked until the transaction
 * ends: rolled back, the numbers were never drawn, so there are no gaps.
 */
export async function drawNumbers(
  tx: Tx,
  of: { ownerId: string; brandId: string; series: 'invoice' | 'receipt' | 'credit_note' },
  count: number,
): Promise<number> {
  const [row] = await tx
    .insert(numberSeries)
    .values({ ...of, next: 1 + count })
    .onConflictDoUpdate({
      target: [numberSeries.ownerId, numberSeries.brandId, numberSeries.series],
      set: { next: sql`${numberSeries.next} + ${count}` },
    })
    .returning({ next: numberSeries.next })
  if (!row) throw new Error('an upserted series is returned')
  return row.next - count
}

const latest = prepared((db) =>
  db
    .select()
    .from(invoice)
    .where(
      and(
        eq(invoice.ownerId, sql.placeholder('ownerId')),
        eq(invoice.customerId, sql.placeholder('customerId')),
        ne(invoice.status, 'draft'),
      ),
    )
    .orderBy(desc(invoice.id))
    .limit(sql.placeholder('limit'))
    .prepare('latest_invoices'),
)
