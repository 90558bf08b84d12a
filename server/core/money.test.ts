import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allocate, money, mulDiv, scale, sub, sum } from './money'

const eur = (amount: number) => money(amount, 'EUR')
const amounts = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 })

test.each([
  ['half_up', 5, 1, 2, 3],
  ['half_up', -5, 1, 2, -3],
  ['half_down', 5, 1, 2, 2],
  ['half_down', -5, 1, 2, -2],
  ['half_down', 7, 3, 4, 5],
  ['down', 7, 1, 4, 1],
  ['down', -7, 1, 4, -1],
  ['up', 5, 1, 4, 2],
  ['up', -5, 1, 4, -2],
  ['up', 8, 1, 4, 2],
] as const)('%s: %i × %i / %i is %i', (rounding, amount, num, den, result) => {
  expect(mulDiv(amount, num, den, rounding)).toBe(result)
})

describe('money', () => {
  test('is whole minor units of a currency, exact beyond what floats can hold', () => {
    expect(() => money(0.1, 'EUR')).toThrow('whole')
    expect(() => money(1, 'eur')).toThrow('ISO')
    expect(() => money(Number.MAX_SAFE_INTEGER + 1, 'EUR')).toThrow()
    expect(() => sub(eur(1), money(1, 'USD'))).toThrow('do not mix')
    expect(scale(eur(9_007_199_254_740_991), 1_000_000, 1_000_000, 'down').amount).toBe(9_007_199_254_740_991)
    expect(Object.is(money(-0, 'EUR').amount, 0)).toBe(true)
  })

  test('parts always sum to the whole, each within one unit of its share', () => {
    fc.assert(
      fc.property(amounts, fc.array(fc.nat(10_000), { minLength: 1, maxLength: 30 }), (amount, weights) => {
        const parts = allocate(eur(amount), weights)
        expect(sum(parts, 'EUR').amount).toBe(amount)
        const total = weights.reduce((a, b) => a + b, 0)
        if (total === 0) return
        parts.forEach((part, i) => {
          const exact = (amount * (weights[i] ?? 0)) / total
          expect(Math.abs(part.amount - exact)).toBeLessThanOrEqual(1 + Math.abs(exact) * 1e-9)
        })
      }),
    )
  })

  test('a part and the rest of it are the whole, however it is rounded', () => {
    fc.assert(
      fc.property(amounts, fc.nat(1_000_000), (amount, ppm) => {
        const part = scale(eur(amount), ppm, 1_000_000, 'down')
        expect(Math.abs(part.amount)).toBeLessThanOrEqual(Math.abs(amount))
        expect(part.amount + sub(eur(amount), part).amount).toBe(amount)
      }),
    )
  })
})
