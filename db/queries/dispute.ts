import { and, eq } from 'drizzle-orm'
import type { Db } from '@/db'
import { customer, dispute, invoice, payment, paymentMethod } from '@/db/schema'
import type { Page, PageInput } from '@/server/core/page'
import { isUuid } from '../id'
import { CUSTOMER_NAMES, type CustomerNames, ofInvoice } from './customer-match'
import type { Payment } from './invoice'
import { pageOf, pageParts } from './page'
import type { PaymentMethod } from './payment-method'

export type Dispute = typeof dispute.$inferSelect

export type FoundDispute = {
  dispute: Dispute
  payment: Payment
  customer: CustomerNames
  invoice: { id: string; number: string }
  method: PaymentMethod | null
}

/** An owner's disputes, newest first. */
export async function searchDisputes(
  db: Db,
  ownerId: string,
  search: { id?: string; status?: Dispute['status'] | undefined; text?: string | undefined },
  page: PageInput,
): Promise<Page<FoundDispute>> {
  const ids = [search.id, page.after, page.before]
  if (ids.some((id) => id !== undefined && !isUuid(id))) return { rows: [], hasMore: false }
  const { where, orderBy, limit } = pageParts(dispute.id, page, 'desc')
  const { id, status } = search
  const rows = await db
    .select({
      dispute,
      payment,
      customer: CUSTOMER_NAMES,
      invoice: { id: invoice.id, number: invoice.number },
      method: paymentMethod,
    })
    .from(dispute)
    .innerJoin(payment, and(eq(payment.ownerId, dispute.ownerId), eq(payment.id, dispute.paymentId)))
    .innerJoin(invoice, and(eq(invoice.ownerId, payment.ownerId), eq(invoice.id, payment.invoiceId)))
    .innerJoin(customer, and(eq(customer.ownerId, payment.ownerId), eq(customer.id, payment.customerId)))
    .leftJoin(
      paymentMethod,
      and(eq(paymentMethod.ownerId, payment.ownerId), eq(paymentMethod.id, payment.paymentMethodId)),
    )
    .where(
      and(
        eq(dispute.ownerId, ownerId),
        where,
        id === undefined ? undefined : eq(dispute.id, id),
        status === undefined ? undefined : eq(dispute.status, status),
        ...ofInvoice(ownerId, search),
      ),
    )
    .orderBy(orderBy)
    .limit(limit)
  return pageOf(rows, page)
}
