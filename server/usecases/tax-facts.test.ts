import { expect, test } from 'vitest'
import { newId } from '@/db/id'
import { taxCountry, taxRule, taxState, taxType } from '@/db/schema'
import type { Address } from '../core/address'
import type { TaxedProduct } from '../core/tax'
import type { TaxRuling } from '../core/tax-rule'
import type { Customer, CustomerCtx } from '../ctx'
import { testkit } from '../testkit'
import { loadTaxRuling, loadTaxRulings } from './tax-facts'

const kit = testkit()
const DIGITAL = { taxTypeId: null, physical: false, ratePpm: null }
const LONG_AGO = new Date('2020-01-01T00:00:00Z')

async function ruled(ctx: CustomerCtx, product: TaxedProduct = DIGITAL, net = 10_000): Promise<TaxRuling> {
  return (await loadTaxRuling(ctx.db, ctx, 'EUR'))(product, net)
}

async function buyer(
  fields: Partial<Customer> & { country?: string; region?: string },
  seller: { taxRatePpm?: number | null; address?: Address } = {},
): Promise<CustomerCtx> {
  const { country, region, ...rest } = fields
  const owner = await kit.owner({ taxRatePpm: null, ...seller })
  const ctx = await kit.customer(owner.id)
  const address = { ...(country ? { country } : {}), ...(region ? { region } : {}) }
  return { ...ctx, customer: { ...ctx.customer, ...rest, address } }
}

async function setUp(
  ownerId: string,
  fields: Partial<typeof taxCountry.$inferInsert> & { code: string; ratePpm?: number },
) {
  const { db } = kit.database
  const { ratePpm, ...columns } = fields
  await db.insert(taxCountry).values({ ownerId, inEu: false, currency: 'EUR', collecting: true, ...columns })
  if (ratePpm === undefined) return
  const typeId = newId()
  await db.insert(taxType).values({ ownerId, id: typeId, name: `Standard ${typeId}`, isDefault: true })
  await db.insert(taxRule).values({
    ownerId,
    id: newId(),
    country: fields.code,
    taxTypeId: typeId,
    ratePpm,
    isDefault: true,
    validFrom: LONG_AGO,
  })
  return typeId
}

const BUSINESS = { type: 'business' as const, vatNumber: 'FR40303265045' }

const WITHOUT_SET_UP: [string, Parameters<typeof buyer>, Partial<TaxRuling>][] = [
  ['at home', [{ country: 'DE' }], { ratePpm: 190_000, country: 'DE', note: null }],
  ['without a country', [{}], { ratePpm: 190_000, country: 'DE', reason: 'country_unknown' }],
  ['a person in another member state', [{ country: 'FR' }], { ratePpm: 190_000, country: 'DE' }],
  [
    'a business in another member state',
    [{ country: 'FR', ...BUSINESS }],
    { ratePpm: 0, country: 'FR', note: 'reverse_charge' },
  ],
  [
    'a business outside the EU',
    [{ country: 'US', vatNumber: '12-3456789' }],
    { ratePpm: 0, note: 'outside_eu' },
  ],
  ['a person outside the EU', [{ country: 'US' }], { ratePpm: 190_000, country: 'DE' }],
  [
    'a seller in Norway, at home',
    [{ country: 'NO' }, { address: { country: 'NO' } }],
    { ratePpm: 250_000, country: 'NO' },
  ],
  [
    'a seller where no rates are known',
    [{ country: 'US' }, { address: { country: 'US' } }],
    { ratePpm: 0, country: null, reason: 'below_threshold' },
  ],
  ['a seller without a country', [{ country: 'DE' }, { address: {} }], { ratePpm: 0, country: null }],
  [
    'a rate of the brand before all countries',
    [{ country: 'FR', ...BUSINESS }, { taxRatePpm: 50_000 }],
    { ratePpm: 50_000, reason: 'brand_rate' },
  ],
]

test.each(WITHOUT_SET_UP)('nothing set up: %s', async (_, given, expected) => {
  expect(await ruled(await buyer(...given))).toMatchObject(expected)
})

test("the owner's rates go before those that ship, and its dated ones before its default", async () => {
  const ctx = await buyer({ country: 'DE' })
  const typeId = await setUp(ctx.owner.id, { code: 'DE', inEu: true, ratePpm: 160_000 })
  expect((await ruled(ctx)).ratePpm).toBe(160_000)
  if (!typeId) throw new Error('no type')
  await kit.database.db.insert(taxRule).values({
    ownerId: ctx.owner.id,
    id: newId(),
    country: 'DE',
    taxTypeId: typeId,
    ratePpm: 170_000,
    validFrom: new Date('2026-02-01T00:00:00Z'),
  })
  expect((await ruled(ctx)).ratePpm).toBe(160_000)
  expect((await ruled({ ...ctx, now: new Date('2026-02-01T00:00:00Z') })).ratePpm).toBe(170_000)
})

test('a tax type says what is physical, to the rates of a customer too', async () => {
  const ctx = await buyer({ standardTaxRatePpm: 110_000, digitalTaxRatePpm: 125_000 })
  const paper = { ownerId: ctx.owner.id, id: newId(), name: 'Paper', physical: true }
  await kit.database.db.insert(taxType).values(paper)
  const rates = [await ruled(ctx), await ruled(ctx, { ...DIGITAL, taxTypeId: paper.id })]
  expect(rates.map((ruling) => ruling.ratePpm)).toEqual([125_000, 110_000])
})

test('a home country that is set up and not collecting taxes nothing', async () => {
  const ctx = await buyer({ country: 'DE' })
  await setUp(ctx.owner.id, { code: 'DE', inEu: true, collecting: false })
  expect(await ruled(ctx)).toMatchObject({ ratePpm: 0, country: null })
})

test('rates of the past and of the future come from the shipped data by date', async () => {
  const ctx = await buyer({ country: 'FI' }, { address: { country: 'FI' } })
  const on = async (day: string) => (await ruled({ ...ctx, now: new Date(`${day}T00:00:00Z`) })).ratePpm
  expect(await Promise.all(['2019-05-01', '2024-08-31', '2024-09-01', '2026-06-01'].map(on))).toEqual([
    240_000, 240_000, 255_000, 255_000,
  ])
})

test('with the one-stop-shop each member state has its own rate', async () => {
  const ctx = await buyer({ country: 'FR' })
  const owner = { ...ctx.owner, settings: { oneStopShop: true } }
  expect(await ruled({ ...ctx, owner })).toMatchObject({ ratePpm: 200_000, country: 'FR', reached: [] })
})

test('a state adds its rate to the country it is in', async () => {
  const ctx = await buyer({ country: 'CA', region: 'quebec' })
  const typeId = await setUp(ctx.owner.id, { code: 'CA', currency: 'CAD', ratePpm: 50_000 })
  if (!typeId) throw new Error('no type')
  const of = { ownerId: ctx.owner.id, country: 'CA' }
  await kit.database.db.insert(taxState).values({ ...of, code: 'QC', name: 'Quebec', collecting: true })
  await kit.database.db
    .insert(taxRule)
    .values({ ...of, id: newId(), state: 'QC', taxTypeId: typeId, ratePpm: 99_750, validFrom: LONG_AGO })
  expect(await ruled(ctx)).toMatchObject({ ratePpm: 149_750, country: 'CA', state: 'Quebec' })
})

test('many customers of one owner are decided at once, each by its own place', async () => {
  const ctx = await buyer({ country: 'DE' })
  const { brand, customer } = ctx
  const of = (fields: Partial<Customer>) => ({
    brand,
    customer: { ...customer, ...fields },
    currency: 'EUR',
  })
  const rulings = await loadTaxRulings(ctx.db, ctx, [
    of({}),
    of({ address: { country: 'FR' }, ...BUSINESS }),
    of({ standardTaxRatePpm: 10_000 }),
  ])
  expect(rulings.map((rule) => rule(DIGITAL, 100).ratePpm)).toEqual([190_000, 0, 10_000])
})
