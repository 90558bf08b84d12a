import { type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import {
  boolean,
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

/** Where a customer stands, in BillaBear's words. */
export type CustomerStatus =
  | 'new'
  | 'active'
  | 'disabled'
  | 'churned'
  | 'reactivated'
  | 'trial_active'
  | 'trial_ended'
  | 'unknown'

export type InvoiceFormat = 'pdf' | 'zugferd' | 'zugferd_v1' | 'xrechnung'

type SearchColumn = 'name' | 'companyName' | 'email' | 'reference' | 'externalReference'

/** What a customer is searched by, in lower case. A query finds the index only by these very words. */
export const customerSearchText = (t: Record<SearchColumn, PgColumn>): SQL =>
  sql`lower(coalesce(${t.name}, '') || ' ' || coalesce(${t.companyName}, '') || ' ' || ${t.email} || ' ' ||
    coalesce(${t.reference}, '') || ' ' || coalesce(${t.externalReference}, ''))`

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
    /**
     * The Stripe account that it is a customer of: `acct_…`, or `own` for the installation's; a trigger sets it to its
     * brand's where nobody does. It stays when the brand moves to another account, because cards and payments do not
     * move. Null as long as Stripe does not know it: then its brand's.
     */
    stripeAccount: text('stripe_account'),
    defaultPaymentMethodId: uuid('default_payment_method_id'),
    metadata: jsonb('metadata').$type<Record<string, unknown>>().notNull().default({}),
    /** The owner's own name for the customer, and another system's. */
    reference: text('reference'),
    externalReference: text('external_reference'),
    status: text('status').$type<CustomerStatus>().notNull().default('new'),
    type: text('type').$type<'individual' | 'business'>().notNull().default('individual'),
    /** Charged at once by card, or sent an invoice with a due date. */
    billingType: text('billing_type').$type<'card' | 'invoice'>().notNull().default('card'),
    /** Parts per million; set, they go before every other rule of tax. */
    standardTaxRatePpm: integer('standard_tax_rate_ppm'),
    digitalTaxRatePpm: integer('digital_tax_rate_ppm'),
    invoiceFormat: text('invoice_format').$type<InvoiceFormat>().notNull().default('pdf'),
    marketingOptIn: boolean('marketing_opt_in').notNull().default(true),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    foreignKey({ columns: [t.ownerId, t.brandId], foreignColumns: [brand.ownerId, brand.id] }),
    uniqueIndex('customer_id').on(t.id),
    index('customer_email').on(t.ownerId, sql`lower(${t.email})`),
    index('customer_stripe').on(t.stripeCustomerId),
    // Search as one types: one owner's customers by any three letters of what they are called by.
    index('customer_search').using('gin', t.ownerId, sql`(${customerSearchText(t)}) gin_trgm_ops`),
    index('customer_stripe_account').on(t.ownerId, t.stripeAccount).where(sql`stripe_account is not null`),
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
    /** The expiry month after which it was told that the card has expired. */
    expiredToldFor: text('expired_told_for'),
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
    index('payment_method_expiry')
      .on(t.ownerId, sql`(${t.expYear} * 12 + ${t.expMonth})`)
      .where(sql`type = 'card' and status = 'active'`),
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
    /** A person gave or took it, or the engine did. */
    source: text('source').$type<'manual' | 'automated'>().notNull().default('automated'),
    invoiceId: uuid('invoice_id'),
    at: instant('at').notNull().defaultNow(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    foreignKey({ columns: [t.ownerId, t.customerId], foreignColumns: [customer.ownerId, customer.id] }),
    index('credit_entry_customer').on(t.ownerId, t.customerId, t.currency),
  ],
)
