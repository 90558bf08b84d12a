import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDecimals, type Decimal, fromUnits } from './decimal'
import { sum } from './money'
import {
  orderTiers,
  type Price,
  type PriceModel,
  priceAmount,
  priceBetween,
  priceLines,
  priceUsage,
  type Quantity,
  type Tier,
  totalOf,
  validateTiers,
} from './pricing'

const in_ = (currency: string, model: PriceModel): Price => ({ ...model, currency })
const eur = (model: PriceModel): Price => in_('EUR', model)
const tier = (
  firstUnit: number,
  lastUnit: number | null,
  unitAmount: number | string,
  flatAmount = 0,
): Tier => ({
  firstUnit,
  lastUnit,
  unitAmount,
  flatAmount,
})
const graduated = (...tiers: Tier[]): Price => eur({ type: 'tiered_graduated', tiers })
const volume = (...tiers: Tier[]): Price => eur({ type: 'tiered_volume', tiers })

const FLATS = [tier(1, 10, 0, 1_000), tier(11, null, 0, 1_500)]
const SEATS = [tier(1, 10, 1_500, 1_000), tier(11, 20, 1_000, 1_500), tier(21, null, 500, 2_500)]
const USAGE = [tier(1, 20, 10), tier(21, null, 5)]

// Behaviour page, section 3, "Price maths" and "Tests".
test.each<[string, Price, Quantity, number]>([
  ['fixed, one seat', eur({ type: 'fixed', unitAmount: 3_000 }), 1, 3_000],
  ['fixed is multiplied by seats', eur({ type: 'fixed', unitAmount: 3_000 }), 3, 9_000],
  ['one-off', eur({ type: 'one_off', unitAmount: 1_999 }), 2, 3_998],
  ['per unit', eur({ type: 'per_unit', unitAmount: 250 }), 12, 3_000],
  ['free', eur({ type: 'fixed', unitAmount: 0 }), 5, 0],
  ['nothing', eur({ type: 'per_unit', unitAmount: 250 }), 0, 0],
  ['below nothing', eur({ type: 'per_unit', unitAmount: 250 }), '-3', 0],
  ['a begun package', eur({ type: 'package', unitAmount: 1_000, units: 10 }), 1, 1_000],
  ['a full package', eur({ type: 'package', unitAmount: 1_000, units: 10 }), 10, 1_000],
  ['one more than a package', eur({ type: 'package', unitAmount: 1_000, units: 10 }), 11, 2_000],
  ['a fraction into a package', eur({ type: 'package', unitAmount: 1_000, units: 10 }), '10.000001', 2_000],
  ['graduated, first tier', graduated(...FLATS), 5, 1_000],
  ['graduated, both flat fees', graduated(...FLATS), 15, 2_500],
  ['volume, first tier', volume(...FLATS), 5, 1_000],
  ['volume, second flat fee alone', volume(...FLATS), 15, 1_500],
  ['graduated, 25 seats', graduated(...SEATS), 25, 32_500],
  ['volume, 25 seats', volume(...SEATS), 25, 15_000],
  ['graduated, on the edge', graduated(...SEATS), 20, 27_500],
  ['graduated, over the edge', graduated(...SEATS), 21, 30_500],
  ['volume, on the edge', volume(...SEATS), 10, 16_000],
  ['volume, over the edge', volume(...SEATS), 11, 12_500],
  ['usage of 30', graduated(...USAGE), 30, 250],
  ['usage of 20.5 begins the second tier', graduated(...USAGE), '20.5', 203],
  ['volume of 10.5 is in the second tier', volume(...SEATS), '10.5', 12_000],
  ['nothing reaches no flat fee', graduated(...FLATS), 0, 0],
  ['nothing is in no tier', volume(...FLATS), 0, 0],
  ['half a unit reaches the first', volume(...FLATS), '0.5', 1_000],
  ['a twentieth of a cent', eur({ type: 'per_unit', unitAmount: '0.05' }), 12_345, 617],
  ['half a cent rounds up', eur({ type: 'per_unit', unitAmount: '0.5' }), 1, 1],
  ['just below half a cent rounds down', eur({ type: 'per_unit', unitAmount: '0.499999999999' }), 1, 0],
])('%s', (_, price, quantity, amount) => {
  expect(priceAmount(price, quantity)).toEqual({ amount, currency: 'EUR' })
})

test.each([
  ['JPY', '1.5', 3, 5],
  ['EUR', '1.5', 3, 5],
  ['KWD', '0.125', 12, 2],
])('minor units are those of %s: %s × %i is %i, whatever its decimals', (currency, unitAmount, q, amount) => {
  expect(priceAmount(in_(currency, { type: 'per_unit', unitAmount }), q)).toEqual({ amount, currency })
})

test('one line per reached tier, each telling its range', () => {
  expect(priceLines(graduated(...SEATS), 15)).toEqual([
    {
      description: { key: 'tier', params: { first: 1, last: 10 } },
      quantity: 10,
      unitAmount: 1_500,
      flatAmount: 1_000,
      amount: { amount: 16_000, currency: 'EUR' },
    },
    {
      description: { key: 'tier', params: { first: 11, last: 20 } },
      quantity: 5,
      unitAmount: 1_000,
      flatAmount: 1_500,
      amount: { amount: 6_500, currency: 'EUR' },
    },
  ])
  expect(priceLines(graduated(...SEATS), 25).map((l) => l.description.key)).toEqual([
    'tier',
    'tier',
    'tier_open',
  ])
  expect(priceLines(volume(...SEATS), 25)).toMatchObject([
    { description: { key: 'volume_open', params: { first: 21 } }, quantity: 25, flatAmount: 2_500 },
  ])
  expect(priceLines(eur({ type: 'package', unitAmount: 1_000, units: 10 }), 11)).toMatchObject([
    { description: { key: 'package', params: { units: '11', size: 10 } }, quantity: 2, unitAmount: 1_000 },
  ])
})

describe('usage', () => {
  const continuous = graduated(tier(1, 10, 0, 1_000), tier(11, null, 1))

  test('a continuous counter bills its increase, tiers going on where they were', () => {
    const { lines, billed } = priceUsage(continuous, 'continuous', { billed: 15, value: 25 })
    expect(lines).toMatchObject([{ quantity: 10, flatAmount: 0, amount: { amount: 10 } }])
    expect(billed).toBe('25')
  })

  test('the flat fee of the first tier is due once', () => {
    const first = priceUsage(continuous, 'continuous', { billed: 0, value: 4 })
    const second = priceUsage(continuous, 'continuous', { billed: first.billed, value: 12 })
    expect([first, second].map((u) => totalOf(u.lines, 'EUR').amount)).toEqual([1_000, 2])
  })

  test('a counter that fell back is billed again only above the most that was billed', () => {
    const fell = priceUsage(continuous, 'continuous', { billed: '25', value: '20' })
    expect(fell).toEqual({ lines: [], billed: '25' })
    const rose = priceUsage(continuous, 'continuous', { billed: fell.billed, value: 27 })
    expect(totalOf(rose.lines, 'EUR').amount).toBe(2)
  })

  test('a resettable counter is billed whole, each time', () => {
    const bill = priceUsage(continuous, 'resettable', { billed: '15', value: 25 })
    expect([totalOf(bill.lines, 'EUR').amount, bill.billed]).toEqual([1_015, '0'])
  })

  test('a volume step into a cheaper tier prices all anew and takes off what was billed', () => {
    const lines = priceBetween(volume(tier(1, 10, 10), tier(11, null, 5)), { from: 10, to: 12 })
    expect(lines.map((l) => [l.description.key, l.quantity, l.amount.amount])).toEqual([
      ['volume_open', 12, 60],
      ['rebilled', -10, -100],
    ])
    const within = priceBetween(volume(...SEATS), { from: 3, to: 5 })
    expect(within.map((l) => [l.quantity, l.amount.amount])).toEqual([[2, 3_000]])
  })
})

test.each<[string, Tier[], [number | null, string, string] | null]>([
  ['touching, open', [tier(1, 10, 1), tier(11, null, 1)], null],
  ['in any order, open as -1', [tier(11, -1, 1), tier(1, 10, 1)], null],
  ['one open tier', [tier(1, null, '0.05', 5)], null],
  ['none', [], [null, 'firstUnit', 'needs a tier']],
  [
    'too many',
    Array.from({ length: 101 }, (_, i) => tier(i + 1, i + 1, 1)),
    [null, 'firstUnit', 'at most 100'],
  ],
  ['not from 1', [tier(2, null, 1)], [0, 'firstUnit', 'start at 1']],
  ['from 0', [tier(0, null, 1)], [0, 'firstUnit', 'above zero']],
  ['a gap', [tier(1, 10, 1), tier(12, null, 1)], [1, 'firstUnit', 'gap']],
  ['an overlap', [tier(1, 10, 1), tier(10, null, 1)], [1, 'firstUnit', 'overlap']],
  ['the same start', [tier(1, 10, 1), tier(1, null, 1)], [1, 'firstUnit', 'overlap']],
  ['open in the middle', [tier(1, null, 1), tier(11, null, 1)], [1, 'firstUnit', 'Only the last']],
  ['closed at the end', [tier(1, 10, 1), tier(11, 20, 1)], [1, 'lastUnit', 'must be open']],
  ['first above last', [tier(1, 10, 1), tier(20, 11, 1)], [1, 'lastUnit', 'below the first']],
  ['a fraction', [tier(1.5, null, 1)], [0, 'firstUnit', 'whole number']],
  ['a fraction as end', [tier(1, 1.5, 1)], [0, 'lastUnit', 'whole number']],
  ['a price below zero', [tier(1, null, -1)], [0, 'unitAmount', 'zero or more']],
  ['a price that is no number', [tier(1, null, 'x')], [0, 'unitAmount', 'zero or more']],
  ['a flat fee below zero', [tier(1, null, 1, -1)], [0, 'flatAmount', 'zero or more']],
  ['a gap, named where it was sent', [tier(12, null, 1), tier(1, 10, 1)], [0, 'firstUnit', 'gap']],
])('tiers: %s', (_, tiers, expected) => {
  const [problem, ...others] = validateTiers(tiers)
  expect(others).toEqual([])
  if (expected === null) expect(problem).toBeUndefined()
  else {
    const [index, field, message] = expected
    expect(problem).toMatchObject({ index, field, message: expect.stringContaining(message) })
  }
})

test('tiers are put in order with their end open', () => {
  expect(orderTiers([tier(11, -1, 1), tier(1, 10, 2)])).toEqual([tier(1, 10, 2), tier(11, null, 1)])
})

const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 5 })
const unitAmounts = fc.oneof(
  fc.nat(5_000),
  fc.nat(100_000).map((n) => fromUnits(BigInt(n) * 10n ** 7n)),
)
const tiersOf = (amounts: fc.Arbitrary<number | string>) =>
  fc
    .tuple(sizes, fc.array(fc.tuple(amounts, fc.nat(5_000)), { minLength: 6, maxLength: 6 }))
    .map(([lengths, prices]): Tier[] => {
      let first = 1
      return [...lengths, null].map((length, i) => {
        const [unitAmount, flat] = prices[i] ?? [0, 0]
        const last = length === null ? null : first + length - 1
        const made = tier(first, last, unitAmount, flat)
        first = (last ?? 0) + 1
        return made
      })
    })
const prices = fc.oneof(
  unitAmounts.map((unitAmount) => eur({ type: 'per_unit', unitAmount })),
  fc
    .tuple(unitAmounts, fc.integer({ min: 1, max: 50 }))
    .map(([unitAmount, units]) => eur({ type: 'package', unitAmount, units })),
  tiersOf(unitAmounts).map((tiers) => eur({ type: 'tiered_graduated', tiers })),
  tiersOf(unitAmounts).map((tiers) => eur({ type: 'tiered_volume', tiers })),
)
const quantities: fc.Arbitrary<Decimal> = fc.nat(200_000).map((n) => fromUnits(BigInt(n) * 10n ** 9n))

test('made tiers are good tiers, and lose that when two of them are pulled apart', () => {
  fc.assert(
    fc.property(tiersOf(fc.nat(10)), (tiers) => {
      expect(validateTiers(tiers)).toEqual([])
      const apart = tiers.map((t, i) => (i === tiers.length - 1 ? { ...t, firstUnit: t.firstUnit + 1 } : t))
      expect(validateTiers(apart)).toHaveLength(1)
    }),
  )
})

test('any steps to a quantity cost what it costs at once, to the minor unit, for every model', () => {
  fc.assert(
    fc.property(prices, fc.array(quantities, { minLength: 1, maxLength: 6 }), (price, steps) => {
      let at: Decimal = '0'
      let billed = 0
      for (const step of steps) {
        const next = addDecimals(at, step)
        billed += totalOf(priceBetween(price, { from: at, to: next }), 'EUR').amount
        at = next
      }
      expect(billed).toBe(priceAmount(price, at).amount)
      expect(totalOf(priceBetween(price, { from: at, to: 0 }), 'EUR').amount).toBe(0 - billed)
    }),
  )
})

test('graduated of a + b is graduated of a, then b going on; with whole units, unit by unit', () => {
  fc.assert(
    fc.property(tiersOf(fc.nat(5_000)), fc.nat(120), fc.nat(120), (tiers, a, b) => {
      const price = graduated(...tiers)
      const parts = [priceBetween(price, { from: 0, to: a }), priceBetween(price, { from: a, to: a + b })]
      const whole = priceAmount(price, a + b)
      expect(
        sum(
          parts.map((lines) => totalOf(lines, 'EUR')),
          'EUR',
        ),
      ).toEqual(whole)
      let counted = 0
      for (let unit = 1; unit <= a + b; unit++) {
        const of = tiers.find((t) => t.lastUnit === null || unit <= t.lastUnit)
        counted += Number(of?.unitAmount) + (of?.firstUnit === unit ? of.flatAmount : 0)
      }
      expect(whole.amount).toBe(counted)
    }),
  )
})

test('a continuous counter is billed to its highest value, however it moves', () => {
  fc.assert(
    fc.property(prices, fc.array(quantities, { minLength: 1, maxLength: 8 }), (price, values) => {
      let billed: Decimal = '0'
      let total = 0
      for (const value of values) {
        const bill = priceUsage(price, 'continuous', { billed, value })
        total += totalOf(bill.lines, 'EUR').amount
        billed = bill.billed
      }
      expect(Number(billed)).toBe(Math.max(...values.map(Number)))
      expect(total).toBe(priceAmount(price, billed).amount)
    }),
  )
})

test('more never costs less: graduated and packages always, volume where no later tier is cheaper', () => {
  const rising = tiersOf(fc.nat(5_000)).map((tiers) => {
    const units = tiers.map((t) => Number(t.unitAmount)).sort((a, b) => a - b)
    const flats = tiers.map((t) => t.flatAmount).sort((a, b) => a - b)
    return volume(...tiers.map((t, i) => ({ ...t, unitAmount: units[i] ?? 0, flatAmount: flats[i] ?? 0 })))
  })
  const monotone = fc.oneof(
    rising,
    prices.filter((p) => p.type !== 'tiered_volume'),
  )
  fc.assert(
    fc.property(monotone, quantities, quantities, (price, a, more) => {
      expect(priceAmount(price, addDecimals(a, more)).amount).toBeGreaterThanOrEqual(
        priceAmount(price, a).amount,
      )
    }),
  )
})

test('lines say what they come to: flat fee and unit price times quantity, at whole units', () => {
  fc.assert(
    fc.property(prices, fc.nat(300), (price, quantity) => {
      for (const l of priceLines(price, quantity)) {
        const exact = l.flatAmount + Number(l.unitAmount) * Number(l.quantity)
        expect(Math.abs(l.amount.amount - exact)).toBeLessThanOrEqual(0.5 + 1e-6)
      }
    }),
  )
})
