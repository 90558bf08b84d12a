import { afterEach, describe, expect, test } from 'vitest'
import { START, testkit } from '@/server/testkit'
import { cancelSubscription } from '@/server/usecases/subscription'
import { bucketTestkit, type TestBucket } from './bucket-testkit'

// What the routes mean, beyond their shapes: issue 2, demands 16 to 18.

const kit = testkit()
const api = bucketTestkit(kit)

afterEach(async () => {
  api.now = START
  await api.stripeFault()
  expect(api.errors).toEqual([])
})

describe('subscribe', () => {
  test('with a card token attaches the card, makes it the default and charges it', async () => {
    const bucket = await withCard('tok_mastercard')
    const { status, body } = await subscribe(bucket, { plan: 'small', stripe_token: 'tok_visa' })
    expect([status, body.subscription.status]).toEqual([200, 'active'])
    expect((await bucket.call('GET', '/payment/card')).body.data.brand).toBe('Visa')
    expect((await bucket.call('GET', '/payment/cards')).body.data).toHaveLength(2)
    expect((await bucket.call('GET', '/payment/receipts')).body).toMatchObject([{ amount: 900 }])
  })

  test('the same plan again is 200 and charges nothing', async () => {
    const bucket = await withCard()
    const first = await subscribe(bucket, { plan: 'small' })
    const again = await subscribe(bucket, { plan: 'small' })
    expect([again.status, again.body.subscription.id]).toEqual([200, first.body.subscription.id])
    expect((await bucket.call('GET', '/payment/invoices')).body).toHaveLength(1)
  })

  test("a declined charge is 400 with Stripe's word for it, and buys nothing", async () => {
    const bucket = await withCard('tok_chargeCustomerFail')
    const { status, body } = await subscribe(bucket, { plan: 'small' })
    expect([status, body]).toEqual([
      400,
      { msg: expect.any(String), code: 'card_declined', decline_code: 'generic_decline' },
    ])
    expect((await bucket.call('GET', '/payment/subscription')).status).toBe(404)
    expect((await bucket.call('GET', '/payment/receipts')).status).toBe(404)
  })

  test('a card refused when it is attached is 400 too', async () => {
    const bucket = await api.bucket()
    const token = 'tok_chargeDeclinedInsufficientFunds'
    const { status, body } = await subscribe(bucket, { plan: 'small', stripe_token: token })
    expect([status, body.code, body.decline_code]).toEqual([400, 'card_declined', 'insufficient_funds'])
    expect((await bucket.call('GET', '/payment/cards')).status).toBe(404)
  })

  test('403 for a plan that is not open, 400 for one that is not there', async () => {
    const bucket = await withCard()
    expect(await subscribe(bucket, { plan: 'secret' })).toMatchObject({
      status: 403,
      body: { code: 'plan_not_open' },
    })
    expect(await subscribe(bucket, { plan: 'none' })).toMatchObject({
      status: 400,
      body: { code: 'plan_unknown' },
    })
    expect(await subscribe(await api.bucket(), { plan: 'small' })).toMatchObject({
      status: 403,
      body: { code: 'payment_method_required' },
    })
  })

  test('a charge without an answer is 500; asked again it goes on, and is charged once', async () => {
    const bucket = await withCard()
    await api.stripeFault({ endpoint: 'POST /v1/payment_intents', kind: 'cut_after' })
    expect(await subscribe(bucket, { plan: 'small' })).toMatchObject({
      status: 500,
      body: { code: 'stripe_unavailable' },
    })
    expect((await bucket.call('GET', '/payment/subscription')).body.status).toBe('incomplete')
    await api.stripeFault()
    const again = await subscribe(bucket, { plan: 'small' })
    expect([again.status, again.body.subscription.status]).toEqual([200, 'active'])
    expect((await bucket.call('GET', '/payment/receipts')).body).toHaveLength(1)
    expect(await chargesOf(bucket)).toHaveLength(1)
  })
})

describe('coupons', () => {
  test('are applied as Stripe would, and counted', async () => {
    const coupon = await makeCoupon({ percent_off: '50', duration: 'once', max_redemptions: '1' })
    const bucket = await withCard()
    await subscribe(bucket, { plan: 'large', coupon_id: coupon })
    expect((await bucket.call('GET', '/payment/invoices')).body).toMatchObject([
      { subtotal: 4_900, total: 2_450, total_discount_amounts: [{ amount: 2_450 }] },
    ])
    const other = await api.bucket({ beside: bucket })
    await other.call('POST', '/payment/cards', { token: 'tok_visa' })
    expect(await subscribe(other, { plan: 'large', coupon_id: coupon })).toMatchObject(COUPON_REFUSED)
    expect((await other.call('GET', '/payment/subscription')).status).toBe(404)
  })

  test.each([
    ['unknown', async () => 'no-such-coupon'],
    ['in another currency', () => makeCoupon({ amount_off: '100', currency: 'usd', duration: 'forever' })],
    [
      'expired',
      () => makeCoupon({ percent_off: '10', duration: 'once', redeem_by: String(unix(START) - 60) }),
    ],
  ])('%s is 400', async (_what, make) => {
    const bucket = await withCard()
    expect(await subscribe(bucket, { plan: 'large', coupon_id: await make() })).toMatchObject(COUPON_REFUSED)
  })

  test('can be looked up before', async () => {
    const coupon = await makeCoupon({ percent_off: '12.5', duration: 'repeating', duration_in_months: '3' })
    const { access_token: token } = (await api.bucket()).tokens
    const answer = await api.call('POST', '/api/misc/stripe/retrieveCoupon', { token, body: { coupon } })
    expect(answer.body).toMatchObject({ coupon: { id: coupon, percent_off: 12.5, duration_in_months: 3 } })
  })
})

describe('3-D Secure', () => {
  test('a start is incomplete with its payment intent until Stripe says it was paid', async () => {
    const bucket = await withCard('tok_threeDSecure2Required')
    const { status, body } = await subscribe(bucket, { plan: 'small' })
    const intent = body.subscription.payment_intent
    expect([status, body.subscription.status]).toEqual([200, 'incomplete'])
    expect(intent).toEqual({
      id: expect.stringMatching(/^pi_/),
      client_secret: expect.stringContaining('_secret_'),
      status: 'requires_action',
    })
    expect((await bucket.call('GET', '/payment/subscription')).body).toMatchObject({
      status: 'incomplete',
      payment_intent: intent,
    })
    const early = await confirm(bucket, intent.id, 'small')
    expect([early.status, early.body.code]).toEqual([400, 'authentication_required'])
    await api.authenticate(intent.id, 'pass')
    expect((await bucket.call('GET', '/payment/subscription')).body.status).toBe('incomplete')
    expect(await confirm(bucket, intent.id, 'small')).toMatchObject({
      status: 200,
      body: { bucket: { _id: bucket.id } },
    })
    expect((await bucket.call('GET', '/payment/subscription')).body).toMatchObject({
      status: 'active',
      payment_intent: null,
    })
    expect((await confirm(bucket, intent.id, 'small')).status).toBe(200)
    expect(await chargesOf(bucket)).toHaveLength(1)
  })

  test('a change is shown as asked for, while the old plan runs until it is paid', async () => {
    const bucket = await withCard()
    await subscribe(bucket, { plan: 'small' })
    api.now = new Date(START.getTime() + 3_600_000)
    const { body } = await subscribe(bucket, { plan: 'large', stripe_token: 'tok_threeDSecure2Required' })
    expect(body.subscription).toMatchObject({ status: 'incomplete', plan: { id: 'large' } })
    const intent = body.subscription.payment_intent.id
    expect((await bucket.call('GET', '/payment/subscription')).body).toMatchObject({
      status: 'active',
      plan: { id: 'small' },
      payment_intent: { id: intent },
    })
    await api.authenticate(intent, 'pass')
    expect((await confirm(bucket, intent, 'large')).status).toBe(200)
    expect((await bucket.call('GET', '/payment/subscription')).body).toMatchObject({
      status: 'active',
      plan: { id: 'large' },
      payment_intent: null,
    })
  })

  test('a challenge that failed is 400 and buys nothing', async () => {
    const bucket = await withCard('tok_threeDSecure2Required')
    const { body } = await subscribe(bucket, { plan: 'small' })
    const { id } = body.subscription.payment_intent
    await api.authenticate(id, 'fail')
    expect(await confirm(bucket, id, 'small')).toMatchObject({ status: 400, body: { code: 'card_declined' } })
    expect((await bucket.call('GET', '/payment/subscription')).status).toBe(404)
  })
})

describe('trials', () => {
  test('once per customer and family, with or without naming the plan', async () => {
    const bucket = await api.bucket()
    expect((await bucket.call('PUT', '/start_trial', {})).body).toEqual({
      duration: '14 days',
      plan: 'small',
    })
    expect((await bucket.call('GET', '/payment/subscription')).body).toMatchObject({
      status: 'trialing',
      trial_end: unix(START) + 14 * 86_400,
      plan: { id: 'small' },
    })
    await cancelSubscription(await kit.at(bucket.customer, api.now), { when: 'now' })
    expect(await bucket.call('PUT', '/payment/trial', { plan: 'small' })).toMatchObject({
      status: 400,
      body: { code: 'trial_unavailable' },
    })
  })

  test('the state of a subscription that ended is still told, with the date', async () => {
    const bucket = await api.bucket()
    await bucket.call('PUT', '/payment/trial', { plan: 'small' })
    await cancelSubscription(await kit.at(bucket.customer, api.now), { when: 'now' })
    expect((await bucket.call('GET', '/payment/subscription')).status).toBe(404)
    expect((await bucket.call('GET', '/payment/subscription/state')).body).toEqual({
      status: 'canceled',
      plan: 'small',
      canceled_at: START.toISOString(),
    })
  })
})

describe('means of payment', () => {
  const iban = (number: string) => ({ iban: number, type: 'sepa', name: 'Ada Lovelace' })

  test('a new bank account takes the place of the old one', async () => {
    const bucket = await api.bucket()
    await bucket.call('POST', '/payment/banks', iban('DE89370400440532013000'))
    await bucket.call('POST', '/payment/banks', iban('FR1420041010050500013M02606'))
    const { data } = (await bucket.call('GET', '/payment/banks')).body
    expect(data).toMatchObject({
      type: 'sepa_debit',
      status: 'chargeable',
      usage: 'reusable',
      owner: { name: 'Ada Lovelace' },
      sepa_debit: { country: 'FR', last4: '2606', mandate_reference: expect.stringMatching(/./) },
    })
    const { customer } = await kit.at(bucket.customer, api.now)
    const path = `/v1/customers/${customer.stripeCustomerId}/payment_methods`
    expect((await api.stripe('GET', path)).data).toMatchObject([{ id: data.id }])
  })

  test('without an IBAN it waits for its mandate; a bad one is named', async () => {
    const bucket = await api.bucket()
    const waiting = await bucket.call('POST', '/payment/banks', { type: 'sepa', name: 'Ada' })
    expect(waiting.body.data).toMatchObject({ status: 'pending', sepa_debit: { last4: null } })
    const bad = await bucket.call('POST', '/payment/banks', iban('DE00370400440532013000'))
    expect([bad.status, bad.body.code]).toEqual([400, 'iban_invalid'])
    expect(bad.body.msg).toContain('DE00370400440532013000')
  })

  test('the last one of a live subscription stays, whichever way it would go', async () => {
    const bucket = await api.bucket()
    await bucket.call('POST', '/payment/banks', iban('DE89370400440532013000'))
    expect((await subscribe(bucket, { plan: 'small' })).body.subscription.status).toBe('active')
    const before = await api.snapshot()
    const refused = { status: 403, body: { code: 'last_payment_method' } }
    expect(await bucket.call('DELETE', '/payment/banks', {})).toMatchObject(refused)
    expect(await bucket.call('POST', '/payment/banks', { type: 'sepa', name: 'Ada' })).toMatchObject(refused)
    expect(await api.snapshot()).toEqual(before)
  })
})

describe('metadata', () => {
  test('takes nested and dotted names, clears what is empty, keeps nothing else, and tells Stripe', async () => {
    const bucket = await withCard()
    await bucket.call('PUT', '/payment', {
      metadata: { company_name: 'Ada GmbH', favourite_colour: 'green' },
      'metadata.vat_number': 'DE 136 695 976',
      'metadata.receipt_email': 'bills@example.com',
    })
    const all = { company_name: 'Ada GmbH', vat_number: 'DE136695976', receipt_email: 'bills@example.com' }
    expect((await bucket.call('GET', '/payment')).body).toEqual(all)
    const { customer } = await kit.at(bucket.customer, api.now)
    const atStripe = await api.stripe('GET', `/v1/customers/${customer.stripeCustomerId}`)
    expect(atStripe.metadata).toMatchObject(all)
    await bucket.call('PUT', '/payment', { metadata: { vat_number: '', receipt_email: null } })
    expect((await bucket.call('GET', '/payment')).body).toEqual({ company_name: 'Ada GmbH' })
  })
})

describe('reading the subscription', () => {
  test('forty at once, each with its own token and bucket, get their own answers', async () => {
    const buckets = await Promise.all([0, 1, 2, 3].map(() => withCard()))
    for (const [i, bucket] of buckets.entries())
      if (i > 0) await subscribe(bucket, { plan: i === 1 ? 'small' : 'large' })
    const own = await Promise.all(buckets.map((b) => b.call('GET', '/payment/subscription')))
    expect(own.map(({ status }) => status)).toEqual([404, 200, 200, 200])
    const asks = Array.from({ length: 40 }, (_, i) => ({ of: i % 4, by: Math.floor(i / 4) % 4 }))
    const answers = await Promise.all(
      asks.map(({ of, by }) =>
        api.call('GET', `/api/bucket/${i(of)}/payment/subscription`, {
          token: buckets[by]?.tokens.access_token,
        }),
      ),
    )
    for (const [n, { of, by }] of asks.entries()) {
      const mine = own[of]
      expect(answers[n]?.status).toBe(of === by ? mine?.status : 404)
      expect(answers[n]?.body.id).toBe(of === by ? mine?.body.id : undefined)
    }
    // Half of them by bucket id, half by UUID.
    function i(of: number): string {
      const { bucketId, id } = buckets[of]?.customer.customer ?? { bucketId: '', id: '' }
      return of % 2 === 0 ? bucketId.toUpperCase() : id
    }
  })
})

const COUPON_REFUSED = { status: 400, body: { code: 'coupon_invalid' } }

async function withCard(token = 'tok_visa'): Promise<TestBucket> {
  const bucket = await api.bucket()
  await bucket.call('POST', '/payment/cards', { token })
  return bucket
}

const subscribe = (bucket: TestBucket, body: Record<string, string>) =>
  bucket.call('POST', '/payment/subscribe', body)

const confirm = (bucket: TestBucket, intent: string, plan: string) =>
  bucket.call('POST', `/payment/subscribe/${intent}`, { plan })

const makeCoupon = async (fields: Record<string, string>): Promise<string> =>
  String((await api.stripe('POST', '/v1/coupons', fields)).id)

async function chargesOf(bucket: TestBucket): Promise<unknown[]> {
  const { customer } = await kit.at(bucket.customer, api.now)
  const { data } = await api.stripe('GET', `/v1/charges?customer=${customer.stripeCustomerId}`)
  return data as unknown[]
}

const unix = (at: Date): number => at.getTime() / 1_000
