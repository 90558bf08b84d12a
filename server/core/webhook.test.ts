import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays } from './time'
import { DELIVERY_LIFE_MS, givesUp, nextDelivery } from './webhook'

const MADE = new Date('2026-01-01T00:00:00Z')
const after = (ms: number) => new Date(MADE.getTime() + ms)

test.each([
  [1, 10_000],
  [2, 30_000],
  [3, 90_000],
  [4, 270_000],
  [9, 12 * 3_600_000],
  [20, 12 * 3_600_000],
])(
  'after failure %i the next try is %i ms later, a fifth less to a fifth more by chance',
  (failedCount, ms) => {
    const by = (chance: number) =>
      (nextDelivery({ madeAt: MADE, failedCount, chance }, MADE)?.getTime() ?? 0) - MADE.getTime()
    expect([by(0), by(0.5), by(1)]).toEqual([ms * 0.8, ms, ms * 1.2])
  },
)

test('it is tried for three days and not longer', () => {
  const next = (now: Date) => nextDelivery({ madeAt: MADE, failedCount: 20, chance: 0.5 }, now)
  expect(next(after(DELIVERY_LIFE_MS - 12 * 3_600_000))).toEqual(addDays(MADE, 3))
  expect(next(after(DELIVERY_LIFE_MS - 12 * 3_600_000 + 1))).toBeNull()
})

test('whatever chance does, it is tried 12 to 18 times, the last try in the last 15 hours', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 40, maxLength: 40 }),
      (chances) => {
        let at = MADE
        let tries = 1
        for (const chance of chances) {
          const next = nextDelivery({ madeAt: MADE, failedCount: tries, chance }, at)
          if (next === null) break
          expect(next.getTime()).toBeGreaterThan(at.getTime())
          at = next
          tries += 1
        }
        expect(tries).toBeGreaterThanOrEqual(12)
        expect(tries).toBeLessThanOrEqual(18)
        const leftMs = DELIVERY_LIFE_MS - (at.getTime() - MADE.getTime())
        expect(leftMs).toBeGreaterThanOrEqual(0)
        expect(leftMs).toBeLessThan(15 * 3_600_000)
      },
    ),
  )
})

test.each([
  [410, null, 'gone'],
  [500, null, null],
  [500, addDays(MADE, -4), null],
  [null, addDays(MADE, -5), 'failing'],
] as const)('status %s, failing since %s: %s', (status, failingSince, reason) => {
  expect(givesUp({ status, failingSince }, MADE)).toBe(reason)
})
