import { sql } from 'drizzle-orm'
import {
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { createdAt, currency, id, instant, money, ownerId } from './columns'
import { customer } from './customer'
import { invoice, invoiceLine } from './invoice'

/** Takes back a part of an issued invoice, which itself never changes. */
export const creditNote = pgTable(
  'credit_note',
  {
    ownerId: ownerId(),
    id: id(),
    brandId: uuid('brand_id').notNull(),
    customerId: uuid('customer_id').notNull(),
    invoiceId: uuid('invoice_id').notNull(),
    number: text('number').notNull(),
    reason: text('reason').notNull().default(''),
    currency: currency().notNull(),
    net: money('net').notNull(),
    tax: money('tax').notNull(),
    total: money('total').notNull(),
    /** The part that only lowered what was still due. */
    reducesDue: money('reduces_due').notNull(),
    /** The part refunded to the means of payment, and the part kept as credit. */
    refunded: money('refunded').notNull().default(0),
    credited: money('credited').notNull().default(0),
    issuedAt: instant('issued_at').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    foreignKey({ columns: [t.ownerId, t.customerId], foreignColumns: [customer.ownerId, customer.id] }),
    foreignKey({ columns: [t.ownerId, t.invoiceId], foreignColumns: [invoice.ownerId, invoice.id] }),
    uniqueIndex('credit_note_number').on(t.ownerId, t.brandId, t.number),
    index('credit_note_invoice').on(t.ownerId, t.invoiceId),
    index('credit_note_issued').on(t.ownerId, t.issuedAt, t.id),
    check('credit_note_total', sql`${t.total} = ${t.net} + ${t.tax}`),
    check('credit_note_parts', sql`${t.total} = ${t.reducesDue} + ${t.refunded} + ${t.credited}`),
  ],
)

export const creditNoteLine = pgTable(
  'credit_note_line',
  {
    ownerId: ownerId(),
    id: id(),
    creditNoteId: uuid('credit_note_id').notNull(),
    invoiceLineId: uuid('invoice_line_id').notNull(),
    taxRatePpm: integer('tax_rate_ppm').notNull(),
    net: money('net').notNull(),
    tax: money('tax').notNull(),
    total: money('total').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    foreignKey({ columns: [t.ownerId, t.creditNoteId], foreignColumns: [creditNote.ownerId, creditNote.id] }),
    foreignKey({
      columns: [t.ownerId, t.invoiceLineId],
      foreignColumns: [invoiceLine.ownerId, invoiceLine.id],
    }),
    index('credit_note_line_note').on(t.ownerId, t.creditNoteId),
  ],
)
