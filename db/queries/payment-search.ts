import { and, asc, eq, gt, gte, inArray, lt, type SQL } from 'drizzle-orm'
import type { Db } from '@/db'
import {
  customer,
  dispute,
  invoice,
  payment,
  paymentAttempt,
  paymentMethod,
  receipt,
  refund,
} from '@/db/schema'
import type { Page, PageInput } from '@/server/core/page'
import { isUuid } from '../id'
import { CUSTOMER_NAMES, type CustomerNames, ofInvoice } from './customer-match'
import type { Payment, PaymentAttempt, Receipt } from './invoice'
import { pageOf, pageParts } from './page'
import type { PaymentMethod } from './payment-method'

/** All of these hold at once; `from` is inclusive, `before` is not. */
export type PaymentSearch = {
  /** Found anywhere in the invoice's number, in the reference, or in who paid; whatever its case. */
  text?: string | undefined
  standing?: 'completed' | 'refunded' | 'disputed' | 'reversed' | undefined
  customerId?: string | undefined
  brandId?: string | undefined
  currency?: string | undefined
  from?: Date | undefined
  before?: Date | undefined
}

export type FoundPayment = {
  payment: Payment
  customer: CustomerNames
  invoice: { id: string; number: string }
  method: PaymentMethod | null
}

export type FoundAttempt = {
  attempt: PaymentAttempt
  customer: CustomerNames
  invoice: { id: string; number: string; status: string }
  method: PaymentMethod
}

type Refund = typeof refund.$inferSelect
type Dispute = typeof dispute.$inferSelect

/** An owner's payments, newest first. */
export async function searchPayments(
  db: Db,
  ownerId: string,
  search: PaymentSearch & { id?: string },
  page: PageInput,
): Promise<Page<FoundPayment>> {
  const { where, orderBy, limit } = pageParts(payment.id, page, 'desc')
  const { from, before, currency, standing, id } = search
  const rows = await db
    .select({
      payment,
      customer: CUSTOMER_NAMES,
      invoice: { id: invoice.id, number: invoice.number },
      method: paymentMethod,
    })
    .from(payment)
    .innerJoin(invoice, and(eq(invoice.ownerId, payment.ownerId), eq(invoice.id, payment.invoiceId)))
    .innerJoin(customer, and(eq(customer.ownerId, payment.ownerId), eq(customer.id, payment.customerId)))
    .leftJoin(
      paymentMethod,
      and(eq(paymentMethod.ownerId, payment.ownerId), eq(paymentMethod.id, payment.paymentMethodId)),
    )
    .where(
      and(
        eq(payment.ownerId, ownerId),
        where,
        id === undefined ? undefined : eq(payment.id, id),
        ...ofInvoice(ownerId, search, payment.reference),
        standing === undefined ? undefined : stands(standing),
        currency === undefined ? undefined : eq(payment.currency, currency),
        from === undefined ? undefined : gte(payment.paidAt, from),
        before === undefined ? undefined : lt(payment.paidAt, before),
      ),
    )
    .orderBy(orderBy)
    .limit(limit)
  return pageOf(rows, page)
}

/** An owner's attempts to charge that failed, or that money may still come of, newest first. */
export async function searchAttempts(
  db: Db,
  ownerId: string,
  search: Omit<PaymentSearch, 'standing'> & { standing: 'failed' | 'waiting' },
  page: PageInput,
): Promise<Page<FoundAttempt>> {
  const { where, orderBy, limit } = pageParts(paymentAttempt.id, page, 'desc')
  const { from, before, currency, standing } = search
  const rows = await db
    .select({
      attempt: paymentAttempt,
      customer: CUSTOMER_NAMES,
      invoice: { id: invoice.id, number: invoice.number, status: invoice.status },
      method: paymentMethod,
    })
    .from(paymentAttempt)
    .innerJoin(
      invoice,
      and(eq(invoice.ownerId, paymentAttempt.ownerId), eq(invoice.id, paymentAttempt.invoiceId)),
    )
    .innerJoin(
      customer,
      and(eq(customer.ownerId, paymentAttempt.ownerId), eq(customer.id, paymentAttempt.customerId)),
    )
    .innerJoin(
      paymentMethod,
      and(
        eq(paymentMethod.ownerId, paymentAttempt.ownerId),
        eq(paymentMethod.id, paymentAttempt.paymentMethodId),
      ),
    )
    .where(
      and(
        eq(paymentAttempt.ownerId, ownerId),
        where,
        ...ofInvoice(ownerId, search),
        standing === 'failed'
          ? eq(paymentAttempt.status, 'failed')
          : inArray(paymentAttempt.status, ['pending', 'requires_action', 'processing']),
        currency === undefined ? undefined : eq(paymentAttempt.currency, currency),
        from === undefined ? undefined : gte(paymentAttempt.dueAt, from),
        before === undefined ? undefined : lt(paymentAttempt.dueAt, before),
      ),
    )
    .orderBy(orderBy)
    .limit(limit)
  return pageOf(rows, page)
}

/** One payment; undefined when the owner has none of that id. */
export async function findFoundPayment(
  db: Db,
  ownerId: string,
  id: string,
): Promise<FoundPayment | undefined> {
  if (!isUuid(id)) return undefined
  return (await searchPayments(db, ownerId, { id }, { limit: 1 })).rows[0]
}

/** What became of payments, oldest first: what went back, what banks hold, what proves them. */
export async function listAftermath(
  db: Db,
  ownerId: string,
  paymentIds: string[],
): Promise<{ refunds: Refund[]; disputes: Dispute[]; receipts: Receipt[] }> {
  if (paymentIds.length === 0) return { refunds: [], disputes: [], receipts: [] }
  const [refunds, disputes, receipts] = await Promise.all([
    db
      .select()
      .from(refund)
      .where(and(eq(refund.ownerId, ownerId), inArray(refund.paymentId, paymentIds)))
      .orderBy(asc(refund.id)),
    db
      .select()
      .from(dispute)
      .where(and(eq(dispute.ownerId, ownerId), inArray(dispute.paymentId, paymentIds)))
      .orderBy(asc(dispute.id)),
    db
      .select()
      .from(receipt)
      .where(and(eq(receipt.ownerId, ownerId), inArray(receipt.paymentId, paymentIds)))
      .orderBy(asc(receipt.id)),
  ])
  return { refunds, disputes, receipts }
}

/** The payments of an invoice with what they came by, oldest first. */
export function listPaymentsOfInvoice(db: Db, ownerId: string, invoiceId: string) {
  return db
    .select({ payment, method: paymentMethod })
    .from(payment)
    .leftJoin(
      paymentMethod,
      and(eq(paymentMethod.ownerId, payment.ownerId), eq(paymentMethod.id, payment.paymentMethodId)),
    )
    .where(and(eq(payment.ownerId, ownerId), eq(payment.invoiceId, invoiceId)))
    .orderBy(asc(payment.id))
}

/** The attempts to charge an invoice with what they were made on, oldest first. */
export function listAttemptsOfInvoice(db: Db, ownerId: string, invoiceId: string) {
  return db
    .select({ attempt: paymentAttempt, method: paymentMethod })
    .from(paymentAttempt)
    .innerJoin(
      paymentMethod,
      and(
        eq(paymentMethod.ownerId, paymentAttempt.ownerId),
        eq(paymentMethod.id, paymentAttempt.paymentMethodId),
      ),
    )
    .where(and(eq(paymentAttempt.ownerId, ownerId), eq(paymentAttempt.invoiceId, invoiceId)))
    .orderBy(asc(paymentAttempt.attemptNo))
}

function stands(standing: NonNullable<PaymentSearch['standing']>): SQL | undefined {
  return standing === 'refunded' ? gt(payment.refunded, 0) : eq(payment.status, standing)
}
