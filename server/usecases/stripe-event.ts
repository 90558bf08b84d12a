import { and, eq, sql } from 'drizzle-orm'
import { isUuid } from '@/db/id'
import { findAttempt, type Payment } from '@/db/queries/invoice'
import { customer, payment, paymentAttempt, paymentMethod, stripeAccount, stripeEvent } from '@/db/schema'
import type { Ctx, CustomerCtx } from '../ctx'
import type { StripeEventRecord } from '../stripe/client'
import { refreshAttempt } from './attempt'
import { enterCustomer, stripeFor } from './customer'
import { followDispute } from './dispute'
import { completeSetup } from './payment-method'
import { followRefund } from './refund'
import { followStripeAccount } from './stripe-account'

const BATCH = 100
/** An event that keeps failing is retried with growing pauses, at most this often. */
const ATTEMPTS_MAX = 12
/** How far back lost webhooks are looked for. */
const LOOK_BACK_MS = 3 * 86_400_000

/** The types that are acted on; Stripe lets at most 20 be asked for. */
const FOLLOWED = [
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.processing',
  'payment_intent.requires_action',
  'payment_intent.canceled',
  'charge.failed',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
  'charge.refund.updated',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'setup_intent.succeeded',
  'payment_method.automatically_updated',
  'account.updated',
]

/** Stores an event as it came in; the same one twice is one row. The job acts on it. */
export async function storeStripeEvent(ctx: Ctx, event: StripeEventRecord): Promise<void> {
  const { id, type, account, payload } = event
  await ctx.db.insert(stripeEvent).values({ id, type, account, payload }).onConflictDoNothing()
}

/** Asks for lost events on the installation's own account and every connected one; one that fails stops no other. */
export async function pullAllStripeEvents(
  ctx: Ctx,
  options: { onError?: (error: unknown, account: string) => void } = {},
): Promise<number> {
  const connected = await ctx.db.select({ id: stripeAccount.stripeId }).from(stripeAccount)
  let added = 0
  for (const account of [null, ...connected.map(({ id }) => id)]) {
    try {
      added += await pullStripeEvents(ctx, account)
    } catch (error) {
      if (!options.onError) throw error
      options.onError(error, account ?? 'own account')
    }
  }
  return added
}

/** Asks Stripe for events whose webhooks never came. Answers how many were new. */
export async function pullStripeEvents(ctx: Ctx, account: string | null): Promise<number> {
  const since = new Date(ctx.now.getTime() - LOOK_BACK_MS)
  const found = await ctx.stripe.for(account).listEvents({ since, types: FOLLOWED })
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

type About = { account: string | null; payload: Payload }

async function actOn(ctx: Ctx, event: About & { type: string }): Promise<void> {
  const { type, payload } = event
  if (event.account !== null && !(await isConnected(ctx, event.account))) return
  if (type.startsWith('payment_intent.')) return onIntent(ctx, event)
  if (type === 'charge.failed')
    return onIntent(ctx, { account: event.account, payload: { id: payload.payment_intent } })
  if (type.startsWith('charge.dispute.')) return onDispute(ctx, event)
  if (type.startsWith('refund.') || type === 'charge.refund.updated') return onRefund(ctx, event)
  if (type === 'setup_intent.succeeded') return onSetup(ctx, event)
  if (type === 'payment_method.automatically_updated') return onCardUpdated(ctx, event)
  if (type === 'account.updated' && event.account !== null) return followStripeAccount(ctx, event.account)
}

/** An account that nobody here is paid on has nothing to tell. */
async function isConnected(ctx: Ctx, account: string): Promise<boolean> {
  return (await ctx.db.$count(stripeAccount, eq(stripeAccount.stripeId, account))) > 0
}

/** An intent of ours moved: asks Stripe what it is now and settles its attempt. */
async function onIntent(ctx: Ctx, { account, payload }: About): Promise<void> {
  const id = text(payload.id)
  const attemptId = (payload.metadata as Record<string, string> | undefined)?.folio_attempt ?? ''
  const [row] = await ctx.db
    .select({ ownerId: paymentAttempt.ownerId, id: paymentAttempt.id, customerId: paymentAttempt.customerId })
    .from(paymentAttempt)
    .where(
      isUuid(attemptId) ? eq(paymentAttempt.id, attemptId) : eq(paymentAttempt.stripePaymentIntentId, id),
    )
  const of = row && (await enterPaidOn(ctx, row.customerId, account))
  const attempt = of && (await findAttempt(ctx.db, row.ownerId, { id: row.id }))
  // Another intent than the one that was made for it is nothing that we asked for.
  if (!attempt || (attempt.stripePaymentIntentId !== null && attempt.stripePaymentIntentId !== id)) return
  await refreshAttempt(of, { ...attempt, stripePaymentIntentId: id })
}

/** A dispute of one of our payments moved: asks Stripe what it is now. An inquiry moves no money. */
async function onDispute(ctx: Ctx, { account, payload }: About): Promise<void> {
  const found = await paymentOfIntent(ctx, text(payload.payment_intent), account)
  if (!found) return
  const state = await stripeFor(found.of).readDispute(text(payload.id))
  if (!state.isInquiry) await followDispute(found.of, found.paid, state)
}

/** A refund, ours or made at Stripe's dashboard, is known here too, as it is now. */
async function onRefund(ctx: Ctx, { account, payload }: About): Promise<void> {
  const found = await paymentOfIntent(ctx, text(payload.payment_intent), account)
  if (!found) return
  await followRefund(found.of, found.paid, await stripeFor(found.of).readRefund(text(payload.id)))
}

/** The browser died between confirming a card and telling us. */
async function onSetup(ctx: Ctx, { account, payload }: About): Promise<void> {
  const rows = await ctx.db
    .select({ id: customer.id })
    .from(customer)
    .where(eq(customer.stripeCustomerId, text(payload.customer)))
  for (const { id } of rows) {
    const of = await enterPaidOn(ctx, id, account)
    if (of) await completeSetup(of, { setupIntentId: text(payload.id) })
  }
}

/** The card network sent a new expiry date or number. */
async function onCardUpdated(ctx: Ctx, { account, payload }: About): Promise<void> {
  const card = payload.card as { last4?: string; exp_month?: number; exp_year?: number } | undefined
  if (!card) return
  const rows = await ctx.db
    .select({ ownerId: paymentMethod.ownerId, id: paymentMethod.id, customerId: paymentMethod.customerId })
    .from(paymentMethod)
    .where(eq(paymentMethod.stripePaymentMethodId, text(payload.id)))
  for (const row of rows)
    if (await enterPaidOn(ctx, row.customerId, account))
      await ctx.db
        .update(paymentMethod)
        .set({ last4: card.last4 ?? null, expMonth: card.exp_month ?? null, expYear: card.exp_year ?? null })
        .where(and(eq(paymentMethod.ownerId, row.ownerId), eq(paymentMethod.id, row.id)))
}

type Found = { of: CustomerCtx; paid: Payment }

/**
 * The payment that an intent of this account made; what another account says of it is not believed. One whose own
 * events are still to come is settled first, so that nothing that follows on a payment is lost by coming before it.
 */
async function paymentOfIntent(ctx: Ctx, intentId: string, account: string | null): Promise<Found | null> {
  const found = await findPaid(ctx, intentId, account)
  if (found || intentId === '') return found
  const attemptId = await ctx.stripe.for(account).readAttemptId(intentId)
  if (attemptId === null) return null
  await onIntent(ctx, { account, payload: { id: intentId, metadata: { folio_attempt: attemptId } } })
  return findPaid(ctx, intentId, account)
}

async function findPaid(ctx: Ctx, intentId: string, account: string | null): Promise<Found | null> {
  const rows = await ctx.db.select().from(payment).where(eq(payment.stripePaymentIntentId, intentId))
  for (const paid of rows) {
    const of = await enterPaidOn(ctx, paid.customerId, account)
    if (of) return { of, paid }
  }
  return null
}

/** A customer's scope, if its brand is paid on this account. */
async function enterPaidOn(
  ctx: Ctx,
  customerId: string,
  account: string | null,
): Promise<CustomerCtx | null> {
  const of = await enterCustomer(ctx, customerId)
  return of.account === account ? of : null
}

const text = (value: unknown): string =>
  typeof value === 'string' ? value : ((value as { id?: string } | null)?.id ?? '')
