import { and, desc, eq, ne } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { paymentMethod } from '@/db/schema'

export type PaymentMethod = typeof paymentMethod.$inferSelect

/** A customer's means of payment that were not removed, newest first. */
export function listPaymentMethods(
  db: Db | Tx,
  ownerId: string,
  customerId: string,
): Promise<PaymentMethod[]> {
  return db
    .select()
    .from(paymentMethod)
    .where(
      and(
        eq(paymentMethod.ownerId, ownerId),
        eq(paymentMethod.customerId, customerId),
        ne(paymentMethod.status, 'removed'),
      ),
    )
    .orderBy(desc(paymentMethod.id))
    .limit(100)
}
