import { expect, test } from 'vitest'
import { readAmount } from './amount'

test.each([
  ['18.40', 'EUR', 1_840],
  ['18,4', 'EUR', 1_840],
  [' 1.234,50 ', 'EUR', 123_450],
  ['1,234.50', 'USD', 123_450],
  ['1 234', 'EUR', 123_400],
  ['1,234', 'EUR', 123_400],
  ['1.234.567', 'EUR', 123_456_700],
  ['-5', 'EUR', -500],
  ['−0,05', 'EUR', -5],
  ['.5', 'EUR', 50],
  ['0', 'EUR', 0],
  ['500', 'JPY', 500],
  ['1.234', 'KWD', 1_234],
  ['12.5', 'JPY', null],
  ['0.005', 'EUR', null],
  ['1,23,4', 'EUR', null],
  ['12.34.56', 'EUR', null],
  ['', 'EUR', null],
  ['1e3', 'EUR', null],
  ['€5', 'EUR', null],
])('%s in %s is %s', (text, currency, amount) => {
  expect(readAmount(text, currency)).toBe(amount)
})
