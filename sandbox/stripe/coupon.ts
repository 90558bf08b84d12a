import type Stripe from 'stripe'
import { invalidRequest } from './error'
import { randomText } from './id'
import type { Row } from './kind'
import { listObjects } from './list'
import {
  anything,
  choice,
  clearable,
  currency,
  decimal,
  hash,
  integer,
  list,
  mergeMetadata,
  metadata,
  pageShape,
  range,
  text,
} from './param'
import { type Route, route } from './route'
import type { Unit } from './unit'

export const couponRoutes: Route[] = [
  route(
    'POST',
    '/v1/coupons',
    {
      id: text(),
      amount_off: integer({ min: 1 }),
      applies_to: hash({ products: list(text()) }),
      currency: currency(),
      currency_options: anything(),
      duration: choice('forever', 'once', 'repeating'),
      duration_in_months: integer({ min: 1 }),
      max_redemptions: integer({ min: 1 }),
      metadata: metadata(),
      name: text({ max: 40 }),
      percent_off: decimal({ min: 0, max: 100 }),
      redeem_by: integer(),
    },
    async ({ unit, params }) => {
      const { amount_off: amountOff, percent_off: percentOff } = params
      if ((amountOff === undefined) === (percentOff === undefined)) {
        throw invalidRequest('You must pass either percent_off or amount_off.', { param: 'percent_off' })
      }
      if (amountOff !== undefined && params.currency === undefined) {
        throw invalidRequest('You must pass currency when passing amount_off.', {
          code: 'parameter_missing',
          param: 'currency',
        })
      }
      const duration = params.duration ?? 'once'
      if (duration === 'repeating' && params.duration_in_months === undefined) {
        throw invalidRequest('You must pass duration_in_months when duration is repeating.', {
          code: 'parameter_missing',
          param: 'duration_in_months',
        })
      }
      if (params.redeem_by !== undefined && params.redeem_by <= unit.now) {
        throw invalidRequest('Invalid timestamp: must be an integer Unix timestamp in the future.', {
          param: 'redeem_by',
        })
      }
      const id = params.id ?? randomText(8)
      const taken = await unit.find('coupon', id)
      if (taken !== undefined && !taken.hidden.deleted) {
        throw invalidRequest('Coupon already exists.', { code: 'resource_already_exists', param: 'id' })
      }
      const coupon = {
        id,
        object: 'coupon',
        amount_off: amountOff ?? null,
        ...(params.applies_to?.products === undefined
          ? {}
          : { applies_to: { products: params.applies_to.products } }),
        created: unit.now,
        currency: amountOff === undefined ? null : (params.currency ?? null),
        duration,
        duration_in_months: duration === 'repeating' ? (params.duration_in_months ?? null) : null,
        livemode: false,
        max_redemptions: params.max_redemptions ?? null,
        metadata: mergeMetadata({}, params.metadata),
        name: params.name ?? null,
        percent_off: percentOff ?? null,
        redeem_by: params.redeem_by ?? null,
        times_redeemed: 0,
        valid: true,
      } satisfies Stripe.Coupon
      if (taken === undefined) unit.insert('coupon', coupon)
      else unit.update(taken, coupon, { deleted: undefined })
      unit.emit('coupon.created', coupon)
      return coupon
    },
  ),
  route('GET', '/v1/coupons', { ...pageShape, created: range() }, async ({ unit, params }) => {
    const page = await listObjects(
      unit,
      '/v1/coupons',
      { kinds: ['coupon'], created: params.created },
      params,
    )
    return { ...page, data: page.data.map((coupon) => presentCoupon(coupon, unit.now)) }
  }),
  route('GET', '/v1/coupons/:coupon', {}, async ({ unit, path }) =>
    presentCoupon((await requireCoupon(unit, path('coupon'), { status: 404 })).data, unit.now),
  ),
  route(
    'POST',
    '/v1/coupons/:coupon',
    { metadata: metadata(), name: clearable(text({ max: 40 })), currency_options: anything() },
    async ({ unit, params, path }) => {
      const row = await requireCoupon(unit, path('coupon'), { status: 404 })
      const before = row.data
      const data = unit.update(row, {
        metadata: mergeMetadata(row.data.metadata, params.metadata),
        name: params.name === undefined ? row.data.name : params.name,
      })
      unit.emitChange('coupon.updated', before, data)
      return presentCoupon(data, unit.now)
    },
  ),
  route('DELETE', '/v1/coupons/:coupon', {}, async ({ unit, path }) => {
    const row = await requireCoupon(unit, path('coupon'), { status: 404 })
    unit.remove(row)
    unit.emit('coupon.deleted', { ...row.data, valid: false })
    return { id: row.id, object: 'coupon', deleted: true } satisfies Stripe.DeletedCoupon
  }),
]

export function requireCoupon(
  unit: Unit,
  id: string,
  { status = 400 }: { status?: number } = {},
): Promise<Row<'coupon'>> {
  return unit.require('coupon', id, { param: 'coupon', status })
}

/** Valid until its date has passed or its redemptions are used up; both are read, not written. */
export function presentCoupon(coupon: Stripe.Coupon, now: number): Stripe.Coupon {
  const isLate = coupon.redeem_by !== null && coupon.redeem_by <= now
  const isUsedUp = coupon.max_redemptions !== null && coupon.times_redeemed >= coupon.max_redemptions
  return { ...coupon, valid: !isLate && !isUsedUp }
}
