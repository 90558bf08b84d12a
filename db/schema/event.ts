import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { createdAt, id, instant, ownerId } from './columns'
import { owner } from './owner'

/** What happened, written in the transaction in which it happened: audit log and outbox in one. */
export const event = pgTable(
  'event',
  {
    ownerId: ownerId().references(() => owner.id),
    id: id(),
    type: text('type').notNull(),
    customerId: uuid('customer_id'),
    subjectId: uuid('subject_id'),
    actor: text('actor').notNull(),
    payload: jsonb('payload').$type<Record<string, unknown>>().notNull().default({}),
    at: instant('at').notNull(),
    /** Null while mail (and later webhooks) still have to be made from it. */
    deliveredAt: instant('delivered_at'),
    deliveryAttempts: integer('delivery_attempts').notNull().default(0),
    deliveryDueAt: instant('delivery_due_at').notNull().defaultNow(),
    deliveryError: text('delivery_error'),
    /** Null while webhooks still have to be made from it; apart from mail, so that neither waits for the other. */
    webhookedAt: instant('webhooked_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    index('event_unwebhooked').on(t.ownerId, t.id).where(sql`webhooked_at is null`),
    index('event_undelivered').on(t.deliveryDueAt).where(sql`delivered_at is null`),
    index('event_customer').on(t.ownerId, t.customerId, t.id),
    index('event_subject').on(t.ownerId, t.subjectId, t.id),
    // The audit log, by the instant at which things happened (db/queries/audit.ts says how the others are found).
    index('event_time').on(t.ownerId, t.at, t.id),
    index('event_actor').on(t.ownerId, t.actor, t.at, t.id).where(sql`actor <> 'system'`),
    index('event_noun')
      .on(t.ownerId, sql`split_part(${t.type}, '.', 1)`, t.at, t.id)
      .where(sql`split_part(type, '.', 1) not in ('invoice', 'payment', 'subscription')`),
  ],
)

/** Stripe's events as they came in: stored, answered 200, acted on by a job. */
export const stripeEvent = pgTable(
  'stripe_event',
  {
    id: text('id').primaryKey(),
    account: text('account'),
    type: text('type').notNull(),
    payload: jsonb('payload').$type<Record<string, unknown>>().notNull(),
    receivedAt: instant('received_at').notNull().defaultNow(),
    processedAt: instant('processed_at'),
    attempts: integer('attempts').notNull().default(0),
    dueAt: instant('due_at').notNull().defaultNow(),
    error: text('error'),
  },
  (t) => [index('stripe_event_open').on(t.dueAt).where(sql`processed_at is null`)],
)

/** A caller's Idempotency-Key and the answer it got, kept for 24 hours. */
export const idempotencyKey = pgTable(
  'idempotency_key',
  {
    /** Who asked: `user:<id>` or `key:<id>`; the same key of another caller is another key. */
    scope: text('scope').notNull(),
    key: text('key').notNull(),
    requestHash: text('request_hash').notNull(),
    status: integer('status'),
    body: jsonb('body').$type<unknown>(),
    /** What each decisive transaction of the request came to, written in it: a repeat goes on from there. */
    steps: jsonb('steps').$type<unknown[]>().notNull().default([]),
    lockedUntil: instant('locked_until').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.scope, t.key] }),
    uniqueIndex('idempotency_key_age').on(t.createdAt, t.scope, t.key),
  ],
)
