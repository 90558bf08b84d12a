import { and, eq, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { brand, customer, customerMember, owner, stripeAccount } from '@/db/schema'
import { isUuid } from '../id'

const BUCKET_ID = /^[0-9a-f]{24}$/

/** Which customers an actor may see. */
export type CustomerVisibility = { userId: string } | { ownerId: string } | 'all'

/**
 * One customer with its owner, brand and Stripe account, in one query; undefined outside the scope.
 * The key is the UUID or the 24-hex bucket id.
 */
export async function findCustomerScope(db: Db | Tx, key: string, visible: CustomerVisibility) {
  const match = BUCKET_ID.test(key)
    ? eq(customer.bucketId, key)
    : isUuid(key)
      ? eq(customer.id, key)
      : undefined
  if (!match) return undefined
  const byUser = visible !== 'all' && 'userId' in visible
  const scope = byUser
    ? eq(customerMember.userId, visible.userId)
    : visible === 'all'
      ? undefined
      : eq(customer.ownerId, visible.ownerId)
  const [row] = await db
    .select({
      customer,
      owner,
      brand,
      account: stripeAccount.stripeId,
      role: customerMember.role,
    })
    .from(customer)
    .innerJoin(owner, eq(owner.id, customer.ownerId))
    .innerJoin(brand, and(eq(brand.ownerId, customer.ownerId), eq(brand.id, customer.brandId)))
    .leftJoin(
      stripeAccount,
      and(eq(stripeAccount.ownerId, brand.ownerId), eq(stripeAccount.id, brand.stripeAccountId)),
    )
    .leftJoin(
      customerMember,
      byUser
        ? and(eq(customerMember.ownerId, customer.ownerId), eq(customerMember.customerId, customer.id))
        : sql`false`,
    )
    .where(and(match, scope))
    .limit(1)
  return row
}

/** The customers a user is a member of, oldest first. */
export function listUserCustomers(db: Db, userId: string) {
  return db
    .select({ customer, brand: { name: brand.name }, role: customerMember.role })
    .from(customerMember)
    .innerJoin(
      customer,
      and(eq(customer.ownerId, customerMember.ownerId), eq(customer.id, customerMember.customerId)),
    )
    .innerJoin(brand, and(eq(brand.ownerId, customer.ownerId), eq(brand.id, customer.brandId)))
    .where(eq(customerMember.userId, userId))
    .orderBy(customer.id)
    .limit(500)
}

/** Locks the customer row: what changes its subscriptions or money goes one at a time. */
export async function lockCustomer(tx: Tx, ownerId: string, customerId: string) {
  const [row] = await tx
    .select()
    .from(customer)
    .where(and(eq(customer.ownerId, ownerId), eq(customer.id, customerId)))
    .for('update')
  return row
}
