import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Interval } from './time'
import { periodContaining, usagePeriod, WITHOUT_END } from './usage-period'

const at = (text: string) => new Date(text.length === 10 ? `${text}T00:00:00Z` : text)
const MONTH: Interval = { unit: 'month', count: 1 }

const running = {
  startedAt: at('2026-01-17'),
  anchorAt: at('2026-01-31'),
  interval: MONTH,
  periodStartAt: at('2026-02-28'),
  periodEndAt: at('2026-03-31'),
  trialStartAt: at('2026-01-17'),
  trialEndAt: at('2026-01-31'),
}

test.each([
  ['in the period that the engine has reached', '2026-03-01', '2026-02-28', '2026-03-31'],
  ['at its first instant', '2026-02-28', '2026-02-28', '2026-03-31'],
  ['in the one before, which was billed', '2026-02-27T23:59:59.999Z', '2026-01-31', '2026-02-28'],
  ['in one that the engine has not reached', '2026-05-31', '2026-05-31', '2026-06-30'],
  ['in the trial', '2026-01-30T23:59:59.999Z', '2026-01-17', '2026-01-31'],
])('an event %s counts there', (_, event, startAt, endAt) => {
  expect(usagePeriod(running, 'resettable', at(event))).toEqual({ startAt: at(startAt), endAt: at(endAt) })
})

test('a continuous metric has one period', () => {
  const period = { startAt: at('2026-01-17'), endAt: WITHOUT_END }
  for (const event of ['2026-01-17', '2026-03-01', '2030-01-01'])
    expect(usagePeriod(running, 'continuous', at(event))).toEqual(period)
})

test('before an anchor that was moved there is no saying', () => {
  const moved = { ...running, trialStartAt: null, trialEndAt: null }
  expect(usagePeriod(moved, 'resettable', at('2026-01-30'))).toBeNull()
  expect(usagePeriod(moved, 'resettable', at('2026-01-31'))).not.toBeNull()
})

test('every instant lies in the period that is found for it, whatever the interval', () => {
  fc.assert(
    fc.property(
      fc.date({ min: at('2000-01-01'), max: at('2040-01-01'), noInvalidDate: true }),
      fc.integer({ min: 0, max: 60 * 366 * 86_400_000 }),
      fc.constantFrom<Interval['unit']>('day', 'week', 'month', 'year'),
      fc.integer({ min: 1, max: 100 }),
      (anchor, later, unit, count) => {
        const event = new Date(anchor.getTime() + later)
        const { startAt, endAt } = periodContaining(anchor, { unit, count }, event)
        expect([startAt <= event, event < endAt]).toEqual([true, true])
      },
    ),
  )
})
