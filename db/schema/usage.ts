import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  foreignKey,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import type { Aggregation, MetricFilter } from '@/server/core/usage'
import { createdAt, currency, decimal, id, instant, money, ownerId } from './columns'
import { customer } from './customer'
import { owner } from './owner'
import { subscription } from './subscription'

/** How the events of one code become a number that a price bills. */
export const metric = pgTable(
  'metric',
  {
    ownerId: ownerId().references(() => owner.id),
    id: id(),
    code: text('code').notNull(),
    name: text('name').notNull(),
    aggregation: text('aggregation').$type<Aggregation>().notNull(),
    /** What max, latest and unique_count look at. */
    property: text('property'),
    filters: jsonb('filters').$type<MetricFilter[]>().notNull().default([]),
    /** Whether a counter starts anew once it was billed, or goes on. */
    kind: text('kind').$type<'resettable' | 'continuous'>().notNull().default('resettable'),
    archivedAt: instant('archived_at'),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.ownerId, t.id] }), uniqueIndex('metric_code').on(t.ownerId, t.code)],
)

/** One event, once: its id is the caller's, and the first of an id counts. No foreign keys: it is written by the thousand. */
export const usageEvent = pgTable(
  'usage_event',
  {
    ownerId: ownerId(),
    eventId: text('event_id').notNull(),
    customerId: uuid('customer_id').notNull(),
    subscriptionId: uuid('subscription_id').notNull(),
    metricId: uuid('metric_id').notNull(),
    value: decimal('value').notNull(),
    properties: jsonb('properties').$type<Record<string, unknown>>().notNull().default({}),
    at: instant('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.eventId] }),
    index('usage_event_of').on(t.ownerId, t.subscriptionId, t.metricId, t.at),
  ],
)

/**
 * The running number of a subscription, metric and period, kept as events arrive, so that reading it costs the
 * same after ten events or ten million. `billed` is what invoices took so far: an event that arrives after its
 * period was billed makes the two differ again, and the next invoice bills the difference. No index names what
 * changes with each event, so that Postgres updates the row in place.
 */
export const usageCounter = pgTable(
  'usage_counter',
  {
    ownerId: ownerId(),
    subscriptionId: uuid('subscription_id').notNull(),
    metricId: uuid('metric_id').notNull(),
    periodStartAt: instant('period_start_at').notNull(),
    periodEndAt: instant('period_end_at').notNull(),
    /** Null until something counted. */
    value: decimal('value'),
    latestAt: instant('latest_at'),
    latestEventId: text('latest_event_id'),
    events: bigint('events', { mode: 'number' }).notNull().default(0),
    billed: decimal('billed'),
    billedAt: instant('billed_at'),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.subscriptionId, t.metricId, t.periodStartAt] }),
    foreignKey({
      columns: [t.ownerId, t.subscriptionId],
      foreignColumns: [subscription.ownerId, subscription.id],
    }),
  ],
)

/** The values a unique_count metric has seen in a period. */
export const usageUnique = pgTable(
  'usage_unique',
  {
    ownerId: ownerId(),
    subscriptionId: uuid('subscription_id').notNull(),
    metricId: uuid('metric_id').notNull(),
    periodStartAt: instant('period_start_at').notNull(),
    value: text('value').notNull(),
  },
  (t) => [primaryKey({ columns: [t.ownerId, t.subscriptionId, t.metricId, t.periodStartAt, t.value] })],
)

/** What a customer's usage may cost in a period before somebody is told, or the customer is stopped. */
export const usageLimit = pgTable(
  'usage_limit',
  {
    ownerId: ownerId(),
    id: id(),
    customerId: uuid('customer_id').notNull(),
    /** Minor units of the estimate's currency, tax included. */
    amount: money('amount').notNull(),
    action: text('action').$type<'WARNING' | 'DISABLE'>().notNull(),
    triggeredAt: instant('triggered_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    foreignKey({ columns: [t.ownerId, t.customerId], foreignColumns: [customer.ownerId, customer.id] }),
    index('usage_limit_customer').on(t.ownerId, t.customerId),
    check('usage_limit_amount', sql`${t.amount} > 0`),
  ],
)

/** A limit that was reached, once per limit and period. */
export const usageWarning = pgTable(
  'usage_warning',
  {
    ownerId: ownerId(),
    id: id(),
    customerId: uuid('customer_id').notNull(),
    limitId: uuid('limit_id').notNull(),
    action: text('action').$type<'WARNING' | 'DISABLE'>().notNull(),
    limitAmount: money('limit_amount').notNull(),
    estimate: money('estimate').notNull(),
    currency: currency().notNull(),
    periodStartAt: instant('period_start_at').notNull(),
    at: instant('at').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    foreignKey({ columns: [t.ownerId, t.customerId], foreignColumns: [customer.ownerId, customer.id] }),
    uniqueIndex('usage_warning_once').on(t.ownerId, t.limitId, t.periodStartAt),
    index('usage_warning_customer').on(t.ownerId, t.customerId, t.id),
  ],
)
