import { expect, test } from 'vitest'
import { newId } from '@/db/id'
import { testkit } from '@/server/testkit'
import { startTrial, subscribe } from '@/server/usecases/subscribe'
import { cancelSubscription } from '@/server/usecases/subscription'
import { billabearTestkit, type Tenant } from './billabear-testkit'
import { customerWithCard } from './billing-testkit'

const kit = testkit()
const api = billabearTestkit(kit)

/** One customer on a trial, one active, one about to end, one ended, one whose start was declined. */
async function shop() {
  const tenant = await api.tenant()
  const ownerId = tenant.owner.id
  const { planId, priceIds } = await kit.plan(ownerId, {
    code: 'small',
    trialDays: 14,
    prices: [{ amount: 900 }],
  })
  const make = async (
    work: (ctx: Awaited<ReturnType<typeof customerWithCard>>) => Promise<unknown>,
    token?: string,
  ) => {
    const ctx = await customerWithCard(kit, ownerId, token)
    await work(ctx)
    return ctx.customer.id
  }
  const trial = await make((ctx) => startTrial(ctx, { plan: 'small' }))
  const active = await make((ctx) => subscribe(ctx, { plan: 'small' }))
  const ending = await make(async (ctx) => {
    await subscribe(ctx, { plan: 'small', quantity: 3 })
    await cancelSubscription(ctx, { when: 'period_end' })
  })
  const ended = await make(async (ctx) => {
    await subscribe(ctx, { plan: 'small' })
    await cancelSubscription(ctx, { when: 'now' })
  })
  const declined = await make(
    (ctx) => subscribe(ctx, { plan: 'small' }).catch(() => null),
    'tok_chargeCustomerFail',
  )
  return { tenant, planId, priceId: priceIds[0], trial, active, ending, ended, declined }
}

const of = async ({ call }: Tenant, path: string) =>
  (await call('GET', path)).body.data.map((s: { customer: string; status: string }) => [s.customer, s.status])

test('a subscription with its plan and price', async () => {
  const { tenant, planId, priceId, active } = await shop()
  const { body } = await tenant.call('GET', `/customer/${active}/subscription`)
  const [subscription] = body.data
  expect(body).toEqual({ data: [subscription], has_more: false, last_key: null })
  expect(subscription).toEqual({
    id: expect.any(String),
    customer: active,
    seat_number: 1,
    schedule: 'month',
    status: 'active',
    past_due: false,
    created_at: '2026-01-01T00:00:00.000Z',
    updated_at: '2026-01-01T00:00:00.000Z',
    ended_at: null,
    valid_until: '2026-02-01T00:00:00.000Z',
    main_external_reference: null,
    child_external_reference: null,
    metadata: {},
    price: expect.objectContaining({ id: priceId, amount: 900, currency: 'EUR' }),
    plan: expect.objectContaining({ id: planId, code_name: 'small', has_trial: true }),
  })
  expect((await tenant.call('GET', `/subscription/${subscription.id}`)).body).toEqual(subscription)
})

test('lists: by status, by customer, active ones; a declined start is none', async () => {
  const { tenant, trial, active, ending, ended, declined } = await shop()
  const all = [
    [trial, 'trial_active'],
    [active, 'active'],
    [ending, 'pending_cancel'],
    [ended, 'cancelled'],
  ]
  expect(await of(tenant, '/subscription')).toEqual(all)
  for (const [customer, status] of all) {
    expect(await of(tenant, `/subscription?status=${status}`)).toEqual([[customer, status]])
    expect(await of(tenant, `/subscription?customer=${customer}`)).toEqual([[customer, status]])
    expect(await of(tenant, `/subscription?customer=${customer}&status=pending`)).toEqual([])
    const runs = status === 'cancelled' ? [] : [[customer, status]]
    expect(await of(tenant, `/customer/${customer}/subscription/active`)).toEqual(runs)
  }
  for (const status of ['past_due', 'trial_ended', 'unpaid', 'nonsense'])
    expect(await of(tenant, `/subscription?status=${status}`)).toEqual([])
  expect(await of(tenant, '/subscription?customer=x')).toEqual([])
  expect(await of(tenant, `/customer/${declined}/subscription`)).toEqual([])
  const [end] = (await tenant.call('GET', `/customer/${ending}/subscription`)).body.data
  expect([end.seat_number, end.ended_at, end.valid_until]).toEqual([
    3,
    '2026-02-01T00:00:00.000Z',
    '2026-02-01T00:00:00.000Z',
  ])
})

test('pages go on after last_key and back before first_key, by limit or per_page', async () => {
  const { tenant } = await shop()
  const read = async (query: string) => (await tenant.call('GET', `/subscription?${query}`)).body
  const ids = (await read('')).data.map((s: { id: string }) => s.id)
  const first = await read('per_page=2')
  expect([first.first_key, first.last_key, first.has_more]).toEqual([ids[0], ids[1], true])
  expect((await read(`limit=2&last_key=${ids[1]}`)).data.map((s: { id: string }) => s.id)).toEqual(
    ids.slice(2),
  )
  const back = await read(`per_page=2&first_key=${ids[3]}`)
  expect([back.data.map((s: { id: string }) => s.id), back.has_more]).toEqual([ids.slice(1, 3), true])
  expect((await tenant.call('GET', '/subscription?per_page=101')).status).toBe(413)
})

test("another owner's is not there", async () => {
  const { tenant, active } = await shop()
  const other = await api.tenant()
  const [{ id }] = (await tenant.call('GET', `/customer/${active}/subscription`)).body.data
  for (const of of [id, newId(), 'x']) {
    const answer = await other.call('GET', `/subscription/${of}`)
    expect([answer.status, answer.body]).toEqual([404, {}])
  }
  for (const path of [`/customer/${active}/subscription`, `/customer/${active}/subscription/active`]) {
    const answer = await other.call('GET', path)
    expect([answer.status, answer.body]).toEqual([404, []])
  }
  expect((await other.call('GET', `/subscription?customer=${active}`)).body.data).toEqual([])
})
