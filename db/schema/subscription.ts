import { sql } from 'drizzle-orm'
import {
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
import type { SubscriptionStatus } from '@/server/core/subscription'
import { createdAt, currency, id, instant, money, ownerId } from './columns'
import { customer, paymentMethod } from './customer'
import { plan, price } from './plan'

/**
 * A customer's running agreement. Period `period_index` is counted from `anchor_at`; `due_at` is the
 * next instant the engine has to look at it (renewal, trial end, end), null when there is none.
 */
export const subscription = pgTable(
  'subscription',
  {
    ownerId: ownerId(),
    id: id(),
    customerId: uuid('customer_id').notNull(),
    planId: uuid('plan_id').notNull(),
    priceId: uuid('price_id').notNull(),
    quantity: integer('quantity').notNull().default(1),
    status: text('status').$type<SubscriptionStatus>().notNull(),
    /** Charged instead of the customer's default when set. */
    paymentMethodId: uuid('payment_method_id'),
    startedAt: instant('started_at').notNull(),
    anchorAt: instant('anchor_at').notNull(),
    periodIndex: integer('period_index').notNull().default(0),
    periodStartAt: instant('period_start_at').notNull(),
    periodEndAt: instant('period_end_at').notNull(),
    trialStartAt: instant('trial_start_at'),
    trialEndAt: instant('trial_end_at'),
    trialReminded: instant('trial_reminded_at'),
    cancelAt: instant('cancel_at'),
    canceledAt: instant('canceled_at'),
    endedAt: instant('ended_at'),
    cancelReason: text('cancel_reason'),
    /** Paused: neither renewed nor billed until it is resumed, at the latest then. */
    pausedAt: instant('paused_at'),
    resumeAt: instant('resume_at'),
    /** A change that waits for the next period. */
    nextPlanId: uuid('next_plan_id'),
    nextPriceId: uuid('next_price_id'),
    /** A change that waits for its invoice to be paid (3-D Secure). */
    pendingPlanId: uuid('pending_plan_id'),
    pendingPriceId: uuid('pending_price_id'),
    pendingInvoiceId: uuid('pending_invoice_id'),
    pendingQuantity: integer('pending_quantity'),
    dueAt: instant('due_at'),
    /** Whatever the owner's program wants to find again. */
    metadata: jsonb('metadata').$type<Record<string, unknown>>().notNull().default({}),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    foreignKey({ columns: [t.ownerId, t.customerId], foreignColumns: [customer.ownerId, customer.id] }),
    foreignKey({ columns: [t.ownerId, t.planId], foreignColumns: [plan.ownerId, plan.id] }),
    foreignKey({ columns: [t.ownerId, t.priceId], foreignColumns: [price.ownerId, price.id] }),
    foreignKey({
      columns: [t.ownerId, t.paymentMethodId],
      foreignColumns: [paymentMethod.ownerId, paymentMethod.id],
    }),
    index('subscription_customer').on(t.ownerId, t.customerId),
    // The few that are not simply running: lists and figures ask for them, and a renewal never touches this.
    index('subscription_standing')
      .on(t.ownerId, t.status, t.id)
      .where(sql`status not in ('active', 'canceled')`),
    index('subscription_due').on(t.ownerId, t.dueAt).where(sql`due_at is not null`),
    check('subscription_period', sql`${t.periodEndAt} > ${t.periodStartAt}`),
    check('subscription_quantity', sql`${t.quantity} >= 1`),
  ],
)

/** One trial per customer and plan family, whatever runs at once. */
export const trialClaim = pgTable(
  'trial_claim',
  {
    ownerId: ownerId(),
    customerId: uuid('customer_id').notNull(),
    family: text('family').notNull(),
    subscriptionId: uuid('subscription_id').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.customerId, t.family] }),
    foreignKey({
      columns: [t.ownerId, t.subscriptionId],
      foreignColumns: [subscription.ownerId, subscription.id],
    }),
  ],
)

/** A Stripe coupon as it was when applied: later changes at Stripe do not alter a promise made. */
export const discount = pgTable(
  'discount',
  {
    ownerId: ownerId(),
    id: id(),
    customerId: uuid('customer_id').notNull(),
    subscriptionId: uuid('subscription_id').notNull(),
    stripeCouponId: text('stripe_coupon_id').notNull(),
    name: text('name').notNull(),
    percentOffPpm: integer('percent_off_ppm'),
    amountOff: money('amount_off'),
    currency: currency(),
    duration: text('duration').$type<'once' | 'repeating' | 'forever'>().notNull(),
    durationMonths: integer('duration_months'),
    startedAt: instant('started_at').notNull(),
    /** The invoice it was promised with: voided, the promise goes with it. */
    invoiceId: uuid('invoice_id'),
    /** Set when it no longer applies: used up (`once`) or past its months (`repeating`). */
    endedAt: instant('ended_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    foreignKey({
      columns: [t.ownerId, t.subscriptionId],
      foreignColumns: [subscription.ownerId, subscription.id],
    }),
    uniqueIndex('discount_once_each').on(t.ownerId, t.subscriptionId, t.stripeCouponId),
    index('discount_coupon').on(t.stripeCouponId),
    check('discount_kind', sql`(${t.percentOffPpm} is null) <> (${t.amountOff} is null)`),
  ],
)
