import { beforeEach, describe, expect, test } from 'vitest'
import { newId } from '@/db/id'
import { START, testkit } from '@/server/testkit'
import { billabearTestkit } from './billabear-testkit'
import { mover, opener } from './subscription-testkit'

const kit = testkit()
const api = billabearTestkit(kit)
const shop = opener(api)
const moveTo = mover(kit, api)

beforeEach(() => {
  api.now = START
})

describe('start', () => {
  test('by plan id and price id: paid at once, and the customer is active', async () => {
    const { customer, small } = await shop()
    const ada = await customer()
    const { status, body } = await ada.start({ seat_number: 3, metadata: { order: 7 } })
    expect([status, body]).toMatchObject([
      201,
      {
        status: 'active',
        seat_number: 3,
        schedule: 'month',
        valid_until: '2026-02-01T00:00:00.000Z',
        metadata: { order: 7 },
        plan: { id: small.id },
        price: { id: small.prices.month },
      },
    ])
    expect(await ada.paid()).toEqual([9000])
    expect((await ada.read('')).status).toBe('active')
  })

  test('by code, currency and schedule whatever their case, seats as the document spells them', async () => {
    const { customer } = await shop()
    const ada = await customer()
    const body = {
      subscription_plan: 'small',
      price: null,
      currency: 'eur',
      schedule: 'YEAR',
      seat_numbrers: 2,
    }
    const answer = await ada.start(body)
    expect([answer.status, answer.body.schedule, answer.body.seat_number]).toEqual([201, 'year', 2])
    expect(await ada.paid()).toEqual([60_000])
  })

  test('a customer has several at once, and what is due together is on one invoice', async () => {
    const { tenant, customer, plan } = await shop()
    const large = await plan('large', 5000)
    const ada = await customer()
    await ada.start()
    await ada.start()
    await ada.start({ subscription_plan: large.id, price: large.prices.month })
    expect((await ada.read('/subscription/active')).data).toHaveLength(3)
    await moveTo(tenant, '2026-02-01')
    expect((await ada.paid()).sort()).toEqual([11000, 3000, 3000, 5000])
  })

  test.each([
    [{ subscription_plan: undefined }, 'subscription_plan'],
    [{ subscription_plan: 'nothing' }, 'subscription_plan'],
    [{ subscription_plan: newId() }, 'subscription_plan'],
    [{ price: newId() }, 'price'],
    [{ price: null }, 'price'],
    [{ price: null, currency: 'USD', schedule: 'month' }, 'price'],
    [{ price: null, currency: 'EUR', schedule: 'week' }, 'price'],
    [{ payment_details: newId() }, 'payment_details'],
    [{ seat_number: 0 }, 'seat_number'],
    [{ seat_numbrers: -1 }, 'seat_numbrers'],
    [{ seat_number: '2' }, 'seat_number'],
    [{ metadata: 'x' }, 'metadata'],
  ])('%j is 400 and starts nothing', async (wrong, field) => {
    const { customer } = await shop()
    const ada = await customer()
    const answer = await ada.start(wrong)
    expect([answer.status, Object.keys(answer.body.errors ?? {})]).toEqual([400, [field]])
    expect((await ada.read('/subscription')).data).toEqual([])
  })

  test('a price has to be of the plan', async () => {
    const { customer, plan } = await shop()
    const large = await plan('large', 5000)
    const answer = await (await customer()).start({ price: large.prices.month })
    expect([answer.status, Object.keys(answer.body.errors)]).toEqual([400, ['price']])
  })

  test.each([
    ['tok_chargeCustomerFail', 'general_decline'],
    ['tok_threeDSecure2Required', 'authentication_required'],
  ])('declined, %s: 402 %s, and no subscription is left', async (token, reason) => {
    const { customer } = await shop()
    const ada = await customer(token)
    const answer = await ada.start()
    expect([answer.status, answer.body]).toEqual([402, { paid: false, failure_reason: reason, reason }])
    expect((await ada.read('/subscription')).data).toEqual([])
    expect((await ada.read('')).status).toBe('new')
    expect((await ada.read('/invoices')).data.map((i: { status: string }) => i.status)).toEqual(['void'])
  })

  test('without a means of payment, or with a token that is refused, 406', async () => {
    const { customer } = await shop()
    const ada = await customer(null)
    for (const body of [{}, { card_token: 'tok_chargeDeclined' }, { card_token: 'tok_nothing' }]) {
      const answer = await ada.start(body)
      expect([answer.status, answer.body.error]).toEqual([406, expect.any(String)])
    }
    expect((await ada.start({ card_token: 'tok_visa' })).status).toBe(201)
  })

  test('who is billed by invoice is not charged, neither now nor at the renewal', async () => {
    const { tenant, customer } = await shop()
    const ada = await customer('tok_visa', { billing_type: 'invoice' })
    expect((await ada.start()).body.status).toBe('active')
    await moveTo(tenant, '2026-02-01')
    expect(await ada.paid()).toEqual([])
    const { data } = await ada.read('/invoices')
    expect(data.map((i: { amount_due: number }) => i.amount_due)).toEqual([3000, 3000])
  })

  test('the card named is charged at once and at each renewal', async () => {
    const { tenant, call, customer } = await shop()
    const ada = await customer('tok_chargeCustomerFail')
    const at = `/customer/${ada.id}/payment-methods`
    const good = (await call('POST', `${at}/frontend-payment-token`, { token: 'tok_visa' })).body.id
    const [bad] = (await call('GET', at)).body.data
    await call('POST', `${at}/${bad.id}/default`)
    expect((await ada.start({ payment_details: good })).status).toBe(201)
    await moveTo(tenant, '2026-02-01')
    expect(await ada.paid()).toEqual([3000, 3000])
  })

  test("another owner's customer, plan, price and card are not there", async () => {
    const [mine, other] = [await shop(), await shop()]
    const ada = await mine.customer()
    const path = `/customer/${ada.id}/subscription`
    for (const verb of ['start', 'trial']) {
      const answer = await other.call('POST', `${path}/${verb}`, { subscription_plan: 'small' })
      expect([answer.status, answer.body]).toEqual([404, []])
    }
    const foreign = { subscription_plan: other.small.id, price: other.small.prices.month }
    expect((await ada.start(foreign)).status).toBe(400)
    const eve = await other.customer()
    const [card] = (await eve.read('/payment-methods')).data
    expect(Object.keys((await ada.start({ payment_details: card.id })).body.errors)).toEqual([
      'payment_details',
    ])
  })
})

describe('trials', () => {
  test("a plan's trial costs nothing, then becomes paid; the second time it is paid from the start", async () => {
    const { tenant, customer } = await shop({
      has_trial: true,
      trial_length_days: 14,
      one_trial_per_customer: true,
    })
    const ada = await customer()
    const { body } = await ada.start()
    expect([body.status, body.valid_until]).toEqual(['trial_active', '2026-01-15T00:00:00.000Z'])
    expect((await ada.read('/invoices')).data).toEqual([])
    expect((await ada.read('')).status).toBe('trial_active')
    await moveTo(tenant, '2026-01-15')
    expect(await ada.paid()).toEqual([3000])
    const second = (await ada.start()).body
    expect([second.status, second.valid_until]).toEqual(['active', '2026-02-15T00:00:00.000Z'])
    expect(await ada.paid()).toEqual([3000, 3000])
  })

  test('denied, it is paid from the start; without once per customer it is there again', async () => {
    const { customer } = await shop({ has_trial: true, trial_length_days: 14 })
    const ada = await customer()
    const statuses = [{ deny_trial: true }, {}, {}].map(async (body) => (await ada.start(body)).body.status)
    expect(await Promise.all(statuses)).toEqual(['active', 'trial_active', 'trial_active'])
  })

  const ALONE = {
    has_trial: true,
    trial_length_days: 14,
    is_trial_standalone: true,
    one_trial_per_customer: true,
  }

  test('one that stands for itself needs no card and ends unbilled', async () => {
    const { tenant, call, customer } = await shop(ALONE)
    const ada = await customer(null)
    const path = `/customer/${ada.id}/subscription/trial`
    const { status, body } = await call('POST', path, { subscription_plan: 'small', trial_length_days: 7 })
    expect([status, body.status, body.valid_until, body.ended_at]).toEqual([
      201,
      'trial_active',
      '2026-01-08T00:00:00.000Z',
      null,
    ])
    const again = await call('POST', path, { subscription_plan: 'small' })
    expect([again.status, again.body.error]).toEqual([400, expect.any(String)])
    expect((await call('GET', '/subscription?status=trial_active')).body.data).toHaveLength(1)
    await moveTo(tenant, '2026-01-08')
    expect((await call('GET', '/subscription?status=trial_ended')).body.data).toHaveLength(1)
    expect((await ada.read('/subscription')).data[0].status).toBe('trial_ended')
    expect((await ada.read('/invoices')).data).toEqual([])
  })

  test('a plan without such a trial is 400', async () => {
    const { call, customer } = await shop({ has_trial: true, trial_length_days: 14 })
    const ada = await customer()
    const answer = await call('POST', `/customer/${ada.id}/subscription/trial`, {
      subscription_plan: 'small',
    })
    expect([answer.status, Object.keys(answer.body.errors)]).toEqual([400, ['subscription_plan']])
  })

  test('extended, it is active at once and charged first when the trial would have ended', async () => {
    const { tenant, call, small, customer } = await shop(ALONE)
    const ada = await customer()
    const { id } = (
      await call('POST', `/customer/${ada.id}/subscription/trial`, { subscription_plan: 'small' })
    ).body
    const extended = await call('POST', `/subscription/${id}/extend`, { price: small.prices.year })
    expect([
      extended.status,
      extended.body.status,
      extended.body.schedule,
      extended.body.valid_until,
    ]).toEqual([200, 'active', 'year', '2026-01-15T00:00:00.000Z'])
    expect(await ada.paid()).toEqual([])
    await moveTo(tenant, '2026-01-15')
    expect(await ada.paid()).toEqual([30_000])
    expect((await call('GET', `/subscription/${id}`)).body.valid_until).toBe('2027-01-15T00:00:00.000Z')
    const again = await call('POST', `/subscription/${id}/extend`, { price: small.prices.year })
    expect(again.status).toBe(400)
  })
})
