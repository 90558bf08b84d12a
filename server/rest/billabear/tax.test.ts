import { and, eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { event, invoice, owner } from '@/db/schema'
import type { OwnerSettings } from '@/server/core/settings'
import { START, testkit } from '@/server/testkit'
import { enterCustomer } from '@/server/usecases/customer'
import { previewPlan } from '@/server/usecases/preview'
import { billabearTestkit, type Tenant } from './billabear-testkit'

/** The rules of tax, in the order of the behaviour page's section 12, as a program meets them: by API, on the invoice. */
const kit = testkit()
const api = billabearTestkit(kit)
beforeEach(() => {
  api.now = START
})

type Given = {
  /** Of the brand, in parts per million; null: none. Its home is Germany. */
  brand?: number | null
  settings?: Partial<OwnerSettings>
  /** Bodies of PUT /tax/country/{code}, with the default rate and states. */
  countries?: Record<string, PlaceBody & { states?: Record<string, PlaceBody> }>
  product?: { physical?: boolean; rate?: number; type?: { name: string; physical?: boolean } }
  price?: { amount?: number; currency?: string; including_tax?: boolean }
  customer?: object
}

type PlaceBody = {
  name?: string
  currency?: string
  threshold?: number
  transaction_threshold?: number
  collecting?: boolean
  /** Percent, as its default rule. */
  rate?: number
}

type World = { tenant: Tenant; buy(customer: object): Promise<Bill> }
type Bill = {
  rate: number
  sub_total: number
  tax_total: number
  total: number
  country: string | null
  state: string | null
  notes: string[]
}

/** A seller with all of it set up by API; `buy` starts a subscription of a new customer and reads its invoice. */
async function seller(given: Given): Promise<World> {
  const tenant = await api.tenant({ taxRatePpm: given.brand ?? null })
  const { call } = tenant
  if (given.settings)
    await kit.database.db.update(owner).set({ settings: given.settings }).where(eq(owner.id, tenant.owner.id))
  await call('POST', '/tax/type', { name: 'Standard' })
  for (const [code, { rate, states = {}, ...body }] of Object.entries(given.countries ?? {})) {
    await call('PUT', `/tax/country/${code}`, body)
    const rule = { default: true, valid_from: '2020-01-01' }
    if (rate !== undefined) await call('POST', `/tax/country/${code}/rule`, { ...rule, tax_rate: rate })
    for (const [state, { rate: own, ...of }] of Object.entries(states)) {
      const path = `/tax/country/${code}/state/${state}`
      await call('PUT', path, of)
      if (own !== undefined) await call('POST', `${path}/rule`, { ...rule, tax_rate: own })
    }
  }
  const { physical, rate, type } = given.product ?? {}
  const typeId = type && (await call('POST', '/tax/type', type)).body.id
  const product = (await call('POST', '/product', { name: 'Glitter', physical, tax_type: typeId })).body.id
  if (rate !== undefined) await call('POST', `/product/${product}/tax-rate`, { tax_rate: rate })
  const terms = { amount: 10_000, currency: 'EUR', recurring: true, schedule: 'month', ...given.price }
  const price = (await call('POST', `/product/${product}/price`, terms)).body.id
  await call('POST', '/plan', { name: 'Team', code_name: 'team', product, prices: [price] })
  return { tenant, buy: (customer) => buy(tenant, price, customer) }
}

let customers = 0
async function buy({ call }: Tenant, price: string, fields: object): Promise<Bill> {
  customers += 1
  const email = `buyer-${customers}@example.org`
  const customer = (await call('POST', '/customer', { email, ...fields })).body.id
  const body = { subscription_plan: 'team', price, card_token: 'tok_visa' }
  const started = await call('POST', `/customer/${customer}/subscription/start`, body)
  expect([started.status, api.errors]).toEqual([201, []])
  const [bill] = (await call('GET', `/customer/${customer}/invoices`)).body.data
  const [row] = await kit.database.db.select().from(invoice).where(eq(invoice.id, bill.id))
  const { sub_total, tax_total, total } = bill
  return {
    rate: bill.lines[0].tax_rate,
    sub_total,
    tax_total,
    total,
    country: row?.taxCountry ?? null,
    state: row?.taxState ?? null,
    notes: row?.notes ?? [],
  }
}

const sold = async (given: Given): Promise<Bill> => (await seller(given)).buy(given.customer ?? {})

const GERMAN = { address: { country: 'DE' } }
const FRENCH = { address: { country: 'FR' } }
const AMERICAN = { address: { country: 'US' } }
const BUSINESS = { type: 'business', tax_number: 'FR40303265045' }
const US = { US: { currency: 'USD', collecting: true, rate: 6 } }
const CANADA = (quebec: object) => ({
  CA: {
    currency: 'CAD',
    collecting: true,
    rate: 5,
    states: { QC: { name: 'Quebec', rate: 9.975, ...quebec } },
  },
})

const RULES: [string, Given, Partial<Bill>][] = [
  [
    "1. the customer's standard rate, of what is physical",
    {
      brand: 80_000,
      product: { physical: true, rate: 3 },
      customer: { ...FRENCH, ...BUSINESS, standard_tax_rate: 11, digital_tax_rate: 12.5 },
    },
    { rate: 11, country: 'FR', tax_total: 1_100 },
  ],
  [
    "1. the customer's digital rate, of what is digital",
    { customer: { ...FRENCH, standard_tax_rate: 11, digital_tax_rate: 12.5 } },
    { rate: 12.5, country: 'FR', tax_total: 1_250 },
  ],
  [
    '1. the type decides whether a product is physical',
    {
      product: { type: { name: 'Paper', physical: true } },
      customer: { ...FRENCH, standard_tax_rate: 11, digital_tax_rate: 12.5 },
    },
    { rate: 11 },
  ],
  ['1. a standard rate alone is for all', { customer: { standard_tax_rate: 11 } }, { rate: 11 }],
  [
    '1. a rate of zero is a rate',
    { customer: { ...GERMAN, standard_tax_rate: 0 } },
    { rate: 0, country: 'DE' },
  ],
  [
    "2. the product's rate",
    { brand: 80_000, product: { rate: 3 }, customer: { ...FRENCH, ...BUSINESS } },
    { rate: 3, country: 'DE', notes: [] },
  ],
  [
    "3. the brand's rate",
    { brand: 80_000, customer: { ...FRENCH, ...BUSINESS } },
    { rate: 8, country: 'DE', notes: [] },
  ],
  ['4. no country: the rate at home', {}, { rate: 19, country: 'DE', tax_total: 1_900, notes: [] }],
  [
    '5. a business in another member state, digital',
    { customer: { ...FRENCH, ...BUSINESS } },
    { rate: 0, tax_total: 0, country: 'FR', notes: ['reverse_charge'] },
  ],
  [
    '5. a business in another member state, physical',
    { product: { physical: true }, customer: { ...FRENCH, ...BUSINESS } },
    { rate: 0, tax_total: 0, country: 'FR', notes: ['intra_community_supply'] },
  ],
  [
    '5. a business without a number',
    { customer: { ...FRENCH, type: 'business' } },
    { rate: 19, country: 'DE' },
  ],
  [
    '5. a number of somebody who is no business',
    { customer: { ...FRENCH, tax_number: BUSINESS.tax_number } },
    { rate: 19, country: 'DE', notes: [] },
  ],
  ['5. a business at home', { customer: { ...GERMAN, ...BUSINESS } }, { rate: 19, country: 'DE', notes: [] }],
  ['5. a person in another member state', { customer: FRENCH }, { rate: 19, country: 'DE' }],
  [
    '5. the same with the one-stop-shop',
    { settings: { oneStopShop: true }, customer: FRENCH },
    { rate: 20, country: 'FR' },
  ],
  [
    '5. the same where the seller is registered, at a rate of its own',
    { countries: { FR: { collecting: true, rate: 5.5 } }, customer: FRENCH },
    { rate: 5.5, country: 'FR', tax_total: 550 },
  ],
  [
    '6. a tax number outside the EU',
    { countries: US, customer: { ...AMERICAN, tax_number: '12-3456789' } },
    { rate: 0, country: 'US', notes: ['outside_eu'] },
  ],
  [
    '6. the same where such customers are taxed',
    {
      countries: US,
      settings: { taxCustomersWithTaxNumbers: true },
      customer: { ...AMERICAN, tax_number: '12-3456789' },
    },
    { rate: 6, country: 'US', notes: [] },
  ],
  ['6. outside the EU, not registered', { customer: AMERICAN }, { rate: 19, country: 'DE' }],
  ['6. outside the EU, registered', { countries: US, customer: AMERICAN }, { rate: 6, country: 'US' }],
  [
    '7. not even at home',
    { countries: { DE: { collecting: false } }, customer: AMERICAN },
    { rate: 0, country: null, notes: [] },
  ],
  [
    'a state adds its rate to the country: 5 + 9.975',
    { countries: CANADA({ collecting: true }), customer: { address: { country: 'CA', region: 'QUEBEC' } } },
    { rate: 14.975, tax_total: 1_498, country: 'CA', state: 'Quebec' },
  ],
  [
    'the same by the code of the state',
    { countries: CANADA({ collecting: true }), customer: { address: { country: 'CA', region: 'qc' } } },
    { rate: 14.975, state: 'Quebec' },
  ],
  [
    'a state below its threshold adds nothing',
    { countries: CANADA({ threshold: 1_000_000 }), customer: { address: { country: 'CA', region: 'QC' } } },
    { rate: 5, country: 'CA', state: null },
  ],
]

test.each(RULES)('%s', async (_, given, expected) => {
  expect(await sold(given)).toMatchObject(expected)
})

describe('prices', () => {
  test.each([
    [{ including_tax: false }, { sub_total: 10_000, tax_total: 1_900, total: 11_900 }],
    [{ including_tax: true }, { sub_total: 8_403, tax_total: 1_597, total: 10_000 }],
    [
      { including_tax: true, amount: 11_900 },
      { sub_total: 10_000, tax_total: 1_900, total: 11_900 },
    ],
    [
      { amount: 150, including_tax: false },
      { sub_total: 150, tax_total: 29, total: 179 },
    ],
    [
      { amount: 50, including_tax: false },
      { sub_total: 50, tax_total: 10, total: 60 },
    ],
  ])('%j', async (price, expected) => {
    expect(await sold({ price, customer: GERMAN })).toMatchObject(expected)
  })

  test('a price that includes tax is the same for everybody, and all of it is net where there is none', async () => {
    const { buy } = await seller({ price: { including_tax: true } })
    expect(await buy({ ...FRENCH, ...BUSINESS })).toMatchObject({ sub_total: 10_000, tax_total: 0 })
    expect(await buy(GERMAN)).toMatchObject({ sub_total: 8_403, tax_total: 1_597 })
  })
})

describe('rates and their days', () => {
  test('a new rate holds from its first minute, the old one to the last', async () => {
    const { tenant, buy } = await seller({})
    await tenant.call('POST', '/tax/country/DE/rule', { tax_rate: 16, valid_from: '2025-01-01' })
    await tenant.call('POST', '/tax/country/DE/rule', { tax_rate: 17, valid_from: '2026-02-01' })
    for (const [now, rate] of [
      ['2026-01-31T23:59:59Z', 16],
      ['2026-02-01T00:00:00Z', 17],
    ] as const) {
      api.now = new Date(now)
      expect((await buy(GERMAN)).rate).toBe(rate)
    }
  })

  test('after a rate that ended the default holds again', async () => {
    const { tenant, buy } = await seller({ countries: { DE: { rate: 19 } } })
    const holiday = { tax_rate: 16, valid_from: '2026-01-10', valid_until: '2026-01-20' }
    await tenant.call('POST', '/tax/country/DE/rule', holiday)
    const rates: number[] = []
    for (const day of ['05', '15', '25']) {
      api.now = new Date(`2026-01-${day}T12:00:00Z`)
      rates.push((await buy(GERMAN)).rate)
    }
    expect(rates).toEqual([19, 16, 19])
  })

  test('a type of its own has its own rate, others the default', async () => {
    const books = { name: 'Books' }
    const { tenant, buy } = await seller({ product: { type: books } })
    expect((await buy(GERMAN)).rate).toBe(19)
    const [, type] = (await tenant.call('GET', '/tax/type')).body.data
    await tenant.call('POST', '/tax/country/DE/rule', { tax_type: type.id, tax_rate: 7 })
    expect((await buy(GERMAN)).rate).toBe(7)
  })
})

describe('thresholds', () => {
  const marked = async ({ call, owner: { id } }: Tenant, path: string) => {
    const { collecting, reached_at } = (await call('GET', path)).body
    const events = await kit.database.db.select().from(event).where(eq(event.ownerId, id))
    const reached = events.filter(({ type }) => type.endsWith('threshold_reached')).map(({ type }) => type)
    return { collecting, reached_at, reached }
  }

  test('by amount: the sale that comes to it is taxed there, and so are all after it', async () => {
    const limits = { currency: 'EUR', threshold: 30_000, rate: 6 }
    const { tenant, buy } = await seller({ countries: { US: limits } })
    const rates: number[] = []
    for (const _ of [1, 2]) rates.push((await buy(AMERICAN)).rate)
    expect(await marked(tenant, '/tax/country/US')).toMatchObject({ collecting: false, reached: [] })
    for (const _ of [3, 4]) rates.push((await buy(AMERICAN)).rate)
    expect(rates).toEqual([19, 19, 6, 6])
    expect(await marked(tenant, '/tax/country/US')).toEqual({
      collecting: true,
      reached_at: START.toISOString(),
      reached: ['tax.country_threshold_reached'],
    })
  })

  test('by number of sales in twelve months, whatever they were worth', async () => {
    const limits = { currency: 'EUR', transaction_threshold: 1, rate: 6 }
    const { buy } = await seller({ countries: { US: limits }, price: { amount: 100 } })
    const rates: number[] = []
    for (const day of ['2026-01-01', '2026-01-02', '2027-02-01', '2027-02-02']) {
      api.now = new Date(day)
      rates.push((await buy(AMERICAN)).rate)
    }
    expect(rates).toEqual([19, 19, 19, 19])
    api.now = new Date('2027-02-03')
    expect((await buy(AMERICAN)).rate).toBe(6)
  })

  test('of a state: the country taxes, the state from its own threshold on', async () => {
    const texas = { name: 'Texas', threshold: 20_000, rate: 0.5 }
    const { tenant, buy } = await seller({
      countries: { US: { ...US.US, currency: 'EUR', states: { TX: texas } } },
    })
    const texan = { address: { country: 'US', region: 'Texas' } }
    expect([(await buy(texan)).rate, (await buy(texan)).rate]).toEqual([6, 6.5])
    expect(await marked(tenant, '/tax/country/US/state/TX')).toEqual({
      collecting: true,
      reached_at: START.toISOString(),
      reached: ['tax.state_threshold_reached'],
    })
  })

  test('what is only looked at reaches nothing', async () => {
    const { tenant } = await seller({ countries: { US: { currency: 'EUR', threshold: 0, rate: 6 } } })
    const buyer = { email: 'look@example.org', ...AMERICAN }
    const customer = (await tenant.call('POST', '/customer', buyer)).body.id
    const seen = await previewPlan(await enterCustomer(kit.ctx(), customer), { plan: 'team', when: 'now' })
    expect(seen.invoice).toMatchObject({ thresholdsReached: [{ country: 'US', state: null }] })
    expect(await marked(tenant, '/tax/country/US')).toMatchObject({ collecting: false, reached: [] })
    const mine = and(eq(invoice.ownerId, tenant.owner.id), eq(invoice.customerId, customer))
    expect(await kit.database.db.select().from(invoice).where(mine)).toEqual([])
  })
})
