import { and, eq } from 'drizzle-orm'
import { newId } from '@/db/id'
import { lockCustomer } from '@/db/queries/customer'
import { findCurrentSubscription, type Subscription } from '@/db/queries/subscription'
import { brand, discount, event } from '@/db/schema'
import { planNextInvoice } from '../core/billing'
import type { Discount } from '../core/discount'
import type { InvoiceDraft } from '../core/invoice'
import { type CounterOffer, type Retention, retentionOf } from '../core/retention'
import { planResume } from '../core/subscription'
import { addMonths } from '../core/time'
import { type Brand, type CustomerCtx, type OwnerCtx, requireWrite, type TxCtx, transact } from '../ctx'
import { DomainError } from '../errors'
import { loadRunFacts } from './billing-facts'
import { record } from './event'
import { pauseSubscription } from './subscription-pause'
import { meant, stateOf } from './subscription-row'
import { recordSubscription, writeSubscription } from './subscription-state'

/** Chooses which reasons a brand asks for, and what it offers those who are about to leave. */
export async function changeRetention(ctx: OwnerCtx, brandId: string, retention: Retention): Promise<void> {
  requireWrite(ctx)
  await transact(ctx, async (t) => {
    const [row] = await t.tx
      .update(brand)
      .set({ retention })
      .where(and(eq(brand.ownerId, ctx.owner.id), eq(brand.id, brandId)))
      .returning()
    if (!row) throw new DomainError('not_found', { message: 'There is no such brand' })
    const payload = { fields: ['retention'] }
    await record(t, 'brand.updated', { ownerId: ctx.owner.id, subjectId: brandId, payload })
  })
}

export type OfferedInstead = {
  offer: CounterOffer
  /** The next invoice as it is now, and with the offer taken; null where none will come. */
  before: InvoiceDraft | null
  after: InvoiceDraft | null
  /** When a pause would end. */
  resumesAt: Date | null
}

/**
 * What the brand offers instead of a cancellation, with the next invoice to the cent, by the plan that will write it.
 * Null where nothing is offered, and for who took the offer before.
 */
export async function counterOffer(ctx: CustomerCtx): Promise<OfferedInstead | null> {
  return transact(ctx, async (t) => {
    const { offer } = retentionOf(t.brand)
    const row = await findMeant(t)
    if (!offer || !row || !(await mayTake(t, row))) return null
    const facts = await loadRunFacts(t.tx, t)
    const before = planNextInvoice(facts)
    if (offer.kind === 'pause')
      return { offer, before, after: null, resumesAt: addMonths(t.now, offer.months) }
    const promised = discountOf(offer, row, t)
    const subscriptions = facts.subscriptions.map((each) =>
      each.id === row.id
        ? { ...each, state: planResume(each.state), discounts: [...each.discounts, promised] }
        : each,
    )
    return { offer, before, after: planNextInvoice({ ...facts, subscriptions }), resumesAt: null }
  })
}

/**
 * Takes the offer instead of leaving, once: the discount is on the next invoices, or the subscription pauses. A
 * cancellation that was scheduled is taken back. Throws `conflict` when there is no such offer.
 */
export async function takeCounterOffer(ctx: CustomerCtx, input: { reason: string | null }): Promise<void> {
  requireWrite(ctx)
  const taken = await transact(ctx, async (t) => {
    await lockCustomer(t.tx, t.owner.id, t.customer.id)
    const { offer } = retentionOf(t.brand)
    const row = await findMeant(t)
    if (!offer || !row || !(await mayTake(t, row)))
      throw new DomainError('conflict', { message: 'This offer is not open any more' })
    if (offer.kind === 'discount') {
      const { endedAt: _, ...promised } = discountOf(offer, row, t)
      await t.tx.insert(discount).values({
        ...promised,
        ownerId: row.ownerId,
        customerId: row.customerId,
        subscriptionId: row.id,
        stripeCouponId: OFFER_COUPON,
      })
    }
    if (row.cancelAt) await writeSubscription(t, row, planResume(stateOf(row)))
    await recordSubscription(t, row, 'subscription.offer_taken', { reason: input.reason, offer })
    return { offer, row }
  })
  if (taken.offer.kind === 'pause')
    await pauseSubscription(ctx, {
      subscriptionId: taken.row.id,
      resumeAt: addMonths(ctx.now, taken.offer.months),
    })
}

/** Stands where a coupon of Stripe would: each subscription has it once at most. */
const OFFER_COUPON = 'folio:stay'

const findMeant = (t: TxCtx<CustomerCtx>): Promise<Subscription | undefined> =>
  findCurrentSubscription(t.tx, t.owner.id, t.customer.id, meant(t))

/** Only what runs and is paid for, and only once. */
async function mayTake(t: TxCtx<CustomerCtx>, row: Subscription): Promise<boolean> {
  if (row.status !== 'active' && row.status !== 'trialing') return false
  const [before] = await t.tx
    .select({ id: event.id })
    .from(event)
    .where(
      and(
        eq(event.ownerId, row.ownerId),
        eq(event.subjectId, row.id),
        eq(event.type, 'subscription.offer_taken'),
      ),
    )
    .limit(1)
  return !before
}

function discountOf(
  offer: Extract<CounterOffer, { kind: 'discount' }>,
  row: Subscription,
  { brand: of, now }: { brand: Brand; now: Date },
): Discount {
  return {
    id: newId(),
    subscriptionId: row.id,
    name: of.name,
    percentOffPpm: offer.percentOffPpm,
    amountOff: null,
    currency: null,
    duration: 'repeating',
    durationMonths: offer.months,
    startedAt: now,
    endedAt: null,
  }
}
