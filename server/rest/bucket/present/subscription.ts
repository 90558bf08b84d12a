import { z } from '@hono/zod-openapi'
import { offerName } from '../../../core/plan'
import type { currentSubscription } from '../../../usecases/subscription'
import type { SubscriptionView } from '../../../usecases/subscription-view'
import { listOf, Metadata, presentList, unix, unixOrNull, type View } from './parts'
import { Plan, presentPlan } from './plan'

const Status = z.enum([
  'incomplete',
  'incomplete_expired',
  'trialing',
  'active',
  'past_due',
  'canceled',
  'unpaid',
  'paused',
])

const PaymentIntent = z.object({
  id: z.string(),
  client_secret: z.string(),
  status: z.literal('requires_action'),
})

const Item = z.object({
  id: z.string(),
  object: z.literal('subscription_item'),
  created: z.number().int(),
  metadata: Metadata,
  plan: Plan,
  quantity: z.number().int(),
  subscription: z.string(),
})

/** Stripe's subscription object, with the payment intent that waits for its holder beside it. */
export const Subscription = z
  .object({
    id: z.string(),
    object: z.literal('subscription'),
    automatic_tax: z.object({ enabled: z.literal(false) }),
    billing_cycle_anchor: z.number().int(),
    cancel_at: z.number().int().nullable(),
    cancel_at_period_end: z.boolean(),
    canceled_at: z.number().int().nullable(),
    collection_method: z.literal('charge_automatically'),
    created: z.number().int(),
    currency: z.string(),
    current_period_end: z.number().int(),
    current_period_start: z.number().int(),
    customer: z.string(),
    ended_at: z.number().int().nullable(),
    items: listOf(Item),
    latest_invoice: z.string().nullable(),
    livemode: z.boolean(),
    metadata: Metadata,
    payment_intent: PaymentIntent.nullable(),
    plan: Plan,
    quantity: z.number().int(),
    start_date: z.number().int(),
    status: Status,
    trial_end: z.number().int().nullable(),
    trial_start: z.number().int().nullable(),
  })
  .openapi('Subscription')

export function presentSubscription(of: SubscriptionView, view: View): z.infer<typeof Subscription> {
  const { subscription: row, offer } = of
  const plan = presentPlan(offer, view)
  const created = unix(row.startedAt)
  return {
    id: row.id,
    object: 'subscription',
    automatic_tax: { enabled: false },
    billing_cycle_anchor: unix(row.anchorAt),
    cancel_at: unixOrNull(row.cancelAt),
    cancel_at_period_end: row.cancelAt !== null && row.endedAt === null,
    canceled_at: unixOrNull(row.canceledAt),
    collection_method: 'charge_automatically',
    created,
    currency: plan.currency,
    current_period_end: unix(row.periodEndAt),
    current_period_start: unix(row.periodStartAt),
    // Before its first charge a customer is not at Stripe; Folio's own id stands for it.
    customer: of.stripeCustomerId ?? row.customerId,
    ended_at: unixOrNull(row.endedAt),
    items: presentList(
      [
        {
          id: `${row.id}-0`,
          object: 'subscription_item',
          created,
          metadata: {},
          plan,
          quantity: row.quantity,
          subscription: row.id,
        },
      ],
      `/v1/subscription_items?subscription=${row.id}`,
    ),
    latest_invoice: of.latestInvoiceId,
    livemode: view.livemode,
    metadata: {},
    payment_intent: of.waiting && {
      id: of.waiting.intentId,
      client_secret: of.waiting.clientSecret,
      status: 'requires_action',
    },
    plan,
    quantity: row.quantity,
    start_date: created,
    status: row.status,
    trial_end: unixOrNull(row.trialEndAt),
    trial_start: unixOrNull(row.trialStartAt),
  }
}

/** The state of the subscription, current or past (bucket API, `getSubcriptionState`). */
export const SubscriptionState = z
  .object({
    status: Status,
    plan: z.string(),
    /** ISO 8601; null unless it was cancelled. */
    canceled_at: z.string().nullable(),
  })
  .openapi('SubscriptionState')

export function presentState(
  of: NonNullable<Awaited<ReturnType<typeof currentSubscription>>>,
): z.infer<typeof SubscriptionState> {
  return {
    status: of.subscription.status,
    plan: offerName(of.offer),
    canceled_at: of.subscription.canceledAt?.toISOString() ?? null,
  }
}
