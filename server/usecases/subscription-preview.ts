import { newId } from '@/db/id'
import { listOffers, type Subscription } from '@/db/queries/subscription'
import type { InvoiceDraft } from '../core/invoice'
import type { Money } from '../core/money'
import type { Offer } from '../core/plan'
import {
  type ChangePlan,
  planCancel,
  planStart,
  planTrial,
  type SubscriptionState,
  withDueAt,
} from '../core/subscription'
import { type CustomerCtx, transact } from '../ctx'
import { loadBillingFacts, offerOf } from './billing-facts'
import { nextAfter } from './next-invoice'
import { loadChange } from './subscribe'
import type { CancelInput } from './subscription-cancel'
import { refundOnCancel, STOPPED } from './subscription-cancel'
import { lockRunning, type SeatChange, seatsAfter, seatsWhen } from './subscription-change'
import { planLastUsage } from './subscription-end'
import { stateOf } from './subscription-row'
import {
  mayTry,
  requirePlanOffers,
  requirePrice,
  type StartSubscription,
  trialState,
} from './subscription-start'

/** What a call would write, to the cent, by the planner that writes it; written nowhere. */
export type CallPreview = {
  /** Due at once; null when nothing is. */
  invoice: InvoiceDraft | null
  /** Kept for the customer's next invoices. */
  credit: Money | null
  /** Given back to the means of payment. */
  refund: Money | null
  /** The customer's next invoice after that, with all that is due together; null when none will come. */
  next: InvoiceDraft | null
  /** When it takes effect. */
  effectiveAt: Date
  /** The trial that it starts with; no amount is due before its end. */
  trialEndAt: Date | null
}

/** What starting would invoice now; a trial invoices nothing and takes effect as paid when it ends. */
export async function previewStart(
  ctx: CustomerCtx,
  input: Pick<StartSubscription, 'plan' | 'price' | 'seats' | 'denyTrial'>,
): Promise<CallPreview> {
  const { plan, offers } = await requirePlanOffers(ctx, input.plan)
  const offer = requirePrice(offers, input.price)
  const seen = await transact(ctx, async (t) => {
    const tries = plan.trialDays > 0 && !input.denyTrial && (await mayTry(t, plan))
    if (tries) {
      const state = trialState(
        plan,
        planTrial({ offer, quantity: input.seats, trialDays: plan.trialDays }, t.now),
      )
      return { state, invoice: null }
    }
    const facts = await loadBillingFacts(t.tx, t, offer.unitAmount.currency, null)
    return planStart({ ...facts, offer, quantity: input.seats, subscriptionId: newId() }, t.now)
  })
  const { state, invoice } = seen
  const isTrial = invoice === null
  return {
    ...NOTHING,
    invoice,
    next: await nextAfter(ctx, { id: undefined, offer, state, invoice }),
    effectiveAt: isTrial ? state.periodEndAt : ctx.now,
    trialEndAt: isTrial ? state.trialEndAt : null,
  }
}

/** What changing to another price, of the same plan or (named) of another, would invoice or credit. */
export async function previewOfferChange(
  ctx: CustomerCtx,
  input: { subscriptionId: string; plan: string | null; priceId: string; when: 'now' | 'next_cycle' },
): Promise<CallPreview> {
  const row = await transact(ctx, (t) => lockRunning(t, input.subscriptionId))
  const { offers } = await requirePlanOffers(ctx, input.plan ?? row.planId)
  const offer = requirePrice(offers, { id: input.priceId })
  const id = row.id
  const from = offerOf(await listOffers(ctx.db, ctx.owner.id), row)
  const kept = { id, offer: from, state: stateOf(row), invoice: null }
  if (input.when === 'next_cycle') {
    const next = await nextAfter(ctx, { ...kept, nextOffer: offer })
    return { ...NOTHING, next, effectiveAt: row.periodEndAt }
  }
  if (row.planId === offer.planId && row.priceId === offer.priceId)
    return { ...NOTHING, next: await nextAfter(ctx, kept), effectiveAt: ctx.now }
  const { change } = await transact(ctx, (t) =>
    loadChange(t, row, { offer, coupon: null, quantity: row.quantity }),
  )
  return changePreview(ctx, { id, offer, change })
}

/** What more or fewer seats would invoice or credit. */
export async function previewSeats(ctx: CustomerCtx, input: SeatChange): Promise<CallPreview> {
  const { row, offer, quantity, change } = await transact(ctx, async (t) => {
    const found = await lockRunning(t, input.subscriptionId)
    const seats = seatsAfter(found, input)
    const of = { row: found, offer: offerOf(await listOffers(t.tx, t.owner.id), found), quantity: seats }
    if (seatsWhen(ctx, input) === 'renewal') return { ...of, change: null }
    return { ...of, ...(await loadChange(t, found, { offer: of.offer, coupon: null, quantity: seats })) }
  })
  const id = row.id
  if (change) return changePreview(ctx, { id, offer, change })
  const next = await nextAfter(ctx, { id, offer, state: { ...stateOf(row), quantity }, invoice: null })
  return { ...NOTHING, next, effectiveAt: row.periodEndAt }
}

/** When a cancellation would take effect, what it would give back, and what use it would still bill. */
export async function previewCancel(
  ctx: CustomerCtx,
  input: Omit<CancelInput, 'comment'>,
): Promise<CallPreview> {
  const { row, offer, when, last } = await transact(ctx, async (t) => {
    const found = await lockRunning(t, input.subscriptionId, STOPPED)
    const ends = STOPPED.includes(found.status) ? 'instantly' : input.when
    return {
      row: found,
      offer: offerOf(await listOffers(t.tx, t.owner.id), found),
      when: ends,
      last: ends === 'instantly' ? await planLastUsage(t, found) : null,
    }
  })
  const back = await refundOnCancel(ctx, row, input)
  const invoice = last?.invoice ?? null
  return {
    ...NOTHING,
    invoice,
    refund: back && { amount: back.amount, currency: back.currency },
    next: await nextAfter(ctx, { id: row.id, offer, state: endedState(row, when, ctx.now), invoice }),
    effectiveAt: endOf(row, when, ctx.now),
  }
}

function endedState(row: Subscription, when: CancelInput['when'], now: Date): SubscriptionState {
  if (typeof when === 'object') return withDueAt({ ...stateOf(row), cancelAt: when.at })
  return planCancel(stateOf(row), { when: when === 'instantly' ? 'now' : 'period_end', reason: null }, now)
}

const NOTHING = { invoice: null, credit: null, refund: null, next: null, trialEndAt: null }

async function changePreview(
  ctx: CustomerCtx,
  { id, offer, change }: { id: string; offer: Offer; change: ChangePlan },
): Promise<CallPreview> {
  const credit = change.kind === 'credit' && change.credit.total.amount > 0 ? change.credit.total : null
  const invoice = change.kind === 'invoice' ? change.invoice : null
  const next = await nextAfter(ctx, { id, offer, state: change.state, invoice, credit })
  return { ...NOTHING, invoice, credit, next, effectiveAt: ctx.now }
}

function endOf(row: Subscription, when: CancelInput['when'], now: Date): Date {
  if (when === 'instantly') return now
  return when === 'end-of-run' ? row.periodEndAt : when.at
}
