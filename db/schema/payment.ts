import { sql } from 'drizzle-orm'
import {
  boolean,
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
import type { AttemptStatus, DisputeStage, PaymentSource, PaymentStatus } from '@/server/core/payment'
import { createdAt, currency, id, instant, money, ownerId } from './columns'
import { customer, paymentMethod } from './customer'
import { invoice } from './invoice'

/**
 * The intent to charge, written before Stripe is called; its id is the idempotency key (design §5).
 * `pending` with `sent_at` set and nothing known is *unknown*: asked about, never repeated under a new key.
 */
export const paymentAttempt = pgTable(
  'payment_attempt',
  {
    ownerId: ownerId(),
    id: id(),
    invoiceId: uuid('invoice_id').notNull(),
    customerId: uuid('customer_id').notNull(),
    attemptNo: integer('attempt_no').notNull(),
    paymentMethodId: uuid('payment_method_id').notNull(),
    amount: money('amount').notNull(),
    currency: currency().notNull(),
    status: text('status').$type<AttemptStatus>().notNull(),
    offSession: boolean('off_session').notNull(),
    dueAt: instant('due_at').notNull(),
    /** Wall-clock: a worker or request is on it until then. */
    claimedUntil: instant('claimed_until'),
    /** Wall-clock: when Stripe was first asked; past the life of a key it is looked up instead. */
    sentAt: instant('sent_at'),
    stripePaymentIntentId: text('stripe_payment_intent_id'),
    stripeClientSecret: text('stripe_client_secret'),
    failureCode: text('failure_code'),
    declineCode: text('decline_code'),
    failureMessage: text('failure_message'),
    settledAt: instant('settled_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    foreignKey({ columns: [t.ownerId, t.invoiceId], foreignColumns: [invoice.ownerId, invoice.id] }),
    foreignKey({ columns: [t.ownerId, t.customerId], foreignColumns: [customer.ownerId, customer.id] }),
    foreignKey({
      columns: [t.ownerId, t.paymentMethodId],
      foreignColumns: [paymentMethod.ownerId, paymentMethod.id],
    }),
    uniqueIndex('payment_attempt_no').on(t.ownerId, t.invoiceId, t.attemptNo),
    // No second charge while one is open: the rule itself, kept by the database.
    uniqueIndex('payment_attempt_one_open')
      .on(t.ownerId, t.invoiceId)
      .where(sql`status in ('pending', 'requires_action', 'processing')`),
    uniqueIndex('payment_attempt_intent').on(t.ownerId, t.stripePaymentIntentId),
    index('payment_attempt_due').on(t.dueAt).where(sql`status = 'pending'`),
    check('payment_attempt_amount', sql`${t.amount} > 0`),
  ],
)

/** Money that arrived. */
export const payment = pgTable(
  'payment',
  {
    ownerId: ownerId(),
    id: id(),
    customerId: uuid('customer_id').notNull(),
    invoiceId: uuid('invoice_id').notNull(),
    /** `manual` came outside Stripe: by no attempt, no means of payment and no intent. */
    source: text('source').$type<PaymentSource>().notNull().default('stripe'),
    /** What the owner calls money that came outside Stripe, for example the bank's reference. */
    reference: text('reference'),
    attemptId: uuid('attempt_id'),
    paymentMethodId: uuid('payment_method_id'),
    amount: money('amount').notNull(),
    refunded: money('refunded').notNull().default(0),
    /** What Stripe kept of it, in `fee_currency` (that of the account); null until Stripe has said. */
    fee: money('fee'),
    feeCurrency: currency('fee_currency'),
    currency: currency().notNull(),
    status: text('status').$type<PaymentStatus>().notNull(),
    stripePaymentIntentId: text('stripe_payment_intent_id'),
    stripeChargeId: text('stripe_charge_id'),
    paidAt: instant('paid_at').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    foreignKey({ columns: [t.ownerId, t.invoiceId], foreignColumns: [invoice.ownerId, invoice.id] }),
    foreignKey({
      columns: [t.ownerId, t.attemptId],
      foreignColumns: [paymentAttempt.ownerId, paymentAttempt.id],
    }),
    uniqueIndex('payment_attempt_once').on(t.ownerId, t.attemptId),
    uniqueIndex('payment_intent').on(t.ownerId, t.stripePaymentIntentId),
    index('payment_customer').on(t.ownerId, t.customerId),
    index('payment_no_fee').on(t.createdAt).where(sql`fee is null`),
    check(
      'payment_source',
      sql`(${t.source} = 'stripe') = (${t.attemptId} is not null and ${t.paymentMethodId} is not null
        and ${t.stripePaymentIntentId} is not null)`,
    ),
    check('payment_refunded', sql`${t.refunded} between 0 and ${t.amount}`),
  ],
)

/** Money that went back. Its id is the idempotency key of the refund at Stripe. */
export const refund = pgTable(
  'refund',
  {
    ownerId: ownerId(),
    id: id(),
    paymentId: uuid('payment_id').notNull(),
    amount: money('amount').notNull(),
    currency: currency().notNull(),
    reason: text('reason'),
    status: text('status').$type<'pending' | 'succeeded' | 'failed'>().notNull(),
    stripeRefundId: text('stripe_refund_id'),
    /** Why Stripe refused it, or sent it back. */
    failureMessage: text('failure_message'),
    /** The credit note that gives it back; what Stripe refuses of it becomes the customer's credit. */
    creditNoteId: uuid('credit_note_id'),
    /** Wall-clock: when Stripe was asked last under a fresh key; past the life of a key it is looked up first. */
    sentAt: instant('sent_at'),
    settledAt: instant('settled_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    foreignKey({ columns: [t.ownerId, t.paymentId], foreignColumns: [payment.ownerId, payment.id] }),
    uniqueIndex('refund_stripe').on(t.ownerId, t.stripeRefundId),
    index('refund_payment').on(t.ownerId, t.paymentId),
    check('refund_amount', sql`${t.amount} > 0`),
  ],
)

/** A payment the customer had its bank take back: Stripe holds the money until it is decided. */
export const dispute = pgTable(
  'dispute',
  {
    ownerId: ownerId(),
    id: id(),
    paymentId: uuid('payment_id').notNull(),
    stripeDisputeId: text('stripe_dispute_id').notNull(),
    amount: money('amount').notNull(),
    currency: currency().notNull(),
    /** What Stripe charged for it so far, in `fee_currency`; a won one may give it back. */
    fee: money('fee').notNull().default(0),
    feeCurrency: currency('fee_currency'),
    reason: text('reason'),
    status: text('status').$type<'open' | 'won' | 'lost'>().notNull(),
    /** Of an open one: whether the bank waits for an answer, or decides. */
    stage: text('stage').$type<DisputeStage>(),
    /** Until when Stripe takes an answer; null where none is taken any more. */
    evidenceDueAt: instant('evidence_due_at'),
    openedAt: instant('opened_at').notNull(),
    closedAt: instant('closed_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    foreignKey({ columns: [t.ownerId, t.paymentId], foreignColumns: [payment.ownerId, payment.id] }),
    uniqueIndex('dispute_stripe').on(t.ownerId, t.stripeDisputeId),
    index('dispute_payment').on(t.ownerId, t.paymentId),
    index('dispute_open').on(t.ownerId, t.id).where(sql`status = 'open'`),
  ],
)

/** The proof of a payment, with a gapless number of its own series. */
export const receipt = pgTable(
  'receipt',
  {
    ownerId: ownerId(),
    id: id(),
    brandId: uuid('brand_id').notNull(),
    customerId: uuid('customer_id').notNull(),
    invoiceId: uuid('invoice_id').notNull(),
    paymentId: uuid('payment_id').notNull(),
    number: text('number').notNull(),
    issuedAt: instant('issued_at').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    foreignKey({ columns: [t.ownerId, t.paymentId], foreignColumns: [payment.ownerId, payment.id] }),
    uniqueIndex('receipt_payment').on(t.ownerId, t.paymentId),
    uniqueIndex('receipt_number').on(t.ownerId, t.brandId, t.number),
    index('receipt_customer').on(t.ownerId, t.customerId),
  ],
)
