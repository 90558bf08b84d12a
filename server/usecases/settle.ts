import { and, eq, ne, sql } from 'drizzle-orm'
import { inOrder } from '@/db/bulk'
import { newId } from '@/db/id'
import { drawNumbers, type Invoice, type Payment, type PaymentAttempt } from '@/db/queries/invoice'
import { lockBilledSubscriptions, type Subscription } from '@/db/queries/subscription'
import { invoice, invoiceLine, payment, receipt } from '@/db/schema'
import { wallNow } from '../clock'
import { documentNumber } from '../core/invoice'
import { dueOf, isOwed } from '../core/invoice-state'
import { paymentTransfers, recoveryTransfers } from '../core/ledger'
import { money } from '../core/money'
import { type ChargeOutcome, isOpenAttempt } from '../core/payment'
import { planRecover } from '../core/subscription'
import { type CustomerCtx, type TxCtx, transact } from '../ctx'
import { DomainError, invariant } from '../errors'
import { record } from './event'
import { post } from './ledger'
import { NOT_OWED, openRefund } from './refund'
import { reverse } from './reversal'
import { changeAttempt, type Facts, findPaymentOf, invoiceKey, lockFacts, type Outcome } from './settle-facts'
import { stateOf } from './subscription-row'
import {
  applyPendingChange,
  recordSubscription,
  setSubscriptionStatus,
  writeSubscription,
} from './subscription-state'
import { giveUpUnpaid, scheduleRetry, voidUnpaid } from './unpaid'

/** An unanswered attempt is asked about again after this long. */
const UNKNOWN_RETRY_MS = 30_000

/**
 * Writes what became of an attempt, with all that follows from it, in one transaction. Settling the
 * same outcome twice, or an older one after a newer one, changes nothing.
 */
export async function settle(
  ctx: CustomerCtx,
  attemptId: string,
  outcome: ChargeOutcome,
): Promise<PaymentAttempt> {
  return transact(ctx, async (t) => {
    const facts = await lockFacts(t, attemptId)
    const { attempt } = facts
    switch (outcome.kind) {
      case 'paid':
        return settlePaid(t, facts, outcome)
      case 'processing':
        return settleProcessing(t, facts, outcome)
      case 'requires_action':
        return settleAction(t, facts, outcome)
      case 'failed':
        return attempt.status === 'paid' ? reverse(t, facts, outcome) : settleFailed(t, facts, outcome)
      case 'canceled':
        return settleCanceled(t, facts)
      case 'unknown':
        return settleUnknown(t, attempt)
    }
  })
}

async function settlePaid(
  t: TxCtx<CustomerCtx>,
  { attempt, bill, of }: Facts,
  outcome: Outcome<'paid'>,
): Promise<PaymentAttempt> {
  // Money that came and went back again (a lost dispute of a debit) is still `succeeded` in Stripe's eyes.
  if (attempt.status === 'paid' || (await findPaymentOf(t, attempt))) return attempt
  const ref = { ownerId: bill.ownerId, customerId: bill.customerId }
  const paymentId = newId()
  const arrive = () =>
    post(t, paymentTransfers(money(attempt.amount, attempt.currency)), {
      ...ref,
      reason: 'payment.received',
      invoiceId: bill.id,
      paymentId,
    })
  // Sent together, done in this order.
  const [settled, paid] = await Promise.all([
    changeAttempt(t, attempt, {
      status: 'paid',
      stripePaymentIntentId: outcome.intentId,
      stripeClientSecret: null,
      settledAt: t.now,
    }),
    insertPayment(t, attempt, { ...outcome, paymentId }),
    record(t, 'payment.received', { ...ref, subjectId: paymentId, payload: { invoiceId: bill.id } }),
  ])
  if (!isOwed(bill.status)) {
    // Money for an invoice that was given up or paid otherwise meanwhile: it goes back by itself.
    await arrive()
    await openRefund(t, paid, { amount: paid.amount, reason: NOT_OWED })
    return settled
  }
  if (bill.status === 'uncollectible') await recoverDebt(t, bill)
  await Promise.all([
    t.tx
      .update(invoice)
      .set({ status: 'paid', amountPaid: bill.amountPaid + attempt.amount, paidAt: t.now })
      .where(invoiceKey(bill)),
    record(t, 'invoice.paid', { ...ref, subjectId: bill.id }),
  ])
  for (const each of of) {
    await grant(t, each, bill)
    await recover(t, each, bill)
  }
  // Last: the sums of the brand's sales and its next number are locked until the end, and others wait for them.
  await inOrder([arrive, () => insertReceipt(t, bill, paid.id)])
  return settled
}

/** What was given up is expected after all. */
export async function recoverDebt(t: TxCtx<CustomerCtx>, bill: Invoice): Promise<void> {
  await post(t, recoveryTransfers(money(dueOf(bill), bill.currency)), {
    ownerId: bill.ownerId,
    customerId: bill.customerId,
    reason: 'invoice.recovered',
    invoiceId: bill.id,
  })
}

/** What follows when nothing is owed of an invoice any more, however that came: what it was for runs. */
export async function releaseInvoice(t: TxCtx<CustomerCtx>, bill: Invoice): Promise<void> {
  for (const each of await lockBilledSubscriptions(t.tx, bill)) {
    if (bill.status === 'paid') await grant(t, each, bill)
    await recover(t, each, bill)
  }
}

/** A bank debit on its way counts as paid for what it buys, as at Stripe; its failure is dunned later. */
async function settleProcessing(
  t: TxCtx<CustomerCtx>,
  { attempt, bill, of }: Facts,
  outcome: Outcome<'processing'>,
): Promise<PaymentAttempt> {
  if (!isOpenAttempt(attempt.status) || attempt.status === 'processing') return attempt
  const settled = await changeAttempt(t, attempt, {
    status: 'processing',
    stripePaymentIntentId: outcome.intentId,
    stripeClientSecret: null,
  })
  await record(t, 'payment.processing', {
    ownerId: bill.ownerId,
    customerId: bill.customerId,
    subjectId: attempt.id,
    payload: { invoiceId: bill.id },
  })
  for (const each of of) await grant(t, each, bill)
  return settled
}

async function settleAction(
  t: TxCtx<CustomerCtx>,
  { attempt, bill }: Facts,
  outcome: Outcome<'requires_action'>,
): Promise<PaymentAttempt> {
  if (attempt.status !== 'pending' && attempt.status !== 'requires_action') return attempt
  const settled = await changeAttempt(t, attempt, {
    status: 'requires_action',
    stripePaymentIntentId: outcome.intentId,
    stripeClientSecret: outcome.clientSecret,
  })
  if (attempt.status === 'pending')
    await record(t, 'payment.action_required', {
      ownerId: bill.ownerId,
      customerId: bill.customerId,
      subjectId: attempt.id,
      payload: { invoiceId: bill.id, offSession: attempt.offSession },
    })
  return settled
}

async function settleFailed(
  t: TxCtx<CustomerCtx>,
  { attempt, bill, of }: Facts,
  outcome: Outcome<'failed'>,
): Promise<PaymentAttempt> {
  if (!isOpenAttempt(attempt.status)) return attempt
  const settled = await changeAttempt(t, attempt, {
    status: 'failed',
    stripePaymentIntentId: outcome.intentId ?? attempt.stripePaymentIntentId,
    stripeClientSecret: null,
    failureCode: outcome.code,
    declineCode: outcome.declineCode,
    failureMessage: outcome.message,
    settledAt: t.now,
  })
  const standing = await giveUpUnpaid(t, bill, of, attempt)
  const retryAt = standing === 'dunned' ? await scheduleRetry(t, bill, of) : null
  await record(t, 'payment.failed', {
    ownerId: bill.ownerId,
    customerId: bill.customerId,
    subjectId: attempt.id,
    payload: {
      invoiceId: bill.id,
      code: outcome.code,
      declineCode: outcome.declineCode,
      retryAt: retryAt?.toISOString() ?? null,
      dunned: standing === 'dunned',
    },
  })
  return settled
}

async function settleCanceled(t: TxCtx<CustomerCtx>, { attempt, bill, of }: Facts): Promise<PaymentAttempt> {
  if (!isOpenAttempt(attempt.status)) return attempt
  const settled = await changeAttempt(t, attempt, {
    status: 'canceled',
    stripeClientSecret: null,
    settledAt: t.now,
  })
  const isVoided = await voidUnpaid(t, bill, of, attempt)
  // Somebody came to pay what is dunned and went away again: the schedule goes on where it stood.
  if (!isVoided && bill.status === 'open') await scheduleRetry(t, bill, of)
  return settled
}

/**
 * Gives up an attempt that Stripe never heard of, with what it was to pay for. Throws `payment_pending` for
 * one that somebody has begun to send meanwhile.
 */
export async function settleUnsent(ctx: CustomerCtx, attemptId: string): Promise<PaymentAttempt> {
  return transact(ctx, async (t) => {
    const facts = await lockFacts(t, attemptId)
    if (facts.attempt.status !== 'pending' || facts.attempt.sentAt !== null)
      throw new DomainError('payment_pending', { message: 'A charge for this invoice has just begun' })
    return settleCanceled(t, facts)
  })
}

/** Nothing is known: nothing is voided, nothing is given up, it is asked about again. */
function settleUnknown(t: TxCtx<CustomerCtx>, attempt: PaymentAttempt): Promise<PaymentAttempt> {
  if (attempt.status !== 'pending') return Promise.resolve(attempt)
  return changeAttempt(t, attempt, { claimedUntil: new Date(wallNow().getTime() + UNKNOWN_RETRY_MS) })
}

/** What a paid or debited invoice buys: the subscription runs, the change it waited for is made. */
async function grant(t: TxCtx<CustomerCtx>, of: Subscription, bill: Invoice): Promise<void> {
  if (of.pendingInvoiceId === bill.id) await applyPendingChange(t, of, bill)
  else if (of.status === 'incomplete') await setSubscriptionStatus(t, of, 'active', 'subscription.activated')
}

/** With its last open invoice paid a subscription is no longer past due. A debit on its way is not paid yet. */
async function recover(t: TxCtx<CustomerCtx>, of: Subscription, bill: Invoice): Promise<void> {
  if (of.status !== 'past_due' && of.status !== 'unpaid') return
  const open = await t.tx
    .select({ id: invoice.id })
    .from(invoice)
    .where(
      and(
        eq(invoice.ownerId, of.ownerId),
        eq(invoice.customerId, of.customerId),
        eq(invoice.status, 'open'),
        ne(invoice.id, bill.id),
        sql`exists (select 1 from ${invoiceLine} l where l.owner_id = ${invoice.ownerId}
          and l.invoice_id = ${invoice.id} and l.subscription_id = ${of.id})`,
      ),
    )
    .limit(1)
  if (open.length > 0) return
  await writeSubscription(t, of, planRecover(stateOf(of), t.now))
  await recordSubscription(t, of, 'subscription.activated', { from: of.status, to: 'active' })
}

async function insertPayment(
  t: TxCtx<CustomerCtx>,
  attempt: PaymentAttempt,
  outcome: Outcome<'paid'> & { paymentId: string },
): Promise<Payment> {
  const [row] = await t.tx
    .insert(payment)
    .values(paymentRow(t, attempt, outcome))
    .returning()
  invariant(row, 'an inserted payment is returned')
  return row
}

/** The payment that an attempt brought. */
export function paymentRow(
  t: Pick<TxCtx, 'now'>,
  attempt: PaymentAttempt,
  outcome: Pick<Outcome<'paid'>, 'intentId' | 'chargeId'> & { paymentId: string },
) {
  return {
    ownerId: attempt.ownerId,
    id: outcome.paymentId,
    customerId: attempt.customerId,
    invoiceId: attempt.invoiceId,
    attemptId: attempt.id,
    paymentMethodId: attempt.paymentMethodId,
    amount: attempt.amount,
    currency: attempt.currency,
    status: 'completed' as const,
    stripePaymentIntentId: outcome.intentId,
    stripeChargeId: outcome.chargeId,
    paidAt: t.now,
  }
}

/** The proof of a payment, with the next number of its series. */
export async function insertReceipt(t: TxCtx<CustomerCtx>, bill: Invoice, paymentId: string): Promise<void> {
  const series = { ownerId: bill.ownerId, brandId: bill.brandId, series: 'receipt' as const }
  const sequence = await drawNumbers(t.tx, series, 1)
  await t.tx.insert(receipt).values(receiptRow(t, bill, { paymentId, sequence }))
}

/** The proof of a payment by its number in the brand's series. */
export function receiptRow(
  t: Pick<CustomerCtx, 'now' | 'brand'>,
  bill: Invoice,
  of: { paymentId: string; sequence: number },
) {
  return {
    ownerId: bill.ownerId,
    id: newId(),
    brandId: bill.brandId,
    customerId: bill.customerId,
    invoiceId: bill.id,
    paymentId: of.paymentId,
    number: documentNumber(`${t.brand.invoicePrefix}-R`, t.now.getUTCFullYear(), of.sequence),
    issuedAt: t.now,
  }
}
