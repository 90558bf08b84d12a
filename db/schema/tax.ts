import { sql } from 'drizzle-orm'
import {
  boolean,
  char,
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
import { owner } from './owner'

/** What products are to the tax office: its rates are given per type. */
export const taxType = pgTable(
  'tax_type',
  {
    ownerId: ownerId().references(() => owner.id),
    id: id(),
    name: text('name').notNull(),
    physical: boolean('physical').notNull().default(false),
    /** The type of products without one; one per owner. */
    isDefault: boolean('is_default').notNull().default(false),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    uniqueIndex('tax_type_name').on(t.ownerId, sql`lower(${t.name})`),
    uniqueIndex('tax_type_default').on(t.ownerId).where(sql`is_default`),
  ],
)

/** A country as the owner has set it up; the rates that ship with Folio hold where there is no rule. */
export const taxCountry = pgTable(
  'tax_country',
  {
    ownerId: ownerId().references(() => owner.id),
    code: char('code', { length: 2 }).notNull(),
    inEu: boolean('in_eu').notNull(),
    currency: currency().notNull(),
    /** Turnover of twelve months from which tax is due, in minor units; null: never by amount. */
    threshold: money('threshold'),
    transactionThreshold: integer('transaction_threshold'),
    /** Registered there, or at home there. */
    collecting: boolean('collecting').notNull().default(false),
    /** When a sale reached the threshold: the owner has to register. */
    reachedAt: instant('reached_at'),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.ownerId, t.code] })],
)

export const taxState = pgTable(
  'tax_state',
  {
    ownerId: ownerId(),
    country: char('country', { length: 2 }).notNull(),
    code: text('code').notNull(),
    name: text('name').notNull(),
    threshold: money('threshold'),
    transactionThreshold: integer('transaction_threshold'),
    collecting: boolean('collecting').notNull().default(false),
    reachedAt: instant('reached_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.country, t.code] }),
    foreignKey({ columns: [t.ownerId, t.country], foreignColumns: [taxCountry.ownerId, taxCountry.code] }),
  ],
)

/** A dated rate of a tax type in a country (`state` null) or a state. */
export const taxRule = pgTable(
  'tax_rule',
  {
    ownerId: ownerId(),
    id: id(),
    country: char('country', { length: 2 }).notNull(),
    state: text('state'),
    taxTypeId: uuid('tax_type_id').notNull(),
    ratePpm: integer('rate_ppm').notNull(),
    isDefault: boolean('is_default').notNull().default(false),
    validFrom: instant('valid_from').notNull(),
    validUntil: instant('valid_until'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    foreignKey({ columns: [t.ownerId, t.country], foreignColumns: [taxCountry.ownerId, taxCountry.code] }),
    foreignKey({ columns: [t.ownerId, t.taxTypeId], foreignColumns: [taxType.ownerId, taxType.id] }),
    index('tax_rule_country').on(t.ownerId, t.country),
    check('tax_rule_rate', sql`${t.ratePpm} between 0 and 1000000`),
    check('tax_rule_dates', sql`${t.validUntil} is null or ${t.validUntil} >= ${t.validFrom}`),
  ],
)
