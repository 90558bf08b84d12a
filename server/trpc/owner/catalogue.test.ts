import { expect, test } from 'vitest'
import { testkit } from '../../testkit'
import { memberOf, refusalFrom } from '../owner-testkit'

const kit = testkit()

const PRODUCT = {
  name: 'Glitter',
  externalReference: 'G-1',
  physical: false,
  taxTypeId: null,
  taxRatePpm: null,
}
const PLAN = {
  name: 'Team',
  code: 'team',
  description: 'For teams',
  highlights: ['Everything'],
  perSeat: true,
  free: false,
  public: true,
  userCount: 0,
  trialDays: 14,
  standaloneTrial: false,
  oneTrialPerCustomer: true,
  family: '',
  position: 3,
}

test('a product, its prices and the plan of them are made, changed and sold by a link', async () => {
  const owner = await kit.owner({ taxRatePpm: null })
  const { api, key } = await memberOf(kit, owner.id, 'finance')
  const { id: productId } = await api.product.create({ ...key, ...PRODUCT, taxRatePpm: 70_000 })
  await api.product.update({ ...key, ...PRODUCT, id: productId, name: 'Glitter 2', taxRatePpm: null })
  expect(await api.product.get({ ...key, id: productId })).toMatchObject({
    name: 'Glitter 2',
    taxRatePpm: null,
  })
  const price = { ...key, productId, currency: 'eur', taxIncluded: false }
  const monthly = await api.price.create({ ...price, type: 'fixed_price', amount: 4_900, schedule: 'month' })
  const tiered = await api.price.create({
    ...price,
    type: 'tiered_graduated',
    schedule: 'year',
    tiers: [
      { firstUnit: 1, lastUnit: 10, unitAmount: '12.5', flatAmount: 0 },
      { firstUnit: 11, lastUnit: null, unitAmount: 10, flatAmount: 500 },
    ],
  })
  const prices = await api.price.list({ ...key, productId })
  expect(prices.rows.map((row) => [row.id, row.currency, row.model.type, row.interval?.unit])).toEqual([
    [monthly.id, 'EUR', 'fixed', 'month'],
    [tiered.id, 'EUR', 'tiered_graduated', 'year'],
  ])

  const feature = await api.feature.create({ ...key, name: 'Projects', code: 'projects', description: '' })
  const plan = { ...key, ...PLAN, productId, priceIds: [monthly.id, tiered.id] }
  const { id } = await api.plan.create({ ...plan, features: [{ id: feature.id, limit: 3 }] })
  await api.plan.update({
    ...plan,
    id,
    features: [{ id: feature.id, limit: null }],
    family: 'all',
    code: 'crew',
  })
  const view = await api.plan.get({ ...key, id })
  expect(view).toMatchObject({ code: 'crew', family: 'all', position: 3, highlights: ['Everything'] })
  expect(view.features).toEqual([{ id: feature.id, code: 'projects', name: 'Projects', limit: null }])
  expect(view.offers.map((offer) => [offer.name, offer.trialAvailable, offer.features])).toEqual([
    ['crew', true, ['Everything']],
    ['crew-year', true, ['Everything']],
  ])
  expect((await api.product.list({ ...key, q: 'gLITTER' })).rows).toMatchObject([{ prices: 2, plans: 1 }])
  expect((await refusalFrom(api.feature.remove({ ...key, id: feature.id }))).code).toBe('conflict')

  const link = {
    ...key,
    planId: id,
    priceId: monthly.id,
    brand: 'default',
    name: '',
    seats: 2,
    expiresAt: null,
  }
  const made = await api.checkout.create({ ...link, slug: `crew-${id}`, permanent: true })
  expect(made).toMatchObject({
    url: `https://folio.example/checkout/crew-${id}`,
    standing: 'open',
    total: { amount: 9_800, currency: 'EUR' },
  })
  await api.checkout.disable({ ...key, id: made.id })
  expect((await api.checkout.list({ ...key, planId: id })).rows).toMatchObject([{ standing: 'expired' }])

  await api.plan.archive({ ...key, id })
  expect((await api.plan.list({ ...key })).rows).toEqual([])
  expect((await api.plan.list({ ...key, archived: true, q: 'TEA' })).rows).toMatchObject([{ id }])
  expect((await api.plan.get({ ...key, id })).archivedAt).not.toBeNull()
})

test('what cannot be is refused by the name of its field', async () => {
  const owner = await kit.owner()
  const { api, key } = await memberOf(kit, owner.id)
  const { planId, priceIds } = await kit.plan(owner.id, { code: 'team', prices: [{ amount: 100 }] })
  const { product } = await api.plan.get({ ...key, id: planId })
  const price = { ...key, productId: product.id, currency: 'EUR', taxIncluded: false }
  expect(await refusalFrom(api.product.create({ ...key, ...PRODUCT, name: ' ', taxRatePpm: -1 }))).toEqual({
    code: 'invalid_input',
    fields: ['name', 'taxRatePpm'],
  })
  expect(
    await refusalFrom(api.price.create({ ...price, currency: 'XYZ', type: 'package', schedule: 'month' })),
  ).toEqual({ code: 'invalid_input', fields: ['amount', 'currency', 'units'] })
  expect(
    await refusalFrom(
      api.price.create({
        ...price,
        type: 'tiered_volume',
        schedule: 'month',
        tiers: [{ firstUnit: 2, lastUnit: null, unitAmount: 1, flatAmount: 0 }],
      }),
    ),
  ).toEqual({ code: 'invalid_input', fields: ['tiers[0].first_unit'] })
  const plan = { ...key, ...PLAN, productId: product.id, features: [] }
  expect(await refusalFrom(api.plan.create({ ...plan, priceIds }))).toEqual({
    code: 'invalid_input',
    fields: ['code_name'],
  })
  expect(await refusalFrom(api.plan.create({ ...plan, code: 'other', priceIds: [planId] }))).toEqual({
    code: 'invalid_input',
    fields: ['prices[0]'],
  })
})

test('how a sale is taxed is what the rules of invoices say, for each kind of buyer', async () => {
  const owner = await kit.owner({ taxRatePpm: null, address: { country: 'DE' } })
  const { api, key } = await memberOf(kit, owner.id, 'viewer')
  const { planId } = await kit.plan(owner.id, { code: 'team', prices: [{ amount: 100 }] })
  const { product } = await api.plan.get({ ...key, id: planId })
  const { taxes, home } = await api.price.facts({ ...key, productId: product.id, countries: ['DE', 'FR'] })
  expect(home).toBe('DE')
  expect(taxes).toEqual([
    { country: 'DE', type: 'individual', ratePpm: 190_000, note: null },
    { country: 'DE', type: 'business', ratePpm: 190_000, note: null },
    { country: 'FR', type: 'individual', ratePpm: 190_000, note: null },
    { country: 'FR', type: 'business', ratePpm: 0, note: 'reverse_charge' },
  ])
})

test('another owner has none of it', async () => {
  const [mine, other] = [await kit.owner(), await kit.owner()]
  const { api, key } = await memberOf(kit, mine.id)
  const { planId, priceIds } = await kit.plan(other.id, { code: 'team', prices: [{ amount: 100 }] })
  const theirs = await memberOf(kit, other.id)
  const { product } = await theirs.api.plan.get({ ...theirs.key, id: planId })
  for (const call of [
    () => api.product.get({ ...key, id: product.id }),
    () => api.product.update({ ...key, ...PRODUCT, id: product.id }),
    () => api.price.list({ ...key, productId: product.id }),
    () => api.price.facts({ ...key, productId: product.id, countries: [] }),
    () => api.plan.get({ ...key, id: planId }),
    () => api.plan.choices({ ...key, productId: product.id }),
    () => api.plan.update({ ...key, ...PLAN, id: planId, productId: product.id, priceIds, features: [] }),
    () => api.plan.archive({ ...key, id: planId }),
  ])
    expect((await refusalFrom(call())).code).toBe('not_found')
  expect((await api.product.list(key)).rows).toEqual([])
})
