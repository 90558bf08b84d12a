import { and, eq } from 'drizzle-orm'
import { listOffers } from '@/db/queries/subscription'
import { paymentMethod, subscription } from '@/db/schema'
import { methodName } from '../core/payment-method'
import type { CustomerCtx } from '../ctx'
import { offerOf } from './billing-facts'
import type { EventRow, MailContent } from './mail-content'
import { previewNextInvoice } from './subscription'

// What customers are written about what they subscribed to, and the card it runs on.

/** Sent once a subscription really runs: at its start when that was paid at once, else when it is activated. */
export async function welcome(ctx: CustomerCtx, row: EventRow, home: string): Promise<MailContent | null> {
  const of = await subscriptionOf(ctx, row.subjectId)
  if (!of) return null
  const recovered = row.type === 'subscription.activated' && row.payload.from !== 'incomplete'
  const unpaid = row.type === 'subscription.started' && row.payload.status !== 'active'
  return recovered || unpaid ? null : { template: 'welcome', path: home, plan: of.offer.name }
}

export async function trialEnding(
  ctx: CustomerCtx,
  row: EventRow,
  home: string,
): Promise<MailContent | null> {
  const of = await subscriptionOf(ctx, row.subjectId)
  if (of?.subscription.status !== 'trialing') return null
  const draft = await previewNextInvoice(ctx)
  const method = await defaultMethod(ctx)
  return {
    template: 'trialEnding',
    path: method ? home : `${home}/payment-methods`,
    plan: of.offer.name,
    endsAt: of.subscription.periodEndAt,
    interval: of.offer.interval.unit,
    method: method ? methodName(method) : null,
    ...(draft?.amountDue ?? of.offer.unitAmount),
  }
}

export async function canceled(ctx: CustomerCtx, row: EventRow, home: string): Promise<MailContent | null> {
  const of = await subscriptionOf(ctx, row.subjectId)
  if (!of) return null
  const { cancelAt, endedAt } = of.subscription
  // A cancellation announced before has had its mail.
  if (row.type === 'subscription.canceled' && cancelAt) return null
  const endsAt = row.type === 'subscription.canceled' ? endedAt : cancelAt
  if (!endsAt) return null
  const effective = row.type === 'subscription.canceled' ? 'now' : 'period_end'
  return { template: 'subscriptionCanceled', path: `${home}/plans`, plan: of.offer.name, endsAt, effective }
}

export async function cardExpiring(
  ctx: CustomerCtx,
  row: EventRow,
  home: string,
): Promise<MailContent | null> {
  const [card] = await ctx.db
    .select()
    .from(paymentMethod)
    .where(and(eq(paymentMethod.ownerId, ctx.owner.id), eq(paymentMethod.id, row.subjectId ?? row.id)))
  if (!card?.expMonth || !card.expYear || card.status !== 'active') return null
  const draft = await previewNextInvoice(ctx)
  return {
    template: 'cardExpiring',
    path: `${home}/payment-methods`,
    card: methodName(card),
    expiresMonth: card.expMonth,
    expiresYear: card.expYear,
    nextCharge: draft ? { ...draft.amountDue, at: draft.issuedAt } : null,
  }
}

/** What a customer is charged with, if it can be. */
export async function defaultMethod(ctx: CustomerCtx) {
  const { defaultPaymentMethodId } = ctx.customer
  if (!defaultPaymentMethodId) return undefined
  const [row] = await ctx.db
    .select()
    .from(paymentMethod)
    .where(and(eq(paymentMethod.ownerId, ctx.owner.id), eq(paymentMethod.id, defaultPaymentMethodId)))
  return row?.status === 'active' ? row : undefined
}

async function subscriptionOf(ctx: CustomerCtx, id: string | null) {
  if (!id) return null
  const [row] = await ctx.db
    .select()
    .from(subscription)
    .where(and(eq(subscription.ownerId, ctx.owner.id), eq(subscription.id, id)))
  if (!row) return null
  return { subscription: row, offer: offerOf(await listOffers(ctx.db, ctx.owner.id), row) }
}
