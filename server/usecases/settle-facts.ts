import { and, eq } from 'drizzle-orm'
import { lockCustomer } from '@/db/queries/customer'
import {
  findAttempt,
  findInvoice,
  type Invoice,
  type Payment,
  type PaymentAttempt,
} from '@/db/queries/invoice'
import { lockBilledSubscriptions, type Subscription } from '@/db/queries/subscription'
import { invoice, payment, paymentAttempt } from '@/db/schema'
import type { ChargeOutcome } from '../core/payment'
import type { CustomerCtx, TxCtx } from '../ctx'
import { invariant } from '../errors'

/** The rows that settling reads and writes, locked in the order that everybody locks them. */
export async function lockFacts(t: TxCtx<CustomerCtx>, attemptId: string): Promise<Facts> {
  const [, attempt] = await Promise.all([
    lockCustomer(t.tx, t.owner.id, t.customer.id),
    findAttempt(t.tx, t.owner.id, { id: attemptId }, { lock: true }),
  ])
  invariant(attempt, 'the attempt to settle exists')
  const [bill, of] = await Promise.all([
    findInvoice(t.tx, t.owner.id, attempt.invoiceId, { lock: true }),
    lockBilledSubscriptions(t.tx, { ownerId: t.owner.id, id: attempt.invoiceId }),
  ])
  invariant(bill, 'an attempt has its invoice')
  return { attempt, bill, of }
}

/** `of`: the subscriptions that the invoice bills; one, or several that were due together. */
export type Facts = { attempt: PaymentAttempt; bill: Invoice; of: Subscription[] }
export type Outcome<K extends ChargeOutcome['kind']> = Extract<ChargeOutcome, { kind: K }>

/** The payment that an attempt brought; undefined while it brought none. */
export async function findPaymentOf(
  t: TxCtx<CustomerCtx>,
  attempt: PaymentAttempt,
): Promise<Payment | undefined> {
  const [row] = await t.tx
    .select()
    .from(payment)
    .where(and(eq(payment.ownerId, attempt.ownerId), eq(payment.attemptId, attempt.id)))
  return row
}

/** Writes a locked attempt; nobody works on it any more. */
export async function changeAttempt(
  t: TxCtx<CustomerCtx>,
  attempt: PaymentAttempt,
  changes: Partial<PaymentAttempt>,
): Promise<PaymentAttempt> {
  const [row] = await t.tx
    .update(paymentAttempt)
    .set({ claimedUntil: null, ...changes })
    .where(and(eq(paymentAttempt.ownerId, attempt.ownerId), eq(paymentAttempt.id, attempt.id)))
    .returning()
  invariant(row, 'a locked attempt is updated')
  return row
}

export const invoiceKey = (bill: Invoice) => and(eq(invoice.ownerId, bill.ownerId), eq(invoice.id, bill.id))
