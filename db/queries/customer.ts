import { and, asc, eq, gt, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { brand, customer, customerMember, owner, stripeAccount, subscription } from '@/db/schema'
import { inArrayOf } from '../bulk'
import { isUuid } from '../id'
import { prepared } from '../prepared'

const BUCKET_ID = /^[0-9a-f]{24}$/

/** Which customers an actor may see. */
export type CustomerVisibility =
  | { userId: string }
  | { ownerId: string }
  | { ownerId: string; customerId: string }
  | 'all'

/**
 * One customer with its owner, brand and Stripe account, in one query; undefined outside the scope.
 * The key is the UUID or the 24-hex bucket id.
 */
export async function findCustomerScope(db: Db | Tx, key: string, visible: CustomerVisibility) {
  const by = BUCKET_ID.test(key) ? 'bucketId' : isUuid(key) ? 'id' : undefined
  if (!by) return undefined
  const find = queriesFor(visible)[by]
  const [row] = await find(db).execute({ key, ...(visible === 'all' ? {} : visible) })
  return row
}

/** The same of many customers of one owner, for whoever may see all. */
export function listCustomerScopes(db: Db | Tx, ownerId: string, ids: string[]) {
  return db
    .select({ customer, owner, brand, account: stripeAccount.stripeId })
    .from(customer)
    .innerJoin(owner, eq(owner.id, customer.ownerId))
    .innerJoin(brand, and(eq(brand.ownerId, customer.ownerId), eq(brand.id, customer.brandId)))
    .leftJoin(
      stripeAccount,
      and(eq(stripeAccount.ownerId, brand.ownerId), eq(stripeAccount.id, brand.stripeAccountId)),
    )
    .where(and(eq(customer.ownerId, ownerId), inArrayOf(customer.id, ids)))
}

/** The customers a user is a member of, oldest first. */
export function listUserCustomers(db: Db, userId: string) {
  return ofUser(db).execute({ userId })
}

/** Locks the customer row: what changes its subscriptions or money goes one at a time. */
export async function lockCustomer(tx: Tx, ownerId: string, customerId: string) {
  const [row] = await tx
    .select()
    .from(customer)
    .where(and(eq(customer.ownerId, ownerId), eq(customer.id, customerId)))
    .for('no key update')
  return row
}

/** Locks several customers of an owner; everybody locks several in the order of their ids. */
export async function lockCustomers(tx: Tx, ownerId: string, ids: string[]): Promise<void> {
  await tx
    .select({ id: customer.id })
    .from(customer)
    .where(and(eq(customer.ownerId, ownerId), inArrayOf(customer.id, ids)))
    .orderBy(asc(customer.id))
    .for('no key update')
}

/** Customers of an owner who have something due and whom nobody else holds, locked, by id from `after` on. */
export function lockDueCustomers(
  tx: Tx,
  of: { ownerId: string; now: Date; after: string | null; limit: number },
) {
  const due = sql`${customer.id} in (select s.customer_id from ${subscription} s
    where s.owner_id = ${of.ownerId} and s.due_at <= ${of.now.toISOString()}::timestamptz)`
  return tx
    .select()
    .from(customer)
    .where(
      and(eq(customer.ownerId, of.ownerId), due, of.after === null ? undefined : gt(customer.id, of.after)),
    )
    .orderBy(asc(customer.id))
    .limit(of.limit)
    .for('no key update', { skipLocked: true })
}

/** All brands of an owner. */
export function listBrands(db: Db | Tx, ownerId: string) {
  return db.select().from(brand).where(eq(brand.ownerId, ownerId)).limit(BRANDS_MAX)
}

const BRANDS_MAX = 10_000

function queriesFor(visible: CustomerVisibility) {
  if (visible === 'all') return toAll
  if ('userId' in visible) return toUser
  return 'customerId' in visible ? toOne : toOwner
}

/**
 * The Stripe account that customer `c` is paid on, where its brand's is `s`; null: the installation's own. For queries
 * that name the tables so.
 */
export const ACCOUNT_OF_CUSTOMER = accountSql('c', 's')

function accountSql(of: string, brands: string) {
  return sql.raw(
    `(case when ${of}.stripe_account is null then ${brands}.stripe_id else nullif(${of}.stripe_account, 'own') end)`,
  )
}

const scopeQuery = (by: 'id' | 'bucketId', visible: 'user' | 'owner' | 'one' | 'all') =>
  prepared((db) =>
    db
      .select({
        customer,
        owner,
        brand,
        account: sql<string | null>`${accountSql('customer', 'stripe_account')}`.as('account'),
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
        visible === 'user'
          ? and(eq(customerMember.ownerId, customer.ownerId), eq(customerMember.customerId, customer.id))
          : sql`false`,
      )
      .where(and(eq(customer[by], sql.placeholder('key')), SCOPE[visible]))
      .limit(1)
      .prepare(`customer_scope_${by}_${visible}`),
  )

const SCOPE = {
  user: eq(customerMember.userId, sql.placeholder('userId')),
  owner: eq(customer.ownerId, sql.placeholder('ownerId')),
  one: and(eq(customer.ownerId, sql.placeholder('ownerId')), eq(customer.id, sql.placeholder('customerId'))),
  all: undefined,
}

const toUser = { id: scopeQuery('id', 'user'), bucketId: scopeQuery('bucketId', 'user') }
const toOwner = { id: scopeQuery('id', 'owner'), bucketId: scopeQuery('bucketId', 'owner') }
const toOne = { id: scopeQuery('id', 'one'), bucketId: scopeQuery('bucketId', 'one') }
const toAll = { id: scopeQuery('id', 'all'), bucketId: scopeQuery('bucketId', 'all') }

const ofUser = prepared((db) =>
  db
    .select({ customer, brand: { name: brand.name }, role: customerMember.role })
    .from(customerMember)
    .innerJoin(
      customer,
      and(eq(customer.ownerId, customerMember.ownerId), eq(customer.id, customerMember.customerId)),
    )
    .innerJoin(brand, and(eq(brand.ownerId, customer.ownerId), eq(brand.id, customer.brandId)))
    .where(eq(customerMember.userId, sql.placeholder('userId')))
    .orderBy(customer.id)
    .limit(500)
    .prepare('customers_of_user'),
)
