import { and, eq } from 'drizzle-orm'
import { newId } from '@/db/id'
import { lockCustomer } from '@/db/queries/customer'
import {
  findInvoice,
  findOpenAttempt,
  type Invoice,
  listAttempts,
  type PaymentAttempt,
} from '@/db/queries/invoice'
import { listPaymentMethods } from '@/db/queries/payment-method'
import { findCurrentSubscription, listOffers, type Subscription } from '@/db/queries/subscription'
import { markUsageBilled } from '@/db/queries/usage-billed'
import { creditEntry, customer, discount, trialClaim } from '@/db/schema'
import type { Coupon, Discount } from '../core/discount'
import { creditTransfers } from '../core/ledger'
import { isOpenAttempt } from '../core/payment'
import { findOffer, type Offer } from '../core/plan'
import {
  type ChangePlan,
  planChange,
  planResume,
  planStart,
  planTrial,
  type StartPlan,
} from '../core/subscription'
import { type CustomerCtx, requireWrite, type TxCtx, transact } from '../ctx'
import { DomainError, invariant } from '../errors'
import { abandonAttempt, openAttempt, runAttempt } from './attempt'
import { loadBilledPeriod, loadBillingFacts, loadUsage, offerOf } from './billing-facts'
import { claimCoupon, couponError, requireCoupon } from './coupon'
import { record } from './event'
import { amountDue as amountDueOf, issueInvoice } from './invoice'
import { post } from './ledger'
import { addCard, defaultPaymentMethod, type PaymentMethod } from './payment-method'
import { meant, stateOf } from './subscription-row'
import {
  insertSubscription,
  NO_PENDING,
  recordSubscription,
  seatsChanged,
  writeSubscription,
} from './subscription-state'

export type SubscribeInput = {
  /** A plan's name as in `offerName`: `team`, `team-year`. */
  plan: string
  /** A Stripe.js token or payment method, attached first and made the default. */
  token?: string | undefined
  coupon?: string | undefined
  quantity?: number
  /** What the person was told is due now, in minor units: any other amount is refused with `conflict`. */
  amountDue?: number | undefined
}

/** Where subscribing led. `attempt` is null when nothing was charged. */
export type SubscribeResult = {
  subscription: Subscription
  invoice: Invoice | null
  attempt: PaymentAttempt | null
}

/**
 * Subscribes a customer to a plan, or changes to it with proration. The same plan again changes and
 * charges nothing; a start or change left at 3-D Secure is continued, not repeated. Throws
 * `plan_unknown`, `plan_not_open`, `payment_method_required`, `coupon_invalid`, `card_declined`.
 */
export async function subscribe(ctx: CustomerCtx, input: SubscribeInput): Promise<SubscribeResult> {
  requireWrite(ctx)
  const offer = await requireOpenOffer(ctx, input.plan)
  const coupon =
    input.coupon && !(await isBegun(ctx, offer))
      ? await requireCoupon(ctx, input.coupon, offer.unitAmount.currency)
      : null
  if (input.token) await addCard(ctx, { token: input.token, makeDefault: true })
  const { quantity = 1, amountDue } = input
  await giveUpOtherStart(ctx, offer, { newCard: input.token !== undefined, amountDue })
  const decided = await transact(ctx, (t) => decide(t, { offer, coupon, quantity, amountDue }))
  if (!decided.attempt) return decided
  const attempt = isOpenAttempt(decided.attempt.status)
    ? await runAttempt(ctx, decided.attempt.id)
    : decided.attempt
  if (attempt.status === 'canceled') throw otherPending()
  if (attempt.status === 'failed')
    throw new DomainError('card_declined', {
      declineCode: attempt.declineCode ?? attempt.failureCode ?? 'generic_decline',
      message: attempt.failureMessage ?? 'The payment was declined.',
    })
  return reread(ctx, decided, attempt)
}

/**
 * Starts a plan's trial: nothing is charged, no card is needed. Once per customer and plan family, kept
 * by the database. Throws `trial_unavailable`.
 */
export async function startTrial(
  ctx: CustomerCtx,
  input: { plan?: string | undefined },
): Promise<{ subscription: Subscription; offer: Offer }> {
  requireWrite(ctx)
  const offers = await listOffers(ctx.db, ctx.owner.id)
  const offer = input.plan ? findOffer(offers, input.plan) : offers.find((o) => o.public && o.trialDays > 0)
  if (!offer || offer.trialDays === 0 || !offer.public) throw noTrial('This plan has no trial')
  const started = await transact(ctx, async (t) => {
    await lockCustomer(t.tx, t.owner.id, t.customer.id)
    if (await findCurrentSubscription(t.tx, t.owner.id, t.customer.id))
      throw noTrial('There is a subscription already')
    const state = planTrial({ offer, quantity: 1, trialDays: offer.trialDays }, t.now)
    const row = await insertSubscription(t, { ...state, ...offered(offer), id: newId() })
    const claimed = await t.tx
      .insert(trialClaim)
      .values({
        ownerId: t.owner.id,
        customerId: t.customer.id,
        family: offer.family,
        subscriptionId: row.id,
      })
      .onConflictDoNothing()
      .returning()
    if (claimed.length === 0) throw noTrial('The trial of this plan was used before')
    await recordSubscription(t, row, 'subscription.trial_started', { plan: offer.code })
    return row
  })
  return { subscription: started, offer }
}

/** What subscribing would write, to the cent, written nowhere. */
export async function previewSubscribe(
  ctx: CustomerCtx,
  input: Pick<SubscribeInput, 'plan' | 'coupon' | 'quantity'>,
): Promise<
  | { kind: 'unchanged' }
  | ({ kind: 'start' } & StartPlan & { offer: Offer; discount: Discount | null })
  | { kind: 'change'; change: ChangePlan; from: Offer; offer: Offer; discount: Discount | null }
> {
  const offer = await requireOpenOffer(ctx, input.plan)
  const coupon = input.coupon ? await requireCoupon(ctx, input.coupon, offer.unitAmount.currency) : null
  return transact(ctx, async (t) => {
    const current = await findCurrentSubscription(t.tx, t.owner.id, t.customer.id, meant(t))
    if (!current || current.status === 'incomplete')
      return {
        kind: 'start',
        offer,
        ...(await loadStart(t, { offer, coupon, quantity: input.quantity ?? 1, id: newId() })),
      }
    if (current.planId === offer.planId && current.priceId === offer.priceId) return { kind: 'unchanged' }
    const { quantity } = current
    return { kind: 'change', offer, ...(await loadChange(t, current, { offer, coupon, quantity })) }
  })
}

type Decision = { offer: Offer; coupon: Coupon | null; quantity: number; amountDue: number | undefined }

/** One transaction: lock, load, plan, write rows and the intent to charge them together. */
async function decide(t: TxCtx<CustomerCtx>, input: Decision): Promise<SubscribeResult> {
  const { offer } = input
  await lockCustomer(t.tx, t.owner.id, t.customer.id)
  const current = await findCurrentSubscription(t.tx, t.owner.id, t.customer.id, {
    lock: true,
    ...meant(t),
  })
  if (!current) return start(t, input)
  const sameOffer = current.planId === offer.planId && current.priceId === offer.priceId
  const waiting = current.pendingPlanId === offer.planId && current.pendingPriceId === offer.priceId
  if (current.status === 'incomplete' && !sameOffer) throw otherPending()
  if (current.status === 'incomplete' || waiting) {
    const begun = await waitingStart(t, current)
    requireAsTold(input, begun.invoice ? amountDueOf(begun.invoice) : 0)
    return begun
  }
  if (sameOffer) return { subscription: await keep(t, current), invoice: null, attempt: null }
  return change(t, current, { ...input, quantity: current.quantity })
}

/** A person is charged what the page said, or asked again. */
export function requireAsTold(told: { amountDue?: number | undefined }, amountDue: number): void {
  if (told.amountDue !== undefined && told.amountDue !== amountDue)
    throw new DomainError('conflict', { message: 'The amount has changed. Nothing was charged.' })
}

async function start(t: TxCtx<CustomerCtx>, decision: Decision): Promise<SubscribeResult> {
  const { offer } = decision
  const id = newId()
  const { state, invoice: draft, discount: promised } = await loadStart(t, { ...decision, id })
  requireAsTold(decision, draft.amountDue.amount)
  const method = draft.amountDue.amount === 0 ? null : await requireMethod(t)
  const row = await insertSubscription(t, { ...state, ...offered(offer), id })
  if (promised) await insertDiscount(t, row, { promised, ...decision })
  const bill = await issueInvoice(t, draft, row.id)
  if (promised) await bindDiscount(t, promised, bill)
  await t.tx
    .update(customer)
    .set({ currency: draft.currency })
    .where(and(eq(customer.ownerId, t.owner.id), eq(customer.id, t.customer.id)))
  await recordSubscription(t, row, 'subscription.started', { plan: offer.code, status: row.status })
  const attempt = method
    ? await openAttempt(t, { invoice: bill, method, offSession: false, dueAt: t.now })
    : null
  return { subscription: row, invoice: bill, attempt }
}

/** Changes one subscription to an offer at once: what is due is invoiced, and the change waits for its payment. */
export async function change(
  t: TxCtx<CustomerCtx>,
  current: Subscription,
  decision: Decision,
): Promise<SubscribeResult> {
  const { offer, quantity } = decision
  // Seen again under the lock: of two changes at once only one may be paid.
  if (current.pendingInvoiceId) throw otherPending()
  const { change: planned, discount: promised } = await loadChange(t, current, decision)
  requireAsTold(decision, planned.kind === 'invoice' ? planned.invoice.amountDue.amount : 0)
  if (promised) await insertDiscount(t, current, { promised, ...decision })
  await markUsageBilled(t.tx, t.owner.id, planned.usageBilled, t.now)
  const moved = { planId: offer.planId, priceId: offer.priceId, nextPlanId: null, nextPriceId: null }
  // Who is billed by invoice owes it: the change is made, and nothing is charged.
  const isCharged = t.customer.billingType !== 'invoice'
  if (isCharged && planned.kind === 'invoice' && planned.invoice.amountDue.amount > 0) {
    const method = await requireMethod(t, current.paymentMethodId)
    const bill = await issueInvoice(t, planned.invoice, current.id)
    if (promised) await bindDiscount(t, promised, bill)
    const row = await writeSubscription(t, current, {
      pendingPlanId: offer.planId,
      pendingPriceId: offer.priceId,
      pendingInvoiceId: bill.id,
      pendingQuantity: quantity,
    })
    const attempt = await openAttempt(t, { invoice: bill, method, offSession: false, dueAt: t.now })
    return { subscription: row, invoice: bill, attempt }
  }
  const bill = planned.kind === 'invoice' ? await issueInvoice(t, planned.invoice, current.id) : null
  if (bill && promised) await bindDiscount(t, promised, bill)
  if (planned.kind === 'credit') await giveCredit(t, current, planned.credit)
  const row = await writeSubscription(t, current, { ...planned.state, ...moved, ...NO_PENDING })
  await recordSubscription(t, row, 'subscription.changed', {
    plan: offer.code,
    fromPriceId: current.priceId,
    ...seatsChanged(current.quantity, quantity),
  })
  return { subscription: row, invoice: bill, attempt: null }
}

/** The plan that runs already: nothing is charged; whoever asks for it again does not want it to end. */
async function keep(t: TxCtx<CustomerCtx>, current: Subscription): Promise<Subscription> {
  if (!current.cancelAt && !current.nextPriceId) return current
  const row = await writeSubscription(t, current, {
    ...planResume(stateOf(current)),
    nextPlanId: null,
    nextPriceId: null,
  })
  await recordSubscription(t, row, 'subscription.resumed', {})
  return row
}

/** A start or change that waits for its payment: the caller goes on with the same invoice. */
async function waitingStart(t: TxCtx<CustomerCtx>, current: Subscription): Promise<SubscribeResult> {
  const [bill] = current.pendingInvoiceId
    ? [await findInvoice(t.tx, current.ownerId, current.pendingInvoiceId)]
    : await t.tx.query.invoice.findMany({
        where: (row, { and, eq }) =>
          and(eq(row.ownerId, current.ownerId), eq(row.subscriptionId, current.id)),
        limit: 1,
      })
  invariant(bill, 'what waits for a payment has an invoice')
  const attempts = await listAttempts(t.tx, current.ownerId, bill.id)
  return { subscription: current, invoice: bill, attempt: attempts.at(-1) ?? null }
}

type Terms = Pick<Decision, 'offer' | 'coupon' | 'quantity'>

async function loadStart(t: TxCtx<CustomerCtx>, { offer, coupon, quantity, id }: Terms & { id: string }) {
  const facts = await loadBillingFacts(t.tx, t, offer.unitAmount.currency, null)
  const promised = coupon ? discountOf(coupon, id, t.now) : null
  const discounts = promised ? [promised] : []
  const started = planStart({ ...facts, discounts, offer, quantity, subscriptionId: id }, t.now)
  return { ...started, discount: promised }
}

/** Prices a change of plan, of seats, or of both, as `planChange` does. */
export async function loadChange(
  t: TxCtx<CustomerCtx>,
  current: Subscription,
  { offer: to, coupon, quantity }: Terms,
) {
  const from = offerOf(await listOffers(t.tx, t.owner.id), current)
  if (from.unitAmount.currency !== to.unitAmount.currency)
    throw new DomainError('currency_mismatch', { message: 'The new plan is sold in another currency' })
  const facts = await loadBillingFacts(t.tx, t, to.unitAmount.currency, current.id)
  const billed = await loadBilledPeriod(t.tx, current, from)
  const usage = await loadUsage(t.tx, current)
  const promised = coupon ? discountOf(coupon, current.id, t.now) : null
  const discounts = promised ? [...facts.discounts, promised] : facts.discounts
  const state = stateOf(current)
  const of = { subscriptionId: current.id, state, from, to, billed, usage, quantity }
  const change = planChange({ ...facts, ...of, discounts }, t.now)
  return { change, from, discount: promised }
}

/** A customer that stopped at another plan's start or change, or comes back with another card, gives that up first. */
async function giveUpOtherStart(
  ctx: CustomerCtx,
  offer: Offer,
  facts: { newCard: boolean; amountDue: number | undefined },
): Promise<void> {
  const current = await findCurrentSubscription(ctx.db, ctx.owner.id, ctx.customer.id, meant(ctx))
  if (!current) return
  const waits = current.status === 'incomplete' || current.pendingInvoiceId !== null
  if (!waits) return
  const wanted =
    current.status === 'incomplete'
      ? current.planId === offer.planId && current.priceId === offer.priceId
      : current.pendingPlanId === offer.planId && current.pendingPriceId === offer.priceId
  const begun = await transact(ctx, (t) => waitingStart(t, current))
  if (wanted && !facts.newCard && isAsTold(ctx, begun, facts.amountDue)) return
  const open = begun.invoice ? await findOpenAttempt(ctx.db, ctx.owner.id, begun.invoice.id) : undefined
  if (open)
    await abandonAttempt(
      ctx,
      open.stripePaymentIntentId || !open.sentAt ? open : await runAttempt(ctx, open.id),
    )
}

/** Whether the customer is on this offer already, or on the way to it: a repeated request redeems no coupon again. */
async function isBegun(ctx: CustomerCtx, offer: Offer): Promise<boolean> {
  const current = await findCurrentSubscription(ctx.db, ctx.owner.id, ctx.customer.id, meant(ctx))
  const runs = current?.planId === offer.planId && current.priceId === offer.priceId
  return runs || (current?.pendingPlanId === offer.planId && current.pendingPriceId === offer.priceId)
}

/** Whether going on charges what the person was told, to the card they were told. */
function isAsTold(ctx: CustomerCtx, begun: SubscribeResult, amountDue: number | undefined): boolean {
  if (amountDue === undefined || !begun.invoice || !begun.attempt) return true
  const sameCard = begun.attempt.paymentMethodId === ctx.customer.defaultPaymentMethodId
  return sameCard && amountDueOf(begun.invoice) === amountDue
}

async function requireOpenOffer(ctx: CustomerCtx, name: string): Promise<Offer> {
  const offer = findOffer(await listOffers(ctx.db, ctx.owner.id), name)
  if (!offer) throw new DomainError('plan_unknown', { message: `There is no plan ${name.slice(0, 80)}` })
  if (!offer.public) throw new DomainError('plan_not_open', { message: 'This plan is not open to you' })
  return offer
}

/** What is charged: what the subscription is charged to, if it has one of its own that works, else the default. */
async function requireMethod(t: TxCtx<CustomerCtx>, ownId: string | null = null): Promise<PaymentMethod> {
  const methods = await listPaymentMethods(t.tx, t.owner.id, t.customer.id)
  const own = methods.find(({ id, status }) => id === ownId && status === 'active')
  const method = own ?? defaultPaymentMethod(t, methods)
  if (!method)
    throw new DomainError('payment_method_required', { message: 'You need a card or a bank account first' })
  return method
}

const offered = ({ planId, priceId }: Offer) => ({ planId, priceId })

async function insertDiscount(
  t: TxCtx<CustomerCtx>,
  row: Pick<Subscription, 'ownerId' | 'customerId'>,
  { promised, coupon, offer }: Pick<Decision, 'coupon' | 'offer'> & { promised: PromisedDiscount },
): Promise<void> {
  if (coupon) await claimCoupon(t, coupon, offer.unitAmount.currency)
  const inserted = await t.tx
    .insert(discount)
    .values({ ...promised, ownerId: row.ownerId, customerId: row.customerId })
    .onConflictDoNothing()
    .returning()
  if (inserted.length === 0) throw couponError(`Coupon ${promised.stripeCouponId} already applies`)
}

/** A promise made with an invoice goes when that invoice is voided. */
async function bindDiscount(t: TxCtx<CustomerCtx>, promised: PromisedDiscount, bill: Invoice): Promise<void> {
  await t.tx
    .update(discount)
    .set({ invoiceId: bill.id })
    .where(and(eq(discount.ownerId, bill.ownerId), eq(discount.id, promised.id)))
}

async function giveCredit(
  t: TxCtx<CustomerCtx>,
  row: Subscription,
  credit: Extract<ChangePlan, { kind: 'credit' }>['credit'],
): Promise<void> {
  if (credit.total.amount === 0) return
  const of = { ownerId: row.ownerId, customerId: row.customerId }
  const id = newId()
  const { amount, currency } = credit.total
  await t.tx
    .insert(creditEntry)
    .values({ ...of, id, amount, currency, reason: 'subscription.changed', at: t.now })
  await post(t, creditTransfers(credit), { ...of, reason: 'credit.added' })
  await record(t, 'credit.added', { ...of, subjectId: id, payload: { amount, currency } })
}

async function reread(
  ctx: CustomerCtx,
  decided: SubscribeResult,
  attempt: PaymentAttempt,
): Promise<SubscribeResult> {
  const { id } = decided.subscription
  const row = await ctx.db.query.subscription.findFirst({
    where: (s, { and, eq }) => and(eq(s.ownerId, ctx.owner.id), eq(s.id, id)),
  })
  const bill = decided.invoice ? await findInvoice(ctx.db, ctx.owner.id, decided.invoice.id) : null
  return { subscription: row ?? decided.subscription, invoice: bill ?? null, attempt }
}

type PromisedDiscount = Discount & { stripeCouponId: string; subscriptionId: string }

function discountOf(coupon: Coupon, subscriptionId: string, now: Date): PromisedDiscount {
  const { name, percentOffPpm, amountOff, currency, duration, durationMonths } = coupon
  const terms = { name, percentOffPpm, amountOff, currency, duration, durationMonths }
  const of = { id: newId(), subscriptionId, stripeCouponId: coupon.id }
  return { ...terms, ...of, startedAt: now, endedAt: null }
}

const otherPending = () =>
  new DomainError('payment_pending', { message: 'Another change of this subscription is being paid' })
const noTrial = (message: string) => new DomainError('trial_unavailable', { message })
