import { expect, test } from 'vitest'
import { newId } from '@/db/id'
import { START, testkit } from '@/server/testkit'
import { billabearTestkit, type Tenant } from './billabear-testkit'

const kit = testkit()
const api = billabearTestkit(kit)

/** An owner that sells a plan at 10.00 a month, at 100.00 a year and at $11.00 a month. */
async function shop() {
  const tenant = await api.tenant({ taxRatePpm: 190_000 })
  const { planId, priceIds } = await kit.plan(tenant.owner.id, {
    code: 'team',
    prices: [
      { amount: 3000 },
      { amount: 30_000, interval: { unit: 'year', count: 1 } },
      { amount: 3300, currency: 'USD' },
    ],
  })
  const [month = '', year = '', dollars = ''] = priceIds
  return { tenant, call: tenant.call, planId, month, year, dollars }
}

const GLUE = { description: 'Glue', amount: 1000, currency: 'EUR', include_tax: false }
const create = (tenant: Tenant, body: object) =>
  tenant.call('POST', '/checkout', { brand: 'default', ...body })

test('1000 and 3000 are 4000, without tax while nobody is known', async () => {
  const { tenant, planId, month } = await shop()
  const answer = await create(tenant, {
    name: 'Start',
    slug: 'start-here',
    items: [GLUE],
    subscriptions: [{ plan: 'team', price: month }],
  })
  expect(answer.status).toBe(201)
  expect(answer.body).toMatchObject({
    name: 'Start',
    slug: 'start-here',
    brand: 'default',
    status: 'open',
    currency: 'EUR',
    customer: null,
    total: 4000,
    sub_total: 4000,
    tax_total: 0,
    permanent: false,
    expires_at: null,
    pay_link: 'https://folio.example/checkout/start-here',
  })
  expect(answer.body.lines).toMatchObject([
    { subscription_plan: { id: planId }, price: { id: month }, seat_number: 1, total: 3000 },
    { subscription_plan: null, price: null, description: 'Glue', seat_number: null, total: 1000 },
  ])
})

test('with a customer it is taxed; seats and quantities count; an amount may have its tax in it', async () => {
  const { tenant, call, month } = await shop()
  const customer = (await call('POST', '/customer', { email: 'ada@example.org', address: { country: 'DE' } }))
    .body.id
  const { body } = await create(tenant, {
    customer,
    items: [
      { ...GLUE, quantity: 2 },
      { description: 'Fee', amount: 119, include_tax: true },
    ],
    subscriptions: [{ plan: 'team', price: month, seat_number: 3 }],
  })
  expect(body).toMatchObject({
    sub_total: 11_100,
    tax_total: 2109,
    total: 13_209,
    customer: { id: customer },
  })
  expect(
    body.lines.map((line: Record<string, number>) => [line.sub_total, line.tax_total, line.tax_rate]),
  ).toEqual([
    [9000, 1710, 19],
    [2000, 380, 19],
    [100, 19, 19],
  ])
})

test('what is wrong is named, and nothing is created', async () => {
  const { tenant, call, month, year, dollars } = await shop()
  const team = (price: string) => ({ plan: 'team', price })
  for (const [body, errors] of [
    [{}, { items: expect.any(String) }],
    [{ items: [], subscriptions: [] }, { items: expect.any(String) }],
    [{ items: [GLUE], brand: 'none' }, { brand: expect.any(String) }],
    [{ items: [GLUE], brand: null }, { brand: expect.any(String) }],
    [{ items: [GLUE], customer: newId() }, { customer: 'There is no such customer' }],
    [{ items: [GLUE], customer: 'x' }, { customer: 'There is no such customer' }],
    [{ items: [GLUE], slug: 'no spaces' }, { slug: expect.any(String) }],
    [{ items: [GLUE], slug: '../up' }, { slug: expect.any(String) }],
    [{ items: [{ ...GLUE, amount: 0 }] }, { 'items[0].amount': expect.any(String) }],
    [{ items: [{ ...GLUE, amount: 1.5 }] }, { 'items[0].amount': expect.any(String) }],
    [{ items: [{ amount: 1 }] }, { 'items[0].description': expect.any(String) }],
    [{ items: [{ ...GLUE, tax_type: newId() }] }, { 'items[0].tax_type': 'There is no such tax type' }],
    [{ items: [GLUE, { ...GLUE, currency: 'USD' }] }, { 'items[1].currency': expect.any(String) }],
    [{ items: [GLUE], subscriptions: [team(dollars)] }, { 'items[0].currency': expect.any(String) }],
    [{ subscriptions: [team(month), team(dollars)] }, { subscriptions: expect.any(String) }],
    [{ subscriptions: [team(month), team(year)] }, { subscriptions: expect.any(String) }],
    [{ subscriptions: [team(newId())] }, { 'subscriptions[0].price': expect.any(String) }],
    [{ subscriptions: [{ plan: 'none', price: month }] }, { 'subscriptions[0].plan': expect.any(String) }],
    [
      { subscriptions: [{ ...team(month), seat_number: 0 }] },
      { 'subscriptions[0].seat_number': expect.any(String) },
    ],
    [{ items: [GLUE], expires_at: '2025-12-31T00:00:00Z' }, { expires_at: expect.any(String) }],
    [{ items: [GLUE], expires_at: 'soon' }, { expires_at: expect.any(String) }],
  ] as const) {
    const answer = await create(tenant, body)
    expect([body, answer.status, answer.body]).toEqual([body, 400, { errors }])
  }
  expect((await call('GET', '/checkout')).body.data).toEqual([])
})

test('a slug is one of its kind in the whole installation; without one it is made up', async () => {
  const [one, two] = [await shop(), await shop()]
  expect((await create(one.tenant, { items: [GLUE], slug: 'only-one' })).status).toBe(201)
  for (const { tenant } of [one, two]) {
    const again = await create(tenant, { items: [GLUE], slug: 'only-one' })
    expect([again.status, again.body]).toEqual([400, { errors: { slug: 'This slug is in use already.' } }])
  }
  const slugs = []
  for (const _ of [1, 2]) slugs.push((await create(two.tenant, { items: [GLUE] })).body.slug)
  expect(slugs[0]).toMatch(/^[\w-]{12}$/)
  expect(slugs[1]).not.toBe(slugs[0])
})

test('they are listed, read and ended by their owner alone', async () => {
  const { tenant, call } = await shop()
  const [first, second] = [await create(tenant, { items: [GLUE] }), await create(tenant, { items: [GLUE] })]
  const page = (await call('GET', '/checkout?limit=1')).body
  expect([page.data[0].id, page.has_more]).toEqual([first.body.id, true])
  expect((await call('GET', `/checkout/${second.body.id}`)).body).toEqual(second.body)
  const other = await api.tenant()
  for (const [method, path] of [
    ['GET', ''],
    ['POST', '/disable'],
  ] as const)
    for (const id of [first.body.id, newId(), 'x', '%00']) {
      const caller = id === first.body.id ? other : tenant
      expect([id, (await caller.call(method, `/checkout/${id}${path}`)).status]).toEqual([id, 404])
    }
  expect((await other.call('GET', '/checkout')).body.data).toEqual([])
  for (const _ of [1, 2]) {
    const ended = await call('POST', `/checkout/${first.body.id}/disable`)
    expect([ended.status, ended.body.status, ended.body.expires_at]).toEqual([
      202,
      'expired',
      START.toISOString(),
    ])
  }
  expect((await api.call('GET', `/public/checkout/${first.body.slug}/view`)).status).toBe(404)
  expect((await api.call('GET', `/public/checkout/${second.body.slug}/view`)).status).toBe(200)
})

test('it expires when it says', async () => {
  const { tenant, call } = await shop()
  const { id, slug } = (await create(tenant, { items: [GLUE], expires_at: '2026-01-02T00:00:00+00:00' })).body
  const view = async (now: string) => {
    api.now = new Date(now)
    return [
      (await call('GET', `/checkout/${id}`)).body.status,
      (await api.call('GET', `/public/checkout/${slug}/view`)).status,
    ]
  }
  expect(await view('2026-01-01T23:59:59Z')).toEqual(['open', 200])
  expect(await view('2026-01-02T00:00:00Z')).toEqual(['expired', 404])
  api.now = START
})
