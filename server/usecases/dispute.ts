import { and, eq } from 'drizzle-orm'
import { newId } from '@/db/id'
import { lockCustomer } from '@/db/queries/customer'
import type { Payment } from '@/db/queries/invoice'
import { dispute, paymentMethod } from '@/db/schema'
import { disputeTransfers, disputeWonTransfers, feeTransfers } from '../core/ledger'
import { type Money, money } from '../core/money'
import { heldByDispute } from '../core/payment'
import { type CustomerCtx, type TxCtx, transact } from '../ctx'
import { invariant } from '../errors'
import type { DisputeState } from '../stripe/client'
import { record } from './event'
import { post } from './ledger'
import { lockPayment, writeStanding } from './payment-standing'
import { reverseReturned } from './reversal'

type Dispute = typeof dispute.$inferSelect

/**
 * Writes what a dispute of a payment is now: the bank holds its money until it is decided, gives it back or keeps
 * it. A bank debit that was lost is owed again and dunned. What is written follows from the state alone, so that
 * the same one twice changes nothing, and a step that was never heard of is caught up with.
 */
export async function followDispute(ctx: CustomerCtx, of: Payment, now: DisputeState): Promise<void> {
  await transact(ctx, async (t) => {
    await lockCustomer(t.tx, of.ownerId, of.customerId)
    const paid = await lockPayment(t, of)
    const isDebit = await isBankDebit(t, paid)
    const before = await findDispute(t, paid, now.id)
    const row = before ? await update(t, before, now) : await insert(t, paid, now)
    await moveHeld(t, paid, { before, row, isOwedAgain: isDebit })
    await bookFee(t, paid, row, now.fee)
    if (row.status === 'lost' && before?.status !== 'lost' && isDebit)
      await reverseReturned(t, paid, { amount: row.amount, code: 'debit_disputed', declineCode: row.reason })
    await writeStanding(t, paid)
    await tell(t, paid, { before, row })
  })
}

async function findDispute(t: TxCtx<CustomerCtx>, paid: Payment, id: string): Promise<Dispute | undefined> {
  const [row] = await t.tx
    .select()
    .from(dispute)
    .where(and(eq(dispute.ownerId, paid.ownerId), eq(dispute.stripeDisputeId, id)))
    .for('update')
  return row
}

async function insert(t: TxCtx<CustomerCtx>, paid: Payment, now: DisputeState): Promise<Dispute> {
  const [row] = await t.tx
    .insert(dispute)
    .values({
      ownerId: paid.ownerId,
      id: newId(),
      paymentId: paid.id,
      stripeDisputeId: now.id,
      amount: now.amount.amount,
      currency: now.amount.currency,
      reason: now.reason,
      status: now.status,
      stage: now.stage,
      evidenceDueAt: now.evidenceDueAt,
      openedAt: t.now,
      closedAt: now.status === 'open' ? null : t.now,
    })
    .returning()
  invariant(row, 'an inserted dispute is returned')
  return row
}

async function update(t: TxCtx<CustomerCtx>, before: Dispute, now: DisputeState): Promise<Dispute> {
  const [row] = await t.tx
    .update(dispute)
    .set({
      amount: now.amount.amount,
      reason: now.reason,
      status: now.status,
      stage: now.stage,
      evidenceDueAt: now.evidenceDueAt,
      closedAt: now.status === 'open' ? null : (before.closedAt ?? t.now),
    })
    .where(and(eq(dispute.ownerId, before.ownerId), eq(dispute.id, before.id)))
    .returning()
  invariant(row, 'a locked dispute is updated')
  return row
}

/** The difference between what was held for it and what is now. */
async function moveHeld(
  t: TxCtx<CustomerCtx>,
  paid: Payment,
  { before, row, isOwedAgain }: { before: Dispute | undefined; row: Dispute; isOwedAgain: boolean },
): Promise<void> {
  const was = before ? heldByDispute({ ...before, isOwedAgain }) : 0
  const change = heldByDispute({ ...row, isOwedAgain }) - was
  const amount = money(Math.abs(change), row.currency)
  const ref = refOf(paid, row)
  if (change > 0) await post(t, disputeTransfers(amount), { ...ref, reason: 'payment.disputed' })
  if (change < 0) await post(t, disputeWonTransfers(amount), { ...ref, reason: 'payment.dispute_closed' })
}

/** What a dispute costs leaves with its money; what is given back of it comes with that. */
async function bookFee(t: TxCtx<CustomerCtx>, paid: Payment, row: Dispute, fee: Money | null): Promise<void> {
  if (fee === null || (fee.amount === row.fee && fee.currency === row.feeCurrency)) return
  const change = money(fee.amount - row.fee, fee.currency)
  await post(t, feeTransfers(change), { ...refOf(paid, row), reason: 'dispute.fee' })
  await t.tx
    .update(dispute)
    .set({ fee: fee.amount, feeCurrency: fee.currency })
    .where(and(eq(dispute.ownerId, row.ownerId), eq(dispute.id, row.id)))
}

async function tell(
  t: TxCtx<CustomerCtx>,
  paid: Payment,
  { before, row }: { before: Dispute | undefined; row: Dispute },
): Promise<void> {
  const about = {
    ownerId: paid.ownerId,
    customerId: paid.customerId,
    subjectId: paid.id,
  }
  const payload = { disputeId: row.id, amount: row.amount, reason: row.reason }
  // One that was over before it was heard of began all the same.
  if (!before || (row.status === 'open' && before.status !== 'open'))
    await record(t, 'payment.disputed', { ...about, payload })
  if (row.status !== 'open' && before?.status !== row.status)
    await record(t, 'payment.dispute_closed', { ...about, payload: { ...payload, outcome: row.status } })
}

async function isBankDebit(t: TxCtx<CustomerCtx>, paid: Payment): Promise<boolean> {
  if (paid.paymentMethodId === null) return false
  const [method] = await t.tx
    .select({ type: paymentMethod.type })
    .from(paymentMethod)
    .where(and(eq(paymentMethod.ownerId, paid.ownerId), eq(paymentMethod.id, paid.paymentMethodId)))
  return method?.type === 'sepa_debit'
}

const refOf = (paid: Payment, row: Dispute) => ({
  ownerId: paid.ownerId,
  customerId: paid.customerId,
  paymentId: paid.id,
  invoiceId: paid.invoiceId,
  disputeId: row.id,
})
