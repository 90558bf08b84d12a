import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DomainError } from '../errors'
import { quarterOf } from './sales'
import {
  type Bucket,
  bucketsOf,
  dayOf,
  dayStart,
  daysBetween,
  parseSalesRange,
  previousRange,
  type SalesPeriod,
} from './sales-range'
import { onClocks } from './time'

const HOUR_MS = 3_600_000
/** Two changes a year, none, offsets of 45 and 30 minutes, half an hour of summer time, changes at and over midnight. */
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'America/Santiago',
  'Asia/Beirut',
  'America/Havana',
  'Africa/Casablanca',
  'Pacific/Apia',
  'America/St_Johns',
]
const zones = fc.constantFrom(...ZONES)
const instants = fc.date({
  min: new Date('2005-01-01'),
  max: new Date('2030-01-01'),
  noInvalidDate: true,
})
const periods = fc.constantFrom<SalesPeriod[]>('hour', 'day', 'month')

const labels = (buckets: Bucket[]) => buckets.map(({ label }) => label)
const hoursOf = (day: string, timezone: string) =>
  bucketsOf({ period: 'hour', from: dayStart(day, timezone), to: dayStart(nextDay(day), timezone) }, timezone)
const nextDay = (day: string) => new Date(Date.parse(day) + 24 * HOUR_MS).toISOString().slice(0, 10)

test('buckets follow each other without a gap, from the one of the first instant to the one of the last', () => {
  fc.assert(
    fc.property(
      periods,
      zones,
      instants,
      fc.integer({ min: 1, max: 400 }),
      (period, timezone, from, hours) => {
        const to = new Date(from.getTime() + hours * HOUR_MS)
        const buckets = bucketsOf({ period, from, to }, timezone)
        const [first, last] = [buckets[0], buckets.at(-1)]
        expect(first && first.startAt <= from && from < first.endAt).toBe(true)
        expect(last && last.startAt < to && to <= last.endAt).toBe(true)
        for (const [i, { startAt, endAt }] of buckets.entries()) {
          expect(endAt > startAt).toBe(true)
          expect(endAt).toEqual(buckets[i + 1]?.startAt ?? endAt)
          expect(quarterOf(startAt)).toEqual(startAt)
        }
      },
    ),
    { numRuns: 100 },
  )
})

test('the hours of a day are that day, the days of a month are that month, and each instant is of its day', () => {
  fc.assert(
    fc.property(zones, instants, (timezone, at) => {
      const day = dayOf(at, timezone)
      const [of] = bucketsOf({ period: 'day', from: at, to: new Date(at.getTime() + 1) }, timezone)
      expect(of).toMatchObject({ label: day })
      const hours = bucketsOf({ period: 'hour', from: of?.startAt ?? at, to: of?.endAt ?? at }, timezone)
      expect([hours[0]?.startAt, hours.at(-1)?.endAt]).toEqual([of?.startAt, of?.endAt])
      for (const { label, startAt, endAt } of hours) {
        expect(label).toBe(`${onClocks(startAt, timezone).toISOString().slice(0, 13).replace('T', ' ')}:00`)
        expect(endAt.getTime() - startAt.getTime()).toBeLessThanOrEqual(HOUR_MS)
      }
      const [month] = bucketsOf({ period: 'month', from: at, to: new Date(at.getTime() + 1) }, timezone)
      expect(day.slice(0, 7)).toBe(month?.label)
    }),
    { numRuns: 100 },
  )
})

test.each([
  ['Europe/Berlin', '2026-10-25', 25, '02:00 02:00', 25],
  ['Europe/Berlin', '2026-03-29', 23, '01:00 03:00', 23],
  // Half an hour twice: from 02:00 back to 01:30.
  ['Australia/Lord_Howe', '2026-04-05', 25, '01:00 01:00', 24.5],
  ['Australia/Lord_Howe', '2026-10-04', 24, '01:00 02:00', 23.5],
  ['Asia/Kathmandu', '2026-05-01', 24, '01:00 02:00', 24],
  // 24:00 becomes 23:00, and 00:00 becomes 01:00.
  ['America/Santiago', '2026-04-04', 25, '23:00 23:00', 25],
  ['America/Santiago', '2026-09-06', 23, '01:00 02:00', 23],
])('%s on %s has %i buckets of an hour, among them %s', (timezone, day, count, shown, hours) => {
  const buckets = hoursOf(day, timezone)
  expect(buckets).toHaveLength(count)
  expect(labels(buckets).join(' ').replaceAll(`${day} `, '')).toContain(shown)
  const length = (buckets.at(-1)?.endAt.getTime() ?? 0) - (buckets[0]?.startAt.getTime() ?? 0)
  expect(length / HOUR_MS).toBe(hours)
})

test('a day that a zone left out is no bucket, and one that clocks come back to is not begun twice', () => {
  const range = (from: string, to: string) => ({
    period: 'day' as const,
    from: new Date(`${from}T12:00:00Z`),
    to: new Date(`${to}T12:00:00Z`),
  })
  expect(labels(bucketsOf(range('2011-12-29', '2012-01-01'), 'Pacific/Apia'))).toEqual([
    '2011-12-29',
    '2011-12-31',
    '2012-01-01',
    '2012-01-02',
  ])
  // At 00:01 of the 7th the clocks went back to 23:01 of the 6th.
  const again = new Date('2010-11-07T03:00:00Z')
  expect([onClocks(again, 'America/St_Johns').toISOString(), dayOf(again, 'America/St_Johns')]).toEqual([
    '2010-11-06T23:30:00.000Z',
    '2010-11-07',
  ])
})

test('the days of a span are all there, the one of the last instant too', () => {
  const [first, last] = [new Date('2026-03-28T23:00:00Z'), new Date('2026-03-30T22:00:00Z')]
  const days = daysBetween({ first, last }, 'Europe/Berlin')
  expect(days.map(({ day }) => day)).toEqual(['2026-03-29', '2026-03-30', '2026-03-31'])
})

const NOW = new Date('2026-03-31T10:20:00Z')
const parse = (rangeStart: string, rangeEnd?: string, period = 'day') =>
  parseSalesRange({ period, rangeStart, rangeEnd }, NOW, 'Europe/Berlin')

test.each([
  ['-2h', '2026-03-31T08:20:00Z'],
  // The clocks changed on the 29th: the same time of the day is an hour later.
  ['-3d', '2026-03-28T11:20:00Z'],
  ['-1w', '2026-03-24T11:20:00Z'],
  // A month back from the 31st is the last day of February.
  ['-1m', '2026-02-28T11:20:00Z'],
  ['-12m', '2025-03-31T10:20:00Z'],
  ['2026-03-29', '2026-03-28T23:00:00Z'],
  ['2026-02', '2026-01-31T23:00:00Z'],
  ['2026-03-30T00:00:00', '2026-03-29T22:00:00Z'],
  ['2026-03-30T00:00+02:00', '2026-03-29T22:00:00Z'],
  ['2026-03-30T00:00:00+0200', '2026-03-29T22:00:00Z'],
  ['2026-03-30T00:00:00.000Z', '2026-03-30T00:00:00Z'],
])('a range begins at %s: %s', (text, at) => {
  expect(parse(text).from.toISOString().replace('.000', '')).toBe(at)
})

test.each([
  ['now', ['2026-03-30', '2026-03-31']],
  ['-1d', ['2026-03-30']],
  ['2026-03-31', ['2026-03-30', '2026-03-31']],
  ['2026-03', ['2026-03-30', '2026-03-31']],
  ['2026-03-31T00:00', ['2026-03-30']],
  ['2026-03-31T00:01', ['2026-03-30', '2026-03-31']],
  [undefined, ['2026-03-30', '2026-03-31']],
])('a range that ends with %s shows %s', (end, shown) => {
  expect(labels(bucketsOf(parse('2026-03-30', end), 'Europe/Berlin'))).toEqual(shown)
})

test('the very first instant of a day is shown as `now`; without words it is the last week by day', () => {
  const midnight = new Date('2026-01-08T00:00:00Z')
  const range = parseSalesRange({}, midnight, 'UTC')
  expect(labels(bucketsOf(range, 'UTC'))).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((day) => `2026-01-0${day}`))
})

test.each([
  [{ period: 'week' }, ['period']],
  [{ rangeStart: '' }, ['rangeStart']],
  [{ rangeStart: '-1y' }, ['rangeStart']],
  [{ rangeStart: '1d' }, ['rangeStart']],
  [{ rangeStart: '-99999d' }, ['rangeStart']],
  [{ rangeStart: '2026-02-30' }, ['rangeStart']],
  [{ rangeStart: '2026-13' }, ['rangeStart']],
  [{ rangeStart: '2026-01-01T25:00' }, ['rangeStart']],
  [{ rangeStart: '2026-01-01; drop' }, ['rangeStart']],
  [{ rangeStart: '-1d', rangeEnd: '-2d' }, ['rangeStart']],
  [{ rangeStart: 'now', rangeEnd: 'never', period: 'x' }, ['period', 'rangeEnd']],
  [{ rangeStart: '1969-01-01' }, ['rangeStart']],
  [{ rangeStart: '-9999m' }, ['rangeStart']],
  [{ rangeStart: '-5001h', period: 'hour' }, ['rangeStart']],
])('%o is refused by name: %o', (text, fields) => {
  const refused = (() => {
    try {
      return parseSalesRange(text, NOW, 'Europe/Berlin')
    } catch (error) {
      return error
    }
  })()
  if (!(refused instanceof DomainError)) throw refused
  expect([refused.code, Object.keys(refused.details.fields ?? {})]).toEqual(['invalid_input', fields])
})

test('what a range is compared with is as long and ends where it begins', () => {
  fc.assert(
    fc.property(
      periods,
      fc.constantFrom('Europe/Berlin', 'Asia/Kathmandu'),
      instants,
      fc.integer({ min: 1, max: 400 }),
      (period, timezone, from, hours) => {
        const range = { period, from, to: new Date(from.getTime() + hours * HOUR_MS) }
        const [now, before] = [range, previousRange(range, timezone)].map((of) => bucketsOf(of, timezone))
        expect(before).toHaveLength(now?.length ?? 0)
        expect(before?.at(-1)?.endAt).toEqual(now?.[0]?.startAt)
      },
    ),
    { numRuns: 100 },
  )
})
