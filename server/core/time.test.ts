import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addIsoDuration, earliest, type Interval, periodAt, periodStart } from './time'

const at = (day: string) => new Date(`${day}T09:30:00Z`)
const MONTH: Interval = { unit: 'month', count: 1 }
const YEAR: Interval = { unit: 'year', count: 1 }

test('months are counted from the anchor: the 31st comes back after February', () => {
  expect([0, 1, 2, 3, 4].map((k) => periodStart(at('2026-01-31'), MONTH, k))).toEqual(
    ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31'].map(at),
  )
})

test('29 February of a leap year is the 28th in others and the 29th in the next', () => {
  expect([1, 2, 3, 4].map((k) => periodStart(at('2024-02-29'), YEAR, k))).toEqual(
    ['2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29'].map(at),
  )
})

test.each([
  [{ unit: 'day', count: 10 }, '2026-01-11'],
  [{ unit: 'week', count: 2 }, '2026-01-15'],
  [{ unit: 'month', count: 3 }, '2026-04-01'],
  [{ unit: 'year', count: 2 }, '2028-01-01'],
] as [Interval, string][])('%o after 1 January 2026 is %s', (interval, day) => {
  expect(periodStart(at('2026-01-01'), interval, 1)).toEqual(at(day))
})

const intervals = fc.record({
  unit: fc.constantFrom('day' as const, 'week' as const, 'month' as const, 'year' as const),
  count: fc.integer({ min: 1, max: 24 }),
})
const dates = fc.date({ min: new Date('2000-01-01'), max: new Date('2060-01-01'), noInvalidDate: true })

test('periods follow each other without a gap or an overlap', () => {
  fc.assert(
    fc.property(dates, intervals, fc.nat(60), (anchor, interval, index) => {
      const period = periodAt(anchor, interval, index)
      expect(period.endAt.getTime()).toBeGreaterThan(period.startAt.getTime())
      expect(periodAt(anchor, interval, index + 1).startAt).toEqual(period.endAt)
    }),
  )
})

test('durations are ISO 8601', () => {
  expect(addIsoDuration(at('2026-01-31'), 'P1M')).toEqual(at('2026-02-28'))
  expect(addIsoDuration(at('2026-01-01'), 'P1Y2M3W4D')).toEqual(at('2027-03-26'))
  expect(addIsoDuration(at('2026-01-01'), 'PT36H')).toEqual(new Date('2026-01-02T21:30:00Z'))
  for (const wrong of ['', 'P', 'PT', '1M', 'P-1M', 'P1.5D', 'soon'])
    expect(addIsoDuration(at('2026-01-01'), wrong)).toBeNull()
})

test('the earliest of what is set', () => {
  expect(earliest(null, at('2026-02-01'), undefined, at('2026-01-01'))).toEqual(at('2026-01-01'))
  expect(earliest(null, undefined)).toBeNull()
})
