import { beforeEach, expect, test } from 'vitest'
import { START, testkit } from '@/server/testkit'
import { billabearTestkit } from './billabear-testkit'
import { at, mover, opener } from './subscription-testkit'

const kit = testkit()
const api = billabearTestkit(kit)
const shop = opener(api)
const moveTo = mover(kit, api)

beforeEach(() => {
  api.now = START
})

async function subscribed(seat_number = 1) {
  const kitchen = await shop()
  const ada = await kitchen.customer()
  const { id } = (await ada.start({ seat_number })).body
  const one = (path: string, body: unknown) => kitchen.call('POST', `/subscription/${id}/${path}`, body)
  const latest = async () => {
    const invoices = (await ada.read('/invoices')).data
    return invoices.at(-1)
  }
  const read = async () => (await kitchen.call('GET', `/subscription/${id}`)).body
  return { ...kitchen, ada, id, one, latest, read }
}

const amounts = ({ body }: { body: { invoice: Record<string, unknown> | null } }) =>
  body.invoice && [body.invoice.total, body.invoice.amount_due, body.invoice.currency]

test('the preview of a start is the invoice that the start writes, and writes nothing itself', async () => {
  const { call, ada, small, latest } = await subscribed()
  const start = { subscription_plan: 'small', price: small.prices.year, seat_number: 3 }
  const before = (await ada.read('/invoices')).data.length
  const preview = await call('POST', `/customer/${ada.id}/subscription/preview`, start)
  expect([preview.status, amounts(preview)]).toEqual([200, [90_000, 90_000, 'EUR']])
  expect((await ada.read('/invoices')).data).toHaveLength(before)
  await ada.start(start)
  expect((await latest()).total).toBe(90_000)
})

test('of a start with a trial nothing is due, and it says when it will be', async () => {
  const kitchen = await shop({ has_trial: true, trial_length_days: 14 })
  const ada = await kitchen.customer()
  const { body } = await kitchen.call('POST', `/customer/${ada.id}/subscription/preview`, {
    subscription_plan: 'small',
    price: kitchen.small.prices.month,
  })
  expect(body).toMatchObject({ invoice: null, effective_at: '2026-01-15T00:00:00.000Z' })
})

test('a change of plan and of seats costs what its preview said', async () => {
  const { plan, one, latest, read } = await subscribed()
  const large = await plan('large', 9_300)
  api.now = at('2026-01-11')
  const change = { plan: large.id, price: large.prices.month, when: 'instantly' }
  const seen = await one('plan/preview', change)
  // 21 of 31 days: 93.00 / 31 × 21 = 63.00, less 30.00 / 31 × 21 = 20.32.
  expect(amounts(seen)).toEqual([4_268, 4_268, 'EUR'])
  await one('plan', change)
  expect((await latest()).total).toBe(4_268)
  const seats = { seats: 2, when: 'instantly' }
  const more = await one('seats/preview', seats)
  // Two seats more for 21 of 31 days: all three for the rest, less the one that is paid for.
  expect(amounts(more)).toEqual([12_600, 12_600, 'EUR'])
  expect((await read()).seat_number).toBe(1)
  await one('seats/add', seats)
  expect([(await latest()).total, (await read()).seat_number]).toEqual([12_600, 3])
})

test('fewer seats at once are credit for what was paid, and the next renewal uses it', async () => {
  const { tenant, one, ada, latest } = await subscribed(3)
  api.now = at('2026-01-11')
  const fewer = await one('seats/preview', { seats: -2, when: 'instantly' })
  // 90.00 / 31 × 21 = 60.96 back, 30.00 / 31 × 21 = 20.32 for the seat that stays.
  expect(fewer.body).toMatchObject({ invoice: null, credit: { amount: 4_064, currency: 'EUR' } })
  await one('seats/remove', { seats: 2, when: 'instantly' })
  expect((await ada.read('/credit')).balance).toEqual([
    expect.objectContaining({ amount: 4_064, currency: 'EUR' }),
  ])
  await moveTo(tenant, '2026-02-01')
  expect(await latest()).toMatchObject({ total: 3_000, amount_due: 0, paid: true })
})

test('seats wait for the renewal unless the call or the owner says otherwise', async () => {
  const { call, one, read, ada } = await subscribed()
  await one('seats/add', { seats: 1 })
  expect([(await read()).seat_number, await ada.paid()]).toEqual([2, [3_000]])
  await call('PUT', '/settings', { seat_proration: 'now' })
  await one('seats/add', { seats: 1 })
  // Both seats that nothing has paid for yet: 90.00 less the 30.00 of the first.
  expect([(await read()).seat_number, await ada.paid()]).toEqual([3, [3_000, 6_000]])
})

test('a seat that cannot be paid for is not added', async () => {
  const { call, ada, one, read } = await subscribed()
  await call('POST', `/customer/${ada.id}/payment-methods/frontend-payment-token`, {
    token: 'tok_chargeCustomerFail',
  })
  expect((await one('seats/add', { seats: 1, when: 'instantly' })).status).toBe(402)
  expect((await read()).seat_number).toBe(1)
})

test('a cancellation gives back what its preview said', async () => {
  const { one, ada } = await subscribed()
  api.now = at('2026-01-11')
  const cancel = { when: 'instantly', refund_type: 'prorate' }
  const seen = await one('cancel/preview', cancel)
  expect(seen.body).toMatchObject({ refund: { amount: 2_037 }, effective_at: '2026-01-11T00:00:00.000Z' })
  expect((await ada.read('/refund')).data).toEqual([])
  await one('cancel', cancel)
  expect((await ada.read('/refund')).data[0].amount).toBe(2_037)
})

test('a paused subscription is not renewed; resumed, it has what was left', async () => {
  const { tenant, one, read, ada } = await subscribed()
  api.now = at('2026-01-11')
  expect((await one('pause', {})).body).toMatchObject({ status: 'paused' })
  await moveTo(tenant, '2026-03-01')
  expect(await ada.paid()).toEqual([3_000])
  expect((await one('resume', {})).body).toMatchObject({ status: 'active' })
  // 21 days were left on 11 January.
  expect((await read()).valid_until).toBe('2026-03-22T00:00:00.000Z')
  await moveTo(tenant, '2026-03-22')
  expect(await ada.paid()).toEqual([3_000, 3_000])
})

test('a pause that has an end goes on by itself', async () => {
  const { tenant, one, read } = await subscribed()
  api.now = at('2026-01-11')
  await one('pause', { resume_at: '2026-01-21T00:00:00Z' })
  await moveTo(tenant, '2026-01-21')
  expect(await read()).toMatchObject({ status: 'active', valid_until: '2026-02-11T00:00:00.000Z' })
})

test.each([
  ['pause', { resume_at: '2020-01-01T00:00:00Z' }, 'resume_at'],
  ['pause', { resume_at: 'soon' }, 'resume_at'],
  ['plan/preview', { plan: 'none', price: 'none', when: 'instantly' }, 'subscription_plan'],
  ['seats/preview', { seats: -1, when: 'instantly' }, 'seats'],
  ['cancel/preview', { when: 'specific-date' }, 'date'],
])('%s with %j is 400', async (path, body, field) => {
  const { one } = await subscribed()
  const answer = await one(path, body)
  expect([answer.status, Object.keys(answer.body.errors ?? {})]).toEqual([400, [field]])
})
