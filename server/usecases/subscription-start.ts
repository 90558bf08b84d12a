import { and, eq } from 'drizzle-orm'
import { newId } from '@/db/id'
import { lockCustomer } from '@/db/queries/customer'
import { listOffers, type Subscription } from '@/db/queries/subscription'
import { customer, plan as planTable, trialClaim } from '@/db/schema'
import type { Offer } from '../core/plan'
import { STANDALONE_TRIAL } from '../core/standing'
import { planStart, planTrial, type SubscriptionState, withDueAt } from '../core/subscription'
import { type CustomerCtx, requireWrite, type TxCtx } from '../ctx'
import { DomainError, invalidInput, invariant } from '../errors'
import { openAttempt, runAttempt } from './attempt'
import { loadBillingFacts } from './billing-facts'
import { followSubscriptions } from './customer-lifecycle'
import { issueInvoice } from './invoice'
import { hasBegun, transactOnce } from './once'
import { addPaymentDetails } from './payment-detail'
import { defaultPaymentMethod, type PaymentMethod, paymentMethods } from './payment-method'
import { requireAsTold } from './subscribe'
import { insertSubscription, recordSubscription } from './subscription-state'

export type StartSubscription = {
  /** A plan's id or code. */
  plan: string
  /** A price of the plan by id, or by currency and schedule. */
  price: { id: string } | { currency: string; schedule: string } | null
  /** The id of a means of payment, a token of a new one, or null for the default. */
  payment: { id: string } | { token: string } | null
  seats: number
  denyTrial?: true
  /** A trial, and a customer billed by invoice, need no means of payment yet: without one they start all the same. */
  mayLackPayment?: true
  /** What the caller was told is due now, in minor units: any other amount is refused with `conflict`. */
  amountDue?: number | undefined
  metadata: Record<string, unknown>
}

/**
 * Starts one more subscription of a customer, whatever others it has. A plan with a trial starts with it, unless
 * denied or used up. Paid at once by card; a customer billed by invoice owes it. A start that is declined leaves
 * none. Throws `invalid_input` naming the field, `payment_method_required`, `card_declined`.
 */
export async function startSubscription(ctx: CustomerCtx, input: StartSubscription): Promise<string> {
  requireWrite(ctx)
  const { plan, offers } = await requirePlanOffers(ctx, input.plan)
  const offer = requirePrice(offers, input.price)
  // A repeat goes on with what was decided: its token is used up, its card may be gone by now.
  const method = (await hasBegun(ctx)) ? null : await methodFor(ctx, input)
  const started = await transactOnce(ctx, async (t) => {
    const chosen = input.payment && 'id' in input.payment ? (method?.id ?? null) : null
    await lockCustomer(t.tx, t.owner.id, t.customer.id)
    const of = { offer, seats: input.seats, metadata: input.metadata, paymentMethodId: chosen }
    const tries = plan.trialDays > 0 && !input.denyTrial
    if (tries && (await mayTry(t, plan))) {
      requireAsTold(input, 0)
      const row = await insertTrial(t, plan, { ...of, trialDays: plan.trialDays })
      return { id: row.id, attemptId: null }
    }
    return insertPaid(t, { ...of, amountDue: input.amountDue }, method)
  })
  if (started.attemptId !== null) await pay(ctx, started.attemptId)
  await followSubscriptions(ctx)
  return started.id
}

/**
 * Starts a trial that stands for itself: nothing is charged, no card is needed, and it ends by itself. Throws
 * `invalid_input` for a plan that has none, `trial_unavailable` when the customer had it.
 */
export async function startStandaloneTrial(
  ctx: CustomerCtx,
  input: Pick<StartSubscription, 'plan' | 'payment' | 'seats' | 'metadata'> & { trialDays: number | null },
): Promise<string> {
  requireWrite(ctx)
  const { plan, offers } = await requirePlanOffers(ctx, input.plan)
  const [offer] = offers
  const trialDays = input.trialDays ?? plan.trialDays
  if (!plan.standaloneTrial || !offer || trialDays < 1)
    throw invalidInput({ subscription_plan: 'This plan has no trial that stands for itself' })
  if (input.payment && 'token' in input.payment && !(await hasBegun(ctx)))
    await newCard(ctx, input.payment.token)
  const id = await transactOnce(ctx, async (t) => {
    await lockCustomer(t.tx, t.owner.id, t.customer.id)
    if (!(await mayTry(t, plan)))
      throw new DomainError('trial_unavailable', { message: 'The trial of this plan was used before' })
    const { seats, metadata } = input
    return (await insertTrial(t, plan, { offer, seats, metadata, paymentMethodId: null, trialDays })).id
  })
  await followSubscriptions(ctx)
  return id
}

/** The price of a plan that a subscription could be on; `invalid_input` for one that is not the plan's. */
export function requirePrice(offers: Offer[], wanted: StartSubscription['price']): Offer {
  if (wanted === null) throw invalidInput({ price: 'Name a price, or a currency and a schedule' })
  const found =
    'id' in wanted
      ? offers.find((offer) => offer.priceId === wanted.id)
      : offers.find(
          ({ unitAmount, interval }) =>
            unitAmount.currency === wanted.currency.toUpperCase() &&
            interval.unit === wanted.schedule.toLowerCase() &&
            interval.count === 1,
        )
  if (!found) throw invalidInput({ price: 'This plan is not sold at such a price' })
  return found
}

type Plan = typeof planTable.$inferSelect

/** A plan by id or code, with what it is sold at. */
export async function requirePlanOffers(
  ctx: CustomerCtx,
  name: string,
): Promise<{ plan: Plan; offers: Offer[] }> {
  const offers = await listOffers(ctx.db, ctx.owner.id)
  const named = offers.filter((offer) => offer.planId === name || offer.code === name)
  const [row] = named[0]
    ? await ctx.db
        .select()
        .from(planTable)
        .where(and(eq(planTable.ownerId, ctx.owner.id), eq(planTable.id, named[0].planId)))
    : []
  if (!row || row.archivedAt !== null) throw invalidInput({ subscription_plan: 'There is no such plan' })
  return { plan: row, offers: named }
}

/** What it is charged to; null where the caller lets it start without. */
async function methodFor(ctx: CustomerCtx, input: StartSubscription): Promise<PaymentMethod | null> {
  try {
    return await requireMethod(ctx, input.payment)
  } catch (error) {
    const isMissing = error instanceof DomainError && error.code === 'payment_method_required'
    if (isMissing && input.mayLackPayment && input.payment === null) return null
    throw error
  }
}

async function requireMethod(ctx: CustomerCtx, wanted: StartSubscription['payment']): Promise<PaymentMethod> {
  if (wanted && 'token' in wanted) return newCard(ctx, wanted.token)
  const methods = await paymentMethods(ctx)
  if (wanted) {
    const found = methods.find((method) => method.id === wanted.id && method.status === 'active')
    if (!found) throw invalidInput({ payment_details: 'There is no such means of payment' })
    return found
  }
  const found = defaultPaymentMethod(ctx, methods)
  if (!found)
    throw new DomainError('payment_method_required', { message: 'The customer has no means of payment' })
  return found
}

/** A token that is refused is as good as no card. */
async function newCard(ctx: CustomerCtx, token: string): Promise<PaymentMethod> {
  try {
    return (await addPaymentDetails(ctx, token)).method
  } catch (error) {
    if (error instanceof DomainError && error.code === 'invalid_input')
      throw new DomainError('payment_method_required', { message: error.message })
    throw error
  }
}

/** Whether the customer has not tried this plan's family before, where once is all there is. */
export async function mayTry(t: TxCtx<CustomerCtx>, plan: Plan): Promise<boolean> {
  if (!plan.oneTrialPerCustomer) return true
  const [used] = await t.tx
    .select({ family: trialClaim.family })
    .from(trialClaim)
    .where(
      and(
        eq(trialClaim.ownerId, t.owner.id),
        eq(trialClaim.customerId, t.customer.id),
        eq(trialClaim.family, plan.family),
      ),
    )
  return used === undefined
}

type Terms = {
  offer: Offer
  seats: number
  metadata: Record<string, unknown>
  paymentMethodId: string | null
}

async function insertTrial(
  t: TxCtx<CustomerCtx>,
  plan: Plan,
  terms: Terms & { trialDays: number },
): Promise<Subscription> {
  const { offer, seats, trialDays } = terms
  const state = planTrial({ offer, quantity: seats, trialDays }, t.now)
  const row = await insertRow(t, terms, trialState(plan, state))
  await t.tx
    .insert(trialClaim)
    .values({ ownerId: row.ownerId, customerId: row.customerId, family: plan.family, subscriptionId: row.id })
    .onConflictDoNothing()
  await recordSubscription(t, row, 'subscription.trial_started', { plan: plan.code })
  return row
}

/** A trial that stands for itself has its end from the start. */
export function trialState(plan: Pick<Plan, 'standaloneTrial'>, state: SubscriptionState): SubscriptionState {
  const ends = { cancelAt: state.trialEndAt, cancelReason: STANDALONE_TRIAL }
  return plan.standaloneTrial ? withDueAt({ ...state, ...ends }) : state
}

async function insertPaid(
  t: TxCtx<CustomerCtx>,
  terms: Terms & Pick<StartSubscription, 'amountDue'>,
  method: PaymentMethod | null,
) {
  const { offer, seats } = terms
  const facts = await loadBillingFacts(t.tx, t, offer.unitAmount.currency, null)
  const subscriptionId = newId()
  const { state, invoice: draft } = planStart({ ...facts, offer, quantity: seats, subscriptionId }, t.now)
  requireAsTold(terms, draft.amountDue.amount)
  const owed = t.customer.billingType === 'invoice'
  if (!owed && !method && draft.amountDue.amount > 0)
    throw new DomainError('payment_method_required', { message: 'The customer has no means of payment' })
  const begun = owed ? withDueAt({ ...state, status: 'active' }) : state
  const row = await insertRow(t, terms, { ...begun, id: subscriptionId })
  const bill = draft.total.amount === 0 ? null : await issueInvoice(t, draft, row.id)
  await t.tx
    .update(customer)
    .set({ currency: draft.currency })
    .where(and(eq(customer.ownerId, t.owner.id), eq(customer.id, t.customer.id)))
  await recordSubscription(t, row, 'subscription.started', { plan: offer.code, status: row.status })
  if (bill?.status !== 'open' || owed) return { id: row.id, attemptId: null }
  invariant(method, 'what is charged has its means of payment')
  // A program asks, nobody is there to answer the bank: 3-D Secure is a decline.
  const attempt = await openAttempt(t, { invoice: bill, method, offSession: true, dueAt: t.now })
  return { id: row.id, attemptId: attempt.id }
}

const insertRow = (
  t: TxCtx<CustomerCtx>,
  { offer, metadata, paymentMethodId }: Terms,
  state: SubscriptionState & { id?: string },
): Promise<Subscription> =>
  insertSubscription(t, {
    id: newId(),
    ...state,
    planId: offer.planId,
    priceId: offer.priceId,
    paymentMethodId,
    metadata,
  })

async function pay(ctx: CustomerCtx, attemptId: string): Promise<void> {
  const attempt = await runAttempt(ctx, attemptId)
  if (attempt.status !== 'failed' && attempt.status !== 'canceled') return
  throw new DomainError('card_declined', {
    declineCode: attempt.declineCode ?? attempt.failureCode ?? 'generic_decline',
    message: attempt.failureMessage ?? 'The payment was declined.',
  })
}
