import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDecimals, compareDecimals, decimal, fromUnits, readDecimal, toUnits } from './decimal'

test.each<[unknown, string | null]>([
  [0, '0'],
  [-0, '0'],
  ['-0.000', '0'],
  [12.5, '12.5'],
  ['007.500', '7.5'],
  ['+3', '3'],
  [1e-7, '0.0000001'],
  ['1.5e3', '1500'],
  [1e20, '100000000000000000000'],
  [0.1 + 0.2, '0.3'],
  ['0.0000000000005', '0.000000000001'],
  ['-0.0000000000005', '-0.000000000001'],
  ['0.0000000000004', '0'],
  ['1e99', null],
  [1e22, null],
  [Number.NaN, null],
  [Number.POSITIVE_INFINITY, null],
  ['', null],
  ['.5', null],
  ['5.', null],
  ['1,5', null],
  [' 1', null],
  ['0x10', null],
  ['9'.repeat(65), null],
  [null, null],
  [true, null],
  [{}, null],
])('%j is read as %j', (value, expected) => {
  expect(readDecimal(value)).toBe(expected)
})

test('our own data is a decimal or a bug', () => {
  expect(decimal('2.50')).toBe('2.5')
  expect(() => decimal('soon')).toThrow('not a decimal')
})

const units = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n })

test('text and units are the same number, and sums and order are those of the integers', () => {
  fc.assert(
    fc.property(units, units, (a, b) => {
      expect(toUnits(fromUnits(a))).toBe(a)
      expect(readDecimal(fromUnits(a))).toBe(fromUnits(a))
      expect(toUnits(addDecimals(fromUnits(a), fromUnits(b)))).toBe(a + b)
      expect(Math.sign(compareDecimals(fromUnits(a), fromUnits(b)))).toBe(a < b ? -1 : a > b ? 1 : 0)
    }),
  )
})

test('whole numbers are added as exactly, however many digits they have', () => {
  const whole = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n })
  fc.assert(
    fc.property(whole, whole, (a, b) => {
      expect(addDecimals(String(a), String(b))).toBe(String(a + b))
    }),
  )
  expect(addDecimals('-5', '5')).toBe('0')
  expect(addDecimals('999999999999999', '999999999999999')).toBe('1999999999999998')
})

test('a float reads back as the decimal people see', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), fc.nat(6), (n, places) => {
      const float = Number((n / 10 ** places).toFixed(places))
      expect(Number(decimal(float))).toBe(float)
    }),
  )
})
