import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { isUuid, newId } from '@/db/id'
import type { Payment } from '@/db/queries/invoice'
import { payment, refund } from '@/db/schema'
import { wallNow } from '../clock'
import {
  manualRefundTransfers,
  paymentTransfers,
  refundReturnedTransfers,
  refundTransfers,
  reversalTransfers,
} from '../core/ledger'
import { type Money, money } from '../core/money'
import { type Ctx, type CustomerCtx, type TxCtx, transact } from '../ctx'
import { DomainError, invalidInput, invariant } from '../errors'
import type { RefundState } from '../stripe/client'
import { keepAsCredit } from './credit-note-refund'
import { enterCustomer, stripeFor } from './customer'
import { record } from './event'
import { post } from './ledger'
import { lockPayment, refundRoom, writeStanding } from './payment-standing'

/** The reason of a refund that makes itself: the payment came for an invoice that was not open any more. */
export const NOT_OWED = 'not_owed'
/** An idempotency key lives 24 hours at Stripe; past this a refund is looked up, not sent again. */
const KEY_LIFE_MS = 23 * 3_600_000

export type Refund = typeof refund.$inferSelect

/**
 * Writes the intent to give part of a payment back; `runRefund` asks Stripe. Never more than was paid,
 * whatever runs at once: the payment's row is locked, and what is on its way or disputed counts.
 */
export async function openRefund(
  t: TxCtx<CustomerCtx>,
  of: Payment,
  input: { amount: number; reason: string | null; creditNoteId?: string },
): Promise<Refund> {
  const locked = await lockPayment(t, of)
  const { left, kept } = await refundRoom(t, locked)
  const why = kept > 0 ? `; ${kept} of it was kept as credit by a credit note` : ''
  if (input.amount < 1 || input.amount > left)
    throw invalidInput({ amount: `At most ${left} of this payment can be refunded${why}` })
  return insert(t, locked, { ...input, stripeRefundId: null })
}

/**
 * Asks Stripe for a pending refund with its id as key, then settles it. A time-out leaves it pending; one that
 * stayed without an answer for longer than a key lives is looked up, never just sent again.
 */
export async function runRefund(ctx: CustomerCtx, refundId: string): Promise<Refund> {
  const found = await findRefundOf(ctx, refundId)
  if (found.refund.status !== 'pending') return found.refund
  const { stripeRefundId, sentAt } = found.refund
  const stripe = stripeFor(ctx)
  if (stripeRefundId) return settleRefund(ctx, refundId, await stripe.readRefund(stripeRefundId))
  const intentId = found.payment.stripePaymentIntentId
  // What came outside Stripe goes back outside of it: the owner says that it did.
  if (intentId === null) return settleRefund(ctx, refundId, { id: null, status: 'succeeded', message: null })
  const keyIsDead = sentAt !== null && wallNow().getTime() - sentAt.getTime() > KEY_LIFE_MS
  const made = keyIsDead ? await stripe.findRefund({ refundId, intentId }) : null
  if (made) return settleRefund(ctx, refundId, made)
  if (sentAt === null || keyIsDead)
    await ctx.db
      .update(refund)
      .set({ sentAt: wallNow() })
      .where(and(refundKey(ctx, refundId), eq(refund.status, 'pending')))
  const amount = money(found.refund.amount, found.refund.currency)
  try {
    return await settleRefund(ctx, refundId, await stripe.refund({ refundId, intentId, amount }))
  } catch (error) {
    if (error instanceof DomainError && error.code === 'invalid_input')
      return settleRefund(ctx, refundId, { id: null, status: 'failed', message: error.message })
    throw error
  }
}

/** Writes what a refund of this payment is at Stripe now: one of ours, or one made at its dashboard. */
export async function followRefund(ctx: CustomerCtx, of: Payment, now: RefundState): Promise<void> {
  const known = await findKnown(ctx, of, now)
  if (known) await settleRefund(ctx, known, now)
  else if (now.status === 'succeeded') {
    const made = await transact(ctx, async (t) => {
      const locked = await lockPayment(t, of)
      const [raced] = await t.tx
        .select({ id: refund.id })
        .from(refund)
        .where(and(eq(refund.ownerId, of.ownerId), eq(refund.stripeRefundId, now.id)))
      if (raced) return raced
      return insert(t, locked, {
        amount: now.amount.amount,
        reason: 'made_at_stripe',
        stripeRefundId: now.id,
      })
    })
    await settleRefund(ctx, made.id, now)
  }
}

/**
 * Writes what became of a refund: payment, ledger, event. Settled twice it is written once; one that had gone
 * through and was sent back is taken back. One that Stripe refused is never silent: `payment.refund_failed`.
 */
export async function settleRefund(
  ctx: CustomerCtx,
  refundId: string,
  outcome: Pick<RefundState, 'status' | 'message'> & { id: string | null },
): Promise<Refund> {
  return transact(ctx, async (t) => {
    const [current] = await t.tx.select().from(refund).where(refundKey(t, refundId)).for('update')
    invariant(current, 'the refund to settle exists')
    const status = statusAfter(current, outcome.status)
    const stripeRefundId = outcome.id ?? current.stripeRefundId
    if (status === current.status && stripeRefundId === current.stripeRefundId) return current
    const isSettled = status !== 'pending'
    const [row] = await t.tx
      .update(refund)
      .set({
        status,
        stripeRefundId,
        failureMessage: status === 'failed' ? outcome.message : null,
        settledAt: isSettled ? t.now : null,
      })
      .where(refundKey(t, refundId))
      .returning()
    invariant(row, 'a locked refund is updated')
    if (status !== current.status) await write(t, current, row)
    return row
  })
}

/** Pending refunds nobody has finished, so that none is lost. */
export function listPendingRefunds(ctx: Pick<CustomerCtx, 'db'>) {
  return ctx.db
    .select({ id: refund.id, customerId: payment.customerId })
    .from(refund)
    .innerJoin(payment, and(eq(payment.ownerId, refund.ownerId), eq(payment.id, refund.paymentId)))
    .where(
      and(
        eq(refund.status, 'pending'),
        isNull(refund.stripeRefundId),
        sql`${refund.createdAt} < now() - interval '5 seconds'`,
      ),
    )
    .orderBy(refund.id)
    .limit(BATCH)
}

const BATCH = 100
/** How many refunds on their way are asked about in one go, oldest first. */
const ASKED_MAX = 1_000

/** Asks Stripe about refunds that are under way there, for the events that got lost. Answers how many were settled. */
export async function askAboutRefunds(
  ctx: Ctx,
  options: { onError?: (error: unknown, id: string) => void } = {},
): Promise<number> {
  const waiting = await ctx.db
    .select({ id: refund.id, customerId: payment.customerId })
    .from(refund)
    .innerJoin(payment, and(eq(payment.ownerId, refund.ownerId), eq(payment.id, refund.paymentId)))
    .where(and(eq(refund.status, 'pending'), isNotNull(refund.stripeRefundId)))
    .orderBy(refund.id)
    .limit(ASKED_MAX)
  let settled = 0
  for (const { id, customerId } of waiting) {
    try {
      const after = await runRefund(await enterCustomer(ctx, customerId), id)
      if (after.status !== 'pending') settled += 1
    } catch (error) {
      options.onError?.(error, id)
    }
  }
  return settled
}

async function insert(
  t: TxCtx<CustomerCtx>,
  of: Payment,
  fields: {
    amount: number
    reason: string | null
    stripeRefundId: string | null
    requestKey?: string | null
  },
): Promise<Refund> {
  const [row] = await t.tx
    .insert(refund)
    .values({
      ...fields,
      ownerId: of.ownerId,
      id: newId(),
      paymentId: of.id,
      currency: of.currency,
      status: 'pending',
    })
    .returning()
  invariant(row, 'an inserted refund is returned')
  return row
}

async function findRefundOf(ctx: CustomerCtx, refundId: string) {
  const [found] = await ctx.db
    .select({ refund, payment })
    .from(refund)
    .innerJoin(payment, and(eq(payment.ownerId, refund.ownerId), eq(payment.id, refund.paymentId)))
    .where(refundKey(ctx, refundId))
  if (!found || found.payment.customerId !== ctx.customer.id) throw new DomainError('not_found')
  return found
}

/** Our row of it: the one it says it is of this payment, or the one that was made of it before. */
async function findKnown(ctx: CustomerCtx, of: Payment, now: RefundState): Promise<string | undefined> {
  const said = now.refundId !== null && isUuid(now.refundId) ? now.refundId : null
  const [row] = await ctx.db
    .select({ id: refund.id })
    .from(refund)
    .where(
      and(
        eq(refund.ownerId, of.ownerId),
        eq(refund.paymentId, of.id),
        said === null ? eq(refund.stripeRefundId, now.id) : eq(refund.id, said),
      ),
    )
  return row?.id
}

/** Stripe's refunds fail after they succeeded, never the other way; one that it refused had no id. */
function statusAfter(current: Refund, told: RefundState['status']): Refund['status'] {
  if (told === 'pending') return current.status
  if (current.status === 'failed' && (current.stripeRefundId ?? current.creditNoteId) !== null)
    return 'failed'
  return told
}

/** What follows from a change of a refund's status. */
async function write(t: TxCtx<CustomerCtx>, before: Refund, row: Refund): Promise<void> {
  const paid = await writeStanding(t, await lockPayment(t, { ownerId: row.ownerId, id: row.paymentId }))
  const of = { ownerId: row.ownerId, customerId: paid.customerId }
  const ref = { ...of, invoiceId: paid.invoiceId, paymentId: paid.id, refundId: row.id }
  const amount = money(row.amount, row.currency)
  if (row.status === 'succeeded') {
    await post(t, given(row, paid, amount), { ...ref, reason: 'payment.refunded' })
    await record(t, 'payment.refunded', { ...of, subjectId: row.id, payload: { amount: row.amount } })
    return
  }
  const wasGiven = before.status === 'succeeded'
  if (wasGiven) await post(t, returned(row, amount), { ...ref, reason: 'payment.refund_failed' })
  await record(t, 'payment.refund_failed', {
    ...of,
    subjectId: row.id,
    payload: { paymentId: paid.id, amount: row.amount, reason: row.failureMessage, wasGiven },
  })
  if (row.creditNoteId) await keepAsCredit(t, row, row.creditNoteId)
}

// What was not owed was never revenue: giving it back settles what the customer overpaid.
const given = (row: Refund, paid: Payment, amount: Money) =>
  row.reason === NOT_OWED
    ? reversalTransfers(amount)
    : paid.source === 'manual'
      ? manualRefundTransfers(amount)
      : refundTransfers(amount)

const returned = (row: Refund, amount: Money) =>
  row.reason === NOT_OWED ? paymentTransfers(amount) : refundReturnedTransfers(amount)

const refundKey = (of: { owner: { id: string } }, id: string) =>
  and(eq(refund.ownerId, of.owner.id), eq(refund.id, id))
