import { and, asc, eq, inArray, like, or } from 'drizzle-orm'
import type { Db } from '@/db'
import { brand, customer, payment, receipt, refund } from '@/db/schema'
import type { Page, PageInput } from '@/server/core/page'
import { isUuid } from '../id'
import type { CustomerView } from './customer-list'
import type { Payment, Receipt } from './invoice'
import { containing, pageOf, pageParts } from './page'

export type RefundRow = typeof refund.$inferSelect
export type PaymentView = { payment: Payment; customer: CustomerView; receipts: Receipt[] }
export type RefundView = { refund: RefundRow; payment: PaymentView }

/** Of one customer, or of those in whose name, company or e-mail the text is. */
export type MoneyFilter = { customerId?: string | undefined; name?: string | undefined }

export async function pagePayments(
  db: Db,
  ownerId: string,
  filter: MoneyFilter & { id?: string },
  page: PageInput,
): Promise<Page<PaymentView>> {
  if (filter.id !== undefined && !isUuid(filter.id)) return { rows: [], hasMore: false }
  const { where, orderBy, limit } = pageParts(payment.id, page)
  const rows = await db
    .select({ payment, customer, brandCode: brand.code })
    .from(payment)
    .innerJoin(customer, and(eq(customer.ownerId, payment.ownerId), eq(customer.id, payment.customerId)))
    .innerJoin(brand, and(eq(brand.ownerId, customer.ownerId), eq(brand.id, customer.brandId)))
    .where(
      and(
        eq(payment.ownerId, ownerId),
        filter.id === undefined ? undefined : eq(payment.id, filter.id),
        where,
        ...conditions(filter),
      ),
    )
    .orderBy(orderBy)
    .limit(limit)
  const found = pageOf(rows, page)
  return { rows: await withReceipts(db, ownerId, found.rows), hasMore: found.hasMore }
}

/** One payment by id; undefined when the owner has none. */
export async function findPayment(db: Db, ownerId: string, id: string): Promise<Payment | undefined> {
  if (!isUuid(id)) return undefined
  const [row] = await db
    .select()
    .from(payment)
    .where(and(eq(payment.ownerId, ownerId), eq(payment.id, id)))
  return row
}

export async function pageRefunds(
  db: Db,
  ownerId: string,
  filter: MoneyFilter & { id?: string },
  page: PageInput,
): Promise<Page<RefundView>> {
  if (filter.id !== undefined && !isUuid(filter.id)) return { rows: [], hasMore: false }
  const { where, orderBy, limit } = pageParts(refund.id, page)
  const rows = await db
    .select({ refund, payment, customer, brandCode: brand.code })
    .from(refund)
    .innerJoin(payment, and(eq(payment.ownerId, refund.ownerId), eq(payment.id, refund.paymentId)))
    .innerJoin(customer, and(eq(customer.ownerId, payment.ownerId), eq(customer.id, payment.customerId)))
    .innerJoin(brand, and(eq(brand.ownerId, customer.ownerId), eq(brand.id, customer.brandId)))
    .where(
      and(
        eq(refund.ownerId, ownerId),
        filter.id === undefined ? undefined : eq(refund.id, filter.id),
        where,
        ...conditions(filter),
      ),
    )
    .orderBy(orderBy)
    .limit(limit)
  const found = pageOf(rows, page)
  const payments = await withReceipts(db, ownerId, found.rows)
  const views = found.rows.flatMap((row, i) => {
    const of = payments[i]
    return of ? [{ refund: row.refund, payment: of }] : []
  })
  return { rows: views, hasMore: found.hasMore }
}

function conditions({ customerId, name }: MoneyFilter) {
  const text = name ? containing(name) : null
  return [
    customerId === undefined ? undefined : eq(customer.id, customerId),
    text === null
      ? undefined
      : or(like(customer.name, text), like(customer.companyName, text), like(customer.email, text)),
  ]
}

async function withReceipts(
  db: Db,
  ownerId: string,
  rows: { payment: Payment; customer: CustomerView['customer']; brandCode: string }[],
): Promise<PaymentView[]> {
  if (rows.length === 0) return []
  const ids = rows.map((row) => row.payment.id)
  const receipts = await db
    .select()
    .from(receipt)
    .where(and(eq(receipt.ownerId, ownerId), inArray(receipt.paymentId, ids)))
    .orderBy(asc(receipt.id))
  return rows.map(({ payment: of, customer: by, brandCode }) => ({
    payment: of,
    customer: { customer: by, brandCode },
    receipts: receipts.filter((r) => r.paymentId === of.id),
  }))
}
