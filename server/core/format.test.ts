import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  decimalAmount,
  formatDate,
  formatMoney,
  formatMoneyTick,
  formatQuantity,
  formatRate,
  formatUnitAmount,
  type Locale,
  minorDigits,
} from './format'

/** Intl separates with several kinds of space; the tests read them all as one. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

describe('formatMoney', () => {
  test.each<[number | bigint, string, Locale, string]>([
    [1840, 'EUR', 'en', '€18.40'],
    [211_200, 'EUR', 'en', '€2,112.00'],
    [211_200, 'EUR', 'de', '2.112,00 €'],
    [211_200, 'EUR', 'fr', '2 112,00 €'],
    [-21_120, 'EUR', 'en', '−€211.20'],
    [-21_120, 'EUR', 'de', '−211,20 €'],
    [0, 'USD', 'en', '$0.00'],
    [5, 'USD', 'en', '$0.05'],
    [-5, 'USD', 'en', '−$0.05'],
    [1250, 'JPY', 'en', '¥1,250'],
    [1250, 'JPY', 'de', '1.250 ¥'],
    [1_234_567, 'KWD', 'en', 'KWD 1,234.567'],
    [5, 'KWD', 'fr', '0,005 KWD'],
    [4900, 'ISK', 'en', 'ISK 49.00'],
    [4900, 'HUF', 'en', 'HUF 49.00'],
    [9_007_199_254_740_991, 'EUR', 'en', '€90,071,992,547,409.91'],
    [900_719_925_474_099_123n, 'EUR', 'en', '€9,007,199,254,740,991.23'],
  ])('%s %s in %s is %s', (amount, currency, locale, expected) => {
    expect(plain(formatMoney(amount, currency, locale))).toBe(expected)
  })

  test.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuses %s minor units', (amount) => {
    expect(() => formatMoney(amount, 'EUR', 'en')).toThrow('not a whole number')
  })
})

test.each<[number, string, Locale, string]>([
  [0, 'EUR', 'en', '€0'],
  [250_000, 'EUR', 'en', '€2,500'],
  [-250_000, 'EUR', 'de', '−2.500 €'],
  [50, 'EUR', 'en', '€0.50'],
  [5_000, 'JPY', 'en', '¥5,000'],
  [20_000_000, 'EUR', 'en', '€200,000'],
  [1_250_000_000, 'EUR', 'en', '€12.5M'],
])('beside an axis %s %s in %s is %s', (amount, currency, locale, expected) => {
  expect(plain(formatMoneyTick(amount, currency, locale))).toBe(expected)
})

test('decimalAmount reads back as the same minor units, for every kind of currency', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.constantFrom('EUR', 'JPY', 'KWD'), (amount, currency) => {
      const text = decimalAmount(amount, currency)
      const [, fraction = ''] = text.split('.')
      expect(fraction).toHaveLength(minorDigits(currency))
      expect(BigInt(text.replace('.', ''))).toBe(BigInt(amount))
    }),
  )
})

test.each<[number | string, string, Locale, string]>([
  [4900, 'EUR', 'en', '€49.00'],
  ['0.05', 'USD', 'en', '$0.0005'],
  ['12.5', 'EUR', 'de', '0,125 €'],
  ['0.000000000001', 'EUR', 'en', '€0.00000000000001'],
  ['3.25', 'JPY', 'en', '¥3.25'],
])('a unit price of %s %s in %s is %s', (amount, currency, locale, expected) => {
  expect(plain(formatUnitAmount(amount, currency, locale))).toBe(expected)
})

test.each(['1e3', 'abc', '', '1.', '0.0000000000001'])('refuses %j as a unit price', (amount) => {
  expect(() => formatUnitAmount(amount, 'EUR', 'en')).toThrow('not an amount')
})

test.each<[number, Locale, string]>([
  [190_000, 'en', '19%'],
  [190_000, 'de', '19 %'],
  [88_750, 'en', '8.875%'],
  [88_750, 'fr', '8,875 %'],
  [1, 'en', '0.0001%'],
  [0, 'en', '0%'],
  [1_000_000, 'en', '100%'],
])('%s parts per million in %s is %s', (ratePpm, locale, expected) => {
  expect(plain(formatRate(ratePpm, locale))).toBe(expected)
})

test.each<[number | string, Locale, string]>([
  [4, 'en', '4'],
  [12_345, 'de', '12.345'],
  ['1234567.25', 'en', '1,234,567.25'],
  ['9007199254740993.000001', 'en', '9,007,199,254,740,993.000001'],
  [-2, 'en', '−2'],
])('a quantity of %s in %s is %s', (quantity, locale, expected) => {
  expect(plain(formatQuantity(quantity, locale))).toBe(expected)
})

describe('formatDate', () => {
  const at = new Date('2026-12-01T01:30:00Z')
  test.each<[Locale, 'long' | 'medium' | 'day' | 'month', string]>([
    ['en', 'long', '1 December 2026'],
    ['en', 'medium', '1 Dec 2026'],
    ['en', 'day', '1 Dec'],
    ['de', 'long', '1. Dezember 2026'],
    ['fr', 'long', '1 décembre 2026'],
    ['fr', 'month', 'décembre 2026'],
  ])('%s %s', (locale, style, expected) => {
    expect(formatDate(at, locale, { style })).toBe(expected)
  })

  test('the day is the day in the time zone asked for', () => {
    expect(formatDate(at, 'en', { timeZone: 'America/New_York' })).toBe('30 November 2026')
  })
})
