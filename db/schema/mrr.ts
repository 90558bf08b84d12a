import { sql } from 'drizzle-orm'
import { check, foreignKey, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { MovementKind } from '@/server/core/mrr-movement'
import { createdAt, currency, id, instant, money, ownerId } from './columns'
import { customer } from './customer'
import { subscription } from './subscription'

/**
 * Each change of monthly recurring revenue, written in the transaction of the change and never changed: their sum is
 * what there is. What every report needs of a customer is in the row, so that none has to look for its first one.
 */
export const mrrMovement = pgTable(
  'mrr_movement',
  {
    ownerId: ownerId(),
    id: id(),
    customerId: uuid('customer_id').notNull(),
    subscriptionId: uuid('subscription_id').notNull(),
    /** What the subscription is on since. */
    planId: uuid('plan_id').notNull(),
    quantity: integer('quantity').notNull(),
    kind: text('kind').$type<MovementKind>().notNull(),
    amount: money('amount').notNull(),
    currency: currency().notNull(),
    /** +1 when the customer begins to bring something in this currency, -1 when it stops to. */
    customers: integer('customers').notNull(),
    /** When the customer first brought anything: its cohort. */
    since: instant('since').notNull(),
    at: instant('at').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    foreignKey({ columns: [t.ownerId, t.customerId], foreignColumns: [customer.ownerId, customer.id] }),
    foreignKey({
      columns: [t.ownerId, t.subscriptionId],
      foreignColumns: [subscription.ownerId, subscription.id],
    }),
    // All that reports add up is in the index.
    index('mrr_movement_at').on(t.ownerId, t.currency, t.at, t.id, t.kind, t.amount, t.customers, t.since),
    index('mrr_movement_customer').on(t.ownerId, t.customerId, t.currency, t.at, t.amount),
    check('mrr_movement_amount', sql`${t.amount} <> 0`),
    check('mrr_movement_customers', sql`${t.customers} between -1 and 1`),
  ],
)
