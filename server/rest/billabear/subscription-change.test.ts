import { beforeEach, describe, expect, test } from 'vitest'
import { newId } from '@/db/id'
import { START, testkit } from '@/server/testkit'
import { runBilling } from '@/server/usecases/billing-run'
import { chargeDue } from '@/server/usecases/charge-due'
import { type Answer, billabearTestkit, type Tenant } from './billabear-testkit'

const kit = testkit()
const api = billabearTestkit(kit)

beforeEach(() => {
  api.now = START
})

const at = (text: string) => new Date(`${text}T00:00:00Z`)

/** Moves on: renewals, ends of trials and what is to be charged by then. */
async function moveTo(tenant: Tenant, text: string) {
  api.now = at(text)
  await runBilling(kit.ctx({ now: api.now }), { ownerId: tenant.owner.id })
  await chargeDue(kit.ctx({ now: api.now }))
}

type Plan = { id: string; prices: Record<string, string> }

async function shop(fields: Record<string, unknown> = {}) {
  const tenant = await api.tenant()
  const { call } = tenant
  const product = (await call('POST', '/product', { name: 'Glitter' })).body.id
  const price = async (amount: number, schedule: string, currency = 'EUR') =>
    (await call('POST', `/product/${product}/price`, { amount, currency, recurring: true, schedule })).body.id
  const plan = async (code: string, amount: number, more: Record<string, unknown> = {}): Promise<Plan> => {
    const prices = { month: await price(amount, 'month'), year: await price(amount * 10, 'year') }
    const body = { name: code, code_name: code, product, prices: Object.values(prices), ...more }
    return { id: (await call('POST', '/plan', body)).body.id, prices }
  }
  const small = await plan('small', 3000, fields)
  const customer = async (token: string | null = 'tok_visa', more: Record<string, unknown> = {}) => {
    const { id } = (await call('POST', '/customer', { email: 'ada@example.org', ...more })).body
    if (token) await call('POST', `/customer/${id}/payment-methods/frontend-payment-token`, { token })
    const start = (body: Record<string, unknown> = {}): Promise<Answer> =>
      call('POST', `/customer/${id}/subscription/start`, {
        subscription_plan: small.id,
        price: small.prices.month,
        ...body,
      })
    const read = async (path: string) => (await call('GET', `/customer/${id}${path}`)).body
    const paid = async () => (await read('/payment')).data.map((p: { amount: number }) => p.amount)
    return { id: id as string, start, read, paid }
  }
  return { tenant, call, small, plan, customer }
}

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

  test('a customer has several at once, each billed for itself', async () => {
    const { tenant, customer, plan } = await shop()
    const large = await plan('large', 5000)
    const ada = await customer()
    await ada.start()
    await ada.start()
    await ada.start({ subscription_plan: large.id, price: large.prices.month })
    expect((await ada.read('/subscription/active')).data).toHaveLength(3)
    await moveTo(tenant, '2026-02-01')
    expect((await ada.paid()).sort()).toEqual([3000, 3000, 3000, 3000, 5000, 5000])
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

describe('cancel', () => {
  async function subscribed(seat_number = 1) {
    const kitchen = await shop()
    const ada = await kitchen.customer()
    const { id } = (await ada.start({ seat_number })).body
    const cancel = (body?: unknown) => kitchen.call('POST', `/subscription/${id}/cancel`, body)
    const now = async () => (await kitchen.call('GET', `/subscription/${id}`)).body
    const refunds = async () => (await ada.read('/refund')).data.map((r: { amount: number }) => r.amount)
    return { ...kitchen, ada, id, cancel, now, refunds }
  }

  test('by default at the end of the run: it runs until then, and then it is cancelled', async () => {
    const { tenant, ada, cancel, now, refunds } = await subscribed()
    expect((await cancel()).status).toBe(202)
    expect(await now()).toMatchObject({ status: 'pending_cancel', ended_at: '2026-02-01T00:00:00.000Z' })
    expect((await ada.read('')).status).toBe('churned')
    await moveTo(tenant, '2026-02-01')
    expect((await now()).status).toBe('cancelled')
    expect([await refunds(), await ada.paid()]).toEqual([[], [3000]])
    expect((await cancel({ when: 'instantly', refund_type: 'full' })).status).toBe(202)
    expect(await refunds()).toEqual([])
    await ada.start()
    expect((await ada.read('')).status).toBe('reactivated')
  })

  test.each([
    // 3000 / 31 days is 97 a day; 21 days are left.
    [1, 'prorate', [2037]],
    [2, 'prorate', [4074]],
    [2, 'full', [6000]],
    [1, 'none', []],
  ] as const)('at once with %i seats and refund %s gives back %j', async (seats, refund_type, expected) => {
    const { cancel, now, refunds } = await subscribed(seats)
    api.now = at('2026-01-11')
    expect((await cancel({ when: 'instantly', refund_type })).status).toBe(202)
    expect(await now()).toMatchObject({
      status: 'cancelled',
      ended_at: '2026-01-11T00:00:00.000Z',
      valid_until: '2026-01-11T00:00:00.000Z',
    })
    expect(await refunds()).toEqual(expected)
  })

  test('on a date: both ends are that date, and prorated is what lies behind it', async () => {
    const { tenant, cancel, now, refunds } = await subscribed()
    expect((await cancel({ when: 'specific-date', date: '2026-01-22', refund_type: 'prorate' })).status).toBe(
      202,
    )
    expect(await now()).toMatchObject({
      status: 'pending_cancel',
      ended_at: '2026-01-22T00:00:00.000Z',
      valid_until: '2026-01-22T00:00:00.000Z',
    })
    expect(await refunds()).toEqual([970])
    await moveTo(tenant, '2026-01-22')
    expect((await now()).status).toBe('cancelled')
  })

  test.each([
    [{ when: 'never' }, 'when'],
    [{ refund_type: 'some' }, 'refund_type'],
    [{ when: 'specific-date' }, 'date'],
    [{ when: 'specific-date', date: '22.01.2026' }, 'date'],
    [{ when: 'specific-date', date: '2025-12-31' }, 'date'],
  ])('%j is 400 with success: false', async (body, field) => {
    const { cancel, now } = await subscribed()
    const answer = await cancel(body)
    expect([answer.status, answer.body]).toEqual([
      400,
      { success: false, errors: { [field]: expect.any(String) } },
    ])
    expect((await now()).status).toBe('active')
  })
})

describe('changes', () => {
  async function subscribed(body: Record<string, unknown> = {}) {
    const kitchen = await shop()
    const large = await kitchen.plan('large', 4500)
    const ada = await kitchen.customer()
    const { id } = (await ada.start(body)).body
    const post = (verb: string, given: unknown) => kitchen.call('POST', `/subscription/${id}/${verb}`, given)
    const now = async () => (await kitchen.call('GET', `/subscription/${id}`)).body
    return { ...kitchen, large, ada, id, post, now }
  }

  test('seats are added and removed, one stays, and the next renewal prices them', async () => {
    const { tenant, ada, post, now } = await subscribed({ seat_number: 2 })
    expect([(await post('seats/add', { seats: 3 })).body, (await now()).seat_number]).toEqual([
      { success: true },
      5,
    ])
    expect((await post('seats/remove', { seats: 1 })).status).toBe(200)
    const refused = await post('seats/remove', { seats: 4 })
    expect([refused.status, refused.body]).toEqual([400, { errors: { seats: 'Too many seats' } }])
    for (const seats of [0, -1, 1.5, '1', undefined])
      expect((await post('seats/add', { seats })).status).toBe(400)
    expect((await now()).seat_number).toBe(4)
    expect(await ada.paid()).toEqual([6000])
    await moveTo(tenant, '2026-02-01')
    expect(await ada.paid()).toEqual([6000, 12_000])
  })

  test('a larger plan at once costs the difference, and the smaller one gives credit, no refund', async () => {
    const { tenant, ada, large, small, post } = await subscribed()
    const up = await post('plan', { plan: large.id, price: large.prices.month, when: 'instantly' })
    expect([up.status, up.body.plan.id, up.body.status]).toEqual([202, large.id, 'active'])
    expect(await ada.paid()).toEqual([3000, 1500])
    const down = await post('plan', { plan: 'small', price: small.prices.month, when: 'instantly' })
    expect([down.status, down.body.plan.id]).toEqual([202, small.id])
    expect((await ada.read('/refund')).data).toEqual([])
    await moveTo(tenant, '2026-02-01')
    // The credit of 1500 is taken off the renewal of 3000.
    expect(await ada.paid()).toEqual([3000, 1500, 1500])
  })

  test.each(['next-cycle', 'next_cycle'])('%s waits for the next period, on plan and price', async (when) => {
    const { tenant, ada, large, small, post, now } = await subscribed()
    const changed = await post('plan', { plan: large.id, price: large.prices.month, when })
    expect([changed.status, changed.body.plan.id]).toEqual([202, small.id])
    await moveTo(tenant, '2026-02-01')
    expect((await now()).plan.id).toBe(large.id)
    expect(await ada.paid()).toEqual([3000, 4500])
    expect((await post('price', { price: large.prices.year, when })).body).toEqual({ success: true })
    await moveTo(tenant, '2026-03-01')
    expect((await now()).schedule).toBe('year')
    expect(await ada.paid()).toEqual([3000, 4500, 45_000])
  })

  test('another schedule at once starts a new period', async () => {
    const { ada, small, post, now } = await subscribed()
    const changed = await post('price', { price: small.prices.year, when: 'instantly' })
    expect([changed.status, changed.body]).toEqual([200, { success: true }])
    expect(await now()).toMatchObject({ schedule: 'year', valid_until: '2027-01-01T00:00:00.000Z' })
    expect(await ada.paid()).toEqual([3000, 27_000])
  })

  test('a change that is declined leaves everything as it was', async () => {
    const { call, ada, large, small, post, now } = await subscribed()
    const token = 'tok_chargeCustomerFail'
    await call('POST', `/customer/${ada.id}/payment-methods/frontend-payment-token`, { token })
    const answer = await post('plan', { plan: large.id, price: large.prices.month, when: 'instantly' })
    expect([answer.status, answer.body.reason]).toEqual([402, 'general_decline'])
    expect(await now()).toMatchObject({ status: 'active', past_due: false, plan: { id: small.id } })
  })

  test('what is not there is 400 and named', async () => {
    const { large, small, post } = await subscribed()
    const good = { plan: large.id, price: large.prices.month, when: 'instantly' }
    for (const [verb, wrong, field] of [
      ['plan', { plan: 'nothing' }, 'plan'],
      ['plan', { price: small.prices.month }, 'price'],
      ['plan', { when: 'later' }, 'when'],
      ['price', {}, 'price'],
      ['extend', { price: small.prices.month }, 'subscription'],
    ] as const) {
      const answer = await post(verb, { ...good, ...wrong })
      expect([verb, answer.status, Object.keys(answer.body.errors)]).toEqual([verb, 400, [field]])
    }
  })

  test('a subscription is charged to another card of its customer', async () => {
    const { tenant, call, customer, ada, id } = await subscribed()
    const path = `/subscription/${id}/payment-method`
    const [visa] = (await ada.read('/payment-methods')).data
    const token = 'tok_chargeCustomerFail'
    await call('POST', `/customer/${ada.id}/payment-methods/frontend-payment-token`, { token })
    expect((await call('PUT', path, { payment_details: visa.id })).status).toBe(202)
    const [foreign] = (await (await customer()).read('/payment-methods')).data
    for (const payment_details of [foreign.id, 'x', undefined]) {
      const answer = await call('PUT', path, { payment_details })
      expect([answer.status, answer.body.success]).toEqual([400, false])
    }
    await moveTo(tenant, '2026-02-01')
    expect(await ada.paid()).toEqual([3000, 3000])
  })

  test("another owner's subscription is not there", async () => {
    const { id } = await subscribed()
    const other = await shop()
    for (const [method, verb, body] of [
      ['POST', 'seats/add', { seats: 1 }],
      ['POST', 'seats/remove', { seats: 1 }],
      ['POST', 'cancel', {}],
      ['POST', 'extend', { price: newId() }],
      ['POST', 'plan', { plan: 'small', price: other.small.prices.month, when: 'instantly' }],
      ['POST', 'price', { price: other.small.prices.month, when: 'instantly' }],
      ['PUT', 'payment-method', { payment_details: newId() }],
    ] as const) {
      for (const of of [id, 'x']) {
        const answer = await other.call(method, `/subscription/${of}/${verb}`, body)
        expect([verb, answer.status, answer.body]).toEqual([verb, 404, []])
      }
    }
  })
})

test('a disabled customer that subscribes stays disabled', async () => {
  const { call, customer } = await shop()
  const ada = await customer()
  await call('POST', `/customer/${ada.id}/disable`)
  expect((await ada.start()).status).toBe(201)
  expect((await ada.read('')).status).toBe('disabled')
})
