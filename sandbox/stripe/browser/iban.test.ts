import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkIban, compactIban, formatIban, ibanCountry, ibanNeedsAddress, mod97 } from './iban'

describe('checkIban', () => {
  it.each([
    ['DE89 3704 0044 0532 0130 00', 'complete'],
    ['de89370400440532013000', 'complete'],
    ['AT611904300234573201', 'complete'],
    ['FR1420041010050500013M02606', 'complete'],
    ['NL39 RABO 0300 0652 64', 'complete'],
    ['DE88370400440532013000', 'invalid'],
    ['DE8937040044053201300', 'incomplete'],
    ['D', 'incomplete'],
    ['', 'incomplete'],
    ['1', 'invalid'],
    ['12', 'invalid'],
    ['US12', 'unsupported_country'],
  ])('%s is %s', (text, verdict) => expect(checkIban(text)).toBe(verdict))

  it('finds two neighbouring characters that changed places', () => {
    const iban = 'DE89370400440532013000'
    fc.assert(
      fc.property(fc.integer({ min: 4, max: iban.length - 2 }), (at) => {
        const a = iban[at] ?? ''
        const b = iban[at + 1] ?? ''
        fc.pre(a !== b)
        expect(mod97(iban.slice(0, at) + b + a + iban.slice(at + 2))).not.toBe(1)
      }),
    )
  })
})

describe('writing', () => {
  it('groups by four and drops what is too long', () => {
    expect(formatIban('de89370400440532013000999')).toBe('DE89 3704 0044 0532 0130 00')
    expect(compactIban(' at61-1904 ')).toBe('AT611904')
  })

  it('knows the country and who must give an address', () => {
    expect(ibanCountry('d')).toBeNull()
    expect(ibanCountry('de')).toBe('DE')
    expect(ibanNeedsAddress('CH93')).toBe(true)
    expect(ibanNeedsAddress('DE89')).toBe(false)
  })
})
