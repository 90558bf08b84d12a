import { and, eq, sql } from 'drizzle-orm'
import { findAttempt, type Payment, refundedSum } from '@/db/queries/invoice'
import { dispute, payment, refund } from '@/db/schema'
import { paymentStatus } from '../core/payment'
import type { TxCtx } from '../ctx'
import { invariant } from '../errors'

/** Locks a payment, so that what is given back of it and what disputes hold is decided by one at a time. */
export async function lockPayment(
  t: Pick<TxCtx, 'tx'>,
  of: { ownerId: string; id: string },
): Promise<Payment> {
  const [row] = await t.tx.select().from(payment).where(paymentKey(of)).for('update')
  invariant(row, 'the payment to lock exists')
  return row
}

/** What can still be given back of a locked payment, in minor units: what is on its way, held or lost is not there. */
export async function refundable(t: Pick<TxCtx, 'tx'>, locked: Payment): Promise<number> {
  if (locked.status === 'reversed') return 0
  const taken = await disputedSums(t, locked)
  return Math.max(
    0,
    locked.amount - (await refundedSum(t.tx, locked.ownerId, locked.id)) - taken.held - taken.lost,
  )
}

/** Writes what a locked payment's refunds, disputes and debit come to: what was given back, and where it stands. */
export async function writeStanding(t: Pick<TxCtx, 'tx'>, locked: Payment): Promise<Payment> {
  const [given] = await t.tx
    .select({ sum: sql<string>`coalesce(sum(${refund.amount}), 0)` })
    .from(refund)
    .where(
      and(
        eq(refund.ownerId, locked.ownerId),
        eq(refund.paymentId, locked.id),
        eq(refund.status, 'succeeded'),
      ),
    )
  const refunded = Number(given?.sum ?? 0)
  const taken = await disputedSums(t, locked)
  const attempt = locked.attemptId && (await findAttempt(t.tx, locked.ownerId, { id: locked.attemptId }))
  const status = paymentStatus({
    amount: locked.amount,
    refunded,
    lost: taken.lost,
    isDisputed: taken.isOpen,
    isReversed: attempt ? attempt.status === 'failed' : false,
  })
  const [row] = await t.tx.update(payment).set({ refunded, status }).where(paymentKey(locked)).returning()
  invariant(row, 'a locked payment is updated')
  return row
}

export const paymentKey = (of: { ownerId: string; id: string }) =>
  and(eq(payment.ownerId, of.ownerId), eq(payment.id, of.id))

async function disputedSums(t: Pick<TxCtx, 'tx'>, of: Payment) {
  const rows = await t.tx
    .select({ status: dispute.status, amount: dispute.amount })
    .from(dispute)
    .where(and(eq(dispute.ownerId, of.ownerId), eq(dispute.paymentId, of.id)))
  const sum = (status: 'open' | 'lost') =>
    rows.filter((row) => row.status === status).reduce((total, { amount }) => total + amount, 0)
  return { held: sum('open'), lost: sum('lost'), isOpen: rows.some((row) => row.status === 'open') }
}
