import { and, desc, eq, ne, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { customer, paymentMethod } from '@/db/schema'
import type { Page, PageInput } from '@/server/core/page'
import { inArrayOf } from '../bulk'
import { isUuid } from '../id'
import { prepared } from '../prepared'
import { pageOf, pageParts } from './page'

export type PaymentMethod = typeof paymentMethod.$inferSelect

/** A customer's means of payment that were not removed, newest first. */
export function listPaymentMethods(
  db: Db | Tx,
  ownerId: string,
  customerId: string,
): Promise<PaymentMethod[]> {
  return kept(db).execute({ ownerId, customerId })
}

/** The same of many customers. */
export function listPaymentMethodsOf(
  tx: Db | Tx,
  ownerId: string,
  customerIds: string[],
): Promise<PaymentMethod[]> {
  if (customerIds.length === 0) return Promise.resolve([])
  return tx
    .select()
    .from(paymentMethod)
    .where(
      and(
        eq(paymentMethod.ownerId, ownerId),
        inArrayOf(paymentMethod.customerId, customerIds),
        ne(paymentMethod.status, 'removed'),
      ),
    )
    .orderBy(desc(paymentMethod.id))
}

/** A means of payment, and whether it is the one that its customer is charged with. */
export type PaymentMethodView = { method: PaymentMethod; isDefault: boolean }

/** Those that can be charged, oldest first. */
export async function pagePaymentMethods(
  db: Db,
  ownerId: string,
  customerId: string,
  page: PageInput,
): Promise<Page<PaymentMethodView>> {
  const { where, orderBy, limit } = pageParts(paymentMethod.id, page)
  const rows = await db
    .select({ method: paymentMethod, defaultId: customer.defaultPaymentMethodId })
    .from(paymentMethod)
    .innerJoin(
      customer,
      and(eq(customer.ownerId, paymentMethod.ownerId), eq(customer.id, paymentMethod.customerId)),
    )
    .where(
      and(
        eq(paymentMethod.ownerId, ownerId),
        eq(paymentMethod.customerId, customerId),
        eq(paymentMethod.status, 'active'),
        where,
      ),
    )
    .orderBy(orderBy)
    .limit(limit)
  const found = pageOf(rows, page)
  return { rows: found.rows.map(viewOf), hasMore: found.hasMore }
}

/** One by id, removed ones too. */
export async function findPaymentMethodView(
  db: Db,
  ownerId: string,
  id: string,
): Promise<PaymentMethodView | undefined> {
  if (!isUuid(id)) return undefined
  const [row] = await db
    .select({ method: paymentMethod, defaultId: customer.defaultPaymentMethodId })
    .from(paymentMethod)
    .innerJoin(
      customer,
      and(eq(customer.ownerId, paymentMethod.ownerId), eq(customer.id, paymentMethod.customerId)),
    )
    .where(and(eq(paymentMethod.ownerId, ownerId), eq(paymentMethod.id, id)))
  return row && viewOf(row)
}

const viewOf = (row: { method: PaymentMethod; defaultId: string | null }): PaymentMethodView => ({
  method: row.method,
  isDefault: row.method.id === row.defaultId && row.method.status === 'active',
})

const kept = prepared((db) =>
  db
    .select()
    .from(paymentMethod)
    .where(
      and(
        eq(paymentMethod.ownerId, sql.placeholder('ownerId')),
        eq(paymentMethod.customerId, sql.placeholder('customerId')),
        ne(paymentMethod.status, 'removed'),
      ),
    )
    .orderBy(desc(paymentMethod.id))
    .limit(100)
    .prepare('payment_methods'),
)
