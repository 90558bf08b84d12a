import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planBilling, planNextInvoice, type RunFacts, type RunSubscription } from './billing'
import { money } from './money'
import type { Offer } from './plan'
import type { PriceModel } from './pricing'
import { planPause, planRecover, planStart, planUnpause, type SubscriptionState } from './subscription'
import { ANY_PRODUCT, flatTax } from './tax'
import { settledCounter, type UsageCounter } from './usage-billing'

const START = new Date('2026-01-01T00:00:00Z')
const at = (text: string) => new Date(`${text}T00:00:00Z`)
const FEBRUARY = at('2026-02-01')

function offer(amount: number, fields: Partial<Offer> = {}): Offer {
  const model: PriceModel = { type: 'per_unit', unitAmount: amount }
  return {
    planId: 'p',
    code: 'team',
    name: 'Team',
    family: 'f',
    trialDays: 0,
    public: true,
    priceId: 'r',
    unitAmount: money(amount, 'EUR'),
    model,
    meter: null,
    product: ANY_PRODUCT,
    interval: { unit: 'month', count: 1 },
    taxIncluded: false,
    isDefaultPrice: true,
    ...fields,
  }
}

const PRICING = {
  taxOf: flatTax(0),
  credit: money(0, 'EUR'),
  discounts: [],
  vouchers: [],
  timezone: 'UTC',
}

function started(of: Offer, startAt = START, quantity = 1, timezone = 'UTC'): SubscriptionState {
  const credit = money(0, of.unitAmount.currency)
  const facts = { ...PRICING, credit, timezone, offer: of, quantity, subscriptionId: 's' }
  const { state } = planStart(facts, startAt)
  return { ...state, status: 'active', dueAt: state.periodEndAt }
}

function running(id: string, of: Offer, fields: Partial<RunSubscription> = {}): RunSubscription {
  const none = { nextOffer: null, discounts: [], usage: [], paymentMethodId: null }
  return { id, state: started(of), offer: of, ...none, ...fields }
}

const facts = (subscriptions: RunSubscription[], fields: Partial<RunFacts> = {}): RunFacts => ({
  subscriptions,
  taxOf: flatTax(0),
  timezone: 'UTC',
  credits: [],
  vouchers: [],
  canPay: true,
  ...fields,
})

const totals = (plan: { invoices: { total: { amount: number } }[] }) =>
  plan.invoices.map(({ total }) => total.amount)

describe('what is due together', () => {
  test('is on one invoice, each line for its own subscription', () => {
    const plan = planBilling(facts([running('a', offer(1_000)), running('b', offer(2_500))]), FEBRUARY)
    expect(totals(plan)).toEqual([3_500])
    expect(plan.invoices[0]?.lines.map((line) => line.subscriptionId)).toEqual(['a', 'b'])
  })

  test('a renewal a few minutes later comes along, one on the next day does not', () => {
    const soon = started(offer(2_000), new Date('2026-01-01T00:04:00Z'))
    const tomorrow = started(offer(4_000), at('2026-01-02'))
    const plan = planBilling(
      facts([
        running('a', offer(1_000)),
        running('b', offer(2_000), { state: soon }),
        running('c', offer(4_000), { state: tomorrow }),
      ]),
      FEBRUARY,
    )
    expect(totals(plan)).toEqual([3_000])
    const b = plan.subscriptions.find(({ id }) => id === 'b')
    expect(b?.state.periodStartAt).toEqual(new Date('2026-02-01T00:04:00Z'))
  })

  test('other currencies and other means of payment have invoices of their own', () => {
    const dollars = offer(500, { unitAmount: money(500, 'USD') })
    const plan = planBilling(
      facts([
        running('a', offer(1_000)),
        running('b', dollars),
        running('c', offer(2_000), { paymentMethodId: 'pm' }),
      ]),
      FEBRUARY,
    )
    expect(plan.invoices.map(({ total, paymentMethodId }) => [total, paymentMethodId])).toEqual([
      [money(1_000, 'EUR'), null],
      [money(500, 'USD'), null],
      [money(2_000, 'EUR'), 'pm'],
    ])
  })

  test('a discount reduces its own subscription alone', () => {
    const discount = {
      ...{ id: 'd', subscriptionId: 'b', name: 'half', percentOffPpm: 500_000, amountOff: null },
      ...{ currency: null, duration: 'once' as const, durationMonths: null, startedAt: START, endedAt: null },
    }
    const subscriptions = [running('a', offer(1_000)), running('b', offer(2_000), { discounts: [discount] })]
    const plan = planBilling(facts(subscriptions), at('2026-03-01'))
    expect(totals(plan)).toEqual([2_000, 3_000])
    expect(plan.invoices[0]?.lines.map(({ discount: off }) => off.amount)).toEqual([0, 1_000])
  })
})

describe('credit, debit and vouchers', () => {
  test('credit goes first, then one voucher on what remains, each used once', () => {
    const vouchers = [
      { id: 'first', percentOffPpm: 500_000, appliedAt: START },
      { id: 'second', percentOffPpm: 100_000, appliedAt: FEBRUARY },
    ]
    const given = facts([running('a', offer(1_000))], { credits: [money(200, 'EUR')], vouchers })
    const plan = planBilling(given, at('2026-04-01'))
    // 1000 − 200 credit = 800, half of it off; then 1000 − 10 %; then the whole price.
    expect(plan.invoices.map(({ amountDue }) => amountDue.amount)).toEqual([400, 900, 1_000])
    expect(plan.invoices.map(({ voucherUsed }) => voucherUsed)).toEqual(['first', 'second', null])
    for (const { total, net, tax, creditApplied, amountDue } of plan.invoices) {
      expect(total.amount).toBe(net.amount + tax.amount)
      expect(total.amount).toBe(creditApplied.amount + amountDue.amount)
    }
  })

  test('a debit adds to the next invoice, once', () => {
    const plan = planBilling(
      facts([running('a', offer(1_000))], { credits: [money(-100, 'EUR')] }),
      at('2026-03-01'),
    )
    expect(plan.invoices.map(({ amountDue }) => amountDue.amount)).toEqual([1_100, 1_000])
  })
})

describe('tiers, packages and use', () => {
  const graduated: PriceModel = {
    type: 'tiered_graduated',
    tiers: [
      { firstUnit: 1, lastUnit: 10, unitAmount: 1_500, flatAmount: 1_000 },
      { firstUnit: 11, lastUnit: 20, unitAmount: 1_000, flatAmount: 1_500 },
      { firstUnit: 21, lastUnit: null, unitAmount: 500, flatAmount: 2_500 },
    ],
  }

  test('25 seats of a graduated price are three lines and 325.00', () => {
    const of = offer(0, { model: graduated })
    const plan = planBilling(facts([running('a', of, { state: started(of, START, 25) })]), FEBRUARY)
    expect(totals(plan)).toEqual([32_500])
    expect(plan.invoices[0]?.lines.map((line) => line.description)).toEqual([
      'Team (1–10)',
      'Team (11–20)',
      'Team (21+)',
    ])
  })

  const metered = offer(0, {
    model: { type: 'per_unit', unitAmount: 10 },
    meter: { metricId: 'm', kind: 'resettable' },
  })
  const counter = (fields: Partial<UsageCounter>): UsageCounter => ({
    subscriptionId: 'a',
    metricId: 'm',
    kind: 'resettable',
    periodStartAt: START,
    periodEndAt: FEBRUARY,
    value: 30,
    billed: null,
    ...fields,
  })

  test('use is billed when its period is over, and not again', () => {
    const before = planBilling(facts([running('a', metered, { usage: [counter({})] })]), at('2026-01-31'))
    expect(totals(before)).toEqual([])
    const plan = planBilling(facts([running('a', metered, { usage: [counter({})] })]), at('2026-03-01'))
    expect(totals(plan)).toEqual([300])
    expect(plan.usageBilled).toEqual([{ ...counter({}), billed: '30' }])
  })

  test('what arrived late is a line of its own on the next invoice, at the rest of the price', () => {
    const late = counter({ value: 34, billed: 30 })
    const state = started(metered)
    const next = { ...state, periodIndex: 1, periodStartAt: FEBRUARY, periodEndAt: at('2026-03-01') }
    const current = counter({ value: '2.5', periodStartAt: FEBRUARY, periodEndAt: at('2026-03-01') })
    const plan = planBilling(
      facts([running('a', metered, { state: { ...next, dueAt: next.periodEndAt }, usage: [late, current] })]),
      at('2026-03-01'),
    )
    expect(
      plan.invoices[0]?.lines.map(({ kind, quantity, amount }) => [kind, quantity, amount.amount]),
    ).toEqual([
      ['usage_adjustment', 4, 40],
      ['usage', '2.5', 25],
    ])
  })

  test('use in a trial is free', () => {
    const trial: SubscriptionState = { ...started(metered), status: 'trialing', trialEndAt: FEBRUARY }
    const plan = planBilling(facts([running('a', metered, { state: trial, usage: [counter({})] })]), FEBRUARY)
    expect(totals(plan)).toEqual([])
    expect(plan.usageBilled).toEqual([settledCounter(counter({}))])
  })

  test('the last period of a subscription that ends is billed with its end', () => {
    const state = { ...started(metered), cancelAt: FEBRUARY }
    const plan = planBilling(facts([running('a', metered, { state, usage: [counter({})] })]), FEBRUARY)
    expect(plan.subscriptions[0]?.state.status).toBe('canceled')
    expect(totals(plan)).toEqual([300])
  })

  test('however its parts are billed, use comes to what one bill would have been', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(steps, (parts) => {
        const of = { ...metered, model: graduated }
        let billed: UsageCounter['billed'] = null
        let value = 0
        let sum = 0
        for (const part of parts) {
          value += part
          const usage = [counter({ value, billed })]
          const plan = planBilling(facts([running('a', of, { usage })]), FEBRUARY)
          sum += totals(plan).reduce((a, b) => a + b, 0)
          billed = plan.usageBilled[0]?.billed ?? billed
        }
        const whole = planBilling(facts([running('a', of, { usage: [counter({ value })] })]), FEBRUARY)
        expect(sum).toBe(totals(whole).reduce((a, b) => a + b, 0))
      }),
    )
  })
})

describe('time', () => {
  test('periods follow the calendar of the owner, across summer time and short months', () => {
    const of = offer(1_000)
    const state = started(of, new Date('2026-01-30T23:30:00Z'), 1, 'Europe/Berlin')
    const plan = planBilling(
      facts([running('a', of, { state })], { timezone: 'Europe/Berlin' }),
      new Date('2026-06-01T00:00:00Z'),
    )
    expect(plan.invoices.map(({ issuedAt }) => issuedAt.toISOString())).toEqual([
      '2026-02-27T23:30:00.000Z',
      '2026-03-30T22:30:00.000Z',
      '2026-04-29T22:30:00.000Z',
      '2026-05-30T22:30:00.000Z',
    ])
  })

  test('a pause moves every end by itself, and nothing is billed in it', () => {
    const paused = planPause(started(offer(1_000)), at('2026-03-11'), at('2026-01-11'))
    const plan = planBilling(facts([running('a', offer(1_000), { state: paused })]), at('2026-04-02'))
    expect(plan.events.map(({ type, at: when }) => [type, when])).toEqual([
      ['subscription.resumed', at('2026-03-11')],
      // 21 of 31 days were left.
      ['subscription.renewed', at('2026-04-01')],
    ])
    expect(planUnpause(paused, at('2026-01-11')).periodEndAt).toEqual(FEBRUARY)
  })

  test('what was let go as unpaid starts anew when it is paid, without the time between', () => {
    const unpaid: SubscriptionState = { ...started(offer(1_000)), status: 'unpaid', dueAt: null }
    const state = planRecover(unpaid, at('2026-05-17'))
    const plan = planBilling(facts([running('a', offer(1_000), { state })]), at('2026-05-18'))
    expect(plan.invoices.map(({ issuedAt }) => issuedAt)).toEqual([at('2026-05-17')])
    expect(plan.subscriptions[0]?.state.periodEndAt).toEqual(at('2026-06-17'))
  })
})

test('the next invoice is the one that the run writes', () => {
  const given = facts([running('a', offer(1_000)), running('b', offer(2_500))], {
    credits: [money(300, 'EUR')],
  })
  expect(planNextInvoice(given)).toEqual(expect.objectContaining({ amountDue: money(3_200, 'EUR') }))
  expect(planBilling(given, FEBRUARY).invoices[0]).toMatchObject(planNextInvoice(given) ?? {})
  expect(planNextInvoice(facts([]))).toBeNull()
})
