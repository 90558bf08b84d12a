import { and, eq } from 'drizzle-orm'
import type { Invoice, Payment, PaymentAttempt } from '@/db/queries/invoice'
import { invoice, payment } from '@/db/schema'
import { reversalTransfers } from '../core/ledger'
import { money } from '../core/money'
import type { CustomerCtx, TxCtx } from '../ctx'
import { invariant } from '../errors'
import { record } from './event'
import { post } from './ledger'
import { changeAttempt, type Facts, findPaymentOf, invoiceKey, lockFacts, type Outcome } from './settle-facts'
import { giveUpUnpaid, scheduleRetry } from './unpaid'

/** Money that had arrived went back (a bank debit returned late): the invoice is open again, and dunned. */
export async function reverse(
  t: TxCtx<CustomerCtx>,
  facts: Facts,
  outcome: Outcome<'failed'>,
): Promise<PaymentAttempt> {
  const paid = await findPaymentOf(t, facts.attempt)
  invariant(paid, 'a paid attempt has its payment')
  return takeBack(t, facts, { ...outcome, paid, amount: paid.amount })
}

/**
 * A bank debit that its customer had sent back, and kept: what was taken is owed again, as if it had failed. In
 * the transaction of the dispute; a second time nothing happens.
 */
export async function reverseReturned(
  t: TxCtx<CustomerCtx>,
  paid: Payment,
  lost: { amount: number; code: string; declineCode: string | null },
): Promise<void> {
  if (paid.attemptId === null) return
  const facts = await lockFacts(t, paid.attemptId)
  if (facts.attempt.status !== 'paid') return
  await takeBack(t, facts, { ...lost, paid, message: 'The bank returned the debit.' })
}

type TakenBack = {
  paid: Payment
  /** What went back; a part of it may have been refunded before. */
  amount: number
  code: string
  declineCode: string | null
  message: string
}

async function takeBack(
  t: TxCtx<CustomerCtx>,
  { attempt, bill, of }: Facts,
  back: TakenBack,
): Promise<PaymentAttempt> {
  const ref = { ownerId: bill.ownerId, customerId: bill.customerId }
  await t.tx
    .update(payment)
    .set({ status: 'reversed' })
    .where(and(eq(payment.ownerId, back.paid.ownerId), eq(payment.id, back.paid.id)))
  const settled = await changeAttempt(t, attempt, {
    status: 'failed',
    failureCode: back.code,
    declineCode: back.declineCode,
    failureMessage: back.message,
    settledAt: t.now,
  })
  const reopened = bill.status === 'paid' ? await reopen(t, bill, back.amount) : null
  const standing = reopened ? await giveUpUnpaid(t, reopened, of, attempt) : null
  const retryAt = reopened && standing === 'dunned' ? await scheduleRetry(t, reopened, of) : null
  await record(t, 'payment.reversed', {
    ...ref,
    subjectId: back.paid.id,
    payload: {
      invoiceId: bill.id,
      attemptId: attempt.id,
      code: back.code,
      declineCode: back.declineCode,
      retryAt: retryAt?.toISOString() ?? null,
      dunned: standing === 'dunned',
    },
  })
  // Last: the sums of the brand's sales are locked until the end.
  await post(t, reversalTransfers(money(back.amount, attempt.currency)), {
    ...ref,
    reason: 'payment.reversed',
    invoiceId: bill.id,
    paymentId: back.paid.id,
  })
  return settled
}

async function reopen(t: TxCtx<CustomerCtx>, bill: Invoice, amount: number): Promise<Invoice> {
  const amountPaid = Math.max(0, bill.amountPaid - amount)
  const [row] = await t.tx
    .update(invoice)
    .set({ status: 'open', amountPaid, paidAt: null })
    .where(invoiceKey(bill))
    .returning()
  invariant(row, 'a locked invoice is updated')
  return row
}
