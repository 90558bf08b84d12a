import { listPaymentMethods } from '@/db/queries/payment-method'
import { listOffers, type Subscription } from '@/db/queries/subscription'
import { markUsageBilled } from '@/db/queries/usage-billed'
import type { InvoiceDraft } from '../core/invoice'
import { draft, planCancel } from '../core/subscription'
import { type UsageCounter, usageLines } from '../core/usage-billing'
import type { CustomerCtx, TxCtx } from '../ctx'
import { openAttempt } from './attempt'
import { loadBillingFacts, loadUsage, offerOf } from './billing-facts'
import { issueInvoice } from './invoice'
import { stateOf } from './subscription-row'
import { writeSubscription } from './subscription-state'

/**
 * Ends a subscription at once, in the transaction of its customer's lock, and bills what metrics counted and nothing
 * billed yet. Nothing else is charged or given back. The event is the caller's, who knows why.
 */
export async function endNow(
  t: TxCtx<CustomerCtx>,
  row: Subscription,
  reason: string | null,
): Promise<Subscription> {
  await billLastUsage(t, row)
  const state = planCancel(stateOf(row), { when: 'now', reason }, t.now)
  return writeSubscription(t, row, { ...state, nextPlanId: null, nextPriceId: null })
}

/** What ending now would bill: the use since the last invoice; null when there is none, or it is free in a trial. */
export async function planLastUsage(
  t: TxCtx<CustomerCtx>,
  row: Subscription,
): Promise<{ invoice: InvoiceDraft; billed: UsageCounter[] } | null> {
  if (row.status === 'trialing' || row.status === 'incomplete') return null
  const offer = offerOf(await listOffers(t.tx, row.ownerId), row)
  if (!offer.meter) return null
  const { lines, billed } = usageLines(offer, row.id, await loadUsage(t.tx, row))
  if (lines.every(({ amount }) => amount.amount === 0)) return null
  const facts = await loadBillingFacts(t.tx, t, offer.unitAmount.currency, row.id)
  return { invoice: draft('subscription_cycle', t.now, facts, lines), billed }
}

async function billLastUsage(t: TxCtx<CustomerCtx>, row: Subscription): Promise<void> {
  const last = await planLastUsage(t, row)
  if (!last) return
  await markUsageBilled(t.tx, row.ownerId, last.billed, t.now)
  const bill = await issueInvoice(t, last.invoice, row.id)
  if (bill.status !== 'open' || t.customer.billingType === 'invoice') return
  const methods = await listPaymentMethods(t.tx, row.ownerId, row.customerId)
  const usable = methods.filter((method) => method.status === 'active')
  const method =
    usable.find(({ id }) => id === row.paymentMethodId) ??
    usable.find(({ id }) => id === t.customer.defaultPaymentMethodId)
  if (method) await openAttempt(t, { invoice: bill, method, offSession: true, dueAt: t.now })
}
