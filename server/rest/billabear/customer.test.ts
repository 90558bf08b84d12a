import { expect, test } from 'vitest'
import { newId } from '@/db/id'
import { brand, feature, planFeature } from '@/db/schema'
import { testkit } from '@/server/testkit'
import { addCard } from '@/server/usecases/payment-method'
import { subscribe } from '@/server/usecases/subscribe'
import { billabearTestkit } from './billabear-testkit'

const kit = testkit()
const api = billabearTestkit(kit)

const WHOLE = {
  email: 'ada@example.org',
  name: 'Ada',
  reference: 'internal-1',
  address: {
    company_name: 'Analytical Engines',
    street_line_one: '1 Mill Lane',
    street_line_two: 'Floor 2',
    city: 'London',
    region: 'Greater London',
    country: 'GB',
    postcode: 'N1 9GU',
  },
  tax_number: 'GB459324',
  standard_tax_rate: '15',
  digital_tax_rate: 19.5,
  billing_type: 'invoice',
  type: 'business',
  invoice_format: 'xrechnung',
  marketing_opt_in: false,
  locale: 'de',
  brand: 'default',
  metadata: { tier: 'gold', nested: { n: 1 } },
}

const DEFAULTS = {
  name: null,
  reference: null,
  address: {
    company_name: null,
    street_line_one: null,
    street_line_two: null,
    city: null,
    region: null,
    country: null,
    postcode: null,
  },
  tax_number: null,
  standard_tax_rate: null,
  digital_tax_rate: null,
  billing_type: 'card',
  type: 'individual',
  invoice_format: 'pdf',
  marketing_opt_in: true,
  locale: 'en',
  brand: 'default',
  metadata: {},
}

test('an e-mail is enough; the rest has its defaults, and the customer is known at Stripe', async () => {
  const { call } = await api.tenant()
  const { status, body } = await call('POST', '/customer', { email: 'ada@example.org' })
  expect(status).toBe(201)
  expect(body).toEqual({
    ...DEFAULTS,
    id: expect.any(String),
    email: 'ada@example.org',
    status: 'new',
    external_reference: expect.stringMatching(/^cus_/),
  })
  expect((await call('GET', `/customer/${body.id}`)).body).toEqual(body)
  expect((await call('POST', '/customer', { email: 'ada@example.org' })).status).toBe(201)
})

test('all that is sent comes back, digital rate and type too; PUT replaces it but for external_reference', async () => {
  const { call } = await api.tenant()
  const { status, body } = await call('POST', '/customer', { ...WHOLE, external_reference: 'crm-7' })
  expect(status).toBe(201)
  expect(body).toEqual({
    ...WHOLE,
    id: body.id,
    status: 'new',
    external_reference: 'crm-7',
    standard_tax_rate: 15,
  })
  const replaced = await call('PUT', `/customer/${body.id}`, { email: 'grace@example.org' })
  expect(replaced.status).toBe(202)
  expect(replaced.body).toEqual({
    ...DEFAULTS,
    id: body.id,
    email: 'grace@example.org',
    status: 'new',
    external_reference: 'crm-7',
  })
  expect((await call('GET', `/customer/${body.id}`)).body).toEqual(replaced.body)
})

test('null is as good as absent', async () => {
  const { call } = await api.tenant()
  const nulls = Object.fromEntries(Object.keys(WHOLE).map((name) => [name, null]))
  const { status, body } = await call('POST', '/customer', { ...nulls, email: 'ada@example.org' })
  expect(status).toBe(201)
  expect(body).toMatchObject(DEFAULTS)
})

test.each([
  [{ brand: 'nothing' }, 'brand'],
  [{ locale: 'xx-nothing-known' }, 'locale'],
  [{ billing_type: 'cash' }, 'billing_type'],
  [{ type: 'robot' }, 'type'],
  [{ invoice_format: 'doc' }, 'invoice_format'],
  [{ standard_tax_rate: -1 }, 'standard_tax_rate'],
  [{ digital_tax_rate: 101 }, 'digital_tax_rate'],
  [{ address: {} }, 'address.country'],
  [{ address: { country: 'gb' } }, 'address.country'],
])('%j is 400, on create and on replace', async (wrong, field) => {
  const { call } = await api.tenant()
  const { id } = (await call('POST', '/customer', { email: 'a@example.org' })).body
  for (const [method, path] of [
    ['POST', '/customer'],
    ['PUT', `/customer/${id}`],
  ] as const) {
    const answer = await call(method, path, { email: 'b@example.org', ...wrong })
    expect([answer.status, Object.keys(answer.body.errors)]).toEqual([400, [field]])
  }
  expect((await call('GET', '/customer')).body.data).toHaveLength(1)
})

test("Stripe's refusal is 424 with an empty list, and no customer is left", async () => {
  const { call } = await api.tenant()
  const fault = { endpoint: 'POST /v1/customers', kind: '500', times: 2 }
  await fetch(`${kit.stripeUrl}/_sandbox/faults`, { method: 'POST', body: JSON.stringify(fault) })
  const answer = await call('POST', '/customer', { email: 'a@example.org' })
  await fetch(`${kit.stripeUrl}/_sandbox/faults`, { method: 'DELETE' })
  expect([answer.status, answer.body]).toEqual([424, []])
  expect((await call('GET', '/customer')).body.data).toEqual([])
})

test('filters hold together, find texts with their case as they are, and a country exactly', async () => {
  const { call } = await api.tenant()
  const make = (email: string, reference: string, company: string, country: string) =>
    call('POST', '/customer', {
      email,
      reference,
      external_reference: `x-${reference}`,
      address: { company_name: company, country },
    })
  await make('ada@example.org', 'one', 'Acme 100%', 'GB')
  await make('grace@example.com', 'two', 'Acme Inc', 'US')
  const found = async (query: string) =>
    (await call('GET', `/customer?${query}`)).body.data.map((c: { email: string }) => c.email)
  expect(await found('email=ada')).toEqual(['ada@example.org'])
  expect(await found('email=ADA')).toEqual([])
  expect(await found('email=example')).toHaveLength(2)
  expect(await found('company_name=Acme')).toHaveLength(2)
  expect(await found('company_name=100%25')).toEqual(['ada@example.org'])
  expect(await found('company_name=Acme&country=US')).toEqual(['grace@example.com'])
  expect(await found('country=U')).toEqual([])
  expect(await found('reference=tw')).toEqual(['grace@example.com'])
  expect(await found('external_reference=x-one')).toEqual(['ada@example.org'])
  expect(await found('email=ada&reference=two')).toEqual([])
  expect(await found('unknown=1')).toHaveLength(2)
})

test('disable and enable: twice is once, enabled is active', async () => {
  const { call } = await api.tenant()
  const { id } = (await call('POST', '/customer', { email: 'a@example.org' })).body
  const status = async () => (await call('GET', `/customer/${id}`)).body.status
  for (let i = 0; i < 2; i++) expect((await call('POST', `/customer/${id}/disable`)).status).toBe(202)
  expect(await status()).toBe('disabled')
  for (let i = 0; i < 2; i++) expect((await call('POST', `/customer/${id}/enable`)).status).toBe(202)
  expect(await status()).toBe('active')
  const events = await kit.database.db.query.event.findMany({ where: (e, { eq }) => eq(e.customerId, id) })
  expect(events.map((e) => e.type).sort()).toEqual([
    'customer.created',
    'customer.disabled',
    'customer.enabled',
  ])
})

test('limits: those of the running plan under both spellings; nothing for a disabled customer', async () => {
  const { owner, call } = await api.tenant()
  const { planId } = await kit.plan(owner.id, { code: 'team', prices: [{ amount: 900 }] })
  const [bombs, glue] = [newId(), newId()]
  const { db } = kit.database
  await db.insert(feature).values([
    { ownerId: owner.id, id: bombs, code: 'bombs', name: 'Bombs' },
    { ownerId: owner.id, id: glue, code: 'glue', name: 'Glue' },
  ])
  await db.insert(planFeature).values([
    { ownerId: owner.id, planId, featureId: bombs, limitCount: 5, listed: false },
    { ownerId: owner.id, planId, featureId: glue },
  ])
  const ctx = await kit.customer(owner.id)
  const path = `/customer/${ctx.customer.id}`
  expect((await call('GET', `${path}/limits`)).body).toEqual({
    limits: [],
    features: [],
    user_count: 0,
    userCount: 0,
  })
  await addCard(ctx, { token: 'tok_visa' })
  await subscribe(ctx, { plan: 'team' })
  const { body } = await call('GET', `${path}/limits`)
  expect(body.limits).toEqual([
    { limit: 5, feature: { id: bombs, code: 'bombs', name: 'Bombs', description: '' } },
  ])
  expect(body.features.map((f: { code: string }) => f.code)).toEqual(['glue'])
  await call('POST', `${path}/disable`)
  expect((await call('GET', `${path}/limits`)).body.limits).toEqual([])
})

test('a customer known at Stripe does not move to a brand on another Stripe account', async () => {
  const { owner, call } = await api.tenant()
  const { db } = kit.database
  const shared = { ownerId: owner.id, name: 'Other', email: 'o@example.org' }
  await db.insert(brand).values({ ...shared, id: newId(), code: 'other' })
  const { id } = (await call('POST', '/customer', { email: 'a@example.org' })).body
  expect((await call('PUT', `/customer/${id}`, { email: 'a@example.org', brand: 'other' })).body.brand).toBe(
    'other',
  )
  expect((await call('PUT', `/customer/${id}`, { email: 'a@example.org' })).body.brand).toBe('default')
})
