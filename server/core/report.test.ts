import { expect, test } from 'vitest'
import { cohortsOf } from './cohort'
import { lifetimeOf, lifetimeOver } from './lifetime'
import { money } from './money'
import { isMonth, monthLabel, monthsApart, monthsLater, monthsOf } from './report-month'

const eur = (amount: number) => money(amount, 'EUR')

test('months are the owner’s: they begin at midnight on its clocks, across summer time and the new year', () => {
  const months = monthsOf({ from: '2025-12', to: '2026-04' }, 'Europe/Berlin')
  expect(months.map(({ label, startAt }) => [label, startAt.toISOString()])).toEqual([
    ['2025-12', '2025-11-30T23:00:00.000Z'],
    ['2026-01', '2025-12-31T23:00:00.000Z'],
    ['2026-02', '2026-01-31T23:00:00.000Z'],
    ['2026-03', '2026-02-28T23:00:00.000Z'],
    ['2026-04', '2026-03-31T22:00:00.000Z'],
  ])
  for (const [i, { endAt }] of months.entries()) expect(endAt).toEqual(months[i + 1]?.startAt ?? endAt)
  expect(monthLabel(new Date('2025-12-31T23:00:00Z'), 'Europe/Berlin')).toBe('2026-01')
  expect(monthLabel(new Date('2025-12-31T23:00:00Z'), 'America/New_York')).toBe('2025-12')
  expect([monthsLater('2026-11', 3), monthsLater('2026-01', -1)]).toEqual(['2027-02', '2025-12'])
  expect(monthsApart('2025-12', '2026-04')).toBe(4)
  expect(['2026-13', '2026-1', '26-01', '', '2026-01-01'].map(isMonth)).toEqual(Array(5).fill(false))
})

test('a cohort is what is left of those who began in a month, at the end of each month since', () => {
  const months = monthsOf({ from: '2026-01', to: '2026-03' }, 'UTC')
  const none = { startedAmount: 0, startedCustomers: 0 }
  // Two begin in January with 30 and 70, the first leaves in February, the second pays 20 more in March.
  const moves = [
    { cohort: 0, month: 0, amount: 100, customers: 2, startedAmount: 100, startedCustomers: 2 },
    { cohort: 0, month: 1, amount: -30, customers: -1, ...none },
    { cohort: 0, month: 2, amount: 20, customers: 0, ...none },
    { cohort: 2, month: 2, amount: 5, customers: 1, startedAmount: 5, startedCustomers: 1 },
  ]
  expect(cohortsOf(months, moves)).toEqual([
    {
      label: '2026-01',
      started: { customers: 2, revenue: 100 },
      kept: [
        { customers: 2, revenue: 100 },
        { customers: 1, revenue: 70 },
        { customers: 1, revenue: 90 },
      ],
    },
    {
      label: '2026-02',
      started: { customers: 0, revenue: 0 },
      kept: [
        { customers: 0, revenue: 0 },
        { customers: 0, revenue: 0 },
      ],
    },
    { label: '2026-03', started: { customers: 1, revenue: 5 }, kept: [{ customers: 1, revenue: 5 }] },
  ])
})

test('a customer is worth what it brings a month for as long as customers stay', () => {
  // 40 customers bring 2,000.00; two of them leave: 5 % a month, 20 months of 50.00 each.
  const month = { customers: 40, lost: 2, mrr: eur(200_000) }
  expect(lifetimeOf(month)).toEqual({
    churnPpm: 50_000,
    lifespanTenths: 200,
    average: eur(5_000),
    value: eur(100_000),
  })
  expect(lifetimeOf({ ...month, lost: 0 })).toMatchObject({ churnPpm: 0, lifespanTenths: null, value: null })
  expect(lifetimeOf({ customers: 0, lost: 0, mrr: eur(0) })).toEqual({
    churnPpm: null,
    lifespanTenths: null,
    average: null,
    value: null,
  })
  // With a month of 10 customers, 100.00 and nobody who left: 50 and 2,100.00 for the same two.
  expect(lifetimeOver([month, { customers: 10, lost: 0, mrr: eur(10_000) }], 'EUR')).toEqual({
    churnPpm: 40_000,
    lifespanTenths: 250,
    average: eur(4_200),
    value: eur(105_000),
  })
})
