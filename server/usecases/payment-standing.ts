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
export const refundable = async (t: Pick<TxCtx, 'tx'>, locked: Payment): Promise<number> =>
  (await refundRoom(t, locked)).left

/** Why a payment cannot be given back in full, part by part, in minor units; `left` is what can. */
export type RefundRoom = {
  left: number
  /** Given back already, or on its way. */
  refunded: number
  /** Held by the bank in a dispute, and lost in one. */
  held: number
  lost: number
  /** What credit notes of its invoice gave the customer as credit instead: it is not given back twice. */
  kept: number
}

/** What can still be given back of a payment, and what keeps the rest. */
export async function refundRoom(t: Pick<TxCtx, 'tx'>, of: Payment): Promise<RefundRoom> {
  const { held, lost } = await disputedSums(t, of)
  const refunded = await refundedSum(t.tx, of.ownerId, of.id)
  if (of.status === 'reversed') return { left: 0, refunded, held, lost, kept: 0 }
  const own = Math.max(0, of.amount - refunded - held - lost)
  const left = Math.min(own, Math.max(0, await takenAndKept(t, of)))
  return { left, refunded, held, lost, kept: own - left }
}

/**
 * What was taken for the invoice of a payment, by payments and out of credit, and was not given back in either way:
 * a credit note may have given as credit what a payment brought.
 */
async function takenAndKept({ tx }: Pick<TxCtx, 'tx'>, { ownerId, invoiceId }: Payment): Promise<number> {
  const [row] = await tx.execute<{ room: string }>(sql`
    select greatest(i.credit_applied, 0)
      + coalesce((select sum(p.amount) from payment p where p.owner_id = i.owner_id and p.invoice_id = i.id
          and p.status <> 'reversed'), 0)
      - coalesce((select sum(r.amount) from refund r join payment p on p.owner_id = r.owner_id and p.id = r.payment_id
          where p.owner_id = i.owner_id and p.invoice_id = i.id and p.status <> 'reversed'
          and r.status in ('pending', 'succeeded')), 0)
      - coalesce((select sum(n.credited) from credit_note n where n.owner_id = i.owner_id
          and n.invoice_id = i.id), 0) as room
    from invoice i where i.owner_id = ${ownerId} and i.id = ${invoiceId}`)
  invariant(row, 'a payment has its invoice')
  return Number(row.room)
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
