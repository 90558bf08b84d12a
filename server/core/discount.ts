import { type Currency, type Money, money, mulDiv, PPM } from './money'
import { addMonths } from './time'

/** A Stripe coupon's terms as they were when it was applied. Exactly one of the two reductions is set. */
export type Discount = {
  id: string
  /** It reduces the lines of this subscription, and no others. */
  subscriptionId: string | null
  name: string
  percentOffPpm: number | null
  amountOff: number | null
  currency: Currency | null
  duration: 'once' | 'repeating' | 'forever'
  durationMonths: number | null
  startedAt: Date
  endedAt: Date | null
}

/** A coupon as Stripe describes it, in our words. */
export type Coupon = {
  id: string
  name: string
  percentOffPpm: number | null
  amountOff: number | null
  currency: Currency | null
  duration: Discount['duration']
  durationMonths: number | null
  redeemBy: Date | null
  redemptionsMax: number | null
  redemptions: number
  valid: boolean
}

/** Why a coupon cannot be applied, as Stripe would say it; null when it can. */
export function couponRefusal(
  coupon: Coupon,
  facts: { currency: Currency; redeemedHere: number; usedByThisCustomer: boolean },
  now: Date,
): string | null {
  if (coupon.redeemBy && coupon.redeemBy <= now) return `Coupon expired: ${coupon.id}`
  const redeemed = Math.max(coupon.redemptions, 0) + facts.redeemedHere
  if (coupon.redemptionsMax !== null && redeemed >= coupon.redemptionsMax)
    return `Coupon has been used up: ${coupon.id}`
  if (!coupon.valid) return `Coupon is not valid: ${coupon.id}`
  if (coupon.amountOff !== null && coupon.currency !== facts.currency)
    return `Coupon ${coupon.id} is in ${coupon.currency}, the plan in ${facts.currency}`
  if (facts.usedByThisCustomer) return `Coupon ${coupon.id} was already used`
  return null
}

/** Whether a discount reduces an invoice issued at `at`; a repeating one counts whole months from its start. */
export function discountApplies(discount: Discount, at: Date): boolean {
  if (discount.endedAt && discount.endedAt <= at) return false
  if (discount.duration !== 'repeating') return true
  return at < addMonths(discount.startedAt, discount.durationMonths ?? 0)
}

/** What a discount takes off an amount: never more than the amount, percentages rounded half up. */
export function discountOn(discount: Discount, amount: Money): Money {
  if (amount.amount <= 0) return money(0, amount.currency)
  const off =
    discount.percentOffPpm !== null
      ? mulDiv(amount.amount, discount.percentOffPpm, PPM, 'half_up')
      : discount.currency === amount.currency
        ? (discount.amountOff ?? 0)
        : 0
  return money(Math.min(off, amount.amount), amount.currency)
}
