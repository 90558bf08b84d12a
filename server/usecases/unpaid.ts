import { newId } from '@/db/id'
import { type Invoice, listAttempts, type PaymentAttempt } from '@/db/queries/invoice'
import { listPaymentMethods } from '@/db/queries/payment-method'
import type { Subscription } from '@/db/queries/subscription'
import { paymentAttempt } from '@/db/schema'
import { nextAttempt } from '../core/dunning'
import { settingsOf } from '../core/settings'
import { isLive, transition } from '../core/subscription'
import type { CustomerCtx, TxCtx } from '../ctx'
import { amountDue, voidInvoice } from './invoice'
import {
  expireSubscription,
  NO_PENDING,
  setSubscriptionStatus,
  writeSubscription,
} from './subscription-state'

/**
 * What an unpaid invoice means: a start or a change that was not paid never was (voided); a renewal
 * leaves the subscription past due and is dunned.
 */
export async function giveUpUnpaid(
  t: TxCtx<CustomerCtx>,
  bill: Invoice,
  of: Subscription[],
  tried: PaymentAttempt,
): Promise<'voided' | 'dunned'> {
  if (await voidUnpaid(t, bill, of, tried)) return 'voided'
  for (const each of of)
    if (isLive(each.status) && each.status !== 'past_due')
      await setSubscriptionStatus(t, each, transition(each.status, 'past_due'), 'subscription.past_due')
  return 'dunned'
}

/** Voids the invoice of a start or change that will not be paid, and takes the start or change back. */
export async function voidUnpaid(
  t: TxCtx<CustomerCtx>,
  bill: Invoice,
  of: Subscription[],
  tried: PaymentAttempt,
): Promise<boolean> {
  const waiting = of.filter((each) => each.status === 'incomplete' || each.pendingInvoiceId === bill.id)
  if (waiting.length === 0 && !(of.length === 0 && isUnsold(bill, tried))) return false
  if (bill.status === 'open') await voidInvoice(t, bill)
  for (const each of waiting)
    if (each.status === 'incomplete') await expireSubscription(t, each)
    else await writeSubscription(t, each, NO_PENDING)
  return true
}

/** Bought at a checkout without any plan, and never handed over: neither paid nor, by a bank debit, on its way. */
const isUnsold = (bill: Invoice, tried: PaymentAttempt): boolean =>
  bill.reason === 'checkout' &&
  bill.status === 'open' &&
  bill.amountPaid === 0 &&
  tried.status !== 'processing' &&
  tried.status !== 'paid'

/** The next try by the dunning schedule, with the means of payment that is the default by then. */
export async function scheduleRetry(
  t: TxCtx<CustomerCtx>,
  bill: Invoice,
  of: Subscription[],
): Promise<Date | null> {
  if (!of.some((each) => isLive(each.status))) return null
  const all = await listAttempts(t.tx, bill.ownerId, bill.id)
  const tried = all.filter((a) => a.status === 'failed')
  const [first, last] = [tried[0], tried.at(-1)]
  if (!first?.settledAt || !last) return null
  const dueAt = nextAttempt({
    failedCount: tried.length,
    firstFailedAt: first.settledAt,
    code: last.failureCode,
    declineCode: last.declineCode,
    days: settingsOf(t.owner).dunningDays,
  })
  if (!dueAt) return null
  const methods = await listPaymentMethods(t.tx, bill.ownerId, bill.customerId)
  const method = methods.find((m) => m.id === last.paymentMethodId && m.status === 'active')
  if (!method) return null
  await t.tx.insert(paymentAttempt).values({
    ownerId: bill.ownerId,
    id: newId(),
    invoiceId: bill.id,
    customerId: bill.customerId,
    attemptNo: all.length + 1,
    paymentMethodId: method.id,
    amount: amountDue(bill),
    currency: last.currency,
    status: 'pending',
    offSession: true,
    dueAt,
  })
  return dueAt
}
