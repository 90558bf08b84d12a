import fc from 'fast-check'
import { expect, test } from 'vitest'
import { planBilling, type RunFacts, type RunSubscription } from './billing'
import { nextAttempt } from './dunning'
import { type Money, money } from './money'
import type { Offer } from './plan'
import { findOffer, offerName } from './plan'
import {
  planCancel,
  planChange,
  planResume,
  planStart,
  planTrial,
  type SubscriptionState,
  transition,
} from './subscription'
import { ANY_PRODUCT, flatTax } from './tax'

const START = new Date('2026-01-01T00:00:00Z')
const day = (n: number) => new Date(START.getTime() + n * 86_400_000)
const FACTS = {
  subscriptionId: 's',
  taxOf: flatTax(0),
  credit: money(0, 'EUR'),
  discounts: [],
  vouchers: [],
  timezone: 'UTC',
}

const offer = ({ unitAmount = money(3_100, 'EUR'), ...fields }: Partial<Offer> = {}): Offer => ({
  planId: 'p',
  code: 'team',
  name: 'Team',
  family: 'f',
  trialDays: 14,
  public: true,
  priceId: 'r',
  unitAmount,
  model: { type: 'per_unit', unitAmount: unitAmount.amount },
  meter: null,
  product: ANY_PRODUCT,
  interval: { unit: 'month', count: 1 },
  taxIncluded: false,
  isDefaultPrice: true,
  ...fields,
})

type OneFacts = Partial<RunSubscription & Pick<RunFacts, 'canPay'>> & { credit?: Money }

/** What a run makes of a customer with one subscription. */
function run(state: SubscriptionState, at: Date, { credit, canPay = true, ...fields }: OneFacts = {}) {
  const none = { nextOffer: null, discounts: [], usage: [], paymentMethodId: null }
  const plan = planBilling(
    {
      ...FACTS,
      canPay,
      credits: credit ? [credit] : [],
      subscriptions: [{ id: 's', state, offer: offer(), ...none, ...fields }],
    },
    at,
  )
  return { ...plan, state: plan.subscriptions[0]?.state ?? state }
}

const active = (): SubscriptionState => ({
  ...planStart({ ...FACTS, offer: offer(), quantity: 1 }, START).state,
  status: 'active',
  dueAt: new Date('2026-02-01T00:00:00Z'),
})

test('a worker that slept three months raises three invoices, at their own instants', () => {
  const plan = run(active(), new Date('2026-04-15T00:00:00Z'))
  expect(plan.invoices.map((i) => [i.issuedAt.toISOString().slice(0, 10), i.total.amount])).toEqual([
    ['2026-02-01', 3_100],
    ['2026-03-01', 3_100],
    ['2026-04-01', 3_100],
  ])
  expect(plan.state).toMatchObject({ periodIndex: 3, periodEndAt: new Date('2026-05-01T00:00:00Z') })
})

test('planned twice is planned once, and in two steps the same as in one', () => {
  const steps = fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 6 })
  const interval = fc.constantFrom(
    { unit: 'month' as const, count: 1 },
    { unit: 'week' as const, count: 1 },
    { unit: 'year' as const, count: 1 },
  )
  fc.assert(
    fc.property(steps, interval, fc.nat(20_000), (days, every, credit) => {
      const of = offer({ interval: every })
      const begun = planStart({ ...FACTS, offer: of, quantity: 1 }, START)
      const state: SubscriptionState = { ...begun.state, status: 'active', dueAt: begun.state.periodEndAt }
      const end = day(days.reduce((a, b) => a + b, 0))
      const facts = { offer: of, credit: money(credit, 'EUR') }
      const once = run(state, end, facts)
      expect(run(once.state, end, facts).invoices).toEqual([])
      let stepped = { state, invoices: [] as unknown[], credit: facts.credit }
      let at = 0
      for (const length of days) {
        at += length
        const next = run(stepped.state, day(at), { offer: of, credit: stepped.credit })
        const used = next.invoices.reduce((a, i) => a + i.creditApplied.amount, 0)
        stepped = {
          state: next.state,
          invoices: [...stepped.invoices, ...next.invoices],
          credit: money(stepped.credit.amount - used, 'EUR'),
        }
      }
      expect(stepped.invoices).toEqual(once.invoices)
      expect(stepped.state).toEqual(once.state)
    }),
    { numRuns: 200 },
  )
})

test('a trial converts at its end, or ends without a bill when nobody can pay', () => {
  const state = planTrial({ offer: offer(), quantity: 1, trialDays: 14 }, START)
  expect(run(state, day(13)).invoices).toEqual([])
  const converted = run(state, day(14))
  expect(converted.state).toMatchObject({ status: 'active', periodStartAt: day(14) })
  expect(converted.invoices).toHaveLength(1)
  const ended = run(state, day(14), { canPay: false })
  expect(ended.state).toMatchObject({
    status: 'canceled',
    cancelReason: 'trial_ended_without_payment_method',
  })
  expect(ended.invoices).toEqual([])
})

test('cancelled at period end it is never billed again, resumed it is', () => {
  const state = planCancel(active(), { when: 'period_end', reason: null }, day(5))
  expect(run(state, day(100))).toMatchObject({
    state: { status: 'canceled', endedAt: day(31) },
    invoices: [],
  })
  expect(run(planResume(state), day(40)).invoices).toHaveLength(1)
})

test('a change at period end is billed at the new price, counted anew when the interval differs', () => {
  const year = offer({ priceId: 'y', unitAmount: money(31_000, 'EUR'), interval: { unit: 'year', count: 1 } })
  const plan = run(active(), day(31), { nextOffer: year })
  expect(plan.invoices[0]?.total.amount).toBe(31_000)
  expect(plan.state).toMatchObject({ anchorAt: day(31), periodEndAt: new Date('2027-02-01T00:00:00Z') })
})

const CHANGE = { ...FACTS, state: active(), from: offer(), quantity: 1, usage: [] }
const billed = { amount: money(3_100, 'EUR'), discount: money(0, 'EUR'), ratePpm: 0, taxIncluded: false }

test('a change never charges more than the new plan, nor gives back more than was billed', () => {
  fc.assert(
    fc.property(fc.nat(31 * 86_400), fc.nat(1_000_000), fc.nat(3_100), (second, price, off) => {
      const to = offer({ priceId: 'n', unitAmount: money(price, 'EUR') })
      const at = new Date(START.getTime() + second * 1_000)
      const paid = { ...billed, discount: money(off, 'EUR') }
      const change = planChange({ ...CHANGE, to, billed: paid }, at)
      if (change.kind === 'invoice') expect(change.invoice.total.amount).toBeLessThanOrEqual(price)
      if (change.kind === 'credit') expect(change.credit.total.amount).toBeLessThanOrEqual(3_100 - off)
    }),
  )
})

test('a change to the same price and back moves nothing', () => {
  const same = planChange({ ...CHANGE, to: offer({ priceId: 'n' }), billed }, day(7))
  expect(same).toMatchObject({ kind: 'credit', credit: { total: { amount: 0 } } })
})

test('every move is in the table', () => {
  expect(transition('incomplete', 'active')).toBe('active')
  expect(() => transition('canceled', 'active')).toThrow('cannot go')
  expect(() => transition('incomplete_expired', 'active')).toThrow('cannot go')
})

test('names of offers: the bare code is the first price, the interval names another', () => {
  const month = offer()
  const year = offer({ priceId: 'y', interval: { unit: 'year', count: 1 }, isDefaultPrice: false })
  expect([month, year].map(offerName)).toEqual(['team', 'team-year'])
  expect(findOffer([month, year], 'team-month')).toBe(month)
  expect(findOffer([month, year], 'team-year')).toBe(year)
  expect(findOffer([month, year], 'team-week')).toBeUndefined()
})

test.each([
  [1, 'insufficient_funds', 1],
  [2, 'insufficient_funds', 3],
  [5, null, 14],
  [6, null, null],
  [1, 'stolen_card', null],
  [1, 'expired_card', null],
])('after failure %i (%s) it is tried again on day %s', (failedCount, declineCode, days) => {
  const next = nextAttempt({ failedCount, firstFailedAt: START, code: 'card_declined', declineCode })
  expect(next).toEqual(days === null ? null : day(days))
})
