import { sql } from 'drizzle-orm'
import { check, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { Account } from '@/server/core/ledger'
import { createdAt, currency, id, instant, money, ownerId } from './columns'
import { owner } from './owner'

/** One row moves one amount from one account to another, so the books balance by construction. */
export const ledgerTransfer = pgTable(
  'ledger_transfer',
  {
    ownerId: ownerId().references(() => owner.id),
    id: id(),
    debit: text('debit').$type<Account>().notNull(),
    credit: text('credit').$type<Account>().notNull(),
    amount: money('amount').notNull(),
    currency: currency().notNull(),
    reason: text('reason').notNull(),
    customerId: uuid('customer_id'),
    invoiceId: uuid('invoice_id'),
    paymentId: uuid('payment_id'),
    refundId: uuid('refund_id'),
    disputeId: uuid('dispute_id'),
    at: instant('at').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    index('ledger_transfer_invoice').on(t.ownerId, t.invoiceId),
    index('ledger_transfer_at').on(t.ownerId, t.at),
    check('ledger_transfer_amount', sql`${t.amount} > 0`),
    check('ledger_transfer_accounts', sql`${t.debit} <> ${t.credit}`),
  ],
)
