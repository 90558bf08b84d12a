import { isUuid } from '@/db/id'
import type { PaymentAttempt } from '@/db/queries/invoice'
import { listOffers, type Subscription } from '@/db/queries/subscription'
import { findSubscriptionByToken, type SubscriptionByToken } from '@/db/queries/subscription-by-token'
import type { Offer } from '../core/plan'
import type { Ctx, CustomerCtx } from '../ctx'
import { DomainError, invariant } from '../errors'
import { offerOf } from './billing-facts'
import { hashSecret } from './secret'
import type { SubscribeResult } from './subscribe'

/** A subscription with what people who look at it want beside it. */
export type SubscriptionView = {
  subscription: Subscription
  /** The offer it is on; of a start or change that waits for its payment, the offer asked for. */
  offer: Offer
  customerId: string
  stripeCustomerId: string | null
  latestInvoiceId: string | null
  /** The payment that its holder still has to authenticate (3-D Secure). */
  waiting: { intentId: string; clientSecret: string } | null
}

const BUCKET_ID = /^[0-9a-f]{24}$/

/**
 * The subscription a customer is on, straight from an access token: the same scope as `actorForToken` and
 * `enterCustomer`, in one query, because it is what programs ask most. Throws `unauthenticated`; `not_found`
 * without such a customer or without a subscription.
 */
export async function readSubscription(
  ctx: Pick<Ctx, 'db' | 'now'>,
  input: { accessToken: string; customerKey: string },
): Promise<SubscriptionView> {
  const key = input.customerKey.toLowerCase()
  const row = await findSubscriptionByToken(ctx.db, {
    hash: hashSecret(input.accessToken),
    // Whatever cannot be an id is nobody's: asked as such, so that the token is judged first.
    customerKey: BUCKET_ID.test(key) || isUuid(key) ? key : '',
    now: ctx.now,
  })
  if (!row) throw new DomainError('unauthenticated', { message: 'The access token is not valid' })
  if (!row.customer || row.memberId === null)
    throw new DomainError('not_found', { message: 'No such customer' })
  if (!row.subscription) throw new DomainError('not_found', { message: 'There is no subscription' })
  return {
    subscription: row.subscription,
    offer: offerFrom(row),
    customerId: row.customer.id,
    stripeCustomerId: row.customer.stripeCustomerId,
    latestInvoiceId: row.latestInvoiceId,
    waiting: waitingOf(row.waiting),
  }
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
  const waiting = attempt?.status === 'requires_action' ? waitingPayment(attempt) : null
  const shown = waiting ? asAsked(subscription) : subscription
  return {
    subscription: shown,
    offer: offerOf(await listOffers(ctx.db, ctx.owner.id), shown),
    customerId: ctx.customer.id,
    stripeCustomerId: ctx.customer.stripeCustomerId,
    latestInvoiceId: invoice?.id ?? null,
    waiting,
  }
}

function asAsked(row: Subscription): Subscription {
  const { pendingPlanId: planId, pendingPriceId: priceId } = row
  return planId && priceId ? { ...row, planId, priceId, status: 'incomplete' } : row
}

function waitingPayment(attempt: PaymentAttempt): SubscriptionView['waiting'] {
  return waitingOf({
    intentId: attempt.stripePaymentIntentId,
    clientSecret: attempt.stripeClientSecret,
  })
}

function waitingOf(of: SubscriptionByToken['waiting'] | null): SubscriptionView['waiting'] {
  if (!of?.intentId || !of.clientSecret) return null
  return { intentId: of.intentId, clientSecret: of.clientSecret }
}

function offerFrom({ plan, price, isDefaultPrice }: SubscriptionByToken): Offer {
  invariant(plan && price, 'the offer of a subscription exists')
  return {
    planId: plan.id,
    code: plan.code,
    name: plan.name,
    family: plan.family,
    trialDays: plan.trialDays,
    public: plan.public,
    priceId: price.id,
    unitAmount: { amount: price.amount, currency: price.currency },
    interval: { unit: price.intervalUnit, count: price.intervalCount },
    taxIncluded: price.taxIncluded,
    isDefaultPrice,
  }
}
