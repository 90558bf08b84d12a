import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { newId } from '@/db/id'
import { subscription } from '@/db/schema'
import { START, testkit } from '@/server/testkit'
import { endDunning } from '@/server/usecases/reminder'
import { billabearTestkit } from './billabear-testkit'
import { at, mover, opener } from './subscription-testkit'

const kit = testkit()
const api = billabearTestkit(kit)
const shop = opener(api)
const moveTo = mover(kit, api)

beforeEach(() => {
  api.now = START
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

  test.each(['end-of-run', 'instantly'])(
    'while it is paused, %s, ends it at once: from the pause on nothing of it was used',
    async (when) => {
      const { tenant, call, ada, id, cancel, now, refunds } = await subscribed()
      api.now = at('2026-01-11')
      await call('POST', `/subscription/${id}/pause`, {})
      api.now = at('2026-01-22')
      expect((await cancel({ when, refund_type: 'prorate' })).status).toBe(202)
      expect(await now()).toMatchObject({ status: 'cancelled', ended_at: '2026-01-22T00:00:00.000Z' })
      // 3000 / 31 days is 97 a day; 21 days were left when it was paused.
      expect(await refunds()).toEqual([2037])
      await moveTo(tenant, '2026-06-01')
      expect(await ada.paid()).toEqual([3000])
    },
  )

  test('one that was let go as unpaid can be cancelled', async () => {
    const { tenant, call, ada, id, cancel, now } = await subscribed()
    await call('PUT', '/settings', { dunning_end: 'unpaid', dunning_days: [1] })
    const token = 'tok_chargeCustomerFail'
    await call('POST', `/customer/${ada.id}/payment-methods/frontend-payment-token`, { token })
    for (const day of ['2026-02-01', '2026-02-02', '2026-02-04']) await moveTo(tenant, day)
    await endDunning(kit.ctx({ now: api.now }))
    expect(
      (await kit.database.db.select().from(subscription).where(eq(subscription.id, id)))[0]?.status,
    ).toBe('unpaid')
    expect((await cancel({ when: 'instantly' })).status).toBe(202)
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

  test('two changes at once are paid once', async () => {
    const { ada, large, post, now } = await subscribed()
    const body = { plan: large.id, price: large.prices.month, when: 'instantly' }
    const answers = await Promise.all([post('plan', body), post('plan', body), post('plan', body)])
    expect(answers.filter((a) => ![202, 409].includes(a.status))).toEqual([])
    expect((await now()).plan.id).toBe(large.id)
    expect(await ada.paid()).toEqual([3000, 1500])
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
