import { beforeEach, describe, expect, test } from 'vitest'
import { newId } from '@/db/id'
import { START, testkit } from '@/server/testkit'
import { billabearTestkit } from './billabear-testkit'
import { at, mover, opener } from './subscription-testkit'

const kit = testkit()
const api = billabearTestkit(kit)
const open = opener(api)
const moveTo = mover(kit, api)

beforeEach(() => {
  api.now = START
  api.errors.length = 0
})

type Shop = Awaited<ReturnType<typeof open>>

const typesOf = async ({ call }: Shop, customerId: string) =>
  (await call('GET', `/customer/${customerId}/subscription-event?limit=100`)).body.data.map(
    (event: { type: string }) => event.type,
  )

describe('the log of seats', () => {
  test('begins with the start and has each change, in pages', async () => {
    const shop = await open({ per_seat: true })
    const ada = await shop.customer()
    const { id } = (await ada.start({ seat_number: 3 })).body
    await shop.call('POST', `/subscription/${id}/seats/add`, { seats: 2 })
    api.now = at('2026-01-10')
    await shop.call('POST', `/subscription/${id}/seats/remove`, { seats: 4 })
    const { body } = await shop.call('GET', `/subscription/${id}/seat-log`)
    const rows = body.data.map(({ type, seats, from, to, created_at }: Record<string, unknown>) => [
      type,
      seats,
      from,
      to,
      created_at,
    ])
    expect(rows).toEqual([
      ['added', 3, 0, 3, '2026-01-01T00:00:00.000Z'],
      ['added', 2, 3, 5, '2026-01-01T00:00:00.000Z'],
      ['removed', 4, 5, 1, '2026-01-10T00:00:00.000Z'],
    ])
    expect(body.data[0].by).toMatch(/^key:/)
    const first = (await shop.call('GET', `/subscription/${id}/seat-log?limit=2`)).body
    const rest = (await shop.call('GET', `/subscription/${id}/seat-log?last_key=${first.last_key}`)).body
    expect([first.data.length, first.has_more, rest.data.length, rest.has_more]).toEqual([2, true, 1, false])
  })

  test('what changed nothing about the seats is not in it', async () => {
    const shop = await open()
    const big = await shop.plan('big', 5000)
    const ada = await shop.customer()
    const { id } = (await ada.start()).body
    await shop.call('POST', `/subscription/${id}/plan`, {
      plan: big.id,
      price: big.prices.month,
      when: 'instantly',
    })
    expect((await shop.call('GET', `/subscription/${id}/seat-log`)).body.data).toHaveLength(1)
  })
})

describe('requests to cancel', () => {
  test('are kept as they were asked for', async () => {
    const shop = await open()
    const ada = await shop.customer()
    const { id } = (await ada.start()).body
    const cancel = (body: object) => shop.call('POST', `/subscription/${id}/cancel`, body)
    await cancel({ when: 'end-of-run', refund_type: 'none', comment: 'too dear' })
    await cancel({ when: 'specific-date', refund_type: 'none', date: '2026-01-20' })
    await cancel({ when: 'instantly', refund_type: 'prorate' })
    const { data } = (await shop.call('GET', `/subscription/${id}/cancellation-request`)).body
    const asked = { subscription: id, original_valid_until: '2026-02-01T00:00:00.000Z' }
    expect(data).toEqual([
      expect.objectContaining({ ...asked, when: 'end-of-run', refund_type: 'none', comment: 'too dear' }),
      expect.objectContaining({ ...asked, when: 'specific-date', specific_date: '2026-01-20T00:00:00.000Z' }),
      expect.objectContaining({ ...asked, when: 'instantly', refund_type: 'prorate', specific_date: null }),
    ])
  })

  test('that the engine made nobody asked for: an end that came is not one', async () => {
    const shop = await open()
    const ada = await shop.customer()
    const { id } = (await ada.start()).body
    await shop.call('POST', `/subscription/${id}/cancel`, { when: 'end-of-run', refund_type: 'none' })
    await moveTo(shop.tenant, '2026-02-02')
    expect((await shop.call('GET', `/subscription/${id}`)).body.status).toBe('cancelled')
    expect((await shop.call('GET', `/subscription/${id}/cancellation-request`)).body.data).toHaveLength(1)
  })
})

describe("what becomes of a customer's subscriptions", () => {
  test('is activated, one more, one less, churned, back', async () => {
    const shop = await open()
    const ada = await shop.customer()
    const cancel = (id: string) =>
      shop.call('POST', `/subscription/${id}/cancel`, { when: 'instantly', refund_type: 'none' })
    const one = (await ada.start()).body.id
    const two = (await ada.start()).body.id
    await cancel(one)
    await cancel(two)
    await ada.start()
    expect(await typesOf(shop, ada.id)).toEqual([
      'activated',
      'addon_added',
      'addon_removed',
      'churned',
      'reactivated',
    ])
    const only = async (query: string) =>
      (await shop.call('GET', `/customer/${ada.id}/subscription-event?${query}`)).body.data
    expect((await only(`subscription=${two}`)).map((e: { type: string }) => e.type)).toEqual([
      'addon_added',
      'churned',
    ])
    expect((await only('type=churned'))[0]).toMatchObject({ customer: ada.id, subscription: two })
    expect(await only('type=nonsense')).toEqual([])
    expect(await only('subscription=x')).toEqual([])
  })

  test('is an upgrade to what is dearer, a downgrade to what is not, at once and at the next renewal', async () => {
    const shop = await open()
    const big = await shop.plan('big', 4500)
    const ada = await shop.customer()
    const { id } = (await ada.start()).body
    const change = (plan: typeof big, when: string) =>
      shop.call('POST', `/subscription/${id}/plan`, { plan: plan.id, price: plan.prices.month, when })
    const small = { id: (await shop.call('GET', `/subscription/${id}`)).body.plan.id, prices: big.prices }
    small.prices = { ...small.prices, month: (await shop.call('GET', `/subscription/${id}`)).body.price.id }
    await change(big, 'instantly')
    await change(small, 'instantly')
    await change(big, 'next-cycle')
    expect(await typesOf(shop, ada.id)).toEqual(['activated', 'upgraded', 'downgraded'])
    await moveTo(shop.tenant, '2026-02-02')
    expect(await typesOf(shop, ada.id)).toEqual(['activated', 'upgraded', 'downgraded', 'upgraded'])
  })

  test('is a trial that started, and was converted or ended', async () => {
    const trial = { has_trial: true, trial_length_days: 14 }
    const shop = await open(trial)
    const alone = await shop.plan('alone', 3000, { ...trial, is_trial_standalone: true })
    const ada = await shop.customer()
    await ada.start()
    const bob = await shop.customer()
    await shop.call('POST', `/customer/${bob.id}/subscription/trial`, { subscription_plan: alone.id })
    await moveTo(shop.tenant, '2026-01-16')
    expect(await typesOf(shop, ada.id)).toEqual(['trial_started', 'trial_converted'])
    expect(await typesOf(shop, bob.id)).toEqual(['trial_started', 'trial_ended'])
  })

  test('is nothing when the start was not paid', async () => {
    const shop = await open()
    const ada = await shop.customer('tok_chargeCustomerFail')
    expect((await ada.start()).status).toBe(402)
    expect(await typesOf(shop, ada.id)).toEqual([])
  })
})

describe('charges that failed', () => {
  test('are tried again as BillaBear says it, until they are paid', async () => {
    const shop = await open()
    const ada = await shop.customer()
    await ada.start()
    const failing = '/payment-methods/frontend-payment-token'
    await shop.call('POST', `/customer/${ada.id}${failing}`, { token: 'tok_chargeCustomerFail' })
    expect((await ada.read('/payment-failure')).data).toEqual([])
    await moveTo(shop.tenant, '2026-02-01')
    const [first] = (await ada.read('/payment-failure')).data
    expect(first).toMatchObject({
      state: 'payment_retries',
      resolved: false,
      retry_count: 0,
      failure_reason: 'general_decline',
      next_attempt_at: expect.stringMatching(/^2026-02-0/),
    })
    await moveTo(shop.tenant, first.next_attempt_at.slice(0, 10))
    const [second] = (await ada.read('/payment-failure')).data
    expect([second.id, second.retry_count, second.state]).toEqual([first.id, 1, 'payment_retries'])
    await shop.call('POST', `/customer/${ada.id}${failing}`, { token: 'tok_visa' })
    await shop.call('POST', `/invoice/${second.invoice}/charge`)
    const [third] = (await ada.read('/payment-failure')).data
    expect(third).toMatchObject({
      id: first.id,
      state: 'payment_complete',
      resolved: true,
      next_attempt_at: null,
    })
  })

  test('that nobody can be charged for are not tried again by themselves', async () => {
    const shop = await open()
    const ada = await shop.customer()
    await ada.start()
    const [card] = (await ada.read('/payment-methods')).data
    await shop.call('DELETE', `/payment-methods/${card.id}`)
    await moveTo(shop.tenant, '2026-02-01')
    expect((await ada.read('/payment-failure')).data).toEqual([
      expect.objectContaining({ state: 'payment_failure_no_more_retries', next_attempt_at: null }),
    ])
  })
})

test("another owner's histories are not there", async () => {
  const mine = await open()
  const ada = await mine.customer()
  const { id } = (await ada.start()).body
  const other = await api.tenant()
  for (const of of [id, newId(), 'x'])
    for (const path of [`/subscription/${of}/seat-log`, `/subscription/${of}/cancellation-request`])
      expect([path, (await other.call('GET', path)).status]).toEqual([path, 404])
  for (const of of [ada.id, newId(), 'x'])
    for (const path of [`/customer/${of}/subscription-event`, `/customer/${of}/payment-failure`])
      expect([path, (await other.call('GET', path)).status]).toEqual([path, 404])
})
