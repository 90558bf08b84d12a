import type { Db } from '@/db'
import { isUuid } from '@/db/id'
import { findOpenAttempt, type PaymentAttempt } from '@/db/queries/invoice'
import { findCurrentSubscription, listOffers, type Subscription } from '@/db/queries/subscription'
import { findSubscriptionByToken, type SubscriptionByToken } from '@/db/queries/subscription-by-token'
import type { Offer } from '../core/plan'
import type { Ctx, CustomerCtx } from '../ctx'
import { DomainError } from '../errors'
import { offerOf } from './billing-facts'
import { enterCustomer } from './customer'
import { hashSecret } from './secret'
import type { SubscribeResult } from './subscribe'
import { actorForToken } from './token'

/** A subscription with what people who look at it want beside it. */
export type SubscriptionView = {
  subscription: ShownSubscription
  /** The offer it is on; of a start or change that waits for its payment, the offer asked for. */
  offer: ShownOffer
  stripeCustomerId: string | null
  latestInvoiceId: string | null
  /** The payment that its holder still has to authenticate (3-D Secure). */
  waiting: { intentId: string; clientSecret: string } | null
}

/** What is shown of an offer does not say how further seats would be priced. */
export type ShownOffer = Omit<Offer, 'model' | 'meter' | 'product'>

type ShownSubscription = Pick<Subscription, keyof SubscriptionByToken & keyof Subscription>

const BUCKET_ID = /^[0-9a-f]{24}$/

/**
 * The subscription a customer is on, straight from an access token: the same scope as `actorForToken` and
 * `enterCustomer`, in one query, because it is what programs ask most. Throws `unauthenticated`; `not_found`
 * without such a customer or without a subscription.
 */
export async function readSubscription(
  ctx: Ctx,
  input: { accessToken: string; customerKey: string },
): Promise<SubscriptionView> {
  const customerKey = input.customerKey.toLowerCase()
  const canBe = BUCKET_ID.test(customerKey) || isUuid(customerKey)
  const row = canBe
    ? await findSubscriptionByToken(ctx.db, {
        hash: hashSecret(input.accessToken),
        customerKey,
        now: ctx.now,
      })
    : undefined
  if (!row) return refuse(ctx, input)
  const { stripeCustomerId, latestInvoiceId } = row
  const invoiceId = invoiceThatMayWait(row)
  const waiting = invoiceId === null ? null : await waitingFor(ctx.db, row.ownerId, invoiceId)
  return { subscription: row, offer: offerFrom(row), stripeCustomerId, latestInvoiceId, waiting }
}

/**
 * What subscribing led to. A change that waits for its payment is shown as the plan asked for, `incomplete`,
 * although the old plan still runs. Throws `stripe_unavailable` while the charge has no answer: asked again,
 * it goes on with the same charge.
 */
export async function subscribedView(ctx: CustomerCtx, result: SubscribeResult): Promise<SubscriptionView> {
  const { subscription, invoice, attempt } = result
  if (attempt?.status === 'pending')
    throw new DomainError('stripe_unavailable', {
      message: 'Stripe has not answered the charge yet; ask again, it is never charged twice',
    })
  const waiting = attempt ? waitingPayment(attempt) : null
  const shown = waiting ? asAsked(subscription) : subscription
  return {
    subscription: shown,
    offer: offerOf(await listOffers(ctx.db, ctx.owner.id), shown),
    stripeCustomerId: ctx.customer.stripeCustomerId,
    latestInvoiceId: invoice?.id ?? null,
    waiting,
  }
}

/** Says which of the three was missing, by the ordinary way in. */
async function refuse(ctx: Ctx, input: { accessToken: string; customerKey: string }): Promise<never> {
  const actor = await actorForToken(ctx, input.accessToken)
  const customer = await enterCustomer({ ...ctx, actor }, input.customerKey)
  const raced = await findCurrentSubscription(ctx.db, customer.owner.id, customer.customer.id)
  throw raced
    ? new DomainError('conflict', { message: 'The subscription has just begun; ask again' })
    : new DomainError('not_found', { message: 'There is no subscription' })
}

function asAsked(row: Subscription): Subscription {
  const { pendingPlanId: planId, pendingPriceId: priceId } = row
  return planId && priceId ? { ...row, planId, priceId, status: 'incomplete' } : row
}

/** Only a start, a change or a debt can wait for its holder: all others are spared the question. */
function invoiceThatMayWait(row: SubscriptionByToken): string | null {
  const settled = row.status === 'trialing' || row.status === 'active'
  return row.pendingInvoiceId ?? (settled ? null : row.latestInvoiceId)
}

async function waitingFor(db: Db, ownerId: string, invoiceId: string): Promise<SubscriptionView['waiting']> {
  const attempt = await findOpenAttempt(db, ownerId, invoiceId)
  return attempt ? waitingPayment(attempt) : null
}

function waitingPayment(attempt: PaymentAttempt): SubscriptionView['waiting'] {
  const { status, stripePaymentIntentId: intentId, stripeClientSecret: clientSecret } = attempt
  return status === 'requires_action' && intentId && clientSecret ? { intentId, clientSecret } : null
}

function offerFrom(row: SubscriptionByToken): ShownOffer {
  return {
    planId: row.planId,
    code: row.code,
    name: row.name,
    family: row.family,
    trialDays: row.trialDays,
    public: row.public,
    priceId: row.priceId,
    unitAmount: { amount: row.amount, currency: row.currency },
    interval: { unit: row.intervalUnit, count: row.intervalCount },
    taxIncluded: row.taxIncluded,
    isDefaultPrice: row.isDefaultPrice,
  }
}
