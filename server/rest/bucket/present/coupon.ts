import { z } from '@hono/zod-openapi'
import type { Coupon as CouponTerms } from '../../../core/discount'
import { Metadata, unixOrNull, type View } from './parts'

/** Stripe's coupon object. */
export const Coupon = z
  .object({
    id: z.string(),
    object: z.literal('coupon'),
    amount_off: z.number().int().nullable(),
    currency: z.string().nullable(),
    duration: z.enum(['once', 'repeating', 'forever']),
    duration_in_months: z.number().int().nullable(),
    livemode: z.boolean(),
    max_redemptions: z.number().int().nullable(),
    metadata: Metadata,
    name: z.string(),
    percent_off: z.number().nullable(),
    redeem_by: z.number().int().nullable(),
    times_redeemed: z.number().int(),
    valid: z.boolean(),
  })
  .openapi('Coupon')

export function presentCoupon(coupon: CouponTerms, view: View): z.infer<typeof Coupon> {
  return {
    id: coupon.id,
    object: 'coupon',
    amount_off: coupon.amountOff,
    currency: coupon.currency?.toLowerCase() ?? null,
    duration: coupon.duration,
    duration_in_months: coupon.durationMonths,
    livemode: view.livemode,
    max_redemptions: coupon.redemptionsMax,
    metadata: {},
    name: coupon.name,
    percent_off: coupon.percentOffPpm === null ? null : percent(coupon.percentOffPpm),
    redeem_by: unixOrNull(coupon.redeemBy),
    times_redeemed: coupon.redemptions,
    valid: coupon.valid,
  }
}

/** Parts per million as the percentage people write: 88_750 is 8.875. */
export const percent = (ppm: number): number => ppm / 10_000
