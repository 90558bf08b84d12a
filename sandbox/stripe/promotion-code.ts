import type Stripe from 'stripe'
import { presentCoupon, requireCoupon } from './coupon'
import { invalidRequest } from './error'
import { newId, randomText } from './id'
import { idOf } from './kind'
import { listObjects } from './list'
import {
  anything,
  bool,
  choice,
  currency,
  hash,
  integer,
  mergeMetadata,
  metadata,
  pageShape,
  range,
  required,
  text,
} from './param'
import { type Route, route } from './route'
import type { Unit } from './unit'

export const promotionCodeRoutes: Route[] = [
  route(
    'POST',
    '/v1/promotion_codes',
    {
      promotion: required(hash({ type: required(choice('coupon')), coupon: required(text()) })),
      active: bool(),
      code: text({ max: 500 }),
      customer: text(),
      customer_account: text(),
      expires_at: integer(),
      max_redemptions: integer({ min: 1 }),
      metadata: metadata(),
      restrictions: hash({
        first_time_transaction: bool(),
        minimum_amount: integer({ min: 1 }),
        minimum_amount_currency: currency(),
        currency_options: anything(),
      }),
    },
    async ({ unit, params }) => {
      const coupon = await requireCoupon(unit, params.promotion.coupon)
      if (!presentCoupon(coupon.data, unit.now).valid) {
        throw invalidRequest(
          `Coupon ${coupon.id} is used up or expired, so promotion codes cannot be made for it.`,
          { param: 'promotion[coupon]' },
        )
      }
      if (params.customer !== undefined)
        await unit.require('customer', params.customer, { param: 'customer' })
      const code = params.code ?? randomText(8).toUpperCase()
      await refuseTaken(unit, code)
      const promotion = {
        id: newId('promo'),
        object: 'promotion_code',
        active: params.active ?? true,
        code,
        created: unit.now,
        customer: params.customer ?? null,
        customer_account: null,
        expires_at: params.expires_at ?? null,
        livemode: false,
        max_redemptions: params.max_redemptions ?? null,
        metadata: mergeMetadata({}, params.metadata),
        promotion: { coupon: coupon.id, type: 'coupon' },
        restrictions: {
          first_time_transaction: params.restrictions?.first_time_transaction ?? false,
          minimum_amount: params.restrictions?.minimum_amount ?? null,
          minimum_amount_currency: params.restrictions?.minimum_amount_currency ?? null,
        },
        times_redeemed: 0,
      } satisfies Stripe.PromotionCode
      unit.insert('promotion_code', promotion)
      unit.emit('promotion_code.created', promotion)
      return promotion
    },
  ),
  route(
    'GET',
    '/v1/promotion_codes',
    {
      ...pageShape,
      active: bool(),
      code: text(),
      coupon: text(),
      created: range(),
      customer: text(),
      customer_account: text(),
    },
    async ({ unit, params }) => {
      const { sql } = unit.engine
      const filter = {
        kinds: ['promotion_code'] as const,
        created: params.created,
        customer: params.customer,
        parent: params.code,
        equal: { active: params.active },
        where:
          params.coupon === undefined ? undefined : sql`and data->'promotion'->>'coupon' = ${params.coupon}`,
      }
      const page = await listObjects(unit, '/v1/promotion_codes', filter, params)
      return { ...page, data: await Promise.all(page.data.map((one) => presentPromotionCode(unit, one))) }
    },
  ),
  route('GET', '/v1/promotion_codes/:id', {}, async ({ unit, path }) =>
    presentPromotionCode(unit, (await unit.require('promotion_code', path('id'))).data),
  ),
  route(
    'POST',
    '/v1/promotion_codes/:id',
    { active: bool(), metadata: metadata(), restrictions: anything() },
    async ({ unit, params, path }) => {
      const row = await unit.require('promotion_code', path('id'))
      const before = row.data
      const data = unit.update(row, {
        active: params.active ?? row.data.active,
        metadata: mergeMetadata(row.data.metadata, params.metadata),
      })
      unit.emitChange('promotion_code.updated', before, data)
      return presentPromotionCode(unit, data)
    },
  ),
]

/** Inactive once it expired or is used up, or its coupon is. */
async function presentPromotionCode(unit: Unit, one: Stripe.PromotionCode): Promise<Stripe.PromotionCode> {
  const coupon = await unit.find('coupon', idOf(one.promotion.coupon) ?? '')
  const isLate = one.expires_at !== null && one.expires_at <= unit.now
  const isUsedUp = one.max_redemptions !== null && one.times_redeemed >= one.max_redemptions
  const isCouponGone =
    coupon === undefined || coupon.hidden.deleted === true || !presentCoupon(coupon.data, unit.now).valid
  return { ...one, active: one.active && !isLate && !isUsedUp && !isCouponGone }
}

async function refuseTaken(unit: Unit, code: string): Promise<void> {
  const [taken] = await unit.engine.sql`
    select 1 from stripe_sandbox.object
    where account = ${unit.account} and kind = 'promotion_code' and lower(parent) = lower(${code}) and data->>'active' = 'true' limit 1`
  if (taken !== undefined) {
    throw invalidRequest(`An active promotion code with \`code: ${code}\` already exists.`, {
      code: 'resource_already_exists',
      param: 'code',
    })
  }
}
