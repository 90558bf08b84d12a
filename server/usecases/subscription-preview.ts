import { newId } from '@/db/id'
import { listOffers, type Subscription } from '@/db/queries/subscription'
import type { InvoiceDraft } from '../core/invoice'
import type { Money } from '../core/money'
import { type ChangePlan, planStart, planTrial } from '../core/subscription'
import { type CustomerCtx, transact } from '../ctx'
import { loadBillingFacts, offerOf } from './billing-facts'
import { loadChange } from './subscribe'
import type { CancelInput } from './subscription-cancel'
import { refundOnCancel } from './subscription-cancel'
import { lockRunning, type SeatChange, seatsAfter, seatsWhen } from './subscription-change'
import { planLastUsage } from './subscription-end'
import { mayTry, requirePlanOffers, requirePrice, type StartSubscription } from './subscription-start'

/** What a call would write, to the cent, by the planner that writes it; written nowhere. */
export type CallPreview = {
  /** Due at once; null when nothing is. */
  invoice: InvoiceDraft | null
  /** Kept for the customer's next invoices. */
  credit: Money | null
  /** Given back to the means of payment. */
  refund: Money | null
  /** When it takes effect. */
  effectiveAt: Date
}

/** What starting would invoice now; a trial invoices nothing and takes effect as paid when it ends. */
export async function previewStart(
  ctx: CustomerCtx,
  input: Pick<StartSubscription, 'plan' | 'price' | 'seats' | 'denyTrial'>,
): Promise<CallPreview> {
  const { plan, offers } = await requirePlanOffers(ctx, input.plan)
  const offer = requirePrice(offers, input.price)
  return transact(ctx, async (t) => {
    const tries = plan.trialDays > 0 && !input.denyTrial && (await mayTry(t, plan))
    if (tries) {
      const trial = planTrial({ offer, quantity: input.seats, trialDays: plan.trialDays }, t.now)
      return { ...NOTHING, effectiveAt: trial.periodEndAt }
    }
    const facts = await loadBillingFacts(t.tx, t, offer.unitAmount.currency, null)
    const of = { offer, quantity: input.seats, subscriptionId: newId() }
    return { ...NOTHING, invoice: planStart({ ...facts, ...of }, t.now).invoice, effectiveAt: t.now }
  })
}

/** What changing to another price, of the same plan or (named) of another, would invoice or credit. */
export async function previewOfferChange(
  ctx: CustomerCtx,
  input: { subscriptionId: string; plan: string | null; priceId: string; when: 'now' | 'next_cycle' },
): Promise<CallPreview> {
  const row = await transact(ctx, (t) => lockRunning(t, input.subscriptionId))
  const { offers } = await requirePlanOffers(ctx, input.plan ?? row.planId)
  const offer = requirePrice(offers, { id: input.priceId })
  if (input.when === 'next_cycle') return { ...NOTHING, effectiveAt: row.periodEndAt }
  if (row.planId === offer.planId && row.priceId === offer.priceId)
    return { ...NOTHING, effectiveAt: ctx.now }
  return transact(ctx, async (t) =>
    changePreview((await loadChange(t, row, { offer, coupon: null, quantity: row.quantity })).change, t.now),
  )
}

/** What more or fewer seats would invoice or credit. */
export async function previewSeats(ctx: CustomerCtx, input: SeatChange): Promise<CallPreview> {
  return transact(ctx, async (t) => {
    const row = await lockRunning(t, input.subscriptionId)
    const quantity = seatsAfter(row, input)
    if (seatsWhen(ctx, input) === 'renewal') return { ...NOTHING, effectiveAt: row.periodEndAt }
    const offer = offerOf(await listOffers(t.tx, t.owner.id), row)
    return changePreview((await loadChange(t, row, { offer, coupon: null, quantity })).change, t.now)
  })
}

/** When a cancellation would take effect, what it would give back, and what use it would still bill. */
export async function previewCancel(
  ctx: CustomerCtx,
  input: Omit<CancelInput, 'comment'>,
): Promise<CallPreview> {
  const [row, last] = await transact(ctx, async (t) => {
    const found = await lockRunning(t, input.subscriptionId)
    return [found, input.when === 'instantly' ? await planLastUsage(t, found) : null] as const
  })
  const back = await refundOnCancel(ctx, row, input)
  return {
    invoice: last?.invoice ?? null,
    credit: null,
    refund: back && { amount: back.amount, currency: back.currency },
    effectiveAt: endOf(row, input.when, ctx.now),
  }
}

const NOTHING = { invoice: null, credit: null, refund: null }

function changePreview(change: ChangePlan, now: Date): CallPreview {
  const credit = change.kind === 'credit' && change.credit.total.amount > 0 ? change.credit.total : null
  return { ...NOTHING, invoice: change.kind === 'invoice' ? change.invoice : null, credit, effectiveAt: now }
}

function endOf(row: Subscription, when: CancelInput['when'], now: Date): Date {
  if (when === 'instantly') return now
  return when === 'end-of-run' ? row.periodEndAt : when.at
}
