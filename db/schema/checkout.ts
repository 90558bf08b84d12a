import {
  boolean,
  foreignKey,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { createdAt, currency, id, instant, ownerId } from './columns'
import { customer } from './customer'
import { invoice } from './invoice'
import { brand } from './owner'

export type CheckoutItem = {
  description: string
  /** Minor units of the checkout's currency, for one. */
  amount: number
  quantity: number
  taxTypeId: string | null
  taxIncluded: boolean
}

export type CheckoutSubscription = { planId: string; priceId: string; seats: number }

/**
 * A page where somebody buys what is listed: once, or (`permanent`) whoever comes. That it was bought is said by the
 * invoices of its sessions alone. One that is disabled has expired.
 */
export const checkout = pgTable(
  'checkout',
  {
    ownerId: ownerId(),
    id: id(),
    brandId: uuid('brand_id').notNull(),
    customerId: uuid('customer_id'),
    name: text('name').notNull(),
    /** Part of a public address, so it is one of its kind in the installation. */
    slug: text('slug').notNull().unique(),
    currency: currency().notNull(),
    items: jsonb('items').$type<CheckoutItem[]>().notNull().default([]),
    subscriptions: jsonb('subscriptions').$type<CheckoutSubscription[]>().notNull().default([]),
    permanent: boolean('permanent').notNull().default(false),
    expiresAt: instant('expires_at'),
    createdBy: text('created_by').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    foreignKey({ columns: [t.ownerId, t.brandId], foreignColumns: [brand.ownerId, brand.id] }),
    foreignKey({ columns: [t.ownerId, t.customerId], foreignColumns: [customer.ownerId, customer.id] }),
  ],
)

/**
 * One buyer at a checkout. Its token names it and is kept hashed. It buys once: while its invoice is not void, there is
 * no other.
 */
export const checkoutSession = pgTable(
  'checkout_session',
  {
    ownerId: ownerId(),
    id: id(),
    checkoutId: uuid('checkout_id').notNull(),
    hash: text('hash').notNull().unique(),
    customerId: uuid('customer_id').notNull(),
    invoiceId: uuid('invoice_id'),
    expiresAt: instant('expires_at').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    foreignKey({ columns: [t.ownerId, t.checkoutId], foreignColumns: [checkout.ownerId, checkout.id] }),
    foreignKey({ columns: [t.ownerId, t.customerId], foreignColumns: [customer.ownerId, customer.id] }),
    foreignKey({ columns: [t.ownerId, t.invoiceId], foreignColumns: [invoice.ownerId, invoice.id] }),
    index('checkout_session_checkout').on(t.ownerId, t.checkoutId),
  ],
)

/** A secret in an address that lets its holder manage one customer, or pay one invoice; kept hashed. */
export const accessLink = pgTable(
  'access_link',
  {
    hash: text('hash').primaryKey(),
    ownerId: ownerId(),
    customerId: uuid('customer_id').notNull(),
    /** Set: it is for paying this invoice and nothing else. */
    invoiceId: uuid('invoice_id'),
    /** `session`: a browser that came by a manage link, until it leaves. */
    kind: text('kind').$type<'manage' | 'pay' | 'session'>().notNull(),
    expiresAt: instant('expires_at'),
    createdAt: createdAt(),
  },
  (t) => [
    foreignKey({ columns: [t.ownerId, t.customerId], foreignColumns: [customer.ownerId, customer.id] }),
    foreignKey({ columns: [t.ownerId, t.invoiceId], foreignColumns: [invoice.ownerId, invoice.id] }),
    index('access_link_customer').on(t.ownerId, t.customerId),
    uniqueIndex('access_link_hash').on(t.ownerId, t.hash),
  ],
)
