import { invariant } from '../errors'
import type { Discount } from './discount'
import type { InvoiceDraft, LineInput } from './invoice'
import { type Currency, type Money, money, sub } from './money'
import { isFree, type Offer, sameInterval } from './plan'
import {
  type BillingFacts,
  boundaryOf,
  draft,
  isLive,
  periodLines,
  planUnpause,
  type SubscriptionState,
  transition,
  withDueAt,
} from './subscription'
import type { TaxOf } from './tax'
import { periodAt } from './time'
import { settledCounter, type UsageCounter, usageLines } from './usage-billing'
import type { UnusedVoucher } from './voucher'

/** One subscription as a billing run finds it. */
export type RunSubscription = {
  id: string
  state: SubscriptionState
  offer: Offer
  /** The offer to switch to at the next period, when one is scheduled. */
  nextOffer: Offer | null
  discounts: Discount[]
  /** Counters that hold more than was billed of them. */
  usage: UsageCounter[]
  /** Charged instead of the default when set: it goes on an invoice of its own. */
  paymentMethodId: string | null
}

/** All of one customer: what is due together goes on one invoice. */
export type RunFacts = {
  subscriptions: RunSubscription[]
  taxOf: TaxOf
  timezone: string
  /** The customer's credit in each currency it has any. */
  credits: readonly Money[]
  vouchers: readonly UnusedVoucher[]
  /** Somebody can be charged, or is billed by invoice. */
  canPay: boolean
}

export type RunEvent =
  | 'subscription.renewed'
  | 'subscription.trial_converted'
  | 'subscription.changed'
  | 'subscription.resumed'
  | 'subscription.canceled'

export type RunPlan = {
  /** The subscriptions that something happened to, as they are afterwards. */
  subscriptions: (Pick<RunSubscription, 'id' | 'state' | 'offer'> & { switched: boolean })[]
  invoices: (InvoiceDraft & { paymentMethodId: string | null })[]
  /** What happened, oldest first, each at its own instant. */
  events: { subscriptionId: string; type: RunEvent; at: Date; reason: string | null }[]
  usageBilled: UsageCounter[]
}

/** More boundaries than this in one run mean a broken clock, not a sleeping worker. */
const BOUNDARIES_MAX = 1_000
/** What is due within so long is due together (behaviour page, section 8, "Renewal job"). */
const TOGETHER_MS = 5 * 60_000

/**
 * Brings a customer's subscriptions up to `now`: each period that began is invoiced once, in order, at the instant
 * it began; what metrics counted is invoiced when its period is over. Run twice it does nothing; a worker that
 * slept three months raises three invoices.
 */
export function planBilling(facts: RunFacts, now: Date): RunPlan {
  const run = new Run(facts)
  for (let step = 0; ; step++) {
    invariant(step < BOUNDARIES_MAX, 'too many periods in one run')
    const at = run.nextBoundary()
    if (at === null || at > now) return run.plan()
    run.passBoundary(at)
  }
}

/** The first invoice a customer will get by itself, as the run at that instant would write it; null when none comes. */
export function planNextInvoice(facts: RunFacts): InvoiceDraft | null {
  const run = new Run({ ...facts, canPay: true })
  for (let step = 0; step < BOUNDARIES_MAX; step++) {
    const at = run.nextBoundary()
    if (at === null) return null
    run.passBoundary(at)
    const [first] = run.plan().invoices
    if (first) return first
    // Metered use that has not happened yet has no next invoice.
    if (step >= PERIODS_AHEAD_MAX) return null
  }
  return null
}

/** How far ahead a preview looks for a period that costs something. */
const PERIODS_AHEAD_MAX = 3

type Moved = RunSubscription & { moved: boolean; switched: boolean }

/** The state of one planning: subscriptions move on, credit, vouchers and discounts are used up on the way. */
class Run {
  private subscriptions: Moved[]
  private credits: Map<Currency, Money>
  private vouchers: readonly UnusedVoucher[]
  private invoices: RunPlan['invoices'] = []
  private events: RunPlan['events'] = []
  private usageBilled: UsageCounter[] = []

  constructor(private facts: RunFacts) {
    this.subscriptions = facts.subscriptions.map((each) => ({ ...each, moved: false, switched: false }))
    this.credits = new Map(facts.credits.map((credit) => [credit.currency, credit]))
    this.vouchers = facts.vouchers
  }

  nextBoundary(): Date | null {
    const all = this.subscriptions.flatMap(({ state }) => boundaryOf(state) ?? [])
    return all.reduce<Date | null>((first, at) => (first === null || at < first ? at : first), null)
  }

  /** Moves everything that is due at `at`, and renewals due shortly after it, and invoices what they cost. */
  passBoundary(at: Date): void {
    const until = new Date(at.getTime() + TOGETHER_MS)
    const due = new Map<string, { of: Moved[]; lines: LineInput[] }>()
    this.subscriptions = this.subscriptions.map((each) => {
      const boundary = boundaryOf(each.state)
      if (boundary === null || boundary > until) return each
      if (boundary > at && !renewsPlainly(each)) return each
      const { subscription, lines } = this.advance(each, boundary)
      const key = `${each.offer.unitAmount.currency} ${each.paymentMethodId ?? ''}`
      const group = due.get(key) ?? { of: [], lines: [] }
      due.set(key, { of: [...group.of, subscription], lines: [...group.lines, ...lines] })
      return subscription
    })
    for (const { of, lines } of due.values()) this.invoice(at, of, lines)
  }

  plan(): RunPlan {
    return {
      subscriptions: this.subscriptions
        .filter(({ moved }) => moved)
        .map(({ id, state, offer, switched }) => ({ id, state, offer, switched })),
      invoices: this.invoices,
      events: this.events,
      usageBilled: this.usageBilled,
    }
  }

  /** One subscription past its boundary. */
  private advance(each: Moved, at: Date): { subscription: Moved; lines: LineInput[] } {
    const { state } = each
    if (state.status === 'paused') {
      this.record(each, 'subscription.resumed', at)
      return { subscription: { ...each, moved: true, state: planUnpause(state, at) }, lines: [] }
    }
    const used = this.takeUsage(each, at)
    if (state.cancelAt && state.cancelAt <= at)
      return this.end(each, state.cancelAt, state.cancelReason, used)
    const target = each.nextOffer ?? each.offer
    const converts = state.status === 'trialing'
    if (converts && !this.facts.canPay && !isFree(target))
      return this.end(each, at, 'trial_ended_without_payment_method', used)
    if (each.nextOffer) this.record(each, 'subscription.changed', at)
    this.record(each, converts ? 'subscription.trial_converted' : 'subscription.renewed', at)
    const next = nextPeriod(each, target, at, this.facts.timezone)
    const moved = { ...each, state: next, offer: target, nextOffer: null, usage: used.left, moved: true }
    const period = { startAt: next.periodStartAt, endAt: next.periodEndAt }
    const lines = periodLines({ subscriptionId: each.id, offer: target, quantity: state.quantity }, period)
    return {
      subscription: { ...moved, switched: each.switched || each.nextOffer !== null },
      lines: [...used.lines, ...lines],
    }
  }

  private end(each: Moved, at: Date, reason: string | null, used: Used) {
    this.record(each, 'subscription.canceled', at, reason)
    const state = ended(each.state, at, reason)
    return { subscription: { ...each, state, usage: used.left, moved: true }, lines: used.lines }
  }

  /** What metrics counted up to a boundary; what they count in a trial is free. */
  private takeUsage({ id, offer, usage, state }: Moved, at: Date): Used {
    const isOver = (counter: UsageCounter) => counter.kind === 'continuous' || counter.periodEndAt <= at
    const ends = state.cancelAt !== null && state.cancelAt <= at
    const over = usage.filter((counter) => ends || isOver(counter))
    if (state.status === 'trialing') {
      this.usageBilled.push(...over.map(settledCounter))
      return { lines: [], left: usage.filter((counter) => !over.includes(counter)) }
    }
    const { lines, billed } = usageLines(offer, id, over)
    this.usageBilled.push(...billed)
    return { lines, left: usage.filter((counter) => !over.includes(counter)) }
  }

  private invoice(at: Date, of: Moved[], lines: LineInput[]): void {
    const [first] = of
    // What costs nothing has no invoice (section 8); what credit or a discount pays has one.
    if (!first || lines.every(({ amount }) => amount.amount === 0)) return
    const { currency } = first.offer.unitAmount
    const facts: BillingFacts = {
      taxOf: this.facts.taxOf,
      timezone: this.facts.timezone,
      credit: this.credits.get(currency) ?? money(0, currency),
      vouchers: this.vouchers,
      discounts: of.flatMap(({ discounts }) => discounts),
    }
    const invoice = draft('subscription_cycle', at, facts, lines)
    this.invoices.push({ ...invoice, paymentMethodId: first.paymentMethodId })
    this.credits.set(currency, sub(facts.credit, invoice.creditApplied))
    this.vouchers = this.vouchers.filter(({ id }) => id !== invoice.voucherUsed)
    const used = new Set(invoice.discountsUsed)
    const spent = (discount: Discount) => (used.has(discount.id) ? { ...discount, endedAt: at } : discount)
    this.subscriptions = this.subscriptions.map((each) => ({ ...each, discounts: each.discounts.map(spent) }))
  }

  private record({ id }: Moved, type: RunEvent, at: Date, reason: string | null = null): void {
    this.events.push({ subscriptionId: id, type, at, reason })
  }
}

type Used = { lines: LineInput[]; left: UsageCounter[] }

/** A renewal that nothing else hangs on may come a little early, to be on one invoice with what is due. */
function renewsPlainly({ state }: RunSubscription): boolean {
  return state.status !== 'paused' && state.status !== 'trialing' && state.cancelAt === null
}

function nextPeriod(
  { state, offer }: RunSubscription,
  target: Offer,
  at: Date,
  timezone: string,
): SubscriptionState {
  const converts = state.status === 'trialing'
  const restart = converts || !sameInterval(target.interval, offer.interval)
  const index = restart ? 0 : state.periodIndex + 1
  const anchorAt = restart ? at : state.anchorAt
  const period = periodAt(anchorAt, target.interval, index, timezone)
  return withDueAt({
    ...state,
    status: converts ? transition(state.status, 'active') : state.status,
    anchorAt,
    periodIndex: index,
    periodStartAt: period.startAt,
    periodEndAt: period.endAt,
  })
}

function ended(state: SubscriptionState, at: Date, reason: string | null): SubscriptionState {
  invariant(isLive(state.status), 'only what runs can end')
  return withDueAt({
    ...state,
    status: transition(state.status, 'canceled'),
    canceledAt: state.canceledAt ?? at,
    endedAt: at,
    cancelReason: reason,
  })
}
