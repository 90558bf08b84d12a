import { newId } from '@/db/id'
import { findCurrentSubscription, listOffers, type Subscription } from '@/db/queries/subscription'
import { planNextInvoice } from '../core/billing'
import type { InvoiceDraft } from '../core/invoice'
import type { Money } from '../core/money'
import { findOffer, type Offer } from '../core/plan'
import { planResume, planTrial } from '../core/subscription'
import { type CustomerCtx, type TxCtx, transact } from '../ctx'
import { DomainError } from '../errors'
import { loadRunFacts } from './billing-facts'
import { NOTHING_YET, nextAfter, withChosen } from './next-invoice'
import { previewSubscribe } from './subscribe'
import { meant } from './subscription-row'

/** How long a person may look at a preview and still get exactly that. */
const PREVIEW_LIFE_MS = 15 * 60_000

/** What choosing a plan comes to: now, and at the next charge after it. */
export type PlanPreview = {
  /**
   * `start`: the first period is due now. `trial`: nothing now. `change`: the difference is due now.
   * `credit`: the running period was worth more, the rest is kept. `moved`: a trial goes on with the new
   * plan. `scheduled`: at the end of the period, nothing now. `unchanged`: it runs already.
   */
  kind: 'start' | 'trial' | 'change' | 'credit' | 'moved' | 'scheduled' | 'unchanged'
  offer: Offer
  from: Offer | null
  /** Due now; null when nothing is. */
  invoice: InvoiceDraft | null
  /** Kept for the next invoices by this change. */
  credit: Money | null
  /** The first invoice after that; null when none will come. */
  next: InvoiceDraft | null
  /** When it takes effect. */
  effectiveAt: Date
}

export type PlanChoice = { plan: string; coupon?: string | undefined; when: 'now' | 'period_end' | 'trial' }

/**
 * What a choice would write, to the cent, by the planners that will write it; written nowhere. Throws as
 * `subscribe`, `scheduleChange` and `startTrial` do for what cannot be chosen at all.
 */
export async function previewPlan(ctx: CustomerCtx, choice: PlanChoice): Promise<PlanPreview> {
  if (choice.when === 'trial') return previewTrial(ctx, choice.plan)
  if (choice.when === 'period_end') return previewScheduled(ctx, choice.plan)
  const seen = await previewSubscribe(ctx, { plan: choice.plan, coupon: choice.coupon })
  const none = { invoice: null, credit: null, effectiveAt: ctx.now }
  if (seen.kind === 'unchanged') return previewKept(ctx, choice.plan)
  const { offer, discount } = seen
  if (seen.kind === 'start') {
    const id = await currentId(ctx)
    const next = await nextAfter(ctx, { id, offer, discount, state: seen.state, invoice: seen.invoice })
    return { ...none, kind: 'start', offer, from: null, invoice: seen.invoice, next }
  }
  const { change, from } = seen
  const invoice = change.kind === 'invoice' ? change.invoice : null
  const credit = change.kind === 'credit' ? change.credit.total : null
  const id = await currentId(ctx)
  const next = await nextAfter(ctx, { id, offer, discount, state: change.state, invoice, credit })
  const kind = change.kind === 'invoice' ? 'change' : change.kind
  return { ...none, kind, offer, from, invoice, credit, next }
}

/**
 * The context as it was when a preview was shown, so that what is written is what was seen: a proration
 * moves by a cent every few minutes. Throws `conflict` when that was too long ago.
 */
export function asPreviewed(ctx: CustomerCtx, at: Date | undefined): CustomerCtx {
  if (at === undefined) return ctx
  const age = ctx.now.getTime() - at.getTime()
  if (age < 0 || age > PREVIEW_LIFE_MS)
    throw new DomainError('conflict', { message: 'This preview is too old. Nothing was charged.' })
  return { ...ctx, now: at }
}

async function previewTrial(ctx: CustomerCtx, plan: string): Promise<PlanPreview> {
  return transact(ctx, async (t) => {
    const offer = await requireOpenOffer(t, plan)
    if (offer.trialDays === 0)
      throw new DomainError('trial_unavailable', { message: 'This plan has no trial' })
    const state = planTrial({ offer, quantity: 1, trialDays: offer.trialDays }, t.now)
    const facts = await loadRunFacts(t.tx, t)
    const next = planNextInvoice(withChosen(facts, { ...NOTHING_YET, id: newId(), state, offer }))
    return { kind: 'trial', offer, from: null, invoice: null, credit: null, next, effectiveAt: t.now }
  })
}

async function previewScheduled(ctx: CustomerCtx, plan: string): Promise<PlanPreview> {
  return transact(ctx, async (t) => {
    const row = await requireRunning(t)
    const facts = await loadRunFacts(t.tx, t)
    const current = facts.subscriptions.find(({ id }) => id === row.id)
    if (!current) throw new DomainError('not_found', { message: 'There is no running subscription' })
    const nextOffer = await requireOpenOffer(t, plan)
    if (nextOffer.unitAmount.currency !== current.offer.unitAmount.currency)
      throw new DomainError('currency_mismatch', { message: 'The new plan is sold in another currency' })
    const state = planResume(current.state)
    const next = planNextInvoice(withChosen(facts, { ...current, state, nextOffer }))
    const rest = { invoice: null, credit: null, next, effectiveAt: state.periodEndAt }
    return { kind: 'scheduled', offer: nextOffer, from: current.offer, ...rest }
  })
}

/** Choosing the plan that runs takes a cancellation or change back; the next invoice is its own. */
async function previewKept(ctx: CustomerCtx, plan: string): Promise<PlanPreview> {
  return { ...(await previewScheduled(ctx, plan)), kind: 'unchanged', effectiveAt: ctx.now }
}

async function currentId(ctx: CustomerCtx): Promise<string | undefined> {
  return (await findCurrentSubscription(ctx.db, ctx.owner.id, ctx.customer.id, meant(ctx)))?.id
}

async function requireRunning(t: TxCtx<CustomerCtx>): Promise<Subscription> {
  const row = await findCurrentSubscription(t.tx, t.owner.id, t.customer.id, meant(t))
  if (!row || row.status === 'incomplete')
    throw new DomainError('not_found', { message: 'There is no running subscription' })
  return row
}

async function requireOpenOffer(t: TxCtx<CustomerCtx>, name: string): Promise<Offer> {
  const offers = await listOffers(t.tx, t.owner.id)
  const offer = findOffer(offers, name)
  if (!offer) throw new DomainError('plan_unknown', { message: 'There is no such plan' })
  if (!offer.public) throw new DomainError('plan_not_open', { message: 'This plan is not open to you' })
  return offer
}
