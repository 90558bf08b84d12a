import { z } from '@hono/zod-openapi'
import { type Offer, offerName } from '../../../core/plan'
import type { ShownOffer } from '../../../usecases/subscription-view'
import { Metadata, type View } from './parts'

/** Stripe's plan object; `id` is the name the bucket API knows the plan by. */
export const Plan = z
  .object({
    id: z.string(),
    object: z.literal('plan'),
    active: z.boolean(),
    amount: z.number().int(),
    amount_decimal: z.string(),
    billing_scheme: z.literal('per_unit'),
    currency: z.string(),
    interval: z.enum(['day', 'week', 'month', 'year']),
    interval_count: z.number().int(),
    livemode: z.boolean(),
    metadata: Metadata,
    name: z.string(),
    nickname: z.string(),
    product: z.string(),
    trial_period_days: z.number().int().nullable(),
    usage_type: z.literal('licensed'),
  })
  .openapi('Plan')

export function presentPlan(offer: ShownOffer, view: View): z.infer<typeof Plan> {
  const { amount, currency } = offer.unitAmount
  return {
    id: offerName(offer),
    object: 'plan',
    active: offer.public,
    amount,
    amount_decimal: String(amount),
    billing_scheme: 'per_unit',
    currency: currency.toLowerCase(),
    interval: offer.interval.unit,
    interval_count: offer.interval.count,
    livemode: view.livemode,
    metadata: {},
    name: offer.name,
    nickname: offer.name,
    product: offer.planId,
    trial_period_days: offer.trialDays === 0 ? null : offer.trialDays,
    usage_type: 'licensed',
  }
}

/** A plan as the list of plans shows it: what a price table needs beside Stripe's object. */
export const ListedPlan = Plan.extend({
  description: z.string(),
  features: z.array(z.string()),
  tax_included: z.boolean(),
}).openapi('ListedPlan')

export function presentListedPlan(
  offer: Offer & { description: string; features: string[] },
  view: View,
): z.infer<typeof ListedPlan> {
  const { description, features, taxIncluded } = offer
  return { ...presentPlan(offer, view), description, features, tax_included: taxIncluded }
}
