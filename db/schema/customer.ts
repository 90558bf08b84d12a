import { sql } from 'drizzle-orm'
import {
  char,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import type { Address } from '@/server/core/address'
import { createdAt, currency, id, instant, money, ownerId } from './columns'
import { brand, owner } from './owner'

/** Who is billed. The bucket API calls it a bucket and knows it as `bucket_id`. */
export const customer = pgTable(
  'customer',
  {
    ownerId: ownerId().references(() => owner.id),
    id: id(),
    bucketId: char('bucket_id', { length: 24 }).notNull().unique(),
    /** The bucket API's two other names for a bucket; `secret_id` identifies, it does not authorise. */
    publicId: text('public_id').notNull(),
    secretId: text('secret_id').notNull(),
    brandId: uuid('brand_id').notNull(),
    email: text('email').notNull(),
    name: text('name'),
    companyName: text('company_name'),
    vatNumber: text('vat_number'),
    receiptEmail: text('receipt_email'),
    address: jsonb('address').$type<Address>().notNull().default({}),
    locale: text('locale').notNull().default('en'),
    currency: currency(),
    stripeCustomerId: text('stripe_customer_id'),
    defaultPaymentMethodId: uuid('default_payment_method_id'),
    metadata: jsonb('metadata').$type<Record<string, string>>().notNull().default({}),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    foreignKey({ columns: [t.ownerId, t.brandId], foreignColumns: [brand.ownerId, brand.id] }),
    uniqueIndex('customer_id').on(t.id),
    index('customer_email').on(t.ownerId, sql`lower(${t.email})`),
    index('customer_stripe').on(t.stripeCustomerId),
  ],
)

export type PaymentMethodType = 'card' | 'sepa_debit'

/**
 * A card or bank account at Stripe. A bank account given without IBAN has no Stripe payment method
 * yet: its status is `incomplete` until the mandate is collected in the portal.
 */
export const paymentMethod = pgTable(
  'payment_method',
  {
    ownerId: ownerId(),
    id: id(),
    customerId: uuid('customer_id').notNull(),
    type: text('type').$type<PaymentMethodType>().notNull(),
    status: text('status').$type<'active' | 'incomplete' | 'removed'>().notNull(),
    stripePaymentMethodId: text('stripe_payment_method_id'),
    /** Card brand (visa, …) or the bank's code. */
    brand: text('brand'),
    last4: text('last4'),
    expMonth: integer('exp_month'),
    expYear: integer('exp_year'),
    funding: text('funding'),
    country: char('country', { length: 2 }),
    fingerprint: text('fingerprint'),
    holderName: text('holder_name'),
    address: jsonb('address').$type<Address>().notNull().default({}),
    mandateId: text('mandate_id'),
    mandateReference: text('mandate_reference'),
    mandateUrl: text('mandate_url'),
    mandateAcceptedAt: instant('mandate_accepted_at'),
    /** The expiry month the customer was already warned about, as `2026-11`. */
    expiryWarnedFor: text('expiry_warned_for'),
    createdAt: createdAt(),
    removedAt: instant('removed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    foreignKey({ columns: [t.ownerId, t.customerId], foreignColumns: [customer.ownerId, customer.id] }),
    uniqueIndex('payment_method_stripe').on(t.ownerId, t.stripePaymentMethodId),
    uniqueIndex('payment_method_one_bank')
      .on(t.ownerId, t.customerId)
      .where(sql`type = 'sepa_debit' and status <> 'removed'`),
    index('payment_method_customer').on(t.ownerId, t.customerId),
  ],
)

/** What an owner owes a customer (positive) or takes back from it (negative); the sum is the balance. */
export const creditEntry = pgTable(
  'credit_entry',
  {
    ownerId: ownerId(),
    id: id(),
    customerId: uuid('customer_id').notNull(),
    amount: money('amount').notNull(),
    currency: currency().notNull(),
    reason: text('reason').notNull(),
    invoiceId: uuid('invoice_id'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    foreignKey({ columns: [t.ownerId, t.customerId], foreignColumns: [customer.ownerId, customer.id] }),
    index('credit_entry_customer').on(t.ownerId, t.customerId, t.currency),
  ],
)
