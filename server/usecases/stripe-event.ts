import { and, eq, sql } from 'drizzle-orm'
import { findAttempt } from '@/db/queries/invoice'
import {
  customer,
  ledgerTransfer,
  payment,
  paymentAttempt,
  paymentMethod,
  refund,
  stripeEvent,
} from '@/db/schema'
import { disputeTransfers, disputeWonTransfers } from '../core/ledger'
import { money } from '../core/money'
import { type Ctx, type CustomerCtx, transact } from '../ctx'
import type { StripeEventRecord } from '../stripe/client'
import { refreshAttempt } from './attempt'
import { enterCustomer } from './customer'
import { record } from './event'
import { post } from './ledger'
import { completeSetup } from './payment-method'
import { openRefund, settleRefund } from './refund'

const BATCH = 100
/** An event that keeps failing is retried with growing pauses, at most this often. */
const ATTEMPTS_MAX = 12
/** How far back lost webhooks are looked for. */
const LOOK_BACK_MS = 3 * 86_400_000

/** Stores an event as it came in; the same one twice is one row. The job acts on it. */
export async function storeStripeEvent(ctx: Ctx, event: StripeEventRecord): Promise<void> {
  const { id, type, account, payload } = event
  await ctx.db.insert(stripeEvent).values({ id, type, account, payload }).onConflictDoNothing()
}

/** Asks Stripe for events whose webhooks never came. Answers how many were new. */
export async function pullStripeEvents(ctx: Ctx, account: string | null): Promise<number> {
  const since = new Date(ctx.now.getTime() - LOOK_BACK_MS)
  const found = await ctx.stripe.for(account).listEvents({ since })
  if (found.length === 0) return 0
  const added = await ctx.db
    .insert(stripeEvent)
    .values(found.map(({ id, type, payload }) => ({ id, type, account, payload })))
    .onConflictDoNothing()
    .returning({ id: stripeEvent.id })
  return added.length
}

/**
 * Acts on stored events. Order does not matter: what an event is about is asked from Stripe as it is now,
 * and settling is idempotent. One that fails is tried again later and stops none of the others.
 */
export async function processStripeEvents(
  ctx: Ctx,
  options: { onError?: (error: unknown, id: string) => void } = {},
): Promise<number> {
  const taken = await ctx.db.execute<{
    id: string
    type: string
    payload: Payload
    account: string | null
  }>(sql`
    update stripe_event set attempts = attempts + 1,
      due_at = now() + make_interval(secs => 30 * power(2, least(attempts, 10))::int)
    where id in (select id from stripe_event where processed_at is null and due_at <= now()
                 and attempts < ${ATTEMPTS_MAX} order by received_at, id limit ${BATCH} for update skip locked)
    returning id, type, payload, account`)
  for (const event of taken) {
    try {
      await actOn(ctx, event)
      await ctx.db
        .update(stripeEvent)
        .set({ processedAt: sql`now()`, error: null })
        .where(eq(stripeEvent.id, event.id))
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      await ctx.db.update(stripeEvent).set({ error: message }).where(eq(stripeEvent.id, event.id))
      options.onError?.(error, event.id)
    }
  }
  return taken.length
}

type Payload = Record<string, unknown>

async function actOn(ctx: Ctx, event: { type: string; payload: Payload }): Promise<void> {
  const { type, payload } = event
  if (type.startsWith('payment_intent.')) return onIntent(ctx, payload)
  // An inquiry is not a dispute: no money moves.
  if (type.startsWith('charge.dispute.') && String(payload.status).startsWith('warning_')) return
  if (type === 'charge.dispute.created') return onDispute(ctx, payload, 'opened')
  if (type === 'charge.dispute.closed')
    return onDispute(ctx, payload, payload.status === 'won' ? 'won' : 'lost')
  if (type === 'charge.failed') return onIntent(ctx, { id: payload.payment_intent })
  if (type.startsWith('refund.')) return onRefund(ctx, payload)
  if (type === 'setup_intent.succeeded') return onSetup(ctx, payload)
  if (type === 'payment_method.automatically_updated') return onCardUpdated(ctx, payload)
}

/** An intent of ours moved: asks Stripe what it is now and settles its attempt. */
async function onIntent(ctx: Ctx, payload: Payload): Promise<void> {
  const id = text(payload.id)
  const metadata = payload.metadata as Record<string, string> | undefined
  const attemptId = metadata?.folio_attempt
  const [row] = await ctx.db
    .select({ ownerId: paymentAttempt.ownerId, id: paymentAttempt.id, customerId: paymentAttempt.customerId })
    .from(paymentAttempt)
    .where(
      attemptId && /^[0-9a-f-]{36}$/.test(attemptId)
        ? eq(paymentAttempt.id, attemptId)
        : eq(paymentAttempt.stripePaymentIntentId, id),
    )
  if (!row) return
  const of = await enterCustomer(ctx, row.customerId)
  const attempt = await findAttempt(ctx.db, row.ownerId, { id: row.id })
  if (attempt)
    await refreshAttempt(of, { ...attempt, stripePaymentIntentId: attempt.stripePaymentIntentId ?? id })
}

/** A dispute holds the payment's money until it is decided. Each step is written once. */
async function onDispute(ctx: Ctx, payload: Payload, step: 'opened' | 'won' | 'lost'): Promise<void> {
  const paid = await paymentOfIntent(ctx, text(payload.payment_intent))
  if (!paid) return
  const of = await enterCustomer(ctx, paid.customerId)
  await transact(of, async (t) => {
    const key = and(eq(payment.ownerId, paid.ownerId), eq(payment.id, paid.id))
    const [row] = await t.tx.select().from(payment).where(key).for('update')
    if (!row) return
    const ref = {
      ownerId: row.ownerId,
      customerId: row.customerId,
      paymentId: row.id,
      invoiceId: row.invoiceId,
    }
    const amount = money(Number(payload.amount), row.currency)
    const [posted] = await t.tx
      .select({ id: ledgerTransfer.id })
      .from(ledgerTransfer)
      .where(
        and(
          eq(ledgerTransfer.ownerId, row.ownerId),
          eq(ledgerTransfer.paymentId, row.id),
          eq(ledgerTransfer.reason, 'payment.disputed'),
        ),
      )
      .limit(1)
    // The end came before the beginning: it is tried again, after it.
    if (step !== 'opened' && !posted) throw new Error('a dispute ended that was not opened here yet')
    if (step === 'opened' && !posted && row.status !== 'reversed') {
      await t.tx.update(payment).set({ status: 'disputed' }).where(key)
      await post(t, disputeTransfers(amount), { ...ref, reason: 'payment.disputed' })
      await record(t, 'payment.disputed', {
        ownerId: row.ownerId,
        customerId: row.customerId,
        subjectId: row.id,
      })
    }
    if (step === 'opened' || row.status !== 'disputed') return
    await t.tx
      .update(payment)
      .set({ status: step === 'won' ? 'completed' : 'reversed' })
      .where(key)
    if (step === 'won') await post(t, disputeWonTransfers(amount), { ...ref, reason: 'payment.dispute_won' })
    await record(t, 'payment.dispute_closed', {
      ownerId: row.ownerId,
      customerId: row.customerId,
      subjectId: row.id,
      payload: { outcome: step },
    })
  })
}

/** A refund, ours or made at Stripe's dashboard, is known here too. */
async function onRefund(ctx: Ctx, payload: Payload): Promise<void> {
  const stripeRefundId = text(payload.id)
  const paid = await paymentOfIntent(ctx, text(payload.payment_intent))
  if (!paid || payload.status === 'pending' || payload.status === 'requires_action') return
  const of = await enterCustomer(ctx, paid.customerId)
  const metadata = payload.metadata as Record<string, string> | undefined
  const status = payload.status === 'succeeded' ? 'succeeded' : 'failed'
  if (metadata?.folio_refund) {
    await settleRefund(of, metadata.folio_refund, { stripeRefundId, status })
    return
  }
  if (status === 'failed') return
  const opened = await transact(of, async (t) => {
    const known = await t.tx.query.refund.findFirst({ where: eq(refund.stripeRefundId, stripeRefundId) })
    if (known) return null
    const made = await openRefund(t, paid, { amount: Number(payload.amount), reason: 'made_at_stripe' })
    await t.tx.update(refund).set({ stripeRefundId }).where(eq(refund.id, made.id))
    return made
  })
  if (opened) await settleRefund(of, opened.id, { stripeRefundId, status })
}

/** The browser died between confirming a card and telling us. */
async function onSetup(ctx: Ctx, payload: Payload): Promise<void> {
  const [row] = await ctx.db
    .select({ id: customer.id })
    .from(customer)
    .where(eq(customer.stripeCustomerId, text(payload.customer)))
  if (row) await completeSetup(await enterCustomer(ctx, row.id), { setupIntentId: text(payload.id) })
}

/** The card network sent a new expiry date or number. */
async function onCardUpdated(ctx: Ctx, payload: Payload): Promise<void> {
  const card = payload.card as { last4?: string; exp_month?: number; exp_year?: number } | undefined
  if (!card) return
  await ctx.db
    .update(paymentMethod)
    .set({ last4: card.last4 ?? null, expMonth: card.exp_month ?? null, expYear: card.exp_year ?? null })
    .where(eq(paymentMethod.stripePaymentMethodId, text(payload.id)))
}

async function paymentOfIntent(ctx: Pick<CustomerCtx, 'db'>, intentId: string) {
  const [row] = await ctx.db.select().from(payment).where(eq(payment.stripePaymentIntentId, intentId))
  return row
}

const text = (value: unknown): string =>
  typeof value === 'string' ? value : ((value as { id?: string } | null)?.id ?? '')
