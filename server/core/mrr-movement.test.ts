import fc from 'fast-check'
import { expect, test } from 'vitest'
import { money, sum } from './money'
import { bridge, type PlannedMovement, planMovements, type RecordedRevenue } from './mrr-movement'
import { addDays } from './time'

const FIRST = new Date('2026-01-01T00:00:00Z')
type Step = [subscription: string, amount: number, currency?: string]

/** Makes one customer's changes one after another, each a day later, and answers all that was recorded of it. */
function history(...steps: Step[]): PlannedMovement[] {
  const all: PlannedMovement[] = []
  for (const [i, [subscriptionId, amount, currency = 'EUR']] of steps.entries()) {
    const mrr = money(amount, currency)
    const now = [{ customerId: 'c', subscriptionId, mrr, at: addDays(FIRST, i) }]
    all.push(...planMovements(now, recordedOf(all)))
    expect(planMovements(now, recordedOf(all))).toEqual([])
  }
  return all
}

const recordedOf = (all: PlannedMovement[]): RecordedRevenue[] =>
  all.map(({ customerId, subscriptionId, amount, since }) => {
    const { currency } = amount
    return { customerId, subscriptionId, currency, amount: amount.amount, since }
  })

const shown = (all: PlannedMovement[]) =>
  all.map(({ kind, amount, customers }) => `${kind} ${amount.amount} ${amount.currency} ${customers}`)

test.each<[string, Step[], string[]]>([
  ['nothing to nothing', [['a', 0]], []],
  ['the first payment', [['a', 3_000]], ['new 3000 EUR 1']],
  [
    'an upgrade',
    [
      ['a', 3_000],
      ['a', 4_500],
    ],
    ['new 3000 EUR 1', 'expansion 1500 EUR 0'],
  ],
  [
    'a seat less',
    [
      ['a', 3_000],
      ['a', 2_000],
    ],
    ['new 3000 EUR 1', 'contraction -1000 EUR 0'],
  ],
  [
    'the same again',
    [
      ['a', 3_000],
      ['a', 3_000],
    ],
    ['new 3000 EUR 1'],
  ],
  [
    'leaving',
    [
      ['a', 3_000],
      ['a', 0],
    ],
    ['new 3000 EUR 1', 'churn -3000 EUR -1'],
  ],
  [
    'a pause and its end',
    [
      ['a', 3_000],
      ['a', 0],
      ['a', 3_000],
    ],
    ['new 3000 EUR 1', 'churn -3000 EUR -1', 'reactivation 3000 EUR 1'],
  ],
  [
    'a second subscription, and the end of the first and then of it',
    [
      ['a', 3_000],
      ['b', 1_000],
      ['a', 0],
      ['b', 0],
    ],
    ['new 3000 EUR 1', 'expansion 1000 EUR 0', 'contraction -3000 EUR 0', 'churn -1000 EUR -1'],
  ],
  [
    'another currency is no churn',
    [
      ['a', 3_000],
      ['a', 3_300, 'USD'],
    ],
    ['new 3000 EUR 1', 'expansion 3300 USD 1', 'contraction -3000 EUR -1'],
  ],
])('%s', (_, steps, expected) => {
  expect(shown(history(...steps))).toEqual(expected)
})

test('from one subscription to another at once, the customer never left; its cohort is when it first paid', () => {
  const before = history(['a', 3_000])
  const at = addDays(FIRST, 40)
  const of = (subscriptionId: string, amount: number) => ({
    customerId: 'c',
    subscriptionId,
    mrr: money(amount, 'EUR'),
    at,
  })
  const moved = planMovements([of('a', 0), of('b', 5_000)], recordedOf(before))
  expect(shown(moved)).toEqual(['expansion 5000 EUR 0', 'contraction -3000 EUR 0'])
  expect(moved.map(({ since }) => since)).toEqual([FIRST, FIRST])
})

test('whatever customers do, what moved comes to what there is, kind by kind and customer by customer', () => {
  const step = fc.record({
    customer: fc.nat(2),
    subscription: fc.nat(1),
    amount: fc.oneof(fc.constant(0), fc.nat(10_000)),
    currency: fc.constantFrom('EUR', 'USD'),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const all: PlannedMovement[] = []
      const now = new Map<string, { customerId: string; amount: number; currency: string }>()
      for (const [i, { customer, subscription, amount, currency }] of steps.entries()) {
        const customerId = `c${customer}`
        const subscriptionId = `${customerId} ${subscription}`
        now.set(subscriptionId, { customerId, amount, currency })
        const mrr = money(amount, currency)
        const own = recordedOf(all).filter((each) => each.customerId === customerId)
        all.push(...planMovements([{ customerId, subscriptionId, mrr, at: addDays(FIRST, i) }], own))
      }
      for (const currency of ['EUR', 'USD']) {
        const { opening, closing, ...kinds } = bridge(money(0, currency), all)
        const there = [...now.values()].filter((each) => each.currency === currency && each.amount > 0)
        expect(closing.amount).toBe(there.reduce((total, { amount }) => total + amount, 0))
        expect(sum([opening, ...Object.values(kinds)], currency)).toEqual(closing)
        const counted = all.filter(({ amount }) => amount.currency === currency)
        const paying = new Set(there.map(({ customerId }) => customerId))
        expect(counted.reduce((total, { customers }) => total + customers, 0)).toBe(paying.size)
        expect(
          Math.min(kinds.new.amount, kinds.expansion.amount, kinds.reactivation.amount),
        ).toBeGreaterThanOrEqual(0)
        expect(Math.max(kinds.churn.amount, kinds.contraction.amount)).toBeLessThanOrEqual(0)
      }
      for (const customerId of ['c0', 'c1', 'c2']) {
        const own = all.filter((each) => each.customerId === customerId)
        expect(own.filter(({ kind }) => kind === 'new')).toHaveLength(own.length > 0 ? 1 : 0)
      }
    }),
  )
})
