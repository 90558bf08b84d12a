import { invariant } from '../errors'
import type { Discount } from './discount'
import { draftInvoice, type InvoiceDraft, type InvoiceReason, type LineInput } from './invoice'
import { type Money, money, neg, scale, sub } from './money'
import { type Offer, sameInterval } from './plan'
import { unusedPart } from './proration'
import type { TaxDecision } from './tax'
import { addDays, earliest, type Period, periodAt } from './time'

/** Stripe's words, which the bucket API speaks too. */
export type SubscriptionStatus =
  | 'incomplete'
  | 'incomplete_expired'
  | 'trialing'
  | 'active'
  | 'past_due'
  | 'unpaid'
  | 'canceled'

/** Running: it grants what was bought and is renewed. */
export const isLive = (status: SubscriptionStatus): boolean =>
  status === 'trialing' || status === 'active' || status === 'past_due'

/** Every allowed move from one status to another; anything else is a bug. */
const TRANSITIONS: Record<SubscriptionStatus, readonly SubscriptionStatus[]> = {
  incomplete: ['active', 'incomplete_expired'],
  incomplete_expired: [],
  trialing: ['active', 'past_due', 'canceled'],
  active: ['past_due', 'canceled', 'unpaid'],
  past_due: ['active', 'canceled', 'unpaid'],
  unpaid: ['active', 'canceled'],
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
  dueAt: Date | null
}

/** What every planner needs to price an invoice for a customer. */
export type BillingFacts = { tax: TaxDecision; credit: Money; discounts: Discount[] }

/** What was billed for the running period: a change gives back its unused part, as it was billed. */
export type BilledPeriod = { amount: Money; discount: Money; ratePpm: number; taxIncluded: boolean }

export type StartPlan = { state: SubscriptionState; invoice: InvoiceDraft }

/**
 * Starts a paid subscription: the first period runs from now and is invoiced in advance. It stays
 * `incomplete` until that invoice is paid; a free one is `active` at once.
 */
export function planStart(facts: BillingFacts & { offer: Offer; quantity: number }, now: Date): StartPlan {
  const period = periodAt(now, facts.offer.interval, 0)
  const invoice = draft('subscription_start', now, facts, [periodLine(facts.offer, facts.quantity, period)])
  const state: SubscriptionState = {
    status: invoice.amountDue.amount === 0 ? 'active' : 'incomplete',
    quantity: facts.quantity,
    anchorAt: now,
    periodIndex: 0,
    periodStartAt: period.startAt,
    periodEndAt: period.endAt,
    trialStartAt: null,
    trialEndAt: null,
    cancelAt: null,
    canceledAt: null,
    endedAt: null,
    cancelReason: null,
    dueAt: null,
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
    status: 'trialing',
    quantity: facts.quantity,
    anchorAt: endAt,
    periodIndex: 0,
    periodStartAt: now,
    periodEndAt: endAt,
    trialStartAt: now,
    trialEndAt: endAt,
    cancelAt: null,
    canceledAt: null,
    endedAt: null,
    cancelReason: null,
    dueAt: null,
  })
}

export type ChangeFacts = BillingFacts & {
  state: SubscriptionState
  from: Offer
  to: Offer
  /** Null in a trial, where nothing was billed. */
  billed: BilledPeriod | null
}

/**
 * What changing the plan now comes to. `moved`: nothing to pay (a trial goes on with the new plan).
 * `invoice`: the difference is due now, the change takes effect once it is paid. `credit`: the unused
 * time is worth more than the new plan's; the rest is kept for the next invoices.
 */
export type ChangePlan =
  | { kind: 'moved'; state: SubscriptionState }
  | { kind: 'invoice'; state: SubscriptionState; invoice: InvoiceDraft }
  | { kind: 'credit'; state: SubscriptionState; credit: { net: Money; tax: Money; total: Money } }

/**
 * Changes plan at once, by proration: the unused part of what was billed comes back, the new plan's
 * part of the same period is charged. Another interval, or a trial left for another family, starts a
 * new period now at the full price.
 */
export function planChange(facts: ChangeFacts, now: Date): ChangePlan {
  const { from, to } = facts
  // Whoever chooses a plan anew does not want it to end: a scheduled cancellation is over.
  const state = planResume(facts.state)
  const trialing = state.status === 'trialing'
  if (trialing && from.family === to.family) return { kind: 'moved', state }
  const restart = trialing || !sameInterval(from.interval, to.interval)
  const running = { startAt: state.periodStartAt, endAt: state.periodEndAt }
  const period = restart ? periodAt(now, to.interval, 0) : running
  const next = withDueAt({
    ...state,
    status: trialing ? 'active' : state.status,
    trialEndAt: trialing ? now : state.trialEndAt,
    ...(restart ? { anchorAt: now, periodIndex: 0, periodStartAt: now, periodEndAt: period.endAt } : {}),
  })
  const lines = [
    ...creditLine(facts, running, now),
    restart
      ? { ...periodLine(to, state.quantity, period), kind: 'restart' as const }
      : chargeLine(to, state.quantity, period, now),
  ]
  // The credit repeats what was really paid, so its discount is already in it; only the charge is discounted.
  const invoice = draft('subscription_change', now, facts, lines)
  if (invoice.total.amount > 0) return { kind: 'invoice', state: next, invoice }
  const credit = { net: neg(invoice.net), tax: neg(invoice.tax), total: neg(invoice.total) }
  return { kind: 'credit', state: next, credit }
}

/** Ends a subscription: at once, or when what is paid for runs out. Keeping what was paid, nothing is refunded. */
export function planCancel(
  state: SubscriptionState,
  input: { when: 'now' | 'period_end'; reason: string | null },
  now: Date,
): SubscriptionState {
  const { status } = state
  if (input.when === 'period_end' && status !== 'incomplete')
    return withDueAt({ ...state, cancelAt: state.periodEndAt, canceledAt: now, cancelReason: input.reason })
  const ended = transition(status, status === 'incomplete' ? 'incomplete_expired' : 'canceled')
  return withDueAt({
    ...state,
    status: ended,
    cancelAt: null,
    canceledAt: now,
    endedAt: now,
    cancelReason: input.reason,
  })
}

/** Takes a scheduled cancellation back. */
export function planResume(state: SubscriptionState): SubscriptionState {
  return withDueAt({ ...state, cancelAt: null, canceledAt: null, cancelReason: null })
}

export type RunFacts = BillingFacts & {
  state: SubscriptionState
  offer: Offer
  /** The offer to switch to at the next period, when one is scheduled. */
  nextOffer: Offer | null
  hasPaymentMethod: boolean
}

export type RunPlan = {
  state: SubscriptionState
  offer: Offer
  invoices: InvoiceDraft[]
  /** What happened, oldest first, each at its own instant. */
  events: { type: RunEvent; at: Date }[]
}

export type RunEvent =
  | 'subscription.renewed'
  | 'subscription.trial_converted'
  | 'subscription.changed'
  | 'subscription.canceled'

/** More boundaries than this in one run mean a broken clock, not a sleeping worker. */
const BOUNDARIES_MAX = 1_000

/**
 * Brings a subscription up to `now`: each period that began is invoiced once, in order, at the instant
 * it began. Run twice it does nothing; a worker that slept three months raises three invoices.
 */
export function planBilling(facts: RunFacts, now: Date): RunPlan {
  let { state, offer, nextOffer, credit, discounts } = facts
  const invoices: InvoiceDraft[] = []
  const events: RunPlan['events'] = []
  for (let step = 0; isLive(state.status); step++) {
    invariant(step < BOUNDARIES_MAX, 'too many periods in one run')
    const at = state.periodEndAt
    if (state.cancelAt && state.cancelAt <= now && state.cancelAt <= at) {
      state = ended(state, state.cancelAt, state.cancelReason)
      events.push({ type: 'subscription.canceled', at: state.endedAt ?? at })
      break
    }
    if (at > now) break
    const converts = state.status === 'trialing'
    if (converts && !facts.hasPaymentMethod && (nextOffer ?? offer).unitAmount.amount > 0) {
      state = ended(state, at, 'trial_ended_without_payment_method')
      events.push({ type: 'subscription.canceled', at })
      break
    }
    const target = nextOffer ?? offer
    const restart = !sameInterval(target.interval, offer.interval)
    const index = converts || restart ? 0 : state.periodIndex + 1
    const anchorAt = converts || restart ? at : state.anchorAt
    const period = periodAt(anchorAt, target.interval, index)
    if (nextOffer) events.push({ type: 'subscription.changed', at })
    events.push({ type: converts ? 'subscription.trial_converted' : 'subscription.renewed', at })
    state = {
      ...state,
      status: converts ? transition(state.status, 'active') : state.status,
      anchorAt,
      periodIndex: index,
      periodStartAt: period.startAt,
      periodEndAt: period.endAt,
    }
    offer = target
    nextOffer = null
    const invoice = draft('subscription_cycle', at, { tax: facts.tax, credit, discounts }, [
      periodLine(offer, state.quantity, period),
    ])
    invoices.push(invoice)
    credit = sub(credit, invoice.creditApplied)
    const used = new Set(invoice.discountsUsed)
    discounts = discounts.map((d) => (used.has(d.id) ? { ...d, endedAt: at } : d))
  }
  return { state: withDueAt(state), offer, invoices, events }
}

function draft(reason: InvoiceReason, at: Date, facts: BillingFacts, lines: LineInput[]): InvoiceDraft {
  return draftInvoice({
    reason,
    currency: facts.credit.currency,
    issuedAt: at,
    lines,
    discounts: facts.discounts,
    tax: facts.tax,
    credit: facts.credit,
  })
}

function periodLine(offer: Offer, quantity: number, period: Period): LineInput {
  return {
    kind: 'period',
    priceId: offer.priceId,
    description: offer.name,
    quantity,
    unitAmount: offer.unitAmount,
    amount: scale(offer.unitAmount, quantity, 1, 'down'),
    taxIncluded: offer.taxIncluded,
    periodStartAt: period.startAt,
    periodEndAt: period.endAt,
  }
}

function chargeLine(offer: Offer, quantity: number, period: Period, at: Date): LineInput {
  const full = periodLine(offer, quantity, period)
  return {
    ...full,
    kind: 'proration_charge',
    amount: unusedPart(full.amount, period, at),
    periodStartAt: at,
  }
}

/** What was billed for the running period, less its discount, for the time still to come, as one negative line. */
function creditLine(facts: ChangeFacts, period: Period, at: Date): LineInput[] {
  const { billed, from, state } = facts
  if (billed === null) return []
  const unused = unusedPart(sub(billed.amount, billed.discount), period, at)
  if (unused.amount === 0) return []
  return [
    {
      kind: 'proration_credit',
      priceId: from.priceId,
      description: from.name,
      quantity: state.quantity,
      unitAmount: from.unitAmount,
      amount: neg(unused),
      taxIncluded: billed.taxIncluded,
      ratePpm: billed.ratePpm,
      periodStartAt: at,
      periodEndAt: period.endAt,
    },
  ]
}

function ended(state: SubscriptionState, at: Date, reason: string | null): SubscriptionState {
  return {
    ...state,
    status: transition(state.status, 'canceled'),
    canceledAt: state.canceledAt ?? at,
    endedAt: at,
    cancelReason: reason,
  }
}

/** The engine looks again at the earliest boundary; an ended or incomplete one is never due. */
export function withDueAt(state: SubscriptionState): SubscriptionState {
  return { ...state, dueAt: isLive(state.status) ? earliest(state.periodEndAt, state.cancelAt) : null }
}

/** No credit yet, in a currency: what a new customer's facts start from. */
export const noCredit = (currency: string): Money => money(0, currency)
