import { describe, expect, test } from 'vitest'
import { newId } from '@/db/id'
import { testkit } from '@/server/testkit'
import { billabearTestkit, type Tenant } from './billabear-testkit'

const kit = testkit()
const api = billabearTestkit(kit)

const CALLS = { name: 'API calls', code: 'api_calls', aggregation_method: 'count' }
const PRICE = { amount: 5, currency: 'EUR', recurring: true, schedule: 'month', usage: true }

async function pricePath({ call }: Tenant) {
  return `/product/${(await call('POST', '/product', { name: 'API' })).body.id}/price`
}

describe('metrics', () => {
  test('create, read by id and code, list by code, replace, delete', async () => {
    const { call } = await api.tenant()
    const filters = [{ name: 'region', value: 'eu', type: 'inclusive' }]
    const created = await call('POST', '/metric', { ...CALLS, filters })
    expect([created.status, created.body]).toEqual([
      201,
      {
        id: expect.any(String),
        ...CALLS,
        aggregation_property: null,
        filters: [{ id: `${created.body.id}:0`, code: 'region', ...filters[0] }],
        type: 'resettable',
      },
    ])
    const path = `/metric/${created.body.id}`
    expect((await call('GET', path)).body).toEqual(created.body)
    expect((await call('GET', '/metric/api_calls')).body).toEqual(created.body)
    await call('POST', '/metric', { ...CALLS, code: 'other' })
    expect((await call('GET', '/metric?code=api_calls')).body.data).toEqual([created.body])
    const whole = { name: 'Seats', code: 'seats', aggregation_method: 'max', aggregation_property: 'seats' }
    const changed = await call('PUT', path, { ...whole, type: 'continuous' })
    expect([changed.status, changed.body]).toEqual([
      202,
      { id: created.body.id, ...whole, filters: [], type: 'continuous' },
    ])
    expect((await call('DELETE', path)).status).toBe(202)
    expect((await call('GET', path)).status).toBe(404)
    expect((await call('POST', '/metric', whole)).status).toBe(201)
  })

  test.each([
    [{ name: '' }, 'name'],
    [{ name: 7 }, 'name'],
    [{ code: 'api calls' }, 'code'],
    [{ code: undefined }, 'code'],
    [{ aggregation_method: 'median' }, 'aggregation_method'],
    [{ aggregation_method: 'max' }, 'aggregation_property'],
    [{ aggregation_method: 'latest', aggregation_property: ' ' }, 'aggregation_property'],
    [{ aggregation_method: 'unique_count', aggregation_property: null }, 'aggregation_property'],
    [{ aggregation_property: '\u0000' }, 'aggregation_property'],
    [{ filters: [{ name: 'a', value: 'b' }] }, 'filters[0].type'],
    [{ filters: [{ name: '', value: 'b', type: 'inclusive' }] }, 'filters[0].name'],
    [{ filters: 'a' }, 'filters'],
    [{ type: 'sometimes' }, 'type'],
  ])('%j is 400', async (fields, field) => {
    const { call } = await api.tenant()
    const answer = await call('POST', '/metric', { ...CALLS, ...fields })
    expect([answer.status, Object.keys(answer.body.errors ?? {})]).toEqual([400, [field]])
    expect((await call('GET', '/metric')).body.data).toEqual([])
  })

  test('a code is taken once per owner, also by changing another', async () => {
    const [mine, other] = [await api.tenant(), await api.tenant()]
    await mine.call('POST', '/metric', CALLS)
    expect((await other.call('POST', '/metric', CALLS)).status).toBe(201)
    const { id } = (await mine.call('POST', '/metric', { ...CALLS, code: 'other' })).body
    const again = await mine.call('POST', '/metric', CALLS)
    expect([again.status, again.body.errors]).toEqual([400, { code: 'There is a metric api_calls already' }])
    expect((await mine.call('PUT', `/metric/${id}`, CALLS)).status).toBe(400)
  })

  test("another owner's metric is not there", async () => {
    const [mine, other] = [await api.tenant(), await api.tenant()]
    const { id } = (await mine.call('POST', '/metric', CALLS)).body
    for (const [method, body] of [
      ['GET', undefined],
      ['PUT', CALLS],
      ['DELETE', undefined],
    ] as const)
      expect([method, (await other.call(method, `/metric/${id}`, body)).status]).toEqual([method, 404])
    expect((await other.call('GET', '/metric')).body.data).toEqual([])
    expect(
      (await other.call('POST', await pricePath(other), { ...PRICE, metric: id, metric_type: 'resettable' }))
        .status,
    ).toBe(400)
    expect((await mine.call('GET', `/metric/${id}`)).status).toBe(200)
  })
})

describe('usage prices', () => {
  test('name their metric, which says what it is ever after', async () => {
    const tenant = await api.tenant()
    const { call } = tenant
    const metric = (await call('POST', '/metric', { ...CALLS, type: 'continuous' })).body
    const path = await pricePath(tenant)
    const made = await call('POST', path, { ...PRICE, metric: metric.id, metric_type: 'continuous' })
    expect([made.status, made.body]).toMatchObject([201, { usage: true, metric, metric_type: 'continuous' }])
    const byCode = await call('POST', path, { ...PRICE, metric: 'api_calls', metric_type: 'continuous' })
    expect((await call('GET', path)).body.data).toEqual([made.body, byCode.body])
    const product = path.split('/')[2]
    const plan = { name: 'API', code_name: 'api', product, prices: [made.body.id] }
    expect((await call('POST', '/plan', plan)).body.prices).toEqual([made.body])
  })

  test.each([
    [{ metric_type: 'continuous' }, 'metric_type', 'The metric api_calls is resettable, not continuous'],
    [{ metric: newId() }, 'metric', 'There is no such metric'],
    [{ metric: undefined }, 'metric', 'This value should not be blank.'],
    [{ metric_type: undefined }, 'metric_type', 'This value should not be blank.'],
    [{ recurring: false, schedule: undefined }, 'recurring', 'A usage price recurs.'],
  ])('%j is 400 and makes none', async (fields, field, message) => {
    const tenant = await api.tenant()
    await tenant.call('POST', '/metric', CALLS)
    const path = await pricePath(tenant)
    const body = { ...PRICE, metric: 'api_calls', metric_type: 'resettable', ...fields }
    const answer = await tenant.call('POST', path, body)
    expect([answer.status, answer.body.errors]).toEqual([400, { [field]: message }])
    expect((await tenant.call('GET', path)).body.data).toEqual([])
  })

  test('a metric that a price names keeps how it counts; deleted, it stays with that price alone', async () => {
    const tenant = await api.tenant()
    const { call } = tenant
    const metric = (await call('POST', '/metric', CALLS)).body
    const path = await pricePath(tenant)
    const usage = { ...PRICE, metric: metric.id, metric_type: 'resettable' }
    await call('POST', path, usage)
    const refused = await call('PUT', `/metric/${metric.id}`, {
      name: 'Calls',
      code: 'calls',
      aggregation_method: 'sum',
      filters: [{ name: 'a', value: 'b', type: 'exclusive' }],
      type: 'continuous',
    })
    expect([refused.status, Object.keys(refused.body.errors)]).toEqual([
      400,
      ['code', 'aggregation_method', 'filters', 'type'],
    ])
    expect((await call('PUT', `/metric/${metric.id}`, { ...CALLS, name: 'Calls' })).body.name).toBe('Calls')
    expect((await call('DELETE', `/metric/${metric.id}`)).status).toBe(202)
    expect((await call('DELETE', `/metric/${metric.id}`)).status).toBe(404)
    expect((await call('GET', '/metric')).body.data).toEqual([])
    expect((await call('GET', path)).body.data[0].metric).toEqual({ ...metric, name: 'Calls' })
    expect((await call('POST', path, usage)).body.errors).toEqual({ metric: 'There is no such metric' })
    expect((await call('POST', '/metric', CALLS)).status).toBe(400)
  })
})
