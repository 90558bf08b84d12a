import { invariant } from '../errors'
import type { Discount } from './discount'
import { draftInvoice, type InvoiceDraft, type InvoiceReason, type LineInput } from './invoice'
import { type Money, money, neg, sub } from './money'
import { lineOf } from './offer-line'
import { type Offer, offerLines, sameInterval } from './plan'
import { unusedPart } from './proration'
import type { TaxOf } from './tax'
import { addDays, earliest, type Period, periodAt } from './time'
import { settledCounter, type UsageCounter, usageLines } from './usage-billing'
import type { UnusedVoucher } from './voucher'

/** Stripe's words, which the bucket API speaks too. */
export type SubscriptionStatus =
  | 'incomplete'
  | 'incomplete_expired'
  | 'trialing'
  | 'active'
  | 'past_due'
  | 'unpaid'
  | 'paused'
  | 'canceled'

/** Running: it grants what was bought and is renewed. */
export const isLive = (status: SubscriptionStatus): boolean =>
  status === 'trialing' || status === 'active' || status === 'past_due'

/** Every allowed move from one status to another; anything else is a bug. */
const TRANSITIONS: Record<SubscriptionStatus, readonly SubscriptionStatus[]> = {
  incomplete: ['active', 'incomplete_expired'],
  incomplete_expired: [],
  trialing: ['active', 'past_due', 'paused', 'canceled'],
  active: ['past_due', 'paused', 'canceled', 'unpaid'],
  past_due: ['active', 'canceled', 'unpaid'],
  unpaid: ['active', 'canceled'],
  paused: ['trialing', 'active', 'past_due', 'canceled'],
  canceled: [],
}

/** The status after a move, or a broken invariant when the table above does not have it. */
export function transition(from: SubscriptionStatus, to: SubscriptionStatus): SubscriptionStatus {
  if (from === to) return to
  invariant(TRANSITIONS[from].includes(to), `subscription cannot go from ${from} to ${to}`)
  return to
}

/** The part of a subscription that plans read and write. */
export type SubscriptionState = {
  status: SubscriptionStatus
  quantity: number
  anchorAt: Date
  periodIndex: number
  periodStartAt: Date
  periodEndAt: Date
  trialStartAt: Date | null
  trialEndAt: Date | null
  cancelAt: Date | null
  canceledAt: Date | null
  endedAt: Date | null
  cancelReason: string | null
  pausedAt: Date | null
  resumeAt: Date | null
  dueAt: Date | null
}

/** What every planner needs to price an invoice for a customer. */
export type BillingFacts = {
  taxOf: TaxOf
  credit: Money
  discounts: Discount[]
  vouchers: readonly UnusedVoucher[]
  /** The owner's: periods are counted by its calendar. */
  timezone: string
}

/** What was billed for the running period: a change gives back its unused part, as it was billed. */
export type BilledPeriod = { amount: Money; discount: Money; ratePpm: number; taxIncluded: boolean }

export type StartPlan = { state: SubscriptionState; invoice: InvoiceDraft }

export type StartFacts = BillingFacts & { subscriptionId: string; offer: Offer; quantity: number }

/**
 * Starts a paid subscription: the first period runs from now and is invoiced in advance, but for metered use. It
 * stays `incomplete` until that invoice is paid; a free one is `active` at once.
 */
export function planStart(facts: StartFacts, now: Date): StartPlan {
  const { offer, quantity, subscriptionId } = facts
  const period = periodAt(now, offer.interval, 0, facts.timezone)
  const invoice = draft(
    'subscription_start',
    now,
    facts,
    periodLines({ subscriptionId, offer, quantity }, period),
  )
  const state: SubscriptionState = {
    ...NOTHING_SCHEDULED,
    status: invoice.amountDue.amount === 0 ? 'active' : 'incomplete',
    quantity,
    anchorAt: now,
    periodIndex: 0,
    periodStartAt: period.startAt,
    periodEndAt: period.endAt,
  }
  return { state: withDueAt(state), invoice }
}

/** Starts a trial: nothing is invoiced until it ends; the first paid period is counted from that instant. */
export function planTrial(
  facts: { offer: Offer; quantity: number; trialDays: number },
  now: Date,
): SubscriptionState {
  const endAt = addDays(now, facts.trialDays)
  return withDueAt({
    ...NOTHING_SCHEDULED,
    status: 'trialing',
    quantity: facts.quantity,
    anchorAt: endAt,
    periodIndex: 0,
    periodStartAt: now,
    periodEndAt: endAt,
    trialStartAt: now,
    trialEndAt: endAt,
  })
}

const NOTHING_SCHEDULED = {
  trialStartAt: null,
  trialEndAt: null,
  cancelAt: null,
  canceledAt: null,
  endedAt: null,
  cancelReason: null,
  pausedAt: null,
  resumeAt: null,
  dueAt: null,
}

export type ChangeFacts = BillingFacts & {
  subscriptionId: string
  state: SubscriptionState
  from: Offer
  to: Offer
  /** The seats after the change. */
  quantity: number
  /** Null in a trial, and for metered use, where nothing was billed in advance. */
  billed: BilledPeriod | null
  /** What metrics counted and nothing billed yet: billed with the change, at the old price. */
  usage: readonly UsageCounter[]
}

/**
 * What changing the plan now comes to. `moved`: nothing to pay (a trial goes on with the new plan).
 * `invoice`: the difference is due now, the change takes effect once it is paid. `credit`: the unused
 * time is worth more than the new plan's; the rest is kept for the next invoices.
 */
export type ChangePlan = { usageBilled: UsageCounter[]; state: SubscriptionState } & (
  | { kind: 'moved' }
  | { kind: 'invoice'; invoice: InvoiceDraft }
  | { kind: 'credit'; credit: { net: Money; tax: Money; total: Money } }
)

/**
 * Changes plan or seats at once, by proration: the unused part of what was billed comes back, the new plan's
 * part of the same period is charged. Another interval, or a trial left for another family, starts a
 * new period now at the full price.
 */
export function planChange(facts: ChangeFacts, now: Date): ChangePlan {
  const { from, to, quantity } = facts
  // Whoever chooses a plan anew does not want it to end: a scheduled cancellation is over.
  const state = { ...planResume(facts.state), quantity }
  const trialing = state.status === 'trialing'
  if (trialing && from.family === to.family) return { kind: 'moved', state, usageBilled: [] }
  const restart = trialing || !sameInterval(from.interval, to.interval)
  const running = { startAt: state.periodStartAt, endAt: state.periodEndAt }
  const period = restart ? periodAt(now, to.interval, 0, facts.timezone) : running
  const next = withDueAt({
    ...state,
    status: trialing ? 'active' : state.status,
    trialEndAt: trialing ? now : state.trialEndAt,
    ...(restart ? { anchorAt: now, periodIndex: 0, periodStartAt: now, periodEndAt: period.endAt } : {}),
  })
  const whole = periodLines({ subscriptionId: facts.subscriptionId, offer: to, quantity }, period)
  const used = usageLines(from, facts.subscriptionId, trialing ? [] : facts.usage)
  const lines = [
    ...used.lines,
    ...creditLine(facts, running, now),
    ...(restart
      ? whole.map((line) => ({ ...line, kind: 'restart' as const }))
      : whole.map((line) => chargeLine(line, period, now))),
  ]
  // The credit repeats what was really paid, so its discount is already in it; only the charge is discounted.
  const invoice = draft('subscription_change', now, facts, lines)
  const usageBilled = trialing ? facts.usage.map(settledCounter) : used.billed
  if (invoice.total.amount > 0) return { kind: 'invoice', state: next, invoice, usageBilled }
  const credit = { net: neg(invoice.net), tax: neg(invoice.tax), total: neg(invoice.total) }
  return { kind: 'credit', state: next, credit, usageBilled }
}

/** Ends a subscription: at once, or when what is paid for runs out. Keeping what was paid, nothing is refunded. */
export function planCancel(
  state: SubscriptionState,
  input: { when: 'now' | 'period_end'; reason: string | null },
  now: Date,
): SubscriptionState {
  const { status } = state
  if (input.when === 'period_end' && isLive(status))
    return withDueAt({ ...state, cancelAt: state.periodEndAt, canceledAt: now, cancelReason: input.reason })
  const ended = transition(status, status === 'incomplete' ? 'incomplete_expired' : 'canceled')
  return withDueAt({
    ...state,
    status: ended,
    cancelAt: null,
    canceledAt: now,
    endedAt: now,
    pausedAt: null,
    resumeAt: null,
    cancelReason: input.reason,
  })
}

/** Takes a scheduled cancellation back. */
export function planResume(state: SubscriptionState): SubscriptionState {
  return withDueAt({ ...state, cancelAt: null, canceledAt: null, cancelReason: null })
}

/** Stops the clock of a subscription: it is neither renewed nor charged, until it goes on by itself at `resumeAt`. */
export function planPause(state: SubscriptionState, resumeAt: Date | null, now: Date): SubscriptionState {
  return withDueAt({ ...state, status: transition(state.status, 'paused'), pausedAt: now, resumeAt })
}

/** Goes on after a pause: what was paid for and not used is still to come, so every end moves by the pause. */
export function planUnpause(state: SubscriptionState, now: Date): SubscriptionState {
  invariant(state.status === 'paused' && state.pausedAt, 'only a paused subscription goes on')
  const pausedMs = now.getTime() - state.pausedAt.getTime()
  const later = (at: Date | null) => at && new Date(at.getTime() + pausedMs)
  const inTrial = state.trialEndAt !== null && state.trialEndAt > state.pausedAt
  const periodEndAt = new Date(state.periodEndAt.getTime() + pausedMs)
  return withDueAt({
    ...state,
    status: transition(state.status, inTrial ? 'trialing' : 'active'),
    periodEndAt,
    // Counted anew from the moved end: the period that starts there is the first of the anchor.
    anchorAt: periodEndAt,
    periodIndex: -1,
    trialEndAt: inTrial ? later(state.trialEndAt) : state.trialEndAt,
    cancelAt: later(state.cancelAt),
    pausedAt: null,
    resumeAt: null,
  })
}

/**
 * Runs again with its debts paid. One that was let go as unpaid was not renewed meanwhile: its next period begins
 * now, and the time it did not run is not billed.
 */
export function planRecover(state: SubscriptionState, now: Date): SubscriptionState {
  const active = { ...state, status: transition(state.status, 'active') }
  if (state.status !== 'unpaid' || state.periodEndAt > now) return withDueAt(active)
  return withDueAt({ ...active, periodEndAt: now, anchorAt: now, periodIndex: -1 })
}

/** The lines of a period that is billed in advance; metered use is billed after it. A tiered price has several. */
export function periodLines(
  of: { subscriptionId: string; offer: Offer; quantity: number },
  period: Period,
): LineInput[] {
  const { offer, quantity, subscriptionId } = of
  if (offer.meter) return []
  return offerLines(offer, quantity).map((line) => ({
    ...lineOf(offer, line),
    kind: 'period',
    subscriptionId,
    periodStartAt: period.startAt,
    periodEndAt: period.endAt,
  }))
}

export function draft(
  reason: InvoiceReason,
  at: Date,
  facts: BillingFacts,
  lines: LineInput[],
): InvoiceDraft {
  const { currency } = facts.credit
  return draftInvoice({ ...facts, reason, currency, issuedAt: at, lines })
}

function chargeLine(full: LineInput, period: Period, at: Date): LineInput {
  return {
    ...full,
    kind: 'proration_charge',
    amount: unusedPart(full.amount, period, at),
    periodStartAt: at > period.startAt ? at : period.startAt,
  }
}

/** What was billed for the running period, less its discount, for the time still to come, as one negative line. */
function creditLine(facts: ChangeFacts, period: Period, at: Date): LineInput[] {
  const { billed, from, state, subscriptionId } = facts
  if (billed === null) return []
  const unused = unusedPart(sub(billed.amount, billed.discount), period, at)
  if (unused.amount === 0) return []
  return [
    {
      kind: 'proration_credit',
      subscriptionId,
      priceId: from.priceId,
      product: from.product,
      description: from.name,
      quantity: state.quantity,
      unitAmount: from.unitAmount.amount,
      amount: neg(unused),
      taxIncluded: billed.taxIncluded,
      ratePpm: billed.ratePpm,
      periodStartAt: at > period.startAt ? at : period.startAt,
      periodEndAt: period.endAt,
    },
  ]
}

/** The engine looks again at the earliest boundary; an ended or incomplete one is never due. */
export function withDueAt(state: SubscriptionState): SubscriptionState {
  return { ...state, dueAt: boundaryOf(state) }
}

/** When something happens to a subscription by itself: its period or trial ends, it ends, it goes on after a pause. */
export function boundaryOf(state: SubscriptionState): Date | null {
  if (state.status === 'paused') return state.resumeAt
  return isLive(state.status) ? earliest(state.periodEndAt, state.cancelAt) : null
}

/** No credit yet, in a currency: what a new customer's facts start from. */
export const noCredit = (currency: string): Money => money(0, currency)
