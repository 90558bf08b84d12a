import fc from 'fast-check'
import { expect, test } from 'vitest'
import { labelStep, niceTicks, stackedExtremes } from './chart-scale'

test.each([
  [[], [0]],
  [[0, 0, null], [0]],
  [
    [0, 4_900],
    [0, 1_000, 2_000, 3_000, 4_000, 5_000],
  ],
  [
    [22_240, -1_900],
    [-5_000, 0, 5_000, 10_000, 15_000, 20_000, 25_000],
  ],
  [[3], [0, 1, 2, 3]],
  [
    [-7, -2],
    [-8, -6, -4, -2, 0],
  ],
])('%j is marked at %j', (values, ticks) => {
  expect(niceTicks(values)).toEqual(ticks)
})

test('marks are whole, evenly spaced, few, and hold every value and zero', () => {
  const amount = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 })
  fc.assert(
    fc.property(fc.array(amount, { minLength: 1 }), (values) => {
      const ticks = niceTicks(values)
      const [first = Number.NaN, second = first] = ticks
      expect(ticks.every(Number.isSafeInteger)).toBe(true)
      expect(ticks).toContain(0)
      expect(ticks.length).toBeLessThanOrEqual(7)
      for (const [at, tick] of ticks.entries()) expect(tick).toBe(first + at * (second - first))
      expect(Math.min(...values)).toBeGreaterThanOrEqual(first)
      expect(Math.max(...values)).toBeLessThanOrEqual(ticks.at(-1) ?? 0)
    }),
  )
})

test('stacked bars reach as far as what stands on one another', () => {
  expect(
    stackedExtremes([
      [1, 2, null],
      [-3, 4, 5],
      [-1, -6, 7],
    ]),
  ).toEqual([1, -4, 6, -6, 12, 0])
})

test('an axis names as many points as there is room for', () => {
  expect([7, 30, 31, 168, 12, 1, 0].map((count) => labelStep(count, 8))).toEqual([1, 4, 4, 24, 2, 1, 1])
})
