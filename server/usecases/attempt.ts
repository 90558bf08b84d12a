import { and, eq, isNull, lt, sql } from 'drizzle-orm'
import { newId } from '@/db/id'
import {
  findAttempt,
  findInvoice,
  findOpenAttempt,
  type Invoice,
  listAttempts,
  listOwedInvoices,
  type PaymentAttempt,
} from '@/db/queries/invoice'
import { listPaymentMethods, type PaymentMethod } from '@/db/queries/payment-method'
import { paymentAttempt } from '@/db/schema'
import { wallNow } from '../clock'
import { isOwed } from '../core/invoice-state'
import { money } from '../core/money'
import { type ChargeOutcome, isOpenAttempt } from '../core/payment'
import { type CustomerCtx, type TxCtx, transact } from '../ctx'
import { DomainError, invariant } from '../errors'
import { ensureStripeCustomer, stripeFor } from './customer'
import { amountDue } from './invoice'
import { settle, settleUnsent } from './settle'

/** Long enough for Stripe's own time-out and a retry, short enough that a crash is picked up soon. */
export const CLAIM_MS = 60_000
/** An idempotency key lives 24 hours at Stripe; past this an attempt is looked up, not sent again. */
const KEY_LIFE_MS = 23 * 3_600_000

/**
 * Writes the intent to charge an invoice: `pending`, due at `dueAt`. The database allows one open attempt
 * an invoice, so two callers cannot both make one.
 */
export async function openAttempt(
  t: TxCtx<CustomerCtx>,
  input: { invoice: Invoice; method: PaymentMethod; offSession: boolean; dueAt: Date },
): Promise<PaymentAttempt> {
  const { invoice, method } = input
  const earlier = await listAttempts(t.tx, invoice.ownerId, invoice.id)
  const [row] = await t.tx
    .insert(paymentAttempt)
    .values({
      ownerId: invoice.ownerId,
      id: newId(),
      invoiceId: invoice.id,
      customerId: invoice.customerId,
      attemptNo: earlier.length + 1,
      paymentMethodId: method.id,
      amount: amountDue(invoice),
      currency: invoice.currency,
      status: 'pending',
      offSession: input.offSession,
      dueAt: input.dueAt,
    })
    .returning()
  invariant(row, 'an inserted attempt is returned')
  return row
}

/**
 * Claims, asks Stripe, settles. Whoever runs an attempt, however often, after whatever crash, it comes
 * to one charge: the attempt's id is the idempotency key, and settling a settled one changes nothing.
 */
export async function runAttempt(ctx: CustomerCtx, attemptId: string): Promise<PaymentAttempt> {
  const claimed = await claim(ctx, attemptId)
  if (!claimed) {
    const current = await findAttempt(ctx.db, ctx.owner.id, { id: attemptId })
    if (!current) throw new DomainError('not_found')
    return current
  }
  const methods = await listPaymentMethods(ctx.db, ctx.owner.id, ctx.customer.id)
  const method = methods.find(({ id }) => id === claimed.attempt.paymentMethodId)
  return chargeClaimed(ctx, { ...claimed, method }, (outcome) => settle(ctx, attemptId, outcome))
}

/** An attempt marked as sent, with what asking Stripe needs. `firstSentAt`: when it may have been asked before. */
export type ToCharge = {
  attempt: PaymentAttempt
  firstSentAt: Date | null
  invoiceNumber: string
  /** Unset: it was removed. */
  method: PaymentMethod | undefined
}

/** Asks Stripe and has what it says settled. */
export async function chargeClaimed(
  ctx: CustomerCtx,
  job: ToCharge,
  settled: (outcome: ChargeOutcome) => Promise<PaymentAttempt>,
): Promise<PaymentAttempt> {
  return conclude(ctx, await settled(await act(ctx, job)))
}

/**
 * A new default means of payment tries what a running subscription owes at once, instead of waiting for the
 * next scheduled try: what was scheduled moves to it, what had been given up is opened again.
 */
export async function retryOpenInvoices(t: TxCtx<CustomerCtx>, method: PaymentMethod): Promise<void> {
  const owed = await listOwedInvoices(t.tx, t.owner.id, t.customer.id)
  for (const invoice of owed) {
    const open = await findOpenAttempt(t.tx, t.owner.id, invoice.id)
    if (!open) await openAttempt(t, { invoice, method, offSession: true, dueAt: t.now })
    else if (open.status === 'pending' && open.sentAt === null)
      await t.tx
        .update(paymentAttempt)
        .set({ paymentMethodId: method.id, dueAt: t.now })
        .where(and(byId(open), isNull(paymentAttempt.sentAt)))
  }
}

/** Asks Stripe what became of an attempt that it knows, and settles what it says. Throws `stripe_unavailable`. */
export async function refreshAttempt(ctx: CustomerCtx, attempt: PaymentAttempt): Promise<PaymentAttempt> {
  if (!attempt.stripePaymentIntentId) return runAttempt(ctx, attempt.id)
  const outcome = await stripeFor(ctx).readIntent(attempt.stripePaymentIntentId)
  if (outcome.kind === 'unknown')
    throw new DomainError('stripe_unavailable', { message: 'Stripe did not answer; please ask again' })
  return conclude(ctx, await settle(ctx, attempt.id, outcome))
}

/**
 * Gives an open attempt up so that another can be made. One that was paid meanwhile is settled as paid;
 * one whose answer is unknown cannot be given up: `payment_pending`.
 */
export async function abandonAttempt(ctx: CustomerCtx, attempt: PaymentAttempt): Promise<PaymentAttempt> {
  if (!isOpenAttempt(attempt.status)) return attempt
  if (attempt.stripePaymentIntentId) {
    if (attempt.status === 'processing')
      throw new DomainError('payment_pending', { message: 'A bank debit for this invoice is on its way' })
    return settle(ctx, attempt.id, await stripeFor(ctx).cancelIntent(attempt.stripePaymentIntentId))
  }
  if (attempt.sentAt !== null)
    throw new DomainError('payment_pending', { message: 'The last charge has not been answered yet' })
  return settleUnsent(ctx, attempt.id)
}

/** The mark of an attempt that gave way to another: its intent is put out before that one is charged. */
const REPLACED = 'replaced'

/**
 * Lets an open attempt give way to another of the same invoice, in the transaction that makes that one: what it is to
 * pay for stays. False, and nothing is changed, for one that is on its way or unknown.
 */
export async function replaceAttempt(t: TxCtx<CustomerCtx>, attempt: PaymentAttempt): Promise<boolean> {
  const current = await findAttempt(t.tx, attempt.ownerId, { id: attempt.id }, { lock: true })
  const waits =
    current?.status === 'requires_action' || (current?.status === 'pending' && current.sentAt === null)
  if (!waits) return false
  await t.tx
    .update(paymentAttempt)
    .set({ status: 'canceled', failureCode: REPLACED, settledAt: t.now, stripeClientSecret: null })
    .where(byId(attempt))
  return true
}

/**
 * Puts out the intents of attempts that gave way to this one, so that no open form can pay beside it. Null when that
 * is done; else what it means for this attempt: not now, or not any more because one of them was paid.
 */
async function putOutReplaced(ctx: CustomerCtx, attempt: PaymentAttempt): Promise<ChargeOutcome | null> {
  // The first of an invoice has no other before it.
  const earlier = attempt.attemptNo > 1 ? await listAttempts(ctx.db, attempt.ownerId, attempt.invoiceId) : []
  for (const { id, status, failureCode, stripePaymentIntentId: intentId } of earlier) {
    if (status !== 'canceled' || failureCode !== REPLACED || intentId === null) continue
    const after = await stripeFor(ctx).cancelIntent(intentId)
    if (after.kind === 'canceled') continue
    if (after.kind !== 'paid') return { kind: 'unknown', message: 'An earlier payment is not over yet' }
    await settle(ctx, id, after)
    return { kind: 'canceled', intentId }
  }
  return null
}

/**
 * A failed attempt is over: its intent is cancelled, so that a browser which still shows the form cannot
 * pay it beside the next one. If that is too late, what it became is settled.
 */
async function conclude(ctx: CustomerCtx, settled: PaymentAttempt): Promise<PaymentAttempt> {
  if (settled.status !== 'failed' || !settled.stripePaymentIntentId) return settled
  const after = await stripeFor(ctx).cancelIntent(settled.stripePaymentIntentId)
  return after.kind === 'paid' ? settle(ctx, settled.id, after) : settled
}

type Claimed = Omit<ToCharge, 'method'>

/** Marks a pending attempt as being worked on, and as sent, before Stripe hears of it. */
async function claim(ctx: CustomerCtx, attemptId: string): Promise<Claimed | null> {
  const wall = wallNow()
  return transact(ctx, async (t) => {
    const attempt = await findAttempt(t.tx, ctx.owner.id, { id: attemptId }, { lock: true })
    if (attempt?.status !== 'pending') return null
    const invoice = await findInvoice(t.tx, ctx.owner.id, attempt.invoiceId)
    if (!invoice || !isOwed(invoice.status)) {
      await t.tx.update(paymentAttempt).set({ status: 'canceled', settledAt: t.now }).where(byId(attempt))
      return null
    }
    const [row] = await t.tx
      .update(paymentAttempt)
      .set({ claimedUntil: new Date(wall.getTime() + CLAIM_MS), sentAt: attempt.sentAt ?? wall })
      .where(byId(attempt))
      .returning()
    invariant(row, 'a locked attempt is updated')
    return { attempt: row, firstSentAt: attempt.sentAt, invoiceNumber: invoice.number ?? invoice.id }
  })
}

async function act(ctx: CustomerCtx, job: ToCharge): Promise<ChargeOutcome> {
  const { attempt, firstSentAt, method } = job
  const stripe = stripeFor(ctx)
  try {
    const stripeCustomerId = await ensureStripeCustomer(ctx)
    // What may have been charged already is asked about before it is called failed, or sent under a key that is dead.
    const keyIsDead = firstSentAt && wallNow().getTime() - firstSentAt.getTime() > KEY_LIFE_MS
    if (firstSentAt && (keyIsDead || !method?.stripePaymentMethodId)) {
      const found = await stripe.findIntent({ attemptId: attempt.id, stripeCustomerId, sentAt: firstSentAt })
      if (found) return found
    }
    if (!method?.stripePaymentMethodId) return removedMethod()
    const hindered = await putOutReplaced(ctx, attempt)
    if (hindered) return hindered
    return await stripe.charge({
      attemptId: attempt.id,
      invoiceNumber: job.invoiceNumber,
      amount: money(attempt.amount, attempt.currency),
      stripeCustomerId,
      stripePaymentMethodId: method.stripePaymentMethodId,
      type: method.type,
      mandateId: method.mandateId,
      offSession: attempt.offSession,
    })
  } catch (error) {
    if (error instanceof DomainError && error.code === 'stripe_unavailable')
      return { kind: 'unknown', message: error.message }
    throw error
  }
}

function removedMethod(): ChargeOutcome {
  return {
    kind: 'failed',
    intentId: null,
    code: 'payment_method_removed',
    declineCode: null,
    message: 'The payment method was removed before it was charged.',
  }
}

/**
 * Attempts that are due by their owner's clock and nobody works on, oldest first, claimed so that N
 * workers take different ones.
 */
export async function takeDueAttempts(
  ctx: Pick<CustomerCtx, 'db' | 'now'>,
  limit: number,
  ownerId?: string,
): Promise<{ ownerId: string; id: string; customerId: string }[]> {
  const wall = wallNow().toISOString()
  const until = new Date(wallNow().getTime() + CLAIM_MS).toISOString()
  return ctx.db.execute<{ ownerId: string; id: string; customerId: string }>(sql`
    update payment_attempt set claimed_until = ${until}::timestamptz
    where (owner_id, id) in (
      select a.owner_id, a.id from payment_attempt a join owner o on o.id = a.owner_id
      where a.status = 'pending'
        and a.due_at <= coalesce(o.clock_at, ${ctx.now.toISOString()}::timestamptz)
        and (a.claimed_until is null or a.claimed_until < ${wall}::timestamptz)
        ${ownerId ? sql`and a.owner_id = ${ownerId}` : sql``}
      order by a.due_at limit ${limit} for update of a skip locked)
    returning owner_id as "ownerId", id, customer_id as "customerId"`)
}

/** Attempts left at 3-D Secure since before `before`: their customers went away. */
export async function listAbandoned(ctx: Pick<CustomerCtx, 'db'>, before: Date, ownerId: string) {
  return ctx.db
    .select()
    .from(paymentAttempt)
    .where(
      and(
        eq(paymentAttempt.ownerId, ownerId),
        eq(paymentAttempt.status, 'requires_action'),
        lt(paymentAttempt.dueAt, before),
      ),
    )
    .limit(100)
}

const byId = (attempt: Pick<PaymentAttempt, 'ownerId' | 'id'>) =>
  and(eq(paymentAttempt.ownerId, attempt.ownerId), eq(paymentAttempt.id, attempt.id))
