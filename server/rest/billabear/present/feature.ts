import { z } from '@hono/zod-openapi'
import type { CustomerLimits, FeatureRow } from '../../../usecases/customer-list'

export const Feature = z
  .object({
    id: z.uuid(),
    name: z.string(),
    code: z.string(),
    description: z.string(),
  })
  .openapi('Feature', {
    example: {
      id: '0197a2f0-0000-7000-8000-000000000001',
      name: 'Glitter Bombs',
      code: 'glitter_bombs',
      description: 'Send your enemies glitter bombs',
    },
  })

export const Limit = z.object({ feature: Feature, limit: z.number().int() }).openapi('Limit')

/** `user_count` as the document spells it, `userCount` as the product does. */
export const Limits = z
  .object({
    limits: z.array(Limit),
    features: z.array(Feature),
    user_count: z.number().int(),
    userCount: z.number().int(),
  })
  .openapi('Limits')

export function presentFeature({ id, name, code, description }: FeatureRow): z.infer<typeof Feature> {
  return { id, name, code, description }
}

export function presentLimits({ features, limits, userCount }: CustomerLimits): z.infer<typeof Limits> {
  return {
    limits: limits.map(({ feature, limit }) => ({ feature: presentFeature(feature), limit })),
    features: features.map(presentFeature),
    user_count: userCount,
    userCount,
  }
}
