import type Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestSandbox, refusalOf } from './test-support'

let sandbox: Awaited<ReturnType<typeof openTestSandbox>>
let stripe: Stripe
beforeAll(async () => {
  sandbox = await openTestSandbox()
  stripe = sandbox.stripe
})
afterAll(() => sandbox.close())

describe('coupons', () => {
  it('are percentages or amounts, for once, some months or ever', async () => {
    const percent = await stripe.coupons.create({
      id: 'QUARTER',
      percent_off: 25.5,
      duration: 'repeating',
      duration_in_months: 3,
    })
    expect(percent).toMatchObject({
      id: 'QUARTER',
      percent_off: 25.5,
      amount_off: null,
      duration_in_months: 3,
      valid: true,
      times_redeemed: 0,
    })
    const amount = await stripe.coupons.create({
      amount_off: 500,
      currency: 'eur',
      duration: 'forever',
      name: 'Five',
    })
    expect(amount).toMatchObject({ amount_off: 500, currency: 'eur', percent_off: null, name: 'Five' })
    expect((await stripe.coupons.list()).data.map((one) => one.id)).toEqual([amount.id, 'QUARTER'])
    expect((await stripe.coupons.update('QUARTER', { name: 'Quarter', metadata: { a: '1' } })).name).toBe(
      'Quarter',
    )
  })

  it('are refused when they say too little, too much, or exist', async () => {
    const create = (params: object) => refusalOf(stripe.coupons.create(params as Stripe.CouponCreateParams))
    expect((await create({ duration: 'once' })).message).toContain('percent_off or amount_off')
    expect(await create({ amount_off: 100, duration: 'once' })).toMatchObject({ param: 'currency' })
    expect(await create({ percent_off: 101, duration: 'once' })).toMatchObject({ param: 'percent_off' })
    expect(await create({ percent_off: 10, duration: 'repeating' })).toMatchObject({
      param: 'duration_in_months',
    })
    await stripe.coupons.create({ id: 'TAKEN', percent_off: 10 })
    expect(await create({ id: 'TAKEN', percent_off: 10 })).toMatchObject({ code: 'resource_already_exists' })
    await stripe.coupons.del('TAKEN')
    expect(await refusalOf(stripe.coupons.retrieve('TAKEN'))).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
      message: "No such coupon: 'TAKEN'",
    })
    expect((await stripe.coupons.create({ id: 'TAKEN', percent_off: 20 })).percent_off).toBe(20)
  })

  it('expire by the account’s clock, and their promotion codes with them', async () => {
    const stripeAccount = (await stripe.accounts.create({ type: 'standard' })).id
    const redeem_by = Math.floor(Date.now() / 1000) + 3600
    const coupon = await stripe.coupons.create({ percent_off: 10, redeem_by }, { stripeAccount })
    const code = await stripe.promotionCodes.create(
      { promotion: { type: 'coupon', coupon: coupon.id }, code: 'SPRING' },
      { stripeAccount },
    )
    expect(code).toMatchObject({ code: 'SPRING', active: true, promotion: { coupon: coupon.id } })
    await sandbox.control('POST', '/clock', { account: stripeAccount, advance_seconds: 4000 })
    expect((await stripe.coupons.retrieve(coupon.id, {}, { stripeAccount })).valid).toBe(false)
    expect((await stripe.promotionCodes.retrieve(code.id, {}, { stripeAccount })).active).toBe(false)
  })
})

describe('redemptions', () => {
  it('use a coupon up', async () => {
    const coupon = await stripe.coupons.create({ percent_off: 10, max_redemptions: 2 })
    await sandbox.control('POST', `/coupons/${coupon.id}/redeem`)
    expect(await stripe.coupons.retrieve(coupon.id)).toMatchObject({ times_redeemed: 1, valid: true })
    await sandbox.control('POST', `/coupons/${coupon.id}/redeem`)
    expect(await stripe.coupons.retrieve(coupon.id)).toMatchObject({ times_redeemed: 2, valid: false })
    const late = await refusalOf(
      stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id } }),
    )
    expect(late).toMatchObject({ statusCode: 400, param: 'promotion[coupon]' })
  })
})

describe('promotion codes', () => {
  it('are found by code, expanded, and switched off', async () => {
    const coupon = await stripe.coupons.create({ percent_off: 15 })
    const made = await stripe.promotionCodes.create({
      promotion: { type: 'coupon', coupon: coupon.id },
      code: 'WELCOME15',
      max_redemptions: 5,
      restrictions: { first_time_transaction: true },
    })
    const twice = await refusalOf(
      stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id }, code: 'welcome15' }),
    )
    expect(twice.message).toContain('already exists')
    const [found] = (
      await stripe.promotionCodes.list({ code: 'WELCOME15', active: true, expand: ['data.promotion.coupon'] })
    ).data
    expect(found).toMatchObject({
      id: made.id,
      promotion: { coupon: { id: coupon.id, percent_off: 15 } },
      restrictions: { first_time_transaction: true },
    })
    expect((await stripe.promotionCodes.list({ coupon: coupon.id })).data).toHaveLength(1)
    expect((await stripe.promotionCodes.update(made.id, { active: false })).active).toBe(false)
    expect((await stripe.promotionCodes.list({ code: 'WELCOME15', active: true })).data).toEqual([])
  })
})

describe('products and prices', () => {
  it('are kept for an import to read', async () => {
    const product = await stripe.products.create({ name: 'Tea', metadata: { sku: 't-1' } })
    const price = await stripe.prices.create({
      product: product.id,
      currency: 'eur',
      unit_amount: 990,
      recurring: { interval: 'month' },
      lookup_key: 'tea',
    })
    expect(price).toMatchObject({
      type: 'recurring',
      unit_amount: 990,
      recurring: { interval: 'month', interval_count: 1, usage_type: 'licensed' },
    })
    expect(price.unit_amount_decimal?.toString()).toBe('990')
    const tiers = await stripe.prices.create({
      product: product.id,
      currency: 'eur',
      billing_scheme: 'tiered',
      tiers_mode: 'graduated',
      tiers: [
        { up_to: 10, unit_amount: 100 },
        { up_to: 'inf', unit_amount: 80, flat_amount: 50 },
      ],
      recurring: { interval: 'year' },
    })
    expect(tiers).toMatchObject({
      unit_amount: null,
      tiers: [
        { up_to: 10, unit_amount: 100 },
        { up_to: null, unit_amount: 80, flat_amount: 50 },
      ],
    })
    expect(
      (await stripe.prices.list({ lookup_keys: ['tea'], expand: ['data.product'] })).data[0],
    ).toMatchObject({ product: { name: 'Tea' } })
    expect((await refusalOf(stripe.products.del(product.id))).message).toContain('prices')
    expect((await stripe.products.update(product.id, { default_price: price.id })).default_price).toBe(
      price.id,
    )
  })
})
