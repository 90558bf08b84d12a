import { z } from '@hono/zod-openapi'
import type { PlanFields, PlanView } from '../../../usecases/plan-catalogue'
import { required, text } from '../document'
import { Feature, Limit, presentFeature } from './feature'
import { Price, presentPrice } from './price'
import { Product, presentProduct } from './product'

const COUNT_MAX = 1_000_000_000

export const PlanInput = z
  .object({
    name: required(200),
    code_name: z
      .string()
      .regex(/^[a-z0-9_]{1,64}$/, 'A code name has lower-case letters, digits and underscores.'),
    product: z.string().openapi({ format: 'uuid' }),
    prices: z
      .array(z.string())
      .min(1, 'A plan needs at least one price.')
      .max(50)
      .openapi({ description: 'ids of prices of the product; the first is the one the plan is known by' }),
    features: z.array(text(64)).max(200).nullish().openapi({ description: 'ids or codes' }),
    limits: z
      .array(
        z.object({
          feature: text(64).openapi({ description: 'id or code' }),
          limit: z.number().int().min(0).max(COUNT_MAX),
        }),
      )
      .max(200)
      .nullish(),
    per_seat: z.boolean().nullish(),
    free: z.boolean().nullish(),
    public: z.boolean().nullish(),
    user_count: z.number().int().min(0).max(COUNT_MAX).nullish(),
    has_trial: z.boolean().nullish(),
    trial_length_days: z.number().int().min(0).max(730).nullish(),
    is_trial_standalone: z.boolean().nullish(),
    one_trial_per_customer: z.boolean().nullish(),
  })
  .superRefine((given, context) => {
    if (given.has_trial && !given.trial_length_days)
      context.addIssue({
        code: 'custom',
        path: ['trial_length_days'],
        message: 'A trial needs a length in days.',
      })
  })
  .openapi('PlanInput', {
    example: {
      name: 'Team',
      code_name: 'team',
      product: '0197a2f0-0000-7000-8000-000000000001',
      prices: ['0197a2f0-0000-7000-8000-000000000002'],
      limits: [{ feature: 'glitter_bombs', limit: 30 }],
    },
  })

export const SubscriptionPlan = z
  .object({
    id: z.uuid(),
    name: z.string(),
    code_name: z.string(),
    user_count: z.number().int(),
    per_seat: z.boolean(),
    has_trial: z.boolean(),
    is_trial_standalone: z.boolean(),
    one_trial_per_customer: z.boolean(),
    free: z.boolean(),
    public: z.boolean(),
    limits: z.array(Limit),
    features: z.array(Feature),
    product: Product,
    prices: z.array(Price),
    trial_length_days: z.number().int().nullable(),
  })
  .openapi('SubscriptionPlan')

export function presentPlan({ plan, product, prices, features }: PlanView): z.infer<typeof SubscriptionPlan> {
  return {
    id: plan.id,
    name: plan.name,
    code_name: plan.code,
    user_count: plan.userCount,
    per_seat: plan.perSeat,
    has_trial: plan.trialDays > 0,
    is_trial_standalone: plan.standaloneTrial,
    one_trial_per_customer: plan.oneTrialPerCustomer,
    free: plan.free,
    public: plan.public,
    limits: features.flatMap(({ feature, of }) =>
      of.limitCount === null ? [] : [{ feature: presentFeature(feature), limit: of.limitCount }],
    ),
    features: features.filter(({ of }) => of.listed).map(({ feature }) => presentFeature(feature)),
    product: presentProduct(product),
    prices: prices.map(presentPrice),
    trial_length_days: plan.trialDays > 0 ? plan.trialDays : null,
  }
}

/** A length without `has_trial` is a trial; `has_trial: false` is none, whatever the length. */
export function planFields(given: z.output<typeof PlanInput>): PlanFields {
  return {
    name: given.name.trim(),
    code: given.code_name,
    productId: given.product,
    priceIds: given.prices,
    features: given.features ?? [],
    limits: given.limits ?? [],
    perSeat: given.per_seat ?? false,
    free: given.free ?? false,
    public: given.public ?? true,
    userCount: given.user_count ?? 0,
    trialDays: given.has_trial === false ? 0 : (given.trial_length_days ?? 0),
    standaloneTrial: given.is_trial_standalone ?? false,
    oneTrialPerCustomer: given.one_trial_per_customer ?? false,
  }
}
