import { and, eq, isNull, sql } from 'drizzle-orm'
import { newId } from '@/db/id'
import { type Payment, refundedSum } from '@/db/queries/invoice'
import { payment, refund } from '@/db/schema'
import { manualRefundTransfers, refundTransfers, reversalTransfers } from '../core/ledger'
import { money } from '../core/money'
import { statusAfterRefund } from '../core/payment'
import { type CustomerCtx, type TxCtx, transact } from '../ctx'
import { DomainError, invalidInput, invariant } from '../errors'
import { keepAsCredit } from './credit-note-refund'
import { stripeFor } from './customer'
import { record } from './event'
import { post } from './ledger'

/** The reason of a refund that makes itself: the payment came for an invoice that was not open any more. */
export const NOT_OWED = 'not_owed'

export type Refund = typeof refund.$inferSelect

/**
 * Writes the intent to give part of a payment back; `runRefund` asks Stripe. Never more than was paid,
 * whatever runs at once: the payment's row is locked and what is on its way counts.
 */
export async function openRefund(
  t: TxCtx<CustomerCtx>,
  of: Payment,
  input: { amount: number; reason: string | null; creditNoteId?: string },
): Promise<Refund> {
  const [locked] = await t.tx.select().from(payment).where(paymentKey(of)).for('update')
  invariant(locked, 'the payment to refund exists')
  const left = locked.amount - (await refundedSum(t.tx, of.ownerId, of.id))
  if (input.amount < 1 || input.amount > left)
    throw invalidInput({ amount: `At most ${left} of this payment can be refunded` })
  const [row] = await t.tx
    .insert(refund)
    .values({
      ownerId: of.ownerId,
      id: newId(),
      paymentId: of.id,
      amount: input.amount,
      currency: of.currency,
      reason: input.reason,
      creditNoteId: input.creditNoteId ?? null,
      status: 'pending',
    })
    .returning()
  invariant(row, 'an inserted refund is returned')
  return row
}

/** Asks Stripe for a pending refund with its id as key, then settles it. A time-out leaves it pending. */
export async function runRefund(ctx: CustomerCtx, refundId: string): Promise<Refund> {
  const [found] = await ctx.db
    .select({ refund, payment })
    .from(refund)
    .innerJoin(payment, and(eq(payment.ownerId, refund.ownerId), eq(payment.id, refund.paymentId)))
    .where(and(eq(refund.ownerId, ctx.owner.id), eq(refund.id, refundId)))
  if (!found || found.payment.customerId !== ctx.customer.id) throw new DomainError('not_found')
  if (found.refund.status !== 'pending') return found.refund
  const amount = money(found.refund.amount, found.refund.currency)
  const intentId = found.payment.stripePaymentIntentId
  // What came outside Stripe goes back outside of it: the owner says that it did.
  if (intentId === null) return settleRefund(ctx, refundId, { stripeRefundId: null, status: 'succeeded' })
  try {
    const made = await stripeFor(ctx).refund({ refundId, intentId, amount })
    if (made.status === 'succeeded' || made.status === 'failed' || made.status === 'canceled') {
      const status = made.status === 'succeeded' ? 'succeeded' : 'failed'
      return await settleRefund(ctx, refundId, { stripeRefundId: made.id, status })
    }
    // Under way at Stripe: its event settles it, and nobody asks for it again.
    const key = and(eq(refund.ownerId, ctx.owner.id), eq(refund.id, refundId))
    await ctx.db.update(refund).set({ stripeRefundId: made.id }).where(key)
    return { ...found.refund, stripeRefundId: made.id }
  } catch (error) {
    if (error instanceof DomainError && error.code === 'invalid_input')
      return settleRefund(ctx, refundId, { stripeRefundId: null, status: 'failed' })
    throw error
  }
}

/** Writes what became of a refund: payment, ledger, event. Settled twice it is written once. */
export async function settleRefund(
  ctx: CustomerCtx,
  refundId: string,
  outcome: { stripeRefundId: string | null; status: 'succeeded' | 'failed' },
): Promise<Refund> {
  return transact(ctx, async (t) => {
    const key = and(eq(refund.ownerId, t.owner.id), eq(refund.id, refundId))
    const [current] = await t.tx.select().from(refund).where(key).for('update')
    invariant(current, 'the refund to settle exists')
    if (current.status !== 'pending') return current
    const [row] = await t.tx
      .update(refund)
      .set({ ...outcome, settledAt: t.now })
      .where(key)
      .returning()
    invariant(row, 'a locked refund is updated')
    if (row.status === 'succeeded') await writeRefund(t, row)
    else if (row.creditNoteId) await keepAsCredit(t, row, row.creditNoteId)
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
    .limit(100)
}

async function writeRefund(t: TxCtx<CustomerCtx>, row: Refund): Promise<void> {
  const [before] = await t.tx
    .select()
    .from(payment)
    .where(paymentKey({ ownerId: row.ownerId, id: row.paymentId }))
    .for('update')
  invariant(before, 'a refund has its payment')
  const refunded = before.refunded + row.amount
  const status = statusAfterRefund(money(before.amount, before.currency), money(refunded, before.currency))
  await t.tx.update(payment).set({ refunded, status }).where(paymentKey(before))
  const amount = money(row.amount, row.currency)
  // What was not owed was never revenue: giving it back settles what the customer overpaid.
  const given = before.source === 'manual' ? manualRefundTransfers(amount) : refundTransfers(amount)
  const transfers = row.reason === NOT_OWED ? reversalTransfers(amount) : given
  const of = { ownerId: row.ownerId, customerId: before.customerId }
  await post(t, transfers, {
    ...of,
    reason: 'payment.refunded',
    invoiceId: before.invoiceId,
    paymentId: before.id,
    refundId: row.id,
  })
  await record(t, 'payment.refunded', { ...of, subjectId: row.id, payload: { amount: row.amount } })
}

const paymentKey = (of: { ownerId: string; id: string }) =>
  and(eq(payment.ownerId, of.ownerId), eq(payment.id, of.id))
