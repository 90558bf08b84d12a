import { expect, test } from 'vitest'
import { percentText, readAmount, readCount, readPercent, readUnitAmount } from './amount-input'

test.each<[string, string, number | null]>([
  ['49', 'EUR', 4_900],
  ['49.00', 'EUR', 4_900],
  [' 49,5 ', 'EUR', 4_950],
  ['0.07', 'EUR', 7],
  ['.5', 'EUR', 50],
  ['1,234.50', 'EUR', 123_450],
  ['1.234,50', 'EUR', 123_450],
  ['1 234,50', 'EUR', 123_450],
  ["12'345'678.90", 'CHF', 1_234_567_890],
  ['1.234.567', 'EUR', 123_456_700],
  ['1200', 'JPY', 1_200],
  ['1.5', 'JPY', null],
  ['1.2345', 'KWD', null],
  ['0.005', 'KWD', 5],
  ['1.200', 'EUR', null],
  ['1,2,3', 'EUR', null],
  ['1.234.50', 'EUR', null],
  ['-5', 'EUR', null],
  ['', 'EUR', null],
  ['free', 'EUR', null],
  ['1234567890123', 'EUR', null],
])('%j in %s is %j', (text, currency, amount) => {
  expect(readAmount(text, currency)).toBe(amount)
})

test('a price of one unit may be a fraction of a minor unit, and stays exact', () => {
  expect(readUnitAmount('0.0005', 'USD')).toBe('0.05')
  expect(readUnitAmount('0,10', 'EUR')).toBe(10)
  expect(readUnitAmount('12.3456', 'EUR')).toBe('1234.56')
  expect(readUnitAmount('0.5', 'JPY')).toBe('0.5')
  expect(readUnitAmount('a', 'EUR')).toBeNull()
})

test('shares are parts per million, and come back as they were typed', () => {
  for (const [text, ppm] of [
    ['19', 190_000],
    ['8.875', 88_750],
    ['5.5 %', 55_000],
    ['0.0001', 1],
    ['100', 1_000_000],
  ] as const) {
    expect(readPercent(text)).toBe(ppm)
    expect(readPercent(percentText(ppm))).toBe(ppm)
  }
  expect(['101', '1.23456', 'x', ''].map(readPercent)).toEqual([null, null, null, null])
  expect([percentText(0), percentText(88_750)]).toEqual(['0', '8.875'])
})

test('counts are whole', () => {
  expect([readCount('12'), readCount('1 000'), readCount('1.5'), readCount('-1'), readCount('')]).toEqual([
    12,
    1_000,
    null,
    null,
    null,
  ])
})
