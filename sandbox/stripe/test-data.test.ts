import { describe, expect, it } from 'vitest'
import { readCard } from './card-data'
import { canonicalForm, decodeForm } from './form'
import { cardNamed, findCard } from './test-cards'
import { findIban, ibanNamed } from './test-ibans'

describe('test cards', () => {
  it.each([
    ['pm_card_visa', '4242424242424242'],
    ['tok_visa', '4242424242424242'],
    ['tok_chargeDeclined', '4000000000000002'],
    ['tok_chargeDeclinedInsufficientFunds', '4000000000009995'],
    ['tok_chargeDeclinedProcessingError', '4000000000000119'],
    ['tok_chargeDeclinedFraudulent', '4100000000000019'],
    ['tok_chargeCustomerFail', '4000000000000341'],
    ['tok_threeDSecure2Required', '4000000000003220'],
    ['tok_createDispute', '4000000000000259'],
    ['pm_card_authenticationRequired', '4000002760003184'],
    ['pm_card_authenticationRequiredOnSetup', '4000002500003155'],
    ['pm_card_authenticationRequiredChargeDeclinedInsufficientFunds', '4000008260003178'],
    ['tok_fr', '4000002500000003'],
    ['pm_card_jp', '4000003920000003'],
  ])('%s is %s', (name, number) => {
    expect(cardNamed(name)).toBe(findCard(number))
    expect(readCard({ number, exp_month: 12, exp_year: 30, cvc: '123' }, 1_790_000_000).expYear).toBe(2030)
  })

  it('are the only ones: another number that passes the check digit is refused', () => {
    const live = { number: '4929420573595709', exp_month: 12, exp_year: 2040 }
    expect(() => readCard(live, 1_790_000_000)).toThrow('test mode')
  })
})

describe('test IBANs', () => {
  it.each([
    'at',
    'be',
    'ch',
    'de',
    'ee',
    'es',
    'fi',
    'fr',
    'gb',
    'gi',
    'hr',
    'ie',
    'li',
    'lt',
    'lu',
    'nl',
    'no',
    'pt',
    'se',
  ])('of %s do what their names say', (country) => {
    expect(ibanNamed(`pm_success_${country}`)?.behaviour).toMatchObject({
      outcome: 'succeeds',
      isDelayed: false,
    })
    expect(ibanNamed(`pm_successDelayed_${country}`)?.behaviour).toMatchObject({
      outcome: 'succeeds',
      isDelayed: true,
    })
    expect(ibanNamed(`pm_failed_${country}`)?.behaviour.outcome).toBe('fails')
    expect(ibanNamed(`pm_failedDelayed_${country}`)?.behaviour).toMatchObject({
      outcome: 'fails',
      isDelayed: true,
    })
    expect(ibanNamed(`pm_disputed_${country}`)?.behaviour.outcome).toBe('disputed')
    expect(ibanNamed(`pm_exceedsWeeklyVolumeLimit_${country}`)?.behaviour.outcome).toBe('fails')
  })

  it('are read with spaces and checked by their digits', () => {
    expect(findIban('DE89 3704 0044 0532 0130 00')).toMatchObject({
      country: 'DE',
      bankCode: '37040044',
      last4: '3000',
    })
    expect(findIban('DE88370400440532013000')).toBeUndefined()
    expect(findIban('DE8937040044053201300')).toBeUndefined()
    expect(findIban('')).toBeUndefined()
  })
})

describe('forms', () => {
  it('nest by brackets and make lists of numbers and of nothing', () => {
    expect(decodeForm('a=1&b[c][d]=x+y&e[0][f]=1&e[1][f]=2&g[]=p&g[]=q&h=')).toEqual({
      a: '1',
      b: { c: { d: 'x y' } },
      e: [{ f: '1' }, { f: '2' }],
      g: ['p', 'q'],
      h: '',
    })
    expect(decodeForm('m%5Bk%5D=%E2%82%AC&n[__proto__]=1')).toEqual({
      m: { k: '€' },
      n: JSON.parse('{"__proto__":"1"}'),
    })
    expect(decodeForm('broken=%zz')).toEqual({ broken: '%zz' })
  })

  it('are the same whatever the order of their names', () => {
    expect(canonicalForm(decodeForm('a=1&b[x]=2&b[y]=3'))).toBe(
      canonicalForm(decodeForm('b[y]=3&b[x]=2&a=1')),
    )
    expect(canonicalForm(decodeForm('a=1'))).not.toBe(canonicalForm(decodeForm('a=2')))
  })
})
