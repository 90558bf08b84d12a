import { and, eq, sql } from 'drizzle-orm'
import { lockCustomer } from '@/db/queries/customer'
import { findInvoice, findOpenAttempt, type Invoice } from '@/db/queries/invoice'
import { listPaymentMethods } from '@/db/queries/payment-method'
import type { Subscription } from '@/db/queries/subscription'
import { subscription } from '@/db/schema'
import { planBilling, type RunPlan, transition, withDueAt } from '../core/subscription'
import { type Ctx, type CustomerCtx, type TxCtx, transact } from '../ctx'
import { abandonAttempt, openAttempt } from './attempt'
import { enterCustomer } from './customer'
import { record } from './event'
import { issueInvoice, voidInvoice } from './invoice'
import { defaultPaymentMethod } from './payment-method'
import { loadRunFacts } from './subscription'
import { NO_PENDING, recordSubscription, stateOf, writeSubscription } from './subscription-state'

/** Customers billed in one go; the next run takes the next ones. */
const BATCH = 200

/**
 * Brings every subscription that is due up to its owner's now: renewals, trial ends, scheduled ends.
 * Answers how many were billed. One that fails is reported and stops nobody else.
 */
export async function runBilling(
  ctx: Ctx,
  options: { ownerId?: string; onError?: (error: unknown, subscriptionId: string) => void } = {},
): Promise<number> {
  const due = await ctx.db.execute<{ id: string; customerId: string }>(sql`
    select s.id, s.customer_id as "customerId" from subscription s join owner o on o.id = s.owner_id
    where s.due_at <= coalesce(o.clock_at, ${ctx.now.toISOString()}::timestamptz)
      ${options.ownerId ? sql`and s.owner_id = ${options.ownerId}` : sql``}
    order by s.due_at limit ${BATCH}`)
  let billed = 0
  for (const { id, customerId } of due) {
    try {
      if (await billSubscription(await enterCustomer(ctx, customerId), id)) billed += 1
    } catch (error) {
      if (!options.onError) throw error
      options.onError(error, id)
    }
  }
  return billed
}

/** Bills what is due of one subscription; run twice at once or after a crash it bills once. */
export async function billSubscription(ctx: CustomerCtx, subscriptionId: string): Promise<boolean> {
  await giveUpPending(ctx, subscriptionId)
  return transact(ctx, async (t) => {
    await lockCustomer(t.tx, t.owner.id, t.customer.id)
    const [row] = await t.tx
      .select()
      .from(subscription)
      .where(and(eq(subscription.ownerId, t.owner.id), eq(subscription.id, subscriptionId)))
      .for('update')
    if (!row?.dueAt || row.dueAt > t.now || row.pendingInvoiceId) return false
    const plan = planBilling(await loadRunFacts(t, row), t.now)
    await writePlan(t, row, plan)
    return true
  })
}

async function writePlan(t: TxCtx<CustomerCtx>, row: Subscription, plan: RunPlan): Promise<void> {
  let written = await writeSubscription(t, row, {
    ...plan.state,
    planId: plan.offer.planId,
    priceId: plan.offer.priceId,
    ...(plan.invoices.length > 0 ? { nextPlanId: null, nextPriceId: null } : {}),
  })
  for (const event of plan.events)
    await recordSubscription(t, row, event.type, { reason: plan.state.cancelReason }, event.at)
  for (const draft of plan.invoices) {
    const bill = await issueInvoice(t, draft, row.id)
    if (bill.status === 'open') written = await charge(t, written, bill)
  }
}

/** Writes the intent to charge a renewal; without a means of payment the subscription is past due. */
async function charge(t: TxCtx<CustomerCtx>, row: Subscription, bill: Invoice): Promise<Subscription> {
  // Who is billed by invoice owes it until its due date; nothing is charged.
  if (t.customer.billingType === 'invoice') return row
  const methods = await listPaymentMethods(t.tx, row.ownerId, row.customerId)
  const chosen = methods.find((m) => m.id === row.paymentMethodId && m.status === 'active')
  const method = chosen ?? defaultPaymentMethod(t, methods)
  if (method) {
    await openAttempt(t, { invoice: bill, method, offSession: true, dueAt: bill.issuedAt })
    return row
  }
  const of = { ownerId: row.ownerId, customerId: row.customerId }
  await record(t, 'payment.failed', {
    ...of,
    subjectId: bill.id,
    payload: {
      invoiceId: bill.id,
      code: 'no_payment_method',
      declineCode: null,
      retryAt: null,
      dunned: true,
    },
  })
  if (row.status === 'past_due' || row.status === 'canceled') return row
  const state = withDueAt({ ...stateOf(row), status: transition(row.status, 'past_due') })
  await recordSubscription(t, row, 'subscription.past_due', {})
  return writeSubscription(t, row, state)
}

/** A change of plan still waiting for its payment when the period ends is given up: it was for that period. */
async function giveUpPending(ctx: CustomerCtx, subscriptionId: string): Promise<void> {
  const row = await ctx.db.query.subscription.findFirst({
    where: (s, { and, eq }) => and(eq(s.ownerId, ctx.owner.id), eq(s.id, subscriptionId)),
  })
  if (!row?.pendingInvoiceId) return
  const open = await findOpenAttempt(ctx.db, ctx.owner.id, row.pendingInvoiceId)
  if (open) {
    await abandonAttempt(ctx, open)
    return
  }
  await transact(ctx, async (t) => {
    await lockCustomer(t.tx, t.owner.id, t.customer.id)
    const locked = await t.tx.query.subscription.findFirst({
      where: (s, { and, eq }) => and(eq(s.ownerId, t.owner.id), eq(s.id, subscriptionId)),
    })
    if (!locked?.pendingInvoiceId || locked.pendingInvoiceId !== row.pendingInvoiceId) return
    const bill = await findInvoice(t.tx, t.owner.id, locked.pendingInvoiceId, { lock: true })
    if (bill?.status === 'open') await voidInvoice(t, bill)
    await writeSubscription(t, locked, NO_PENDING)
  })
}
