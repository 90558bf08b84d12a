import { expect, test } from 'vitest'
import { START, testkit } from '../../testkit'
import { updateBillingDetails } from '../../usecases/customer'
import { addCard } from '../../usecases/payment-method'
import { subscribe } from '../../usecases/subscribe'
import { recordUsage } from '../../usecases/usage-event'
import { usageWorld } from '../../usecases/usage-testkit'
import { memberOf, refusalFrom } from '../owner-testkit'

const kit = testkit()

const BRAND = {
  name: 'Northwind Labs',
  code: 'labs',
  email: 'labs@northwind.example',
  address: { line1: 'Mill Lane 1', line2: '', city: 'Berlin', region: '', postcode: '10115', country: 'DE' },
  taxNumber: null,
  taxRatePpm: null,
  invoicePrefix: 'LAB',
  numberFormat: '%Y/%4S',
  accent: '#AA3300',
  portal: { pause: true, cancel: false },
}

test('a brand is made and changed; what customers may do that is not said stays', async () => {
  const owner = await kit.owner()
  const { api, key } = await memberOf(kit, owner.id)
  const { id } = await api.brand.create({ ...key, ...BRAND })
  const made = await api.brand.get({ ...key, id })
  expect(made).toMatchObject({
    nextNumber: '2026/0001',
    accent: '#aa3300',
    isFirst: false,
    address: { city: 'Berlin', country: 'DE' },
    portal: { changePlan: true, pause: true, cancel: false },
  })
  expect(made.address).not.toHaveProperty('line2')
  await api.brand.update({
    ...key,
    ...BRAND,
    id,
    numberFormat: 'subsequential',
    portal: { changePlan: false },
  })
  expect(await api.brand.get({ ...key, id })).toMatchObject({
    nextNumber: 'LAB-2026-0001',
    portal: { changePlan: false, pause: true, cancel: false },
  })
  expect((await api.brand.list({ ...key, q: 'LABS' })).rows.map((row) => row.id)).toEqual([id])
  expect(await refusalFrom(api.brand.create({ ...key, ...BRAND }))).toMatchObject({ fields: ['code'] })
  expect(
    await refusalFrom(api.brand.update({ ...key, ...BRAND, id, numberFormat: 'no counter' })),
  ).toMatchObject({ fields: ['number_format'] })
  expect(
    await refusalFrom(api.brand.create({ ...key, ...BRAND, accent: 'red', invoicePrefix: 'a b' })),
  ).toMatchObject({ fields: ['accent', 'invoicePrefix'] })
  const other = await memberOf(kit, (await kit.owner()).id)
  const offer = { kind: 'discount' as const, percentOffPpm: 200_000, months: 3 }
  await api.brand.changeRetention({ ...key, id, reasons: ['unused', 'unused'], offer })
  expect((await api.brand.get({ ...key, id })).retention).toEqual({ reasons: ['unused'], offer })
  const tooLong = { kind: 'pause' as const, months: 13 }
  expect(
    await refusalFrom(api.brand.changeRetention({ ...key, id, reasons: [], offer: tooLong })),
  ).toMatchObject({ code: 'invalid_input' })
  expect((await refusalFrom(other.api.brand.get({ ...other.key, id }))).code).toBe('not_found')
  expect((await refusalFrom(other.api.brand.update({ ...other.key, ...BRAND, id }))).code).toBe('not_found')
})

test("an owner's choices are changed in part, and refused by name", async () => {
  const owner = await kit.owner()
  const { api, key } = await memberOf(kit, owner.id, 'finance')
  await api.settings.update({ ...key, dunningDays: [2, 4], dunningEnd: 'unpaid', timezone: 'Europe/Berlin' })
  await api.settings.update({ ...key, oneStopShop: true, defaultCurrency: 'usd' })
  expect(await api.settings.get(key)).toMatchObject({
    dunningDays: [2, 4],
    dunningEnd: 'unpaid',
    oneStopShop: true,
    timezone: 'Europe/Berlin',
    defaultCurrency: 'USD',
    invoiceDueDays: 30,
  })
  const wrong = { dunningDays: [3, 3], invoiceDueDays: -1, timezone: 'Moon/Base', defaultCurrency: 'XX' }
  expect(await refusalFrom(api.settings.update({ ...key, ...wrong }))).toMatchObject({
    fields: ['default_currency', 'dunning_days', 'invoice_due_days', 'timezone'],
  })
})

test('countries, states and types are set up, and what would be charged follows', async () => {
  const owner = await kit.owner({ taxRatePpm: null, address: { country: 'DE' } })
  const { api, key } = await memberOf(kit, owner.id)
  const ask = { ...key, type: 'individual' as const, taxTypeId: null, brand: 'default', amount: 10_000 }
  expect(await api.tax.preview({ ...ask, country: 'DE' })).toMatchObject({
    ratePpm: 190_000,
    total: 11_900,
    reason: 'customer_country',
  })
  expect(await api.tax.preview({ ...ask, country: 'FR', type: 'business' })).toMatchObject({
    ratePpm: 0,
    reason: 'eu_business',
    note: 'reverse_charge',
  })

  const { id: typeId } = await api.tax.createType({ ...key, name: 'Services', physical: false })
  await api.tax.putCountry({ ...key, country: 'US', currency: 'usd', threshold: 0 })
  await api.tax.putState({ ...key, country: 'US', code: 'CA', name: 'California', collecting: true })
  const rule = { ...key, country: 'US', isDefault: false, validUntil: null }
  await api.tax.addRule({
    ...rule,
    state: null,
    ratePpm: 10_000,
    validFrom: new Date('2025-01-01T00:00:00Z'),
  })
  await api.tax.addRule({
    ...rule,
    state: 'CA',
    ratePpm: 72_500,
    validFrom: new Date('2025-01-01T00:00:00Z'),
  })
  expect(await api.tax.preview({ ...ask, country: 'US', region: 'California' })).toMatchObject({
    ratePpm: 82_500,
    tax: 825,
    parts: [
      { code: 'US', ratePpm: 10_000 },
      { code: 'CA', ratePpm: 72_500 },
    ],
  })
  const country = await api.tax.country({ ...key, country: 'US' })
  expect(country).toMatchObject({ ownRatePpm: 10_000, shipped: null, states: [{ code: 'CA' }] })
  const [own] = country.rules
  await api.tax.removeRule({ ...key, country: 'US', state: null, id: own?.id ?? '' })
  expect((await api.tax.country({ ...key, country: 'US' })).rules).toEqual([])
  expect((await refusalFrom(api.tax.removeType({ ...key, id: typeId }))).code).toBe('conflict')

  const { id: second } = await api.tax.createType({ ...key, name: 'Books', physical: true })
  await api.tax.makeDefault({ ...key, id: second })
  expect((await api.tax.types(key)).rows.map((row) => [row.name, row.isDefault])).toEqual([
    ['Services', false],
    ['Books', true],
  ])
  const other = await memberOf(kit, (await kit.owner()).id)
  expect((await refusalFrom(other.api.tax.country({ ...other.key, country: 'US' }))).code).toBe('not_found')
  expect((await refusalFrom(other.api.tax.makeDefault({ ...other.key, id: second }))).code).toBe('not_found')
})

test('how near a threshold is counts what was invoiced there in twelve months', async () => {
  const owner = await kit.owner({ taxRatePpm: 0 })
  await kit.plan(owner.id, { code: 'team', prices: [{ amount: 4_000 }] })
  const { api, key } = await memberOf(kit, owner.id)
  await api.tax.putCountry({ ...key, country: 'FR', threshold: 1_000_000, transactionThreshold: 100 })
  const made = await kit.customer(owner.id)
  await updateBillingDetails(made, { address: { country: 'FR' } })
  const customer = await kit.at(made, START)
  await addCard(customer, { token: 'tok_visa' })
  await subscribe(await kit.at(customer, START), { plan: 'team' })
  expect((await api.tax.countries(key)).rows).toMatchObject([
    {
      code: 'FR',
      threshold: 1_000_000,
      past: { turnover: 4_000, transactions: 1 },
      shipped: { standardPpm: 200_000 },
    },
  ])
})

test('a metric counts events, shows the latest, and is frozen once it is in use', async () => {
  const world = await usageWorld(kit)
  const { api, key } = await memberOf(kit, world.owner.owner.id)
  const { id } = world.metric
  const fields = {
    ...key,
    name: 'API calls',
    code: 'calls',
    aggregation: 'sum' as const,
    property: 'ignored',
    filters: [],
    kind: 'resettable' as const,
  }
  await api.metric.update({ ...fields, id, filters: [{ name: 'region', value: 'eu', type: 'inclusive' }] })
  expect(await api.metric.get({ ...key, id })).toMatchObject({ property: null, inUse: false, events: [] })
  const { customer, subscriptionId } = await world.subscribed({ price: { type: 'per_unit', amount: 5 } })
  for (const [value, region] of [
    ['7', 'eu'],
    ['100', 'us'],
  ] as const)
    await recordUsage(world.owner, world.event(subscriptionId, { value, properties: { region } }))
  const view = await api.metric.get({ ...key, id })
  expect(view).toMatchObject({ inUse: true, prices: [{ amount: 5, type: 'per_unit' }] })
  expect(view.events.map((event) => [event.customer.id, event.properties]).at(-1)).toEqual([
    customer.customer.id,
    '{"region":"eu"}',
  ])
  expect(await api.metric.usage({ ...key, id, email: customer.customer.email })).toMatchObject({
    value: '7',
    costs: [{ amount: 35, currency: 'EUR' }],
  })
  expect(await api.metric.usage({ ...key, id, email: 'nobody@example.org' })).toBeNull()
  const frozen = { ...fields, id, filters: [{ name: 'region', value: 'eu', type: 'inclusive' as const }] }
  await api.metric.update({ ...frozen, name: 'Calls' })
  expect(await refusalFrom(api.metric.update({ ...frozen, aggregation: 'count' }))).toMatchObject({
    fields: ['aggregation_method'],
  })
  const peak = { ...fields, code: 'peak', aggregation: 'max' as const, property: '' }
  expect(await refusalFrom(api.metric.create(peak))).toMatchObject({ fields: ['property'] })
  await api.metric.create({ ...peak, property: 'size' })
  expect((await api.metric.list(key)).rows.map((row) => row.code)).toEqual(['calls', 'peak'])
  const other = await memberOf(kit, (await kit.owner()).id)
  expect((await refusalFrom(other.api.metric.get({ ...other.key, id }))).code).toBe('not_found')
  await api.metric.remove({ ...key, id })
  expect((await api.metric.list(key)).rows.map((row) => row.code)).toEqual(['peak'])
})
