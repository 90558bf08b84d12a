import { expect, test } from 'vitest'
import { convert } from './exchange-rate'
import { TAX_RATES } from './tax-rates'

test.each([
  [10_000, 'EUR', 'USD', 11_225],
  [11_225, 'USD', 'EUR', 10_000],
  [100, 'EUR', 'JPY', 177],
  [17_699, 'JPY', 'EUR', 10_000],
  [-10_000, 'EUR', 'USD', -11_225],
  [1, 'JPY', 'EUR', 1],
  [7, 'XAU', 'XAU', 7],
  [7, 'XAU', 'EUR', null],
  [7, 'EUR', 'XAU', null],
] as const)('%i %s in %s', (amount, from, to, expected) => {
  expect(convert({ amount, currency: from }, to)).toBe(expected)
})

test('half of a minor unit is rounded down', () => {
  expect(convert({ amount: 50_000, currency: 'EUR' }, 'GBP')).toBe(42_516)
  expect(convert({ amount: 50_001, currency: 'EUR' }, 'GBP')).toBe(42_517)
})

test('the currency of each country with shipped rates has one', () => {
  for (const { currency } of TAX_RATES)
    expect(convert({ amount: 100, currency: 'EUR' }, currency)).toBeGreaterThan(0)
})
