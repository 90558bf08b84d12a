import { and, eq } from 'drizzle-orm'
import { lockCustomer } from '@/db/queries/customer'
import { findOpenAttempt, type PaymentAttempt } from '@/db/queries/invoice'
import { listOffers, type Subscription } from '@/db/queries/subscription'
import { subscription } from '@/db/schema'
import type { Offer } from '../core/plan'
import { settingsOf } from '../core/settings'
import { isLive, planResume, type SubscriptionStatus, transition, withDueAt } from '../core/subscription'
import { type CustomerCtx, requireWrite, type TxCtx, transact } from '../ctx'
import { DomainError, invalidInput, invariant } from '../errors'
import { abandonAttempt, runAttempt } from './attempt'
import { offerOf } from './billing-facts'
import { followSubscriptions } from './customer-lifecycle'
import { hasBegun, transactOnce } from './once'
import { requirePaymentDetails } from './payment-detail'
import { change } from './subscribe'
import { stateOf } from './subscription-row'
import { requirePlanOffers, requirePrice } from './subscription-start'
import { recordSubscription, seatsChanged, writeSubscription } from './subscription-state'

const SEATS_MAX = 1_000_000

export type SeatChange = {
  subscriptionId: string
  by: number
  /** Priced by the next renewal, or prorated and charged at once; unset: as the owner chose. */
  when?: 'renewal' | 'now' | undefined
  /** What the caller was told is due now, in minor units: any other amount is refused with `conflict`. */
  amountDue?: number | undefined
}

/**
 * More seats, or fewer (at least one stays). `renewal`: nothing is charged or given back before the next renewal
 * prices them. `now`: by proration; what is due is charged first, and a decline leaves the seats as they were.
 */
export async function changeSeats(ctx: CustomerCtx, input: SeatChange): Promise<Subscription> {
  requireWrite(ctx)
  if (seatsWhen(ctx, input) === 'now') return changeSeatsNow(ctx, input)
  return transactOnce(ctx, async (t) => {
    const row = await lockRunning(t, input.subscriptionId)
    const quantity = seatsAfter(row, input)
    const written = await writeSubscription(t, row, { quantity })
    await recordSubscription(t, row, 'subscription.changed', seatsChanged(row.quantity, quantity))
    return written
  })
}

async function changeSeatsNow(ctx: CustomerCtx, input: SeatChange): Promise<Subscription> {
  if (!(await hasBegun(ctx))) await giveUpPending(ctx, input.subscriptionId)
  const changed = await transactOnce(ctx, async (t) => {
    const row = await lockRunning(t, input.subscriptionId)
    const offer = offerOf(await listOffers(t.tx, t.owner.id), row)
    const quantity = seatsAfter(row, input)
    return change(t, row, { offer, coupon: null, quantity, amountDue: input.amountDue })
  })
  if (changed.attempt) requirePaid(await runAttempt(ctx, changed.attempt.id))
  return requireRow(ctx, input.subscriptionId)
}

/** When a change of seats is priced: as the call says, else as the owner chose. */
export const seatsWhen = (ctx: CustomerCtx, input: Pick<SeatChange, 'when'>): 'renewal' | 'now' =>
  input.when ?? settingsOf(ctx.owner).seatProration

/** The seats after a change; `invalid_input` below one and above what can be priced exactly. */
export function seatsAfter(row: Subscription, { by }: Pick<SeatChange, 'by'>): number {
  const quantity = row.quantity + by
  if (quantity < 1 || quantity > SEATS_MAX) throw invalidInput({ seats: 'Too many seats' })
  return quantity
}

/** A change that was not paid is not made: the caller is told why. */
function requirePaid(attempt: PaymentAttempt): void {
  if (attempt.status === 'requires_action') throw new DomainError('authentication_required')
  if (attempt.status === 'failed' || attempt.status === 'canceled')
    throw new DomainError('card_declined', {
      declineCode: attempt.declineCode ?? attempt.failureCode ?? 'generic_decline',
    })
}

async function requireRow(ctx: CustomerCtx, id: string): Promise<Subscription> {
  const row = await ctx.db.query.subscription.findFirst({
    where: (s, { and, eq }) => and(eq(s.ownerId, ctx.owner.id), eq(s.id, id)),
  })
  invariant(row, 'a subscription that was changed exists')
  return row
}

/**
 * Changes plan and price, or (without a plan) the price of the same plan. `now`: by proration; what is due is
 * charged first, and a decline leaves everything as it was (`card_declined`). `next_cycle`: when the running
 * period ends, and not before.
 */
export async function changeOffer(
  ctx: CustomerCtx,
  input: {
    subscriptionId: string
    plan: string | null
    priceId: string
    when: 'now' | 'next_cycle'
    /** What the caller was told is due now, in minor units: any other amount is refused with `conflict`. */
    amountDue?: number | undefined
  },
): Promise<void> {
  requireWrite(ctx)
  if (!(await hasBegun(ctx))) await giveUpPending(ctx, input.subscriptionId)
  const current = await transact(ctx, (t) => lockRunning(t, input.subscriptionId))
  const { offers } = await requirePlanOffers(ctx, input.plan ?? current.planId).catch(asPlan)
  const offer = requirePrice(offers, { id: input.priceId })
  if (input.when === 'next_cycle') return schedule(ctx, current.id, offer)
  const attemptId = await transactOnce(ctx, async (t) => {
    const row = await lockRunning(t, current.id)
    if (row.planId === offer.planId && row.priceId === offer.priceId) return null
    if (row.pendingInvoiceId)
      throw new DomainError('payment_pending', {
        message: 'Another change of this subscription is being paid',
      })
    const decision = { offer, coupon: null, quantity: row.quantity, amountDue: input.amountDue }
    return (await change(t, row, decision)).attempt?.id ?? null
  })
  if (attemptId === null) return
  requirePaid(await runAttempt(ctx, attemptId))
}

/**
 * Makes a trial a subscription that is paid from the trial's end on, at this price; nothing is charged before.
 * Throws `invalid_input` for one that is not on trial.
 */
export async function extendTrial(
  ctx: CustomerCtx,
  input: { subscriptionId: string; priceId: string },
): Promise<void> {
  requireWrite(ctx)
  const current = await transact(ctx, (t) => lockRunning(t, input.subscriptionId))
  if (current.status !== 'trialing' && !(await hasBegun(ctx)))
    throw invalidInput({ subscription: 'This subscription is not on trial' })
  const { offers } = await requirePlanOffers(ctx, current.planId)
  const offer = requirePrice(offers, { id: input.priceId })
  await transactOnce(ctx, async (t) => {
    const row = await lockRunning(t, current.id)
    if (row.status !== 'trialing') return
    const state = withDueAt({
      ...planResume(stateOf(row)),
      status: transition(row.status, 'active'),
      // The period that starts at the trial's end is the first one counted from the anchor.
      anchorAt: row.periodEndAt,
      periodIndex: -1,
    })
    await writeSubscription(t, row, { ...state, priceId: offer.priceId, planId: offer.planId })
    await recordSubscription(t, row, 'subscription.trial_converted', { priceId: offer.priceId })
  })
  await followSubscriptions(ctx)
}

/** The means of payment that one subscription is charged with, instead of the default. */
export async function changePaymentMethod(
  ctx: CustomerCtx,
  input: { subscriptionId: string; paymentDetailsId: string },
): Promise<void> {
  requireWrite(ctx)
  const found = await requirePaymentDetails(ctx, input.paymentDetailsId).catch(() => null)
  if (found?.method.status !== 'active')
    throw invalidInput({ payment_details: 'There is no such means of payment' })
  await transact(ctx, async (t) => {
    const row = await lockRunning(t, input.subscriptionId)
    await writeSubscription(t, row, { paymentMethodId: found.method.id })
    await recordSubscription(t, row, 'subscription.changed', { paymentMethodId: found.method.id })
  })
}

/** A running subscription, or one that stopped as `also` says, locked with its customer; one that ended cannot be changed any more. */
export async function lockRunning(
  t: TxCtx<CustomerCtx>,
  id: string,
  also: readonly SubscriptionStatus[] = [],
): Promise<Subscription> {
  await lockCustomer(t.tx, t.owner.id, t.customer.id)
  const [row] = await t.tx
    .select()
    .from(subscription)
    .where(
      and(
        eq(subscription.ownerId, t.owner.id),
        eq(subscription.customerId, t.customer.id),
        eq(subscription.id, id),
      ),
    )
    .for('update')
  if (!row) throw new DomainError('not_found', { message: 'No such subscription' })
  if (!isLive(row.status) && !also.includes(row.status))
    throw invalidInput({ subscription: 'This subscription does not run' })
  return row
}

/** A change left waiting for its payment is given up first, so that it cannot be paid beside the next one. */
export async function giveUpPending(ctx: CustomerCtx, subscriptionId: string): Promise<void> {
  const row = await ctx.db.query.subscription.findFirst({
    where: (s, { and, eq }) => and(eq(s.ownerId, ctx.owner.id), eq(s.id, subscriptionId)),
  })
  if (!row?.pendingInvoiceId) return
  const open = await findOpenAttempt(ctx.db, ctx.owner.id, row.pendingInvoiceId)
  if (open) await abandonAttempt(ctx, open)
}

async function schedule(ctx: CustomerCtx, id: string, offer: Offer): Promise<void> {
  await transact(ctx, async (t) => {
    const row = await lockRunning(t, id)
    const from = (await listOffers(t.tx, t.owner.id)).find((o) => o.priceId === row.priceId)
    if (from && from.unitAmount.currency !== offer.unitAmount.currency)
      throw new DomainError('currency_mismatch', { message: 'The new plan is sold in another currency' })
    const keeps = row.planId === offer.planId && row.priceId === offer.priceId
    await writeSubscription(t, row, {
      nextPlanId: keeps ? null : offer.planId,
      nextPriceId: keeps ? null : offer.priceId,
    })
    await recordSubscription(t, row, 'subscription.change_scheduled', { plan: offer.code })
  })
}

/** The plan of a change is called `plan`. */
function asPlan(error: unknown): never {
  if (error instanceof DomainError && error.details.fields?.subscription_plan)
    throw invalidInput({ plan: error.details.fields.subscription_plan })
  throw error
}
