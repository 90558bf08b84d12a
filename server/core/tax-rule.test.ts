import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  ruleTax,
  type TaxCountry,
  type TaxRule,
  type TaxRuleFacts,
  type TaxRuling,
  type TaxState,
  type Threshold,
} from './tax-rule'

const NOW = new Date('2026-06-01T00:00:00Z')
const LONG_AGO = new Date('2020-01-01T00:00:00Z')

const rule = (ratePpm: number, fields: Partial<TaxRule> = {}): TaxRule => ({
  taxType: 'digital',
  ratePpm,
  isDefault: false,
  validFrom: LONG_AGO,
  validUntil: null,
  ...fields,
})

const threshold = (fields: Partial<Threshold> = {}): Threshold => ({
  collecting: false,
  amount: null,
  transactions: null,
  past: { turnover: 0, transactions: 0 },
  ...fields,
})

const COLLECTING = threshold({ collecting: true })
const NEVER = threshold({ amount: 100_000_000 })

const country = (code: string, ratePpm: number | null, fields: Partial<TaxCountry> = {}): TaxCountry => ({
  code,
  inEu: ['DE', 'FR'].includes(code),
  threshold: COLLECTING,
  rules: ratePpm === null ? [] : [rule(ratePpm)],
  states: [],
  sale: 1_000,
  ...fields,
})

const state = (code: string, name: string, ratePpm: number, limit = COLLECTING): TaxState => ({
  code,
  name,
  threshold: limit,
  rules: [rule(ratePpm)],
})

const DE = country('DE', 190_000)
const FR = country('FR', 200_000, { threshold: NEVER })
const GB = country('GB', 200_000)
const US = country('US', 0, { threshold: NEVER })

type Given = {
  customer?: Partial<TaxRuleFacts['customer']>
  product?: Partial<TaxRuleFacts['product']>
  brand?: Partial<TaxRuleFacts['brand']>
  countries?: TaxCountry[]
  settings?: Partial<TaxRuleFacts['settings']>
}

const facts = (given: Given): TaxRuleFacts => ({
  customer: {
    country: 'DE',
    region: null,
    type: 'individual',
    taxNumber: null,
    standardRatePpm: null,
    digitalRatePpm: null,
    ...given.customer,
  },
  product: { taxType: 'digital', physical: false, ratePpm: null, ...given.product },
  brand: { country: 'DE', region: null, ratePpm: null, ...given.brand },
  countries: given.countries ?? [DE, FR, GB, US],
  defaultTaxType: 'digital',
  settings: { oneStopShop: false, taxCustomersWithTaxNumbers: true, ...given.settings },
})

const rates = { standardRatePpm: 150_000, digitalRatePpm: 100_000 }
const french = { country: 'FR', type: 'business' as const, taxNumber: 'FR40303265045' }
const american = { country: 'US', taxNumber: '12-3456789' }
const canada = (limit = COLLECTING) =>
  country('CA', 50_000, { states: [state('QC', 'Quebec', 99_750, limit)] })
const texas = country('US', 0, { states: [state('TX', 'Texas', 90_000)] })
const off = { taxCustomersWithTaxNumbers: false }

/** Each row is a scenario of the behaviour page, section 12, in the order of its steps. */
const ROWS: [string, Given, Partial<TaxRuling>][] = [
  [
    '1 own standard rate, physical',
    { customer: rates, product: { physical: true } },
    { ratePpm: 150_000, country: 'DE', reason: 'customer_rate' },
  ],
  [
    '1 own digital rate, digital',
    { customer: rates },
    { ratePpm: 100_000, country: 'DE', reason: 'customer_rate' },
  ],
  [
    '1 own standard rate where no digital one is',
    { customer: { standardRatePpm: 240_000 } },
    { ratePpm: 240_000, reason: 'customer_rate' },
  ],
  [
    '1 a digital rate is none for what is physical',
    { customer: { digitalRatePpm: 100_000 }, product: { physical: true } },
    { ratePpm: 190_000, reason: 'customer_country' },
  ],
  [
    '1 own rate of zero',
    { customer: { standardRatePpm: 0 } },
    { ratePpm: 0, country: 'DE', reason: 'customer_rate' },
  ],
  [
    '1 own rate before product and brand',
    { customer: { ...rates, country: 'GB' }, product: { ratePpm: 1 }, brand: { ratePpm: 2 } },
    { ratePpm: 100_000, country: 'GB' },
  ],
  [
    '2 product rate, country of the brand',
    { customer: { country: 'GB' }, product: { ratePpm: 70_000 } },
    { ratePpm: 70_000, country: 'DE', reason: 'product_rate' },
  ],
  [
    '2 product rate of zero',
    { product: { ratePpm: 0 } },
    { ratePpm: 0, country: 'DE', reason: 'product_rate' },
  ],
  [
    '3 brand rate, country of the brand',
    { customer: { country: 'ZA' }, brand: { country: 'ZA', ratePpm: 120_000 } },
    { ratePpm: 120_000, country: 'ZA', reason: 'brand_rate' },
  ],
  [
    '4 unknown country: the rules at home',
    { customer: { country: 'ZA', taxNumber: 'x' } },
    { ratePpm: 190_000, country: 'DE', reason: 'country_unknown' },
  ],
  [
    '4 no country at all: the rules at home',
    { customer: { country: null } },
    { ratePpm: 190_000, country: 'DE', reason: 'country_unknown' },
  ],
  [
    '4 both unknown: no tax',
    { customer: { country: 'ZA' }, brand: { country: 'NZ' } },
    { ratePpm: 0, country: null, reason: 'below_threshold' },
  ],
  [
    '5 EU business, digital: reverse charge',
    { customer: french },
    { ratePpm: 0, country: 'FR', note: 'reverse_charge', reason: 'eu_business' },
  ],
  [
    '5 EU business, goods: an intra-Community supply',
    { customer: french, product: { physical: true } },
    { ratePpm: 0, country: 'FR', note: 'intra_community_supply', reason: 'eu_business' },
  ],
  [
    '5 EU business, the brand’s country not set up',
    { customer: french, countries: [FR] },
    { ratePpm: 0, note: 'reverse_charge' },
  ],
  [
    '5 a business at home pays',
    { customer: { type: 'business', taxNumber: 'DE129273398' } },
    { ratePpm: 190_000, country: 'DE', note: null, reason: 'customer_country' },
  ],
  [
    '5 a business without a number pays',
    { customer: { ...french, taxNumber: null } },
    { ratePpm: 190_000, country: 'DE', reason: 'brand_country' },
  ],
  [
    '5 an individual with a number pays',
    { customer: { ...french, type: 'individual' } },
    { ratePpm: 190_000, country: 'DE', reason: 'brand_country' },
  ],
  [
    '5 the setting for tax numbers is not for the EU',
    { customer: { ...french, type: 'individual' }, settings: off },
    { ratePpm: 190_000, country: 'DE' },
  ],
  [
    '5 one-stop-shop: the customer’s country',
    { customer: { country: 'FR' }, settings: { oneStopShop: true } },
    { ratePpm: 200_000, country: 'FR', reason: 'customer_country', reached: [] },
  ],
  [
    '5 no one-stop-shop: the brand’s country',
    { customer: { country: 'FR' } },
    { ratePpm: 190_000, country: 'DE', reason: 'brand_country' },
  ],
  [
    '5 threshold reached in the EU',
    {
      customer: { country: 'FR' },
      countries: [DE, country('FR', 200_000, { threshold: threshold({ amount: 1_000 }) })],
    },
    { ratePpm: 200_000, country: 'FR', reached: [{ country: 'FR', state: null }] },
  ],
  [
    '6 number present, setting off: nothing',
    { customer: american, settings: off },
    { ratePpm: 0, country: 'US', note: 'outside_eu', reason: 'tax_number' },
  ],
  [
    '6 from outside into the EU: reverse charge',
    { customer: french, brand: { country: 'GB' }, settings: off },
    { ratePpm: 0, country: 'FR', note: 'reverse_charge', reason: 'tax_number' },
  ],
  [
    '6 at home outside the EU: no note',
    { customer: { country: 'GB', taxNumber: 'x' }, brand: { country: 'GB' }, settings: off },
    { ratePpm: 0, country: 'GB', note: null },
  ],
  [
    '6 both outside the EU: no note',
    { customer: american, brand: { country: 'GB' }, settings: off },
    { ratePpm: 0, country: 'US', note: null },
  ],
  [
    '6 number present, setting on: taxed',
    { customer: { country: 'GB', taxNumber: 'x' }, brand: { country: 'GB' } },
    { ratePpm: 200_000, country: 'GB', reason: 'customer_country' },
  ],
  [
    '6 no number, setting off: taxed',
    { customer: { country: 'GB' }, brand: { country: 'GB' }, settings: off },
    { ratePpm: 200_000, country: 'GB' },
  ],
  [
    '6 threshold of zero: the customer’s country',
    {
      customer: american,
      countries: [GB, country('US', 175_000, { threshold: threshold({ amount: 0 }) })],
      brand: { country: 'GB' },
    },
    { ratePpm: 175_000, country: 'US', reached: [{ country: 'US', state: null }] },
  ],
  [
    '6 below it: the brand’s country',
    { customer: american, brand: { country: 'GB' } },
    { ratePpm: 200_000, country: 'GB', reason: 'brand_country' },
  ],
  [
    '6 the one-stop-shop is for the EU alone',
    { customer: american, settings: { oneStopShop: true } },
    { ratePpm: 190_000, country: 'DE', reason: 'brand_country' },
  ],
  [
    '7 both below: no rate, no country',
    {
      customer: american,
      brand: { country: 'GB' },
      countries: [country('GB', 200_000, { threshold: NEVER }), US],
    },
    { ratePpm: 0, country: null, state: null, parts: [], reason: 'below_threshold' },
  ],
  [
    '7 the brand’s country reaches its own threshold',
    {
      customer: american,
      brand: { country: 'GB' },
      countries: [country('GB', 200_000, { threshold: threshold({ amount: 1_000 }) }), US],
    },
    { country: 'GB', reached: [{ country: 'GB', state: null }] },
  ],
  [
    'states are added to the country',
    { customer: { country: 'CA', region: 'quebec' }, countries: [DE, canada()] },
    { ratePpm: 149_750, country: 'CA', state: 'Quebec' },
  ],
  [
    'a state by its code, in any case',
    { customer: { country: 'CA', region: ' qc ' }, countries: [DE, canada()] },
    { ratePpm: 149_750, state: 'Quebec' },
  ],
  [
    'a state over a country of zero',
    { customer: { country: 'US', region: 'Texas' }, countries: [DE, texas] },
    { ratePpm: 90_000, state: 'Texas' },
  ],
  [
    'a state below its threshold is not added',
    { customer: { country: 'CA', region: 'QC' }, countries: [DE, canada(NEVER)] },
    { ratePpm: 50_000, state: null },
  ],
  [
    'a state reaches its threshold with this sale',
    { customer: { country: 'CA', region: 'QC' }, countries: [DE, canada(threshold({ amount: 1_000 }))] },
    { ratePpm: 149_750, reached: [{ country: 'CA', state: 'QC' }] },
  ],
  [
    'another state is not added',
    { customer: { country: 'CA', region: 'Ontario' }, countries: [DE, canada()] },
    { ratePpm: 50_000, state: null },
  ],
  [
    'at home the brand’s state counts',
    {
      customer: { country: 'ZA', region: 'QC' },
      brand: { country: 'CA', region: 'Quebec' },
      countries: [canada()],
    },
    { ratePpm: 149_750, country: 'CA', state: 'Quebec' },
  ],
  [
    'at home the customer’s region does not',
    { customer: { country: 'ZA', region: 'QC' }, brand: { country: 'CA' }, countries: [canada()] },
    { ratePpm: 50_000, state: null },
  ],
  [
    'a tax type without a rule takes the default type’s',
    { product: { taxType: 'books' } },
    { ratePpm: 190_000, country: 'DE' },
  ],
  [
    'no tax type takes the default type’s',
    { product: { taxType: null } },
    { ratePpm: 190_000, country: 'DE' },
  ],
  [
    'no rule at all is a rate of zero there',
    { countries: [country('DE', null)] },
    { ratePpm: 0, country: 'DE', parts: [] },
  ],
]

test.each(ROWS)('%s', (_, given, expected) => {
  expect(ruleTax(facts(given), NOW)).toMatchObject(expected)
})

test('parts name where each part of the rate comes from', () => {
  const given = { customer: { country: 'CA', region: 'QC' }, countries: [DE, canada()] }
  expect(ruleTax(facts(given), NOW).parts).toEqual([
    { of: 'country', code: 'CA', ratePpm: 50_000 },
    { of: 'state', code: 'QC', ratePpm: 99_750 },
  ])
  expect(ruleTax(facts({ brand: { ratePpm: 7 } }), NOW).parts).toEqual([
    { of: 'brand', code: 'DE', ratePpm: 7 },
  ])
})

test('whatever the facts, the rate is the sum of its parts and no country means no tax', () => {
  const limits = fc.record({
    collecting: fc.boolean(),
    amount: fc.option(fc.nat(3_000)),
    transactions: fc.option(fc.nat(5)),
    past: fc.record({ turnover: fc.nat(3_000), transactions: fc.nat(9) }),
  })
  const anyRate = fc.option(fc.nat(300_000))
  const codes = fc.constantFrom('DE', 'FR', 'GB', 'US', 'ZA')
  const countries = fc.tuple(limits, limits, limits, limits, limits).map(([de, fr, gb, us, tx]) => [
    { ...DE, threshold: de },
    { ...FR, threshold: fr },
    { ...GB, threshold: gb },
    { ...US, threshold: us, states: [state('TX', 'Texas', 90_000, tx)] },
  ])
  const given = fc.record({
    customer: fc.record({
      country: fc.option(codes),
      region: fc.option(fc.constantFrom('TX', 'texas', 'x')),
      type: fc.constantFrom('individual' as const, 'business' as const),
      taxNumber: fc.option(fc.constant('X1')),
      standardRatePpm: anyRate,
      digitalRatePpm: anyRate,
    }),
    product: fc.record({
      taxType: fc.option(fc.constantFrom('digital', 'books')),
      physical: fc.boolean(),
      ratePpm: anyRate,
    }),
    brand: fc.record({ country: fc.option(codes), region: fc.constant(null), ratePpm: anyRate }),
    countries,
    defaultTaxType: fc.constantFrom('digital', null),
    settings: fc.record({ oneStopShop: fc.boolean(), taxCustomersWithTaxNumbers: fc.boolean() }),
  })
  fc.assert(
    fc.property(given, (facts) => {
      const ruling = ruleTax(facts, NOW)
      expect(ruling.ratePpm).toBe(ruling.parts.reduce((sum, part) => sum + part.ratePpm, 0))
      if (ruling.country === null && ruling.reason === 'below_threshold')
        expect(ruling).toMatchObject({ ratePpm: 0, state: null, parts: [], note: null, reached: [] })
      if (ruling.note !== null) expect(ruling.ratePpm).toBe(0)
      if (ruling.reason === 'customer_country') expect(ruling.country).toBe(facts.customer.country)
      for (const { country, state } of ruling.reached) {
        const place = facts.countries.find((c) => c.code === country)
        const limit =
          state === null ? place?.threshold : place?.states.find((s) => s.code === state)?.threshold
        expect(limit?.collecting).toBe(false)
      }
    }),
    { numRuns: 1_000 },
  )
})
