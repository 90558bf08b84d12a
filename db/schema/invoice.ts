import { sql } from 'drizzle-orm'
import {
  char,
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
import type { ManualItem } from '@/server/core/manual-invoice'
import { createdAt, currency, decimal, id, instant, money, ownerId } from './columns'
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
    /** Drawn when it is finalised: a draft has none, so that no number is ever missing. */
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
    /** What credit notes took off the part that was still due. */
    amountCredited: money('amount_credited').notNull().default(0),
    seller: jsonb('seller').$type<Party>().notNull(),
    buyer: jsonb('buyer').$type<Party>().notNull(),
    /** Where it was taxed; null where no tax was due. */
    taxCountry: char('tax_country', { length: 2 }),
    taxState: text('tax_state'),
    /** Sentences the law wants on the document, for example reverse charge, by message key. */
    notes: jsonb('notes').$type<string[]>().notNull().default([]),
    locale: text('locale').notNull(),
    issuedAt: instant('issued_at').notNull(),
    dueAt: instant('due_at').notNull(),
    paidAt: instant('paid_at'),
    voidedAt: instant('voided_at'),
    /** What a draft is priced from, until it is finalised; null ever after. */
    draftItems: jsonb('draft_items').$type<ManualItem[]>(),
    /** How often the customer was told that it is overdue. */
    overdueNotices: integer('overdue_notices').notNull().default(0),
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
    uniqueIndex('invoice_number').on(t.ownerId, t.brandId, t.number).where(sql`status <> 'draft'`),
    index('invoice_customer').on(t.ownerId, t.customerId),
    index('invoice_due').on(t.dueAt).where(sql`status = 'open'`),
    // What waits for somebody: few among many.
    index('invoice_waiting').on(t.ownerId, t.id).where(sql`status in ('open', 'draft')`),
    index('invoice_subscription').on(t.ownerId, t.subscriptionId, t.id),
    // Reports of a period, and the documents behind them in their order.
    index('invoice_issued').on(t.ownerId, t.issuedAt, t.id),
    // What was sold to a country, for thresholds of tax: few sales, as long as nobody is registered there.
    index('invoice_buyer_country').on(t.ownerId, sql`(${t.buyer}->'address'->>'country')`, t.issuedAt),
    check('invoice_numbered', sql`(${t.status} = 'draft') = (${t.number} = '')`),
    check('invoice_total', sql`${t.total} = ${t.net} + ${t.tax}`),
    check('invoice_not_negative', sql`${t.total} >= 0`),
    // A debit of the customer is credit below zero: it adds to what is due.
    check('invoice_credit', sql`${t.creditApplied} <= ${t.total}`),
    check('invoice_paid', sql`${t.amountPaid} between 0 and ${t.total} - ${t.creditApplied}`),
    check('invoice_credited', sql`${t.amountCredited} between 0 and ${t.total} - ${t.creditApplied}`),
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
    metricId: uuid('metric_id'),
    /** What of the counter had been billed before this line: voided, the counter goes back to it. */
    usageFrom: decimal('usage_from'),
    taxTypeId: uuid('tax_type_id'),
    kind: text('kind').$type<InvoiceLineKind>().notNull(),
    /** The lines of one period: a tiered price has several. */
    part: integer('part').notNull().default(0),
    description: text('description').notNull(),
    /** `amount = flatAmount + unitAmount × quantity`, but for prorated lines. */
    quantity: decimal('quantity').notNull(),
    unitAmount: decimal('unit_amount').notNull(),
    flatAmount: money('flat_amount').notNull().default(0),
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
      .on(t.ownerId, t.subscriptionId, t.periodStartAt, t.part)
      .where(sql`voided_at is null and kind = 'period'`),
    index('invoice_line_invoice').on(t.ownerId, t.invoiceId),
    index('invoice_line_subscription').on(t.ownerId, t.subscriptionId, t.periodStartAt),
    check('invoice_line_total', sql`${t.total} = ${t.net} + ${t.tax}`),
  ],
)
