import { describe, expect, test } from 'vitest'
import { newId } from '@/db/id'
import { testkit } from '@/server/testkit'
import { billabearTestkit, type Tenant } from './billabear-testkit'

const kit = testkit()
const api = billabearTestkit(kit)

const taxType = async ({ call }: Tenant, fields: object = { name: 'Digital' }) =>
  (await call('POST', '/tax/type', fields)).body.id as string

describe('tax types', () => {
  test('the first is the default, and another takes it over', async () => {
    const { call } = await api.tenant()
    const first = await call('POST', '/tax/type', { name: 'Digital', default: false })
    expect([first.status, first.body]).toEqual([
      201,
      { id: expect.any(String), name: 'Digital', physical: false, default: true },
    ])
    const second = await call('POST', '/tax/type', { name: 'Books', physical: true })
    expect(second.body).toMatchObject({ physical: true, default: false })
    const path = `/tax/type/${second.body.id}`
    const changed = await call('PUT', path, { name: 'Paper', physical: true, default: true })
    expect([changed.status, changed.body]).toEqual([202, { ...second.body, name: 'Paper', default: true }])
    expect((await call('GET', path)).body).toEqual(changed.body)
    const all = (await call('GET', '/tax/type')).body.data
    expect(all.map((t: { name: string; default: boolean }) => [t.name, t.default])).toEqual([
      ['Digital', false],
      ['Paper', true],
    ])
    expect((await call('GET', '/tax/type?name=Pap')).body.data).toHaveLength(1)
    const given = await call('PUT', path, { name: 'Paper', default: false })
    expect([given.status, Object.keys(given.body.errors)]).toEqual([400, ['default']])
  })

  test('many made at once leave one default', async () => {
    const tenant = await api.tenant()
    await Promise.all([1, 2, 3, 4].map((n) => taxType(tenant, { name: `Type ${n}`, default: true })))
    const all = (await tenant.call('GET', '/tax/type')).body.data
    expect(all.filter((t: { default: boolean }) => t.default)).toHaveLength(1)
  })

  test.each([
    [{}, 'name'],
    [{ name: ' ' }, 'name'],
    [{ name: 'digital' }, 'name'],
    [{ name: 'a', physical: 'yes' }, 'physical'],
    [{ name: 'a', default: 1 }, 'default'],
  ])('%j is 400', async (body, field) => {
    const tenant = await api.tenant()
    await taxType(tenant)
    const answer = await tenant.call('POST', '/tax/type', body)
    expect([answer.status, Object.keys(answer.body.errors)]).toEqual([400, [field]])
    expect((await tenant.call('GET', '/tax/type')).body.data).toHaveLength(1)
  })

  test('one that a product or a rule has stays, and so does the default while there are others', async () => {
    const tenant = await api.tenant()
    const { call } = tenant
    const standard = await taxType(tenant)
    const books = await taxType(tenant, { name: 'Books' })
    const product = (await call('POST', '/product', { name: 'Glitter', tax_type: books })).body
    const remove = async (id: string) => (await call('DELETE', `/tax/type/${id}`)).status
    expect([await remove(standard), await remove(books)]).toEqual([409, 409])
    await call('PUT', `/product/${product.id}`, { name: 'Glitter' })
    const rule = (await call('POST', '/tax/country/DE/rule', { tax_type: books, tax_rate: 7 })).body.id
    expect(await remove(books)).toBe(409)
    expect((await call('DELETE', `/tax/country/DE/rule/${rule}`)).status).toBe(202)
    expect([await remove(books), await remove(books), await remove(standard)]).toEqual([202, 404, 202])
    expect((await call('GET', '/tax/type')).body.data).toEqual([])
  })
})

describe('tax types of products', () => {
  test('by id, or as the object that the document has', async () => {
    const tenant = await api.tenant()
    const id = await taxType(tenant)
    const type = { id, name: 'Digital', physical: false, default: true }
    const created = await tenant.call('POST', '/product', { name: 'Glitter', tax_type: id })
    expect([created.status, created.body.tax_type]).toEqual([201, type])
    const path = `/product/${created.body.id}`
    expect((await tenant.call('PUT', path, { name: 'Glitter', tax_type: type })).body.tax_type).toEqual(type)
    expect((await tenant.call('GET', path)).body.tax_type).toEqual(type)
    expect((await tenant.call('GET', '/product')).body.data[0].tax_type).toEqual(type)
    expect((await tenant.call('POST', `${path}/tax-rate`, { tax_rate: 5 })).body.tax_type).toEqual(type)
    expect((await tenant.call('PUT', path, { name: 'Glitter' })).body.tax_type).toBeNull()
  })

  test("one that is not there, or another owner's, is 400", async () => {
    const [mine, other] = [await api.tenant(), await api.tenant()]
    for (const tax_type of [newId(), 'x', await taxType(other)]) {
      const answer = await mine.call('POST', '/product', { name: 'Glitter', tax_type })
      expect([answer.status, Object.keys(answer.body.errors)]).toEqual([400, ['tax_type']])
    }
    expect((await mine.call('GET', '/product')).body.data).toEqual([])
  })
})

describe('countries', () => {
  const NEW = { threshold: null, transaction_threshold: null, reached_at: null, rules: [], states: [] }

  test('a new one has its own defaults, and what is not given stays', async () => {
    const { call } = await api.tenant()
    const home = await call('PUT', '/tax/country/de', {})
    const made = { ...NEW, code: 'DE', in_eu: true, currency: 'EUR', collecting: true }
    expect([home.status, home.body]).toEqual([202, made])
    const abroad = await call('PUT', '/tax/country/SE', { threshold: 10_000, transaction_threshold: 5 })
    const sweden = { ...NEW, code: 'SE', in_eu: true, currency: 'SEK', collecting: false }
    expect(abroad.body).toEqual({ ...sweden, threshold: 10_000, transaction_threshold: 5 })
    const changed = await call('PUT', '/tax/country/SE', { threshold: null, collecting: true })
    expect(changed.body).toMatchObject({ threshold: null, transaction_threshold: 5, collecting: true })
    const us = { threshold: 100_000, currency: 'USD', in_eu: false }
    expect((await call('PUT', '/tax/country/US', us)).body).toMatchObject({ ...us, collecting: false })
    expect((await call('GET', '/tax/country/US')).body).toMatchObject(us)
    const codes = async (query: string) =>
      (await call('GET', `/tax/country?${query}`)).body.data.map((c: { code: string }) => c.code)
    expect(await codes('')).toEqual(['DE', 'SE', 'US'])
    expect(await codes('collecting=true')).toEqual(['DE', 'SE'])
    expect(await codes('in_eu=false')).toEqual(['US'])
    const page = (await call('GET', '/tax/country?limit=2')).body
    expect([page.has_more, page.last_key]).toEqual([true, 'SE'])
    expect(await codes('last_key=SE')).toEqual(['US'])
    expect((await call('GET', '/tax/country?last_key=x')).status).toBe(400)
  })

  test.each([
    [{ threshold: -1 }, 'threshold'],
    [{ threshold: 1.5 }, 'threshold'],
    [{ threshold: '5' }, 'threshold'],
    [{ transaction_threshold: -1 }, 'transaction_threshold'],
    [{ currency: 'EURO' }, 'currency'],
    [{ in_eu: 'no' }, 'in_eu'],
    [{ collecting: 1 }, 'collecting'],
  ])('%j is 400 and sets nothing up', async (body, field) => {
    const { call } = await api.tenant()
    const answer = await call('PUT', '/tax/country/DE', body)
    expect([answer.status, Object.keys(answer.body.errors)]).toEqual([400, [field]])
    expect((await call('GET', '/tax/country')).body.data).toEqual([])
  })

  test('a code that is no country, and one that is not set up, are 404', async () => {
    const { call } = await api.tenant()
    for (const [method, path] of [
      ['PUT', '/tax/country/XY'],
      ['GET', '/tax/country/DE'],
      ['GET', '/tax/country/DE/rule'],
      ['GET', '/tax/country/DE/state/BE'],
    ] as const)
      expect((await call(method, path, method === 'PUT' ? {} : undefined)).status).toBe(404)
  })

  test('states', async () => {
    const { call } = await api.tenant()
    const path = '/tax/country/US/state/tx'
    const texas = await call('PUT', path, { name: 'Texas', threshold: 50_000_000 })
    const { states, ...state } = { ...NEW, code: 'TX', name: 'Texas', collecting: false }
    expect([texas.status, texas.body]).toEqual([202, { ...state, threshold: 50_000_000 }])
    expect((await call('PUT', path, { collecting: true })).body).toMatchObject({
      name: 'Texas',
      collecting: true,
    })
    expect((await call('PUT', '/tax/country/US/state/NY', {})).body.name).toBe('NY')
    expect((await call('GET', '/tax/country/US/state/NY')).body.code).toBe('NY')
    const { body } = await call('GET', '/tax/country/US')
    expect([states, body.states.map((s: { code: string }) => s.code)]).toEqual([[], ['NY', 'TX']])
    expect((await call('PUT', '/tax/country/US/state/a_b', {})).status).toBe(404)
    expect((await call('POST', '/tax/country/US/state/CA/rule', { tax_rate: 7 })).status).toBe(404)
  })
})

describe('rules', () => {
  const from = (valid_from: string, tax_rate: number, fields: object = {}) => ({
    tax_rate,
    valid_from,
    ...fields,
  })

  test('a new one without an end closes the one before it a minute earlier', async () => {
    const tenant = await api.tenant()
    const { call } = tenant
    const id = await taxType(tenant)
    const first = await call('POST', '/tax/country/CA/rule', from('2025-01-01', 5))
    expect([first.status, first.body]).toEqual([
      201,
      {
        id: expect.any(String),
        tax_type: { id, name: 'Digital', physical: false, default: true },
        tax_rate: 5,
        default: false,
        valid_from: '2025-01-01T00:00:00.000Z',
        valid_until: null,
      },
    ])
    await call('POST', '/tax/country/CA/rule', from('2026-07-01T00:00:00+02:00', 6.1234))
    const { data } = (await call('GET', '/tax/country/CA/rule')).body
    expect(data.map((r: Record<string, unknown>) => [r.tax_rate, r.valid_from, r.valid_until])).toEqual([
      [5, '2025-01-01T00:00:00.000Z', '2026-06-30T21:59:00.000Z'],
      [6.1234, '2026-06-30T22:00:00.000Z', null],
    ])
    expect((await call('GET', '/tax/country/CA')).body.rules).toEqual(data)
    expect((await call('GET', `/tax/country/CA/rule?tax_type=${id}`)).body.data).toHaveLength(2)
    expect((await call('GET', `/tax/country/CA/rule?tax_type=${newId()}`)).body.data).toEqual([])
  })

  test('of a state, of another type and as default they stand beside each other', async () => {
    const tenant = await api.tenant()
    const { call } = tenant
    await taxType(tenant)
    const books = await taxType(tenant, { name: 'Books' })
    await call('PUT', '/tax/country/CA/state/QC', { name: 'Quebec' })
    const rule = from('2025-01-01', 5)
    for (const [path, body] of [
      ['/tax/country/CA/rule', rule],
      ['/tax/country/CA/rule', { ...rule, tax_type: books }],
      ['/tax/country/CA/rule', { ...rule, default: true }],
      ['/tax/country/CA/state/QC/rule', { ...rule, tax_rate: 9.975 }],
    ] as const)
      expect((await call('POST', path, body)).status).toBe(201)
    const { rules, states } = (await call('GET', '/tax/country/CA')).body
    expect([rules.length, states[0].rules[0].tax_rate]).toEqual([3, 9.975])
    const [ofState] = (await call('GET', '/tax/country/CA/state/QC/rule')).body.data
    expect((await call('DELETE', `/tax/country/CA/rule/${ofState.id}`)).status).toBe(404)
    expect((await call('DELETE', `/tax/country/CA/state/QC/rule/${ofState.id}`)).status).toBe(202)
    expect((await call('GET', '/tax/country/CA/state/QC/rule')).body.data).toEqual([])
  })

  test.each([
    [{}, 'tax_rate'],
    [{ tax_rate: -1 }, 'tax_rate'],
    [{ tax_rate: 101 }, 'tax_rate'],
    [{ tax_rate: 1.23456 }, 'tax_rate'],
    [{ tax_rate: 'much' }, 'tax_rate'],
    [{ tax_rate: 1, tax_type: newId() }, 'tax_type'],
    [{ tax_rate: 1, valid_from: '2026-02-30' }, 'valid_from'],
    [{ tax_rate: 1, valid_from: 'soon' }, 'valid_from'],
    [{ tax_rate: 1, valid_from: '2030-01-01', valid_until: '2029-01-01' }, 'valid_until'],
    [from('2025-03-01', 1, { valid_until: '2025-04-01' }), 'valid_from'],
    [from('2024-03-01', 1, { valid_until: '2025-04-01' }), 'valid_until'],
    [from('2024-03-01', 1), 'valid_until'],
  ])('%j is 400 and leaves the rules as they are', async (body, field) => {
    const tenant = await api.tenant()
    await taxType(tenant)
    await tenant.call('POST', '/tax/country/DE/rule', from('2025-01-01', 16))
    const answer = await tenant.call('POST', '/tax/country/DE/rule', body)
    expect([answer.status, Object.keys(answer.body.errors)]).toEqual([400, [field]])
    const { data } = (await tenant.call('GET', '/tax/country/DE/rule')).body
    expect(data.map((r: { valid_until: string | null }) => r.valid_until)).toEqual([null])
  })

  test('without any tax type there is none to be the default', async () => {
    const { call } = await api.tenant()
    const answer = await call('POST', '/tax/country/DE/rule', { tax_rate: 19 })
    expect([answer.status, Object.keys(answer.body.errors)]).toEqual([400, ['tax_type']])
  })

  test('made at once they do not overlap', async () => {
    const tenant = await api.tenant()
    await taxType(tenant)
    const answers = await Promise.all(
      [1, 2, 3].map((rate) => tenant.call('POST', '/tax/country/DE/rule', from('2026-01-01', rate))),
    )
    expect(answers.map((a) => a.status).sort()).toEqual([201, 400, 400])
  })
})

test("another owner's tax types, countries and rules are not there", async () => {
  const [mine, other] = [await api.tenant(), await api.tenant()]
  const id = await taxType(mine)
  await mine.call('PUT', '/tax/country/US/state/TX', {})
  const rule = (await mine.call('POST', '/tax/country/US/rule', { tax_rate: 1 })).body.id
  for (const [method, path] of [
    ['GET', `/tax/type/${id}`],
    ['PUT', `/tax/type/${id}`],
    ['DELETE', `/tax/type/${id}`],
    ['GET', '/tax/country/US'],
    ['GET', '/tax/country/US/rule'],
    ['GET', '/tax/country/US/state/TX'],
    ['GET', '/tax/country/US/state/TX/rule'],
    ['DELETE', `/tax/country/US/rule/${rule}`],
  ] as const) {
    const answer = await other.call(method, path, method === 'PUT' ? { name: 'x' } : undefined)
    expect([path, answer.status, answer.body]).toEqual([path, 404, []])
  }
  const foreign = await other.call('POST', '/tax/country/US/rule', { tax_rate: 1, tax_type: id })
  expect(foreign.status).toBe(400)
  expect((await other.call('GET', '/tax/type')).body.data).toEqual([])
  expect((await other.call('GET', '/tax/country')).body.data).toEqual([])
})
