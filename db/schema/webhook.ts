import { sql } from 'drizzle-orm'
import {
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
import { createdAt, id, instant, ownerId } from './columns'
import { owner } from './owner'

/** Where a program of the owner's wants to hear of what happens. */
export const webhookEndpoint = pgTable(
  'webhook_endpoint',
  {
    ownerId: ownerId().references(() => owner.id),
    id: id(),
    name: text('name').notNull(),
    url: text('url').notNull(),
    /** BillaBear's event names; empty is all of them. */
    events: text('events').array().notNull().default(sql`'{}'`),
    /** The signing secret, sealed with a key of the installation: signing needs it back, so a hash would not do. */
    sealedSecret: text('sealed_secret').notNull(),
    /** The one before it signs too until then, so that a receiver has time to take up the new one. */
    previousSecret: text('previous_secret'),
    previousUntil: instant('previous_until'),
    enabled: boolean('enabled').notNull().default(true),
    /** Since when nothing got through; null while it works. */
    failingSince: instant('failing_since'),
    disabledReason: text('disabled_reason'),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.ownerId, t.id] })],
)

/** `status` is null when no answer came; `answer` is the beginning of its body. */
export type WebhookAttempt = {
  at: string
  status: number | null
  error: string | null
  answer: string | null
  ms: number
}

/** One event for one endpoint, with what came of each try. */
export const webhookDelivery = pgTable(
  'webhook_delivery',
  {
    ownerId: ownerId(),
    id: id(),
    endpointId: uuid('endpoint_id').notNull(),
    /** The event it was made from: one delivery per endpoint, but for those sent again by hand. */
    eventId: uuid('event_id').notNull(),
    resend: integer('resend').notNull().default(0),
    customerId: uuid('customer_id'),
    /** What is sent to one endpoint about one of these is sent in order: the customer, else the event's subject. */
    streamId: uuid('stream_id').notNull(),
    type: text('type').notNull(),
    /** Exactly what is signed and sent, also the second time. */
    body: text('body').notNull(),
    status: text('status').$type<'pending' | 'delivered' | 'failed'>().notNull().default('pending'),
    attempts: jsonb('attempts').$type<WebhookAttempt[]>().notNull().default([]),
    /** Null while an earlier one of its stream is pending. */
    dueAt: instant('due_at'),
    claimedUntil: instant('claimed_until'),
    deliveredAt: instant('delivered_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    foreignKey({
      columns: [t.ownerId, t.endpointId],
      foreignColumns: [webhookEndpoint.ownerId, webhookEndpoint.id],
    }).onDelete('cascade'),
    uniqueIndex('webhook_delivery_once').on(t.ownerId, t.endpointId, t.eventId, t.resend),
    // Also how the next ones to send are found, endpoint by endpoint, so that none keeps the others waiting.
    index('webhook_delivery_due').on(t.ownerId, t.endpointId, t.dueAt).where(sql`status = 'pending'`),
    index('webhook_delivery_order')
      .on(t.ownerId, t.endpointId, t.streamId, t.eventId)
      .where(sql`status = 'pending'`),
    index('webhook_delivery_customer').on(t.ownerId, t.customerId, t.id),
    index('webhook_delivery_endpoint').on(t.ownerId, t.endpointId, t.id),
  ],
)
