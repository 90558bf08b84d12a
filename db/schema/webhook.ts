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
    enabled: boolean('enabled').notNull().default(true),
    /** Since when nothing got through; null while it works. */
    failingSince: instant('failing_since'),
    disabledReason: text('disabled_reason'),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.ownerId, t.id] })],
)

export type WebhookAttempt = { at: string; status: number | null; error: string | null; ms: number }

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
    type: text('type').notNull(),
    /** Exactly what is signed and sent, also the second time. */
    body: text('body').notNull(),
    status: text('status').$type<'pending' | 'delivered' | 'failed'>().notNull().default('pending'),
    attempts: jsonb('attempts').$type<WebhookAttempt[]>().notNull().default([]),
    dueAt: instant('due_at').notNull(),
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
    index('webhook_delivery_due').on(t.dueAt).where(sql`status = 'pending'`),
    // What is sent to one endpoint about one customer is sent in order.
    index('webhook_delivery_order')
      .on(t.ownerId, t.endpointId, t.customerId, t.id)
      .where(sql`status = 'pending'`),
    index('webhook_delivery_customer').on(t.ownerId, t.customerId, t.id),
  ],
)
