import { describe, expect, test } from 'vitest'
import { formatNumber, numberFormatProblem } from './invoice-number'

const parts = { year: 2026, month: 3, sequence: 42, random: '3f9a12bc' }
const brand = (numberFormat: string | null) => ({ invoicePrefix: 'NW', numberFormat })

test.each([
  [null, 'NW-2026-0042'],
  ['subsequential', 'NW-2026-0042'],
  ['random', '3f9a12bc-000042'],
  ['R%y%m-%5S', 'R2603-00042'],
  ['%Y/%S', '2026/42'],
  ['%R.%S', '3f9a12bc.42'],
  ['100%%-%S', '100%-42'],
  ['%S-%S', '42-42'],
])('%s is %s', (format, number) => {
  expect(formatNumber(brand(format), parts)).toBe(number)
})

test('what was written without its counter, or wrongly, still gives each number once', () => {
  expect(formatNumber(brand('INV'), parts)).toBe('INV42')
  expect(formatNumber(brand('%X-%3R-'), parts)).toBe('%X-%3R-42')
})

describe('a format', () => {
  test.each(['subsequential', 'random', 'NW-%S', '%Y%m-%9S', '%%%S'])('%s can be used', (format) => {
    expect(numberFormatProblem(format)).toBeNull()
  })

  test.each(['', 'NW', '%R', '%X%S', '%3Y%S', '%', '50%-%S', 'Rechnung Nº %S', 'x'.repeat(40).concat('%S')])(
    '%j cannot',
    (format) => {
      expect(numberFormatProblem(format)).toEqual(expect.any(String))
    },
  )
})
