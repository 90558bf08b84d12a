import { and, eq } from 'drizzle-orm'
import { newId } from '@/db/id'
import { lockCustomer } from '@/db/queries/customer'
import { findOpenAttempt, type Invoice, type Payment, type PaymentAttempt } from '@/db/queries/invoice'
import { invoice, payment, paymentAttempt, subscription } from '@/db/schema'
import { dueOf, moveInvoice } from '../core/invoice-state'
import { manualPaymentTransfers, writeOffTransfers } from '../core/ledger'
import { money } from '../core/money'
import { type CustomerCtx, requireWrite, type TxCtx, transact } from '../ctx'
import { DomainError, invalidInput, invariant } from '../errors'
import { record } from './event'
import { voidInvoice } from './invoice'
import { post } from './ledger'
import { lockInvoice } from './manual-invoice'
import { transactOnce } from './once'
import { insertReceipt, recoverDebt, releaseInvoice } from './settle'

/**
 * Voids an open invoice on which nothing was paid or credited: its number stays, credit and discounts come back.
 * Throws `not_found`, `invalid_input` for another state, `payment_pending` while money is on its way.
 */
export async function voidOpenInvoice(ctx: CustomerCtx, id: string): Promise<Invoice> {
  requireWrite(ctx)
  return transactOnce(ctx, async (t) => {
    const { bill, waiting } = await lockBill(t, id)
    moveInvoice(bill.status, 'void')
    if (bill.amountPaid + bill.amountCredited > 0)
      throw invalidInput({
        invoice: 'A part of this invoice was paid or credited: credit what is left of it',
      })
    if (await isAwaited(t, bill))
      throw new DomainError('conflict', {
        message: 'A start or change of a subscription waits for this invoice',
      })
    await giveUpAttempt(t, waiting)
    await voidInvoice(t, bill)
    await releaseInvoice(t, { ...bill, status: 'void' })
    return lockInvoice(t, id)
  })
}

/**
 * The owner has the money, by another way than Stripe: all that is due is paid, with a payment and a receipt. One
 * given up as uncollectible is paid after all. Throws as `voidOpenInvoice` does.
 */
export async function markPaid(
  ctx: CustomerCtx,
  id: string,
  input: { reference: string | null; paidAt: Date | null },
): Promise<Invoice> {
  requireWrite(ctx)
  const paidAt = input.paidAt ?? ctx.now
  if (paidAt > ctx.now) throw invalidInput({ paid_at: 'This is in the future' })
  return transactOnce(ctx, async (t) => {
    const { bill, waiting } = await lockBill(t, id)
    moveInvoice(bill.status, 'paid')
    const due = dueOf(bill)
    if (bill.status === 'draft' || due <= 0)
      throw invalidInput({ invoice: 'Nothing is due on this invoice: finalise it first' })
    await giveUpAttempt(t, waiting)
    if (bill.status === 'uncollectible') await recoverDebt(t, bill)
    const paid = await insertManualPayment(t, bill, { amount: due, reference: input.reference, paidAt })
    return close(t, bill, { amountPaid: bill.amountPaid + paid.amount, paidAt })
  })
}

/**
 * Gives up what is due on an open invoice: it leaves what customers owe for bad debt and is charged no more, but may
 * still be paid. Throws as `voidOpenInvoice` does.
 */
export async function markUncollectible(ctx: CustomerCtx, id: string): Promise<Invoice> {
  requireWrite(ctx)
  return transact(ctx, async (t) => {
    const { bill, waiting } = await lockBill(t, id)
    const status = moveInvoice(bill.status, 'uncollectible')
    if (await isAwaited(t, bill))
      throw new DomainError('conflict', {
        message: 'A start or change of a subscription waits for this invoice',
      })
    await giveUpAttempt(t, waiting)
    const row = await change(t, bill, { status })
    const due = dueOf(bill)
    const of = { ownerId: bill.ownerId, customerId: bill.customerId }
    await post(t, writeOffTransfers(money(due, bill.currency)), {
      ...of,
      reason: 'invoice.uncollectible',
      invoiceId: bill.id,
    })
    await record(t, 'invoice.uncollectible', { ...of, subjectId: bill.id, payload: { amount: due } })
    await releaseInvoice(t, row)
    return row
  })
}

/** Nothing is due any more: paid, with what follows for its subscription. */
export async function close(
  t: TxCtx<CustomerCtx>,
  bill: Invoice,
  changes: { paidAt: Date; amountPaid?: number; amountCredited?: number },
): Promise<Invoice> {
  const row = await change(t, bill, { ...changes, status: 'paid' })
  await record(t, 'invoice.paid', { ownerId: row.ownerId, customerId: row.customerId, subjectId: row.id })
  await releaseInvoice(t, row)
  return row
}

/**
 * The invoice and the attempt that waits for it, locked in the order of everybody. Throws `payment_pending` when money
 * for it may be on its way: what that comes to has to be known first.
 */
export async function lockBill(
  t: TxCtx<CustomerCtx>,
  id: string,
): Promise<{ bill: Invoice; waiting: PaymentAttempt | undefined }> {
  await lockCustomer(t.tx, t.owner.id, t.customer.id)
  const found = await findOpenAttempt(t.tx, t.owner.id, id)
  const [waiting] = found ? await t.tx.select().from(paymentAttempt).where(keyOf(found)).for('update') : []
  const bill = await lockInvoice(t, id)
  const onItsWay = waiting && (waiting.status !== 'pending' || waiting.sentAt !== null)
  if (onItsWay)
    throw new DomainError('payment_pending', { message: 'A payment of this invoice is on its way' })
  return { bill, waiting }
}

/** An attempt that Stripe has not heard of will not be made. */
export async function giveUpAttempt(
  t: TxCtx<CustomerCtx>,
  waiting: PaymentAttempt | undefined,
): Promise<void> {
  if (!waiting) return
  await t.tx.update(paymentAttempt).set({ status: 'canceled', settledAt: t.now }).where(keyOf(waiting))
}

/** Changes how an issued invoice is settled; nothing else of it can change. */
export async function change(
  t: TxCtx<CustomerCtx>,
  bill: Invoice,
  changes: Partial<Pick<Invoice, 'status' | 'amountPaid' | 'amountCredited' | 'paidAt'>>,
): Promise<Invoice> {
  const [row] = await t.tx
    .update(invoice)
    .set(changes)
    .where(and(eq(invoice.ownerId, bill.ownerId), eq(invoice.id, bill.id)))
    .returning()
  invariant(row, 'a locked invoice is updated')
  return row
}

/** A subscription that has not begun, or a change that has not been made, because this is not paid. */
async function isAwaited(t: TxCtx<CustomerCtx>, bill: Invoice): Promise<boolean> {
  const rows = await t.tx
    .select({ id: subscription.id, status: subscription.status, pending: subscription.pendingInvoiceId })
    .from(subscription)
    .where(and(eq(subscription.ownerId, bill.ownerId), eq(subscription.customerId, bill.customerId)))
  return rows.some(
    (row) => row.pending === bill.id || (row.id === bill.subscriptionId && row.status === 'incomplete'),
  )
}

async function insertManualPayment(
  t: TxCtx<CustomerCtx>,
  bill: Invoice,
  of: { amount: number; reference: string | null; paidAt: Date },
): Promise<Payment> {
  const ref = { ownerId: bill.ownerId, customerId: bill.customerId }
  const [paid] = await t.tx
    .insert(payment)
    .values({
      ...ref,
      ...of,
      id: newId(),
      invoiceId: bill.id,
      source: 'manual',
      currency: bill.currency,
      status: 'completed',
    })
    .returning()
  invariant(paid, 'an inserted payment is returned')
  await post(t, manualPaymentTransfers(money(of.amount, bill.currency)), {
    ...ref,
    reason: 'payment.received',
    invoiceId: bill.id,
    paymentId: paid.id,
  })
  await record(t, 'payment.received', { ...ref, subjectId: paid.id, payload: { invoiceId: bill.id } })
  await insertReceipt(t, bill, paid.id)
  return paid
}

const keyOf = (attempt: PaymentAttempt) =>
  and(eq(paymentAttempt.ownerId, attempt.ownerId), eq(paymentAttempt.id, attempt.id))
