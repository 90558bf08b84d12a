import { describe, expect, test } from 'vitest'
import type { InvoiceStatus } from './invoice'
import { dueAtOf, dueOf, isOwed, moveInvoice } from './invoice-state'
import { noticesDue } from './overdue'

const ALL: InvoiceStatus[] = ['draft', 'open', 'paid', 'void', 'uncollectible']
const ALLOWED = [
  'draft open',
  'draft paid',
  'open paid',
  'open void',
  'open uncollectible',
  'uncollectible paid',
]

describe('moves', () => {
  for (const from of ALL)
    for (const to of ALL)
      test(`${from} to ${to}`, () => {
        if (ALLOWED.includes(`${from} ${to}`)) expect(moveInvoice(from, to)).toBe(to)
        else expect(() => moveInvoice(from, to)).toThrow(/cannot/)
      })
})

test.each<[InvoiceStatus, number]>([
  ['draft', 0],
  ['open', 650],
  ['paid', 0],
  ['void', 0],
  ['uncollectible', 650],
])('of one that is %s %i is due', (status, due) => {
  const row = { status, total: 1_000, creditApplied: 100, amountPaid: 200, amountCredited: 50 }
  expect(dueOf(row)).toBe(due)
  expect(isOwed(status)).toBe(due > 0)
})

test('a debit adds to what is due', () => {
  const row = { status: 'open' as const, total: 1_000, creditApplied: -100, amountPaid: 0, amountCredited: 0 }
  expect(dueOf(row)).toBe(1_100)
})

test('due at once when a card is charged, else after the days of the owner', () => {
  const issuedAt = new Date('2026-01-01T00:00:00Z')
  const at = (reason: 'manual' | 'subscription_cycle', billingType: 'card' | 'invoice') =>
    dueAtOf({ reason, issuedAt }, { billingType, dueDays: 14 }).toISOString().slice(0, 10)
  expect(at('subscription_cycle', 'card')).toBe('2026-01-01')
  expect(at('subscription_cycle', 'invoice')).toBe('2026-01-15')
  expect(at('manual', 'card')).toBe('2026-01-15')
})

test.each([
  ['2026-01-30T23:59:59Z', 0],
  ['2026-01-31T00:00:00Z', 1],
  ['2026-02-01T00:00:00Z', 2],
  ['2026-02-02T23:59:59Z', 2],
  ['2026-02-03T00:00:00Z', 3],
  ['2027-01-01T00:00:00Z', 6],
])('by %s there should have been %i notices', (now, count) => {
  expect(noticesDue(new Date('2026-01-31T00:00:00Z'), [1, 3, 5, 7, 14], new Date(now))).toBe(count)
})
