import { sql } from 'drizzle-orm'
import {
  boolean,
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
import type { VoucherEvent } from '@/server/core/voucher'
import { createdAt, id, instant, ownerId } from './columns'
import { customer } from './customer'
import { owner } from './owner'

/** Something the owner gives away by a code or when something happens: a percentage of an invoice, or credit. */
export const voucher = pgTable(
  'voucher',
  {
    ownerId: ownerId().references(() => owner.id),
    id: id(),
    name: text('name').notNull(),
    type: text('type').$type<'percentage' | 'fixed_credit'>().notNull(),
    percentOffPpm: integer('percent_off_ppm'),
    /** What it is worth in each currency, in minor units; only of `fixed_credit`. */
    amounts: jsonb('amounts').$type<{ amount: number; currency: string }[]>().notNull().default([]),
    entryType: text('entry_type').$type<'manual' | 'automatic'>().notNull(),
    entryEvent: text('entry_event').$type<VoucherEvent>(),
    code: text('code'),
    enabled: boolean('enabled').notNull().default(true),
    expiresAt: instant('expires_at'),
    redemptionsMax: integer('redemptions_max'),
    /** Counted under this row's lock, so that a limit holds whatever happens at once. */
    redemptions: integer('redemptions').notNull().default(0),
    oncePerCustomer: boolean('once_per_customer').notNull().default(false),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    uniqueIndex('voucher_code').on(t.ownerId, sql`lower(${t.code})`),
    check('voucher_kind', sql`(${t.type} = 'percentage') = (${t.percentOffPpm} is not null)`),
    check('voucher_entry', sql`(${t.entryType} = 'manual') = (${t.code} is not null)`),
    check('voucher_redemptions', sql`${t.redemptionsMax} is null or ${t.redemptions} <= ${t.redemptionsMax}`),
  ],
)

/** A voucher a customer was given. A percentage waits for an invoice; credit is used at once. */
export const voucherRedemption = pgTable(
  'voucher_redemption',
  {
    ownerId: ownerId(),
    id: id(),
    voucherId: uuid('voucher_id').notNull(),
    customerId: uuid('customer_id').notNull(),
    /** As it was when applied: later changes of the voucher do not alter a promise made. */
    percentOffPpm: integer('percent_off_ppm'),
    appliedAt: instant('applied_at').notNull(),
    usedAt: instant('used_at'),
    invoiceId: uuid('invoice_id'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    foreignKey({ columns: [t.ownerId, t.voucherId], foreignColumns: [voucher.ownerId, voucher.id] }),
    foreignKey({ columns: [t.ownerId, t.customerId], foreignColumns: [customer.ownerId, customer.id] }),
    index('voucher_redemption_customer').on(t.ownerId, t.customerId),
    index('voucher_redemption_voucher').on(t.ownerId, t.voucherId),
  ],
)
