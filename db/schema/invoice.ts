import { sql } from 'drizzle-orm'
import {
  check,
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
import type { InvoiceLineKind, InvoiceReason, InvoiceStatus, Party } from '@/server/core/invoice'
import { createdAt, currency, id, instant, money, ownerId } from './columns'
import { customer } from './customer'
import { brand } from './owner'
import { subscription } from './subscription'

/** Once it is open, nothing but status, payment and its own settlement changes (a trigger keeps it so). */
export const invoice = pgTable(
  'invoice',
  {
    ownerId: ownerId(),
    id: id(),
    brandId: uuid('brand_id').notNull(),
    customerId: uuid('customer_id').notNull(),
    subscriptionId: uuid('subscription_id'),
    number: text('number').notNull(),
    reason: text('reason').$type<InvoiceReason>().notNull(),
    status: text('status').$type<InvoiceStatus>().notNull(),
    currency: currency().notNull(),
    /** Sum of the lines as priced, before discounts. */
    subtotal: money('subtotal').notNull(),
    discount: money('discount').notNull(),
    net: money('net').notNull(),
    tax: money('tax').notNull(),
    total: money('total').notNull(),
    /** The part of the total taken from the customer's credit. */
    creditApplied: money('credit_applied').notNull().default(0),
    amountPaid: money('amount_paid').notNull().default(0),
    seller: jsonb('seller').$type<Party>().notNull(),
    buyer: jsonb('buyer').$type<Party>().notNull(),
    /** Sentences the law wants on the document, for example reverse charge, by message key. */
    notes: jsonb('notes').$type<string[]>().notNull().default([]),
    locale: text('locale').notNull(),
    issuedAt: instant('issued_at').notNull(),
    dueAt: instant('due_at').notNull(),
    paidAt: instant('paid_at'),
    voidedAt: instant('voided_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    foreignKey({ columns: [t.ownerId, t.brandId], foreignColumns: [brand.ownerId, brand.id] }),
    foreignKey({ columns: [t.ownerId, t.customerId], foreignColumns: [customer.ownerId, customer.id] }),
    foreignKey({
      columns: [t.ownerId, t.subscriptionId],
      foreignColumns: [subscription.ownerId, subscription.id],
    }),
    uniqueIndex('invoice_number').on(t.ownerId, t.brandId, t.number),
    index('invoice_customer').on(t.ownerId, t.customerId),
    index('invoice_subscription').on(t.ownerId, t.subscriptionId),
    check('invoice_total', sql`${t.total} = ${t.net} + ${t.tax}`),
    check('invoice_not_negative', sql`${t.total} >= 0`),
    check('invoice_credit', sql`${t.creditApplied} between 0 and ${t.total}`),
    check('invoice_paid', sql`${t.amountPaid} between 0 and ${t.total} - ${t.creditApplied}`),
  ],
)

export const invoiceLine = pgTable(
  'invoice_line',
  {
    ownerId: ownerId(),
    id: id(),
    invoiceId: uuid('invoice_id').notNull(),
    position: integer('position').notNull(),
    subscriptionId: uuid('subscription_id'),
    priceId: uuid('price_id'),
    kind: text('kind').$type<InvoiceLineKind>().notNull(),
    description: text('description').notNull(),
    quantity: integer('quantity').notNull(),
    unitAmount: money('unit_amount').notNull(),
    amount: money('amount').notNull(),
    discount: money('discount').notNull(),
    net: money('net').notNull(),
    taxRatePpm: integer('tax_rate_ppm').notNull(),
    tax: money('tax').notNull(),
    total: money('total').notNull(),
    periodStartAt: instant('period_start_at').notNull(),
    periodEndAt: instant('period_end_at').notNull(),
    /** Set when its invoice was voided, so that the period may be billed again. */
    voidedAt: instant('voided_at'),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    foreignKey({ columns: [t.ownerId, t.invoiceId], foreignColumns: [invoice.ownerId, invoice.id] }),
    // The database is the last guard: no period of a subscription is billed twice. What a change bills is not
    // in it: plans can be changed there and back while an owner's clock stands still.
    uniqueIndex('invoice_line_period_once')
      .on(t.ownerId, t.subscriptionId, t.periodStartAt)
      .where(sql`voided_at is null and kind = 'period'`),
    index('invoice_line_invoice').on(t.ownerId, t.invoiceId),
    check('invoice_line_total', sql`${t.total} = ${t.net} + ${t.tax}`),
  ],
)
