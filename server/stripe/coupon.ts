import type Stripe from 'stripe'
import type { Coupon } from '../core/discount'
import { PPM } from '../core/money'
import { isMissing } from './outcome'

type Options = { stripeAccount?: string }

/** A coupon of an account by its code, in our words; null when there is none. */
export async function findCoupon(stripe: Stripe, at: Options, code: string): Promise<Coupon | null> {
  const coupon = await stripe.coupons.retrieve(code, {}, at).catch((error: unknown) => {
    if (isMissing(error)) return null
    throw error
  })
  if (!coupon || coupon.deleted) return null
  return {
    id: coupon.id,
    name: coupon.name ?? coupon.id,
    percentOffPpm: coupon.percent_off == null ? null : Math.round((coupon.percent_off * PPM) / 100),
    amountOff: coupon.amount_off,
    currency: coupon.currency?.toUpperCase() ?? null,
    duration:
      coupon.duration === 'repeating' ? 'repeating' : coupon.duration === 'forever' ? 'forever' : 'once',
    durationMonths: coupon.duration_in_months,
    redeemBy: coupon.redeem_by === null ? null : new Date(coupon.redeem_by * 1000),
    redemptionsMax: coupon.max_redemptions,
    redemptions: coupon.times_redeemed,
    valid: coupon.valid,
  }
}
