import { expect, test } from 'vitest'
import { DomainError } from '../errors'
import { type HomeRangeAsk, planHomeRange } from './home-range'
import { bucketsOf } from './sales-range'

const ZONE = 'Europe/Berlin'
/** A Tuesday, half past noon on clocks that went forward two days before. */
const NOW = new Date('2026-03-31T10:30:00Z')

function plan(ask: HomeRangeAsk) {
  const { range, periods } = planHomeRange(ask, NOW, ZONE)
  const buckets = bucketsOf(range, ZONE)
  return { period: range.period, periods, count: buckets.length, labels: buckets.map(({ label }) => label) }
}

test.each<[HomeRangeAsk, string, number, string, string]>([
  [{ range: '24h' }, 'hour', 24, '2026-03-30 13:00', '2026-03-31 12:00'],
  [{ range: '7d' }, 'day', 7, '2026-03-25', '2026-03-31'],
  // Six days, of which one has 23 hours, and what has been of today.
  [{ range: '7d', period: 'hour' }, 'hour', 156, '2026-03-25 00:00', '2026-03-31 12:00'],
  [{ range: '30d' }, 'day', 30, '2026-03-02', '2026-03-31'],
  [{ range: '30d', period: 'hour' }, 'day', 30, '2026-03-02', '2026-03-31'],
  [{ range: '12m' }, 'month', 12, '2025-04', '2026-03'],
  [{ range: '12m', period: 'day' }, 'day', 365, '2025-04-01', '2026-03-31'],
  [
    { range: 'custom', from: '2026-03-29', to: '2026-03-29' },
    'hour',
    23,
    '2026-03-29 00:00',
    '2026-03-29 23:00',
  ],
  [{ range: 'custom', from: '2026-01-15', to: '2026-02-15' }, 'day', 32, '2026-01-15', '2026-02-15'],
  [{ range: 'custom', from: '2024-01-01', to: '2025-12-31' }, 'month', 24, '2024-01', '2025-12'],
  [{ range: 'custom' }, 'day', 32, '2026-02-28', '2026-03-31'],
])('%j is by %s', (ask, period, count, first, last) => {
  const found = plan(ask)
  expect([found.period, found.count, found.labels[0], found.labels.at(-1)]).toEqual([
    period,
    count,
    first,
    last,
  ])
  expect(found.periods).toContain(period)
})

test('a range says by which periods it can be shown, and begins at the same instant by each', () => {
  const periods = (range: HomeRangeAsk['range']) => plan({ range }).periods
  expect([periods('24h'), periods('7d'), periods('30d'), periods('12m')]).toEqual([
    ['hour'],
    ['hour', 'day'],
    ['day'],
    ['day', 'month'],
  ])
  const starts = (['hour', 'day', 'month'] as const).map((period) =>
    planHomeRange({ range: '12m', period }, NOW, ZONE).range.from.toISOString(),
  )
  expect(new Set(starts)).toEqual(new Set(['2025-03-31T22:00:00.000Z']))
})

test.each<[Omit<HomeRangeAsk, 'range'>, Record<string, string>]>([
  [{ from: 'yesterday', to: '2026-03-01' }, { from: 'day' }],
  [{ from: '2026-03-01', to: '1.4.2026' }, { to: 'day' }],
  [{ from: '2026-02-30', to: '2026-03-01' }, { from: 'range' }],
  [{ from: '2026-03-02', to: '2026-03-01' }, { from: 'range' }],
])('%j is refused by name', (days, fields) => {
  try {
    plan({ range: 'custom', ...days })
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(DomainError)
    expect(error).toMatchObject({ code: 'invalid_input', details: { fields } })
  }
})
