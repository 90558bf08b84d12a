import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  brandOf,
  checkCardNumber,
  checkCvc,
  checkExpiry,
  formatCardNumber,
  formatCvc,
  formatExpiry,
  parseExpiry,
  passesLuhn,
} from './card-number'

describe('passesLuhn', () => {
  it.each(['4242424242424242', '378282246310005', '5555555555554444', '6011111111111117', '30569309025904'])(
    'accepts %s',
    (number) => expect(passesLuhn(number)).toBe(true),
  )

  it('refuses text, the empty string and a wrong check digit', () => {
    expect(passesLuhn('')).toBe(false)
    expect(passesLuhn('4242 4242')).toBe(false)
    expect(passesLuhn('4242424242424241')).toBe(false)
  })

  it('finds each single wrong digit', () => {
    const changed = fc.tuple(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 1, max: 9 }))
    fc.assert(
      fc.property(changed, ([at, by]) => {
        const digits = [...'4242424242424242'].map(Number)
        digits[at] = ((digits[at] ?? 0) + by) % 10
        expect(passesLuhn(digits.join(''))).toBe(false)
      }),
    )
  })
})

describe('brandOf', () => {
  it.each([
    ['4', 'visa'],
    ['51', 'mastercard'],
    ['2221', 'mastercard'],
    ['2720', 'mastercard'],
    ['2721', 'unknown'],
    ['2220', 'unknown'],
    ['34', 'amex'],
    ['37', 'amex'],
    ['36', 'diners'],
    ['3056', 'diners'],
    ['6011', 'discover'],
    ['65', 'discover'],
    ['3566', 'jcb'],
    ['62', 'unionpay'],
    ['', 'unknown'],
    ['9', 'unknown'],
  ])('%s is %s', (digits, brand) => expect(brandOf(digits).brand).toBe(brand))
})

describe('card number', () => {
  it.each([
    ['4242', 'incomplete'],
    ['4242 4242 4242 4242', 'complete'],
    ['4242 4242 4242 4241', 'invalid'],
    ['3782 822463 10005', 'complete'],
    ['3056 9309 0259 04', 'complete'],
    ['6205 5000 0000 0000 004', 'complete'],
    ['', 'incomplete'],
  ])('%s is %s', (text, verdict) => expect(checkCardNumber(text)).toBe(verdict))

  it.each([
    ['4242424242424242', '4242 4242 4242 4242'],
    ['42424242424242429999', '4242 4242 4242 4242'],
    ['378282246310005', '3782 822463 10005'],
    ['6205500000000000004', '6205 5000 0000 0000 004'],
    ['4242-4', '4242 4'],
    ['', ''],
  ])('%s is written %s', (text, written) => expect(formatCardNumber(text)).toBe(written))

  it('formatting changes no digit, and formatting twice is formatting once', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{0,14}$/), (digits) => {
        const once = formatCardNumber(digits)
        expect(once.replace(/ /g, '')).toBe(digits)
        expect(formatCardNumber(once)).toBe(once)
      }),
    )
  })
})

describe('expiry', () => {
  it.each([
    ['1', '1'],
    ['5', '05 / '],
    ['12', '12 / '],
    ['1234', '12 / 34'],
    ['1/34', '01 / 34'],
    ['05/2034', '05 / 34'],
    ['052034', '05 / 34'],
    ['12 / 3', '12 / 3'],
  ])('%s is written %s', (text, written) => expect(formatExpiry(text)).toBe(written))

  const today = { month: 11, year: 2026 }
  it.each([
    ['', 'incomplete'],
    ['12', 'incomplete'],
    ['13', 'invalid_month'],
    ['00', 'invalid_month'],
    ['10 / 26', 'past'],
    ['11 / 26', 'complete'],
    ['12 / 25', 'past'],
    ['12 / 34', 'complete'],
    ['12 / 90', 'invalid_year'],
  ])('%s in November 2026 is %s', (text, verdict) => expect(checkExpiry(text, today)).toBe(verdict))

  it('reads month and year', () => expect(parseExpiry('05 / 34')).toEqual({ month: 5, year: 2034 }))
})

describe('security code', () => {
  const visa = brandOf('4')
  const amex = brandOf('37')
  it('has the length of its brand', () => {
    expect(checkCvc('12', visa)).toBe('incomplete')
    expect(checkCvc('123', visa)).toBe('complete')
    expect(checkCvc('123', amex)).toBe('incomplete')
    expect(checkCvc('1234', amex)).toBe('complete')
    expect(checkCvc('1234', visa)).toBe('invalid')
    expect(formatCvc('12a345', visa)).toBe('123')
  })
})
