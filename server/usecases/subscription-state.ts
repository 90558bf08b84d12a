import { and, eq } from 'drizzle-orm'
import type { Invoice } from '@/db/queries/invoice'
import { listOffers, type Subscription } from '@/db/queries/subscription'
import { subscription } from '@/db/schema'
import { sameInterval } from '../core/plan'
import { planResume, type SubscriptionStatus, transition, withDueAt } from '../core/subscription'
import { periodAt } from '../core/time'
import type { CustomerCtx, TxCtx } from '../ctx'
import { invariant } from '../errors'
import { type EventType, record } from './event'
import { movesRevenue, recordRevenue } from './revenue'
import { historyOf } from './subscription-history'
import { stateOf } from './subscription-row'

/** Writes what a planner decided, with what becomes of the monthly revenue by it. */
export async function writeSubscription(
  t: TxCtx<CustomerCtx>,
  row: Subscription,
  changes: Partial<Subscription>,
): Promise<Subscription> {
  const [written] = await t.tx
    .update(subscription)
    .set(changes)
    .where(and(eq(subscription.ownerId, row.ownerId), eq(subscription.id, row.id)))
    .returning()
  invariant(written, 'a locked subscription is updated')
  if (movesRevenue(row, written)) await recordRevenue(t, [written])
  return written
}

/** Writes a new subscription of the customer in scope. */
export async function insertSubscription(
  t: TxCtx<CustomerCtx>,
  values: Omit<typeof subscription.$inferInsert, 'ownerId' | 'customerId' | 'startedAt'>,
): Promise<Subscription> {
  const [row] = await t.tx
    .insert(subscription)
    .values({ ...values, ownerId: t.owner.id, customerId: t.customer.id, startedAt: t.now })
    .returning()
  invariant(row, 'an inserted subscription is returned')
  if (movesRevenue(null, row)) await recordRevenue(t, [row])
  return row
}

/** Moves a subscription to a status the table of transitions allows, with its event. */
export async function setSubscriptionStatus(
  t: TxCtx<CustomerCtx>,
  row: Subscription,
  to: SubscriptionStatus,
  type: EventType,
): Promise<Subscription> {
  const next = withDueAt({ ...stateOf(row), status: transition(row.status, to) })
  const written = await writeSubscription(t, row, next)
  await recordSubscription(t, row, type, { from: row.status, to })
  return written
}

/** A start that was not paid never was. */
export async function expireSubscription(t: TxCtx<CustomerCtx>, row: Subscription): Promise<void> {
  const status = transition(row.status, 'incomplete_expired')
  await writeSubscription(t, row, { status, endedAt: t.now, dueAt: null })
  await recordSubscription(t, row, 'subscription.expired', {})
}

/** Makes the change whose invoice has just been paid: as planned at the instant it was issued. */
export async function applyPendingChange(
  t: TxCtx<CustomerCtx>,
  row: Subscription,
  bill: Invoice,
): Promise<Subscription> {
  const { pendingPlanId: planId, pendingPriceId: priceId } = row
  invariant(planId && priceId, 'a pending change names its plan and price')
  const offers = await listOffers(t.tx, row.ownerId)
  const from = offers.find((o) => o.planId === row.planId && o.priceId === row.priceId)
  const to = offers.find((o) => o.planId === planId && o.priceId === priceId)
  invariant(from && to, 'the offers of a subscription exist')
  const restart = row.status === 'trialing' || !sameInterval(from.interval, to.interval)
  const period = periodAt(bill.issuedAt, to.interval, 0, t.owner.timezone)
  const next = withDueAt({
    ...planResume(stateOf(row)),
    ...(row.status === 'trialing' ? { status: 'active' as const, trialEndAt: bill.issuedAt } : {}),
    ...(restart
      ? {
          anchorAt: bill.issuedAt,
          periodIndex: 0,
          periodStartAt: period.startAt,
          periodEndAt: period.endAt,
        }
      : {}),
  })
  const written = await writeSubscription(t, row, {
    ...next,
    quantity: row.pendingQuantity ?? row.quantity,
    planId,
    priceId,
    ...NO_PENDING,
    nextPlanId: null,
    nextPriceId: null,
  })
  await recordSubscription(t, row, 'subscription.changed', {
    planId,
    priceId,
    fromPriceId: row.priceId,
    invoiceId: bill.id,
    ...seatsChanged(row.quantity, written.quantity),
  })
  return written
}

/** What the log of seats is made from; nothing when they stayed. */
export const seatsChanged = (from: number, to: number) => (from === to ? {} : { seats: { from, to } })

/** No change waits for a payment. */
export const NO_PENDING = {
  pendingPlanId: null,
  pendingPriceId: null,
  pendingInvoiceId: null,
  pendingQuantity: null,
}

/** Records an event of a subscription, with what histories are read from: after the subscription was written. */
export async function recordSubscription(
  t: Pick<TxCtx<CustomerCtx>, 'tx' | 'actor' | 'now'>,
  row: Pick<Subscription, 'ownerId' | 'customerId' | 'id'>,
  type: EventType,
  payload: Record<string, unknown>,
  at?: Date,
): Promise<void> {
  const history = await historyOf(t, row, type, payload)
  return record(t, type, {
    ownerId: row.ownerId,
    customerId: row.customerId,
    subjectId: row.id,
    payload: { ...payload, ...history },
    ...(at ? { at } : {}),
  })
}
