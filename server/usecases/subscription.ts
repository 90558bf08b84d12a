import { and, eq } from 'drizzle-orm'
import { lockCustomer } from '@/db/queries/customer'
import { findOpenAttempt } from '@/db/queries/invoice'
import {
  findCurrentSubscription,
  listDiscounts,
  listOffers,
  type Subscription,
} from '@/db/queries/subscription'
import { invoice, trialClaim } from '@/db/schema'
import { planNextInvoice } from '../core/billing'
import type { InvoiceDraft } from '../core/invoice'
import { findOffer, type Offer, offerName } from '../core/plan'
import { planCancel, planResume } from '../core/subscription'
import { type CustomerCtx, requireWrite, type TxCtx, transact } from '../ctx'
import { DomainError } from '../errors'
import { abandonAttempt } from './attempt'
import { loadRunFacts, offerOf } from './billing-facts'
import { endNow } from './subscription-end'
import { meant, stateOf } from './subscription-row'
import { recordSubscription, writeSubscription } from './subscription-state'

export type { Subscription }

/** The offers a customer may choose: open ones and the one it is on, with trials it still can claim. */
export async function offersFor(ctx: CustomerCtx) {
  const [offers, current, claims] = await Promise.all([
    listOffers(ctx.db, ctx.owner.id),
    findCurrentSubscription(ctx.db, ctx.owner.id, ctx.customer.id, meant(ctx)),
    ctx.db
      .select({ family: trialClaim.family })
      .from(trialClaim)
      .where(and(eq(trialClaim.ownerId, ctx.owner.id), eq(trialClaim.customerId, ctx.customer.id))),
  ])
  const tried = new Set(claims.map((c) => c.family))
  return offers
    .filter((o) => isChosen(o) || (o.planId === current?.planId && o.priceId === current.priceId))
    .map((o) => ({
      ...o,
      trialAvailable: !current && o.trialDays > 0 && !tried.has(o.family),
    }))
}

/** People choose among what recurs and has its price before it is used; the rest a program starts for them. */
const isChosen = (offer: Offer): boolean =>
  offer.public && offer.meter === null && offer.model.type !== 'one_off'

/** The subscription a customer is on, live or (with `past`) the last that ran; null when there never was one. */
export async function currentSubscription(
  ctx: CustomerCtx,
  options: { past?: boolean } = {},
): Promise<{ subscription: Subscription; offer: Offer; nextOffer: Offer | null } | null> {
  const row = await findCurrentSubscription(ctx.db, ctx.owner.id, ctx.customer.id, {
    ...options,
    ...meant(ctx),
  })
  if (!row) return null
  const offers = await listOffers(ctx.db, ctx.owner.id)
  const next =
    row.nextPlanId && row.nextPriceId
      ? offerOf(offers, { planId: row.nextPlanId, priceId: row.nextPriceId })
      : null
  return { subscription: row, offer: offerOf(offers, row), nextOffer: next }
}

/**
 * The subscription that runs, or waits in a pause; `not_found` without one, and `conflict` when it has other seats
 * than a person was shown.
 */
export async function requireCurrent(
  ctx: CustomerCtx,
  shown: { quantity?: number } = {},
): Promise<Subscription> {
  const row = await findCurrentSubscription(ctx.db, ctx.owner.id, ctx.customer.id, meant(ctx))
  if (!row || row.status === 'incomplete')
    throw new DomainError('not_found', { message: 'There is no running subscription' })
  if (shown.quantity !== undefined && shown.quantity !== row.quantity)
    throw new DomainError('conflict', { message: 'The seats have changed. Nothing was charged.' })
  return row
}

/**
 * The next invoice by the plan that will write it, to the cent, with all that is due together; null when none will
 * come. A trial that has no means of payment is shown as it would convert with one.
 */
export async function previewNextInvoice(ctx: CustomerCtx): Promise<InvoiceDraft | null> {
  return planNextInvoice(await loadRunFacts(ctx.db, ctx))
}

/** Cancels at once or when the paid period ends. Open invoices stay payable; nothing is refunded. */
export async function cancelSubscription(
  ctx: CustomerCtx,
  input: { when: 'now' | 'period_end'; reason?: string | undefined },
): Promise<Subscription> {
  requireWrite(ctx)
  await giveUpPendingChange(ctx)
  return transact(ctx, async (t) => {
    const row = await requireRunning(t)
    if (row.pendingInvoiceId)
      throw new DomainError('payment_pending', { message: 'A change of this subscription is being paid' })
    const reason = input.reason ?? null
    const scheduled = input.when === 'period_end' && row.status !== 'paused'
    const next = { ...planCancel(stateOf(row), { when: input.when, reason }, t.now), ...NO_NEXT }
    const written = scheduled ? await writeSubscription(t, row, next) : await endNow(t, row, reason)
    await recordSubscription(
      t,
      written,
      scheduled ? 'subscription.cancel_scheduled' : 'subscription.canceled',
      {
        reason: input.reason ?? null,
        cancelAt: written.cancelAt?.toISOString() ?? null,
        when: scheduled ? 'end-of-run' : 'instantly',
        refundType: 'none',
        comment: input.reason ?? null,
        validUntil: row.periodEndAt.toISOString(),
      },
    )
    return written
  })
}

const NO_NEXT = { nextPlanId: null, nextPriceId: null }

/** Takes a scheduled cancellation, or a scheduled change of plan, back. */
export async function resumeSubscription(ctx: CustomerCtx): Promise<Subscription> {
  requireWrite(ctx)
  return transact(ctx, async (t) => {
    const row = await requireRunning(t)
    if (!row.cancelAt && !row.nextPriceId) return row
    const next = { ...planResume(stateOf(row)), nextPlanId: null, nextPriceId: null }
    const written = await writeSubscription(t, row, next)
    await recordSubscription(t, written, 'subscription.resumed', {})
    return written
  })
}

/** Changes plan when the running period ends: nothing is charged or given back now. */
export async function scheduleChange(ctx: CustomerCtx, input: { plan: string }): Promise<Subscription> {
  requireWrite(ctx)
  const offer = findOffer(await listOffers(ctx.db, ctx.owner.id), input.plan)
  if (!offer) throw new DomainError('plan_unknown', { message: 'There is no such plan' })
  if (!offer.public) throw new DomainError('plan_not_open', { message: 'This plan is not open to you' })
  return transact(ctx, async (t) => {
    const row = await requireRunning(t)
    const from = offerOf(await listOffers(t.tx, t.owner.id), row)
    if (from.unitAmount.currency !== offer.unitAmount.currency)
      throw new DomainError('currency_mismatch', { message: 'The new plan is sold in another currency' })
    const keeps = row.planId === offer.planId && row.priceId === offer.priceId
    const written = await writeSubscription(t, row, {
      ...planResume(stateOf(row)),
      nextPlanId: keeps ? null : offer.planId,
      nextPriceId: keeps ? null : offer.priceId,
    })
    await recordSubscription(t, written, 'subscription.change_scheduled', { plan: offerName(offer) })
    return written
  })
}

/** Discounts that still reduce the next invoices. */
export async function activeDiscounts(ctx: CustomerCtx, subscriptionId: string) {
  return listDiscounts(ctx.db, ctx.owner.id, [subscriptionId], ctx.now)
}

/** Open invoices of this customer, oldest first: what there is to pay. */
export function openInvoices(ctx: CustomerCtx) {
  return ctx.db
    .select()
    .from(invoice)
    .where(
      and(
        eq(invoice.ownerId, ctx.owner.id),
        eq(invoice.customerId, ctx.customer.id),
        eq(invoice.status, 'open'),
      ),
    )
    .orderBy(invoice.id)
    .limit(100)
}

async function requireRunning(t: TxCtx<CustomerCtx>): Promise<Subscription> {
  await lockCustomer(t.tx, t.owner.id, t.customer.id)
  const row = await findCurrentSubscription(t.tx, t.owner.id, t.customer.id, {
    lock: true,
    ...meant(t),
  })
  if (!row || row.status === 'incomplete')
    throw new DomainError('not_found', { message: 'There is no running subscription' })
  return row
}

/** A change left at 3-D Secure is given up first, so that it cannot be paid for a plan that ends. */
async function giveUpPendingChange(ctx: CustomerCtx): Promise<void> {
  const row = await findCurrentSubscription(ctx.db, ctx.owner.id, ctx.customer.id, meant(ctx))
  if (!row?.pendingInvoiceId) return
  const open = await findOpenAttempt(ctx.db, ctx.owner.id, row.pendingInvoiceId)
  if (open) await abandonAttempt(ctx, open)
}
