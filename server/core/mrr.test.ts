import fc from 'fast-check'
import { expect, test } from 'vitest'
import { money } from './money'
import { annualRevenue, monthlyRevenue, type Recurring } from './mrr'
import type { Price, Quantity } from './pricing'
import type { Interval } from './time'

const eur = (amount: number) => money(amount, 'EUR')
const every = (unit: Interval['unit'], count = 1): Interval => ({ unit, count })
const fixed = (unitAmount: number, currency = 'EUR'): Price => ({ type: 'fixed', unitAmount, currency })
const graduated: Price = {
  type: 'tiered_graduated',
  currency: 'EUR',
  tiers: [
    { firstUnit: 1, lastUnit: 10, unitAmount: 1_000, flatAmount: 500 },
    { firstUnit: 11, lastUnit: null, unitAmount: 500, flatAmount: 0 },
  ],
}

// Behaviour page, section 15: 3000 a month is an MRR of 3000 and an ARR of 36000; one-offs count 0.
test.each<[string, Price, Interval | null, Quantity, number, number]>([
  ['3,000 a month', fixed(3_000), every('month'), 1, 3_000, 36_000],
  ['seats', fixed(3_000), every('month'), 4, 12_000, 144_000],
  ['30,000 a year', fixed(30_000), every('year'), 1, 2_500, 30_000],
  ['a year that twelve does not divide', fixed(10_000), every('year'), 1, 833, 10_000],
  ['half a cent rounds up', fixed(6), every('year'), 1, 1, 6],
  ['just below rounds down', fixed(5), every('year'), 1, 0, 5],
  ['1,000 a week', fixed(1_000), every('week'), 1, 4_333, 52_000],
  ['300 a week is exact', fixed(300), every('week'), 1, 1_300, 15_600],
  ['a quarter', fixed(9_000), every('month', 3), 1, 3_000, 36_000],
  ['two years', fixed(24_000), every('year', 2), 1, 1_000, 12_000],
  ['120 a day', fixed(120), every('day'), 1, 3_650, 43_800],
  ['tiers', graduated, every('month'), 12, 11_500, 138_000],
  ['estimated use', graduated, every('month'), '10.5', 10_750, 129_000],
  ['a one-off', fixed(99_900), null, 1, 0, 0],
  ['free', fixed(0), every('month'), 1, 0, 0],
])('%s', (_, price, interval, quantity, monthly, annual) => {
  const of: Recurring = { price, interval, quantity }
  expect([monthlyRevenue(of), annualRevenue(of)]).toEqual([eur(monthly), eur(annual)])
})

test('a currency without decimals stays whole', () => {
  const of = { price: fixed(1_000, 'JPY'), interval: every('year'), quantity: 1 }
  expect(monthlyRevenue(of)).toEqual(money(83, 'JPY'))
})

test('twelve months are within six minor units of the year, and more is never less', () => {
  const of = (unitAmount: number, interval: Interval) => ({ price: fixed(unitAmount), interval, quantity: 1 })
  const intervals = fc.record({
    unit: fc.constantFrom('day' as const, 'week' as const, 'month' as const, 'year' as const),
    count: fc.integer({ min: 1, max: 24 }),
  })
  fc.assert(
    fc.property(fc.nat(10_000_000), fc.nat(1_000), intervals, (amount, more, interval) => {
      const month = monthlyRevenue(of(amount, interval)).amount
      expect(Math.abs(month * 12 - annualRevenue(of(amount, interval)).amount)).toBeLessThanOrEqual(6.5)
      expect(monthlyRevenue(of(amount + more, interval)).amount).toBeGreaterThanOrEqual(month)
    }),
  )
})
