import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
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
import type { Retention } from '@/server/core/retention'
import type { OwnerSettings, PortalFeatures } from '@/server/core/settings'
import { createdAt, currency, id, instant, ownerId } from './columns'

/** The tenant: a root account holder. `clock_at` freezes the owner's time in sandbox mode. */
export const owner = pgTable(
  'owner',
  {
    id: uuid('id').primaryKey(),
    email: text('email').notNull(),
    name: text('name').notNull(),
    firstName: text('first_name'),
    lastName: text('last_name'),
    isHouse: boolean('is_house').notNull().default(false),
    timezone: text('timezone').notNull().default('UTC'),
    defaultCurrency: currency('default_currency').notNull().default('EUR'),
    primaryBrandId: uuid('primary_brand_id'),
    /** What this owner is to the house: the customer that is billed for its plan. Null: nobody bills it. */
    houseCustomerId: uuid('house_customer_id'),
    clockAt: instant('clock_at'),
    /** The owner's choices where they differ from the defaults (core/settings.ts). */
    settings: jsonb('settings').$type<Partial<OwnerSettings>>().notNull().default({}),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('owner_email').on(sql`lower(${t.email})`),
    uniqueIndex('owner_house').on(t.isHouse).where(sql`${t.isHouse}`),
    uniqueIndex('owner_house_customer').on(t.houseCustomerId),
  ],
)

/** A connected Stripe account of an owner. No row: the installation's own account. */
export const stripeAccount = pgTable(
  'stripe_account',
  {
    ownerId: ownerId().references(() => owner.id),
    id: id(),
    stripeId: text('stripe_id').notNull().unique(),
    name: text('name').notNull(),
    /** As Stripe said last: whether it can be paid on, and whether its holder has told Stripe what it asks. */
    chargesEnabled: boolean('charges_enabled').notNull().default(false),
    detailsSubmitted: boolean('details_submitted').notNull().default(false),
    /** Set: nothing new is charged on it. The row stays, because what was paid on it can be refunded or disputed. */
    disconnectedAt: instant('disconnected_at'),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.ownerId, t.id] })],
)

/** A trading name of an owner: what the customer sees on pages, mail and documents. */
export const brand = pgTable(
  'brand',
  {
    ownerId: ownerId().references(() => owner.id),
    id: id(),
    code: text('code').notNull(),
    name: text('name').notNull(),
    email: text('email').notNull(),
    address: jsonb('address').$type<Address>().notNull().default({}),
    taxNumber: text('tax_number'),
    /** Parts per million; set, it goes before the rates of countries. */
    taxRatePpm: integer('tax_rate_ppm'),
    invoicePrefix: text('invoice_prefix').notNull().default('INV'),
    /** `subsequential` counts on, `format` fills in a pattern, `random` is BillaBear's default. */
    numberFormat: text('number_format'),
    /** What customers may do in the portal (core/settings.ts). */
    portal: jsonb('portal').$type<Partial<PortalFeatures>>().notNull().default({}),
    /** How customers are let go: what they are asked, and offered instead (core/retention.ts). */
    retention: jsonb('retention').$type<Partial<Retention>>().notNull().default({}),
    accent: text('accent').notNull().default('#0b6b4d'),
    stripeAccountId: uuid('stripe_account_id'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    uniqueIndex('brand_code').on(t.ownerId, t.code),
    foreignKey({
      columns: [t.ownerId, t.stripeAccountId],
      foreignColumns: [stripeAccount.ownerId, stripeAccount.id],
    }),
  ],
)

/** The next number of each gapless series of a brand; the row lock is what keeps it gapless. */
export const numberSeries = pgTable(
  'number_series',
  {
    ownerId: ownerId(),
    brandId: uuid('brand_id').notNull(),
    series: text('series').$type<'invoice' | 'receipt' | 'credit_note'>().notNull(),
    next: bigint('next', { mode: 'number' }).notNull().default(1),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.brandId, t.series] }),
    foreignKey({ columns: [t.ownerId, t.brandId], foreignColumns: [brand.ownerId, brand.id] }),
  ],
)

/** A program's key; only its hash is kept. */
export const apiKey = pgTable(
  'api_key',
  {
    ownerId: ownerId().references(() => owner.id),
    id: id(),
    name: text('name').notNull(),
    prefix: text('prefix').notNull(),
    hash: text('hash').notNull().unique(),
    scopes: text('scopes').array().notNull().default(sql`'{}'`),
    expiresAt: instant('expires_at'),
    lastUsedAt: instant('last_used_at'),
    revokedAt: instant('revoked_at'),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.ownerId, t.id] }), index('api_key_owner').on(t.ownerId)],
)
