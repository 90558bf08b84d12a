import { describe, expect, test } from 'vitest'
import { newId } from '@/db/id'
import { testkit } from '@/server/testkit'
import { addCard } from '@/server/usecases/payment-method'
import { subscribe } from '@/server/usecases/subscribe'
import { offersFor } from '@/server/usecases/subscription'
import { billabearTestkit, type Tenant } from './billabear-testkit'

const kit = testkit()
const api = billabearTestkit(kit)

const MONTHLY = { amount: 1000, currency: 'EUR', recurring: true, schedule: 'month' }
const PRICE = {
  external_reference: null,
  including_tax: false,
  public: true,
  units: null,
  tiers: [],
  usage: false,
  metric: null,
  metric_type: null,
}

async function product({ call }: Tenant, name = 'Glitter') {
  return (await call('POST', '/product', { name })).body.id as string
}

describe('products', () => {
  test('create, read, replace, list by name and reference', async () => {
    const { call } = await api.tenant()
    const created = await call('POST', '/product', {
      name: 'Glitter',
      external_reference: 'prod_1',
      physical: true,
    })
    expect([created.status, created.body]).toEqual([
      201,
      {
        id: expect.any(String),
        name: 'Glitter',
        external_reference: 'prod_1',
        physical: true,
        tax_type: null,
        tax_rate: null,
      },
    ])
    const path = `/product/${created.body.id}`
    expect((await call('GET', path)).body).toEqual(created.body)
    const changed = await call('PUT', path, { name: 'Glue' })
    expect([changed.status, changed.body]).toEqual([202, { ...created.body, name: 'Glue', physical: false }])
    const taxed = await call('POST', `${path}/tax-rate`, { tax_rate: 8.875 })
    expect([taxed.status, taxed.body.tax_rate]).toEqual([202, 8.875])
    await call('POST', '/product', { name: 'Tape' })
    const names = async (query: string) =>
      (await call('GET', `/product?${query}`)).body.data.map((p: { name: string }) => p.name)
    expect(await names('')).toEqual(['Glue', 'Tape'])
    expect(await names('name=Gl')).toEqual(['Glue'])
    expect(await names('name=gl')).toEqual([])
    expect(await names('external_reference=prod_')).toEqual(['Glue'])
  })

  test.each([
    [{}, 'name'],
    [{ name: '' }, 'name'],
    [{ name: 7 }, 'name'],
    [{ name: 'a', physical: 'yes' }, 'physical'],
    [{ name: 'a', tax_type: newId() }, 'tax_type'],
  ])('%j is 400 on create and replace', async (body, field) => {
    const tenant = await api.tenant()
    const id = await product(tenant)
    for (const [method, path] of [
      ['POST', '/product'],
      ['PUT', `/product/${id}`],
    ] as const) {
      const answer = await tenant.call(method, path, body)
      expect([answer.status, Object.keys(answer.body.errors)]).toEqual([400, [field]])
    }
  })

  test("another owner's product is not there", async () => {
    const [mine, other] = [await api.tenant(), await api.tenant()]
    for (const id of [await product(mine), 'x']) {
      for (const [method, path, body] of [
        ['GET', '', undefined],
        ['PUT', '', { name: 'b' }],
        ['POST', '/tax-rate', { tax_rate: 1 }],
        ['GET', '/price', undefined],
        ['POST', '/price', MONTHLY],
      ] as const) {
        const answer = await other.call(method, `/product/${id}${path}`, body)
        expect([answer.status, answer.body]).toEqual([404, []])
      }
    }
    expect((await other.call('GET', '/product')).body.data).toEqual([])
  })
})

describe('prices', () => {
  test.each([
    [MONTHLY, { ...MONTHLY, type: 'fixed_price' }],
    [
      { amount: 500, currency: 'JPY', recurring: false },
      { amount: 500, currency: 'JPY', recurring: false, schedule: 'one-off', type: 'one-off' },
    ],
    [
      { ...MONTHLY, type: 'package', units: 10, including_tax: true, public: false },
      { ...MONTHLY, type: 'package', units: 10, including_tax: true, public: false },
    ],
    [
      { ...MONTHLY, schedule: 'week', type: 'per_unit' },
      { schedule: 'week', type: 'per_unit' },
    ],
    [
      {
        currency: 'EUR',
        recurring: true,
        schedule: 'year',
        type: 'tiered_graduated',
        tiers: [
          { first_unit: 11, last_unit: -1, unit_price: 0.5, flat_fee: 1500 },
          { first_unit: 1, last_unit: 10, unit_price: 0, flat_fee: 1000 },
        ],
      },
      {
        amount: 0,
        schedule: 'year',
        type: 'tiered_graduated',
        tiers: [
          { first_unit: 1, last_unit: 10, unit_price: 0, flat_fee: 1000 },
          { first_unit: 11, last_unit: null, unit_price: 0.5, flat_fee: 1500 },
        ],
      },
    ],
  ])('%j is 201 with the price', async (body, expected) => {
    const tenant = await api.tenant()
    const path = `/product/${await product(tenant)}/price`
    const answer = await tenant.call('POST', path, body)
    expect(answer.status).toBe(201)
    expect(answer.body).toEqual({ ...PRICE, ...MONTHLY, ...expected, id: expect.any(String) })
    expect((await tenant.call('GET', path)).body.data).toEqual([answer.body])
  })

  const tiered = (tiers: unknown) => ({ ...MONTHLY, type: 'tiered_volume', tiers })
  const tier = (first_unit: number, last_unit: number | null) => ({
    first_unit,
    last_unit,
    unit_price: 1,
    flat_fee: 0,
  })
  test.each([
    [{ ...MONTHLY, amount: undefined }, 'amount'],
    [{ ...MONTHLY, amount: 0 }, 'amount'],
    [{ ...MONTHLY, amount: -1 }, 'amount'],
    [{ ...MONTHLY, amount: 1.5 }, 'amount'],
    [{ ...MONTHLY, amount: '1000' }, 'amount'],
    [{ ...MONTHLY, amount: 1e15 }, 'amount'],
    [{ ...MONTHLY, currency: 'eur' }, 'currency'],
    [{ ...MONTHLY, currency: 'XXXX' }, 'currency'],
    [{ ...MONTHLY, currency: undefined }, 'currency'],
    [{ ...MONTHLY, recurring: undefined }, 'recurring'],
    [{ ...MONTHLY, schedule: undefined }, 'schedule'],
    [{ ...MONTHLY, schedule: 'one-off' }, 'schedule'],
    [{ ...MONTHLY, schedule: 'fortnight' }, 'schedule'],
    [{ ...MONTHLY, type: 'one-off' }, 'type'],
    [{ ...MONTHLY, type: 'barter' }, 'type'],
    [{ ...MONTHLY, type: 'package' }, 'units'],
    [{ ...MONTHLY, type: 'package', units: 0 }, 'units'],
    [{ ...MONTHLY, usage: true, metric_type: 'resettable' }, 'metric'],
    [{ ...MONTHLY, usage: true, metric: newId() }, 'metric_type'],
    [{ ...MONTHLY, usage: true, metric: newId(), metric_type: 'resettable' }, 'metric'],
    [tiered(undefined), 'tiers'],
    [tiered([]), 'tiers'],
    [tiered([tier(2, null)]), 'tiers[0].first_unit'],
    [tiered([tier(1, 10), tier(12, null)]), 'tiers[1].first_unit'],
    [tiered([tier(1, 10), tier(10, null)]), 'tiers[1].first_unit'],
    [tiered([tier(1, 10), tier(11, 5)]), 'tiers[1].last_unit'],
    [tiered([{ ...tier(1, null), unit_price: -1 }]), 'tiers[0].unit_price'],
  ])('%j is 400', async (body, field) => {
    const tenant = await api.tenant()
    const path = `/product/${await product(tenant)}/price`
    const answer = await tenant.call('POST', path, body)
    expect([answer.status, Object.keys(answer.body.errors ?? {})]).toEqual([400, [field]])
    expect((await tenant.call('GET', path)).body.data).toEqual([])
  })

  test('only the prices of that product are listed, page by page', async () => {
    const tenant = await api.tenant()
    const [one, two] = [await product(tenant), await product(tenant)]
    const ids: string[] = []
    for (const of of [one, two, one])
      ids.push((await tenant.call('POST', `/product/${of}/price`, MONTHLY)).body.id)
    const first = (await tenant.call('GET', `/product/${one}/price?limit=1`)).body
    expect([first.data[0].id, first.has_more]).toEqual([ids[0], true])
    const rest = (await tenant.call('GET', `/product/${one}/price?last_key=${ids[0]}`)).body
    expect(rest.data.map((p: { id: string }) => p.id)).toEqual([ids[2]])
  })
})

describe('plans and features', () => {
  async function parts(tenant: Tenant) {
    const productId = await product(tenant)
    const price = async (body: object) =>
      (await tenant.call('POST', `/product/${productId}/price`, body)).body.id
    const month = await price(MONTHLY)
    const year = await price({ ...MONTHLY, amount: 10_000, schedule: 'year' })
    const feature = async (code: string) => (await tenant.call('POST', '/feature', { name: code, code })).body
    return { product: productId, month, year, bombs: await feature('bombs'), glue: await feature('glue') }
  }

  test('a plan of parts: what was sent comes back, by id and in the documented list', async () => {
    const tenant = await api.tenant()
    const { product: productId, month, year, bombs, glue } = await parts(tenant)
    const created = await tenant.call('POST', '/plan', {
      name: 'Team',
      code_name: 'team',
      product: productId,
      prices: [year, month],
      features: ['glue', bombs.id],
      limits: [{ feature: 'bombs', limit: 30 }],
      per_seat: true,
      user_count: 5,
      has_trial: true,
      trial_length_days: 14,
      one_trial_per_customer: true,
    })
    expect(created.status).toBe(201)
    expect(created.body).toMatchObject({
      name: 'Team',
      code_name: 'team',
      product: { id: productId },
      per_seat: true,
      free: false,
      public: true,
      user_count: 5,
      has_trial: true,
      trial_length_days: 14,
      is_trial_standalone: false,
      one_trial_per_customer: true,
      limits: [{ feature: bombs, limit: 30 }],
    })
    expect(created.body.prices.map((p: { id: string }) => p.id)).toEqual([year, month])
    expect(created.body.features).toEqual([bombs, glue])
    expect((await tenant.call('GET', `/plan/${created.body.id}`)).body).toEqual(created.body)
    expect((await tenant.call('GET', '/subscription/plans')).body).toEqual({
      data: [created.body],
      has_more: false,
      first_key: created.body.id,
      last_key: created.body.id,
    })
  })

  test('plans are listed newest first, both ways; wrong pages say success: false', async () => {
    const tenant = await api.tenant()
    const { product: productId, month } = await parts(tenant)
    const ids: string[] = []
    for (const code of ['a', 'b', 'c', 'd']) {
      const body = { name: code, code_name: code, product: productId, prices: [month] }
      ids.unshift((await tenant.call('POST', '/plan', body)).body.id)
    }
    const read = async (query: string) => {
      const { body } = await tenant.call('GET', `/subscription/plans?${query}`)
      return [body.data.map((p: { id: string }) => p.id), body.has_more]
    }
    expect(await read('limit=2')).toEqual([ids.slice(0, 2), true])
    expect(await read(`limit=2&last_key=${ids[1]}`)).toEqual([ids.slice(2), false])
    expect(await read(`limit=2&first_key=${ids[3]}`)).toEqual([ids.slice(1, 3), true])
    expect(await read(`limit=2&first_key=${ids[1]}`)).toEqual([ids.slice(0, 1), false])
    const wrong = await tenant.call('GET', '/subscription/plans?limit=101')
    expect([wrong.status, wrong.body]).toEqual([413, { success: false, reason: 'limit is above 100' }])
  })

  test('what is wrong with a plan is 400 and named', async () => {
    const [tenant, other] = [await api.tenant(), await api.tenant()]
    const { product: productId, month } = await parts(tenant)
    const foreign = await parts(other)
    const good = { name: 'Team', code_name: 'team', product: productId, prices: [month] }
    expect((await tenant.call('POST', '/plan', good)).status).toBe(201)
    for (const [wrong, field] of [
      [{ code_name: 'team' }, 'code_name'],
      [{ code_name: 'Team!' }, 'code_name'],
      [{ prices: [] }, 'prices'],
      [{ prices: [foreign.month] }, 'prices[0]'],
      [{ prices: ['x'] }, 'prices[0]'],
      [{ product: foreign.product }, 'product'],
      [{ features: ['nothing'] }, 'features[0]'],
      [{ features: [foreign.bombs.id] }, 'features[0]'],
      [{ limits: [{ feature: 'nothing', limit: 1 }] }, 'limits[0].feature'],
      [{ limits: [{ feature: 'bombs', limit: -1 }] }, 'limits[0].limit'],
      [{ has_trial: true }, 'trial_length_days'],
      [{ user_count: -1 }, 'user_count'],
    ] as const) {
      const answer = await tenant.call('POST', '/plan', { ...good, code_name: 'free_code', ...wrong })
      expect([field, answer.status, Object.keys(answer.body.errors ?? {})]).toEqual([field, 400, [field]])
    }
    // The same code at another owner is another plan.
    const theirs = { ...good, product: foreign.product, prices: [foreign.month] }
    expect((await other.call('POST', '/plan', theirs)).status).toBe(201)
  })

  test('a plan is replaced and deleted softly; a price with subscriptions stays', async () => {
    const tenant = await api.tenant()
    const { product: productId, month, year, bombs } = await parts(tenant)
    const plan = { name: 'Team', code_name: 'team', product: productId, prices: [month, year] }
    const { id } = (await tenant.call('POST', '/plan', { ...plan, features: ['bombs'] })).body
    const ctx = await kit.customer(tenant.owner.id)
    await addCard(ctx, { token: 'tok_visa' })
    await subscribe(ctx, { plan: 'team' })
    const changed = await tenant.call('PUT', `/plan/${id}`, { ...plan, name: 'Crew', prices: [month] })
    expect([changed.status, changed.body.name, changed.body.features, changed.body.prices.length]).toEqual([
      202,
      'Crew',
      [],
      1,
    ])
    const refused = await tenant.call('PUT', `/plan/${id}`, { ...plan, prices: [year] })
    expect([refused.status, Object.keys(refused.body.errors)]).toEqual([400, ['prices']])
    expect((await tenant.call('DELETE', `/feature/${bombs.id}`)).status).toBe(202)
    const other = await kit.customer(tenant.owner.id)
    expect((await offersFor(other)).map((o) => o.code)).toEqual(['team'])
    expect((await tenant.call('DELETE', `/plan/${id}`)).status).toBe(202)
    expect((await tenant.call('GET', `/plan/${id}`)).status).toBe(404)
    expect((await tenant.call('GET', '/subscription/plans')).body.data).toEqual([])
    expect(await offersFor(other)).toEqual([])
    expect((await offersFor(await kit.at(ctx, ctx.now))).map((o) => o.code)).toEqual(['team'])
  })

  test('features: replaced, refused twice, kept while a plan gives them', async () => {
    const [tenant, other] = [await api.tenant(), await api.tenant()]
    const { product: productId, month, bombs } = await parts(tenant)
    await tenant.call('POST', '/plan', {
      name: 'a',
      code_name: 'a',
      product: productId,
      prices: [month],
      features: ['bombs'],
    })
    expect(
      (await tenant.call('POST', '/feature', { name: 'x', code: 'bombs' })).body.errors.code,
    ).toBeDefined()
    expect((await tenant.call('PUT', `/feature/${bombs.id}`, { name: 'x', code: 'glue' })).status).toBe(400)
    const changed = await tenant.call('PUT', `/feature/${bombs.id}`, {
      name: 'Bombs',
      code: 'bombs',
      description: 'loud',
    })
    expect([changed.status, changed.body]).toEqual([
      202,
      { id: bombs.id, name: 'Bombs', code: 'bombs', description: 'loud' },
    ])
    expect((await tenant.call('GET', '/feature')).body.data).toHaveLength(2)
    expect((await tenant.call('DELETE', `/feature/${bombs.id}`)).status).toBe(409)
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const body = method === 'PUT' ? { name: 'b', code: 'b' } : undefined
      expect((await other.call(method, `/feature/${bombs.id}`, body)).status).toBe(404)
    }
  })

  test('what is paid once, what is metered and what is not public is not among the plans people choose', async () => {
    const tenant = await api.tenant()
    const productId = await product(tenant)
    const price = async (body: object) =>
      (await tenant.call('POST', `/product/${productId}/price`, { ...MONTHLY, ...body })).body.id
    const prices = [await price({ recurring: false, schedule: null }), await price({ public: false })]
    await tenant.call('POST', '/plan', { name: 'a', code_name: 'a', product: productId, prices })
    const ctx = await kit.customer(tenant.owner.id)
    expect(await offersFor(ctx)).toEqual([])
  })
})
