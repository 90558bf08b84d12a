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
import type { Tier } from '@/server/core/pricing'
import type { Interval } from '@/server/core/time'
import { createdAt, currency, id, instant, money, ownerId } from './columns'
import { owner } from './owner'

/** What is sold. */
export const product = pgTable(
  'product',
  {
    ownerId: ownerId().references(() => owner.id),
    id: id(),
    name: text('name').notNull(),
    externalReference: text('external_reference'),
    physical: boolean('physical').notNull().default(false),
    taxTypeId: uuid('tax_type_id'),
    /** Parts per million; set, it goes before brand and country. */
    taxRatePpm: integer('tax_rate_ppm'),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.ownerId, t.id] })],
)

/** How a quantity becomes an amount, in BillaBear's words. */
export type PriceType =
  | 'fixed_price'
  | 'one-off'
  | 'per_unit'
  | 'package'
  | 'tiered_volume'
  | 'tiered_graduated'

/** What one unit costs per interval. An amount never changes: a new amount is a new price. */
export const price = pgTable(
  'price',
  {
    ownerId: ownerId(),
    id: id(),
    productId: uuid('product_id').notNull(),
    amount: money('amount').notNull(),
    currency: currency().notNull(),
    intervalUnit: text('interval_unit').$type<Interval['unit']>().notNull(),
    intervalCount: integer('interval_count').notNull().default(1),
    taxIncluded: boolean('tax_included').notNull().default(false),
    type: text('type').$type<PriceType>().notNull().default('fixed_price'),
    /** A price that does not recur is paid once; its interval is a hundred years. */
    recurring: boolean('recurring').notNull().default(true),
    public: boolean('public').notNull().default(true),
    externalReference: text('external_reference'),
    /** What is billed is a metric's counter, not seats: after the period, not before it. */
    metricId: uuid('metric_id'),
    /** What one package holds; only of a package. */
    units: integer('units'),
    /** In their order, the last one open; only of a tiered price. */
    tiers: jsonb('tiers').$type<Tier[]>(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    foreignKey({ columns: [t.ownerId, t.productId], foreignColumns: [product.ownerId, product.id] }),
    index('price_product').on(t.ownerId, t.productId),
    check('price_amount', sql`${t.amount} >= 0`),
    check('price_interval', sql`${t.intervalCount} between 1 and 100`),
  ],
)

/** An offer customers choose by name. Plans of one `family` share one trial per customer. */
export const plan = pgTable(
  'plan',
  {
    ownerId: ownerId(),
    id: id(),
    productId: uuid('product_id').notNull(),
    code: text('code').notNull(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    family: text('family').notNull(),
    features: jsonb('features').$type<string[]>().notNull().default([]),
    trialDays: integer('trial_days').notNull().default(0),
    /** Open to customers; a plan that is not stays with those who have it. */
    public: boolean('public').notNull().default(true),
    position: integer('position').notNull().default(0),
    /** Each seat is paid for; otherwise the price is for all of them. */
    perSeat: boolean('per_seat').notNull().default(true),
    free: boolean('free').notNull().default(false),
    /** How many users the plan is for; 0 is no limit. */
    userCount: integer('user_count').notNull().default(0),
    /** The trial stands for itself: it ends without becoming a paid period. */
    standaloneTrial: boolean('standalone_trial').notNull().default(false),
    /** A customer that tried it once pays from the start. */
    oneTrialPerCustomer: boolean('one_trial_per_customer').notNull().default(true),
    archivedAt: instant('archived_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    foreignKey({ columns: [t.ownerId, t.productId], foreignColumns: [product.ownerId, product.id] }),
    uniqueIndex('plan_code').on(t.ownerId, t.code),
  ],
)

/** The prices a plan is sold at; the first position is the plan's own. */
export const planPrice = pgTable(
  'plan_price',
  {
    ownerId: ownerId(),
    planId: uuid('plan_id').notNull(),
    priceId: uuid('price_id').notNull(),
    position: integer('position').notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.planId, t.priceId] }),
    foreignKey({ columns: [t.ownerId, t.planId], foreignColumns: [plan.ownerId, plan.id] }),
    foreignKey({ columns: [t.ownerId, t.priceId], foreignColumns: [price.ownerId, price.id] }),
  ],
)

/** Something a plan gives, known to programs by its code. */
export const feature = pgTable(
  'feature',
  {
    ownerId: ownerId().references(() => owner.id),
    id: id(),
    code: text('code').notNull(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.ownerId, t.id] }), uniqueIndex('feature_code').on(t.ownerId, t.code)],
)

/** A feature of a plan; with `limit_count` it is a limit, without it is simply there. */
export const planFeature = pgTable(
  'plan_feature',
  {
    ownerId: ownerId(),
    planId: uuid('plan_id').notNull(),
    featureId: uuid('feature_id').notNull(),
    limitCount: integer('limit_count'),
    /** Listed among the plan's features; a limit may stand by itself. */
    listed: boolean('listed').notNull().default(true),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.planId, t.featureId] }),
    foreignKey({ columns: [t.ownerId, t.planId], foreignColumns: [plan.ownerId, plan.id] }),
    foreignKey({ columns: [t.ownerId, t.featureId], foreignColumns: [feature.ownerId, feature.id] }),
  ],
)
