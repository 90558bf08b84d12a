import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newId } from '@/db/id'
import { metric, plan, price, product, subscription, usageCounter } from '@/db/schema'
import type { PriceType } from '@/db/schema/plan'
import { type Money, money, sum } from '../core/money'
import { annualRevenue, monthlyRevenue } from '../core/mrr'
import type { Price, Tier } from '../core/pricing'
import type { SubscriptionStatus } from '../core/subscription'
import { addDays, type Interval } from '../core/time'
import { START, testkit } from '../testkit'
import { ownerScope } from './owner'
import { readStats } from './stats'

const kit = testkit()

type Case = {
  type: PriceType
  amount: number
  currency: 'EUR' | 'JPY' | 'KWD'
  interval: Interval
  recurring: boolean
  units: number
  tiers: Tier[]
  quantity: number
  /** Of a metered price: what its counter says, and what was billed of it. */
  counter: { kind: 'resettable' | 'continuous'; value: string | null; billed: string | null } | null
  status: SubscriptionStatus
  paused: boolean
  ending: boolean
}

const unitAmount = fc.oneof(fc.integer({ min: 0, max: 5_000 }), fc.constantFrom('0.05', '12.125', '0.5'))
const tiers = fc
  .array(fc.record({ size: fc.integer({ min: 1, max: 20 }), unitAmount, flatAmount: fc.nat(2_000) }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((steps) => {
    let firstUnit = 1
    return steps.map(({ size, ...of }, i): Tier => {
      const start = firstUnit
      firstUnit += size
      return { firstUnit: start, lastUnit: i === steps.length - 1 ? null : firstUnit - 1, ...of }
    })
  })
const decimal = fc.oneof(
  fc.nat(100).map(String),
  fc.constantFrom('0.5', '7.25', '10.5', '20.000001', '33.333333333333'),
)
/** So that most of the books counts. */
const mostly = fc.nat(9).map((n) => n > 0)
const subscriptions = fc.array(
  fc.record<Case>({
    type: fc.constantFrom<PriceType>(
      'fixed_price',
      'one-off',
      'per_unit',
      'package',
      'tiered_volume',
      'tiered_graduated',
    ),
    amount: fc.nat(1_000_000),
    currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
    interval: fc.record({
      unit: fc.constantFrom('day', 'week', 'month', 'year'),
      count: fc.integer({ min: 1, max: 7 }),
    }),
    recurring: mostly,
    units: fc.integer({ min: 1, max: 12 }),
    tiers,
    quantity: fc.integer({ min: 1, max: 60 }),
    counter: fc.option(
      fc.record({
        kind: fc.constantFrom('resettable', 'continuous'),
        value: fc.option(decimal),
        billed: fc.option(decimal),
      }),
    ),
    status: fc.constantFrom<SubscriptionStatus>(
      'active',
      'active',
      'active',
      'past_due',
      'past_due',
      'trialing',
      'unpaid',
      'canceled',
      'incomplete',
      'incomplete_expired',
    ),
    paused: mostly.map((not) => !not),
    ending: mostly.map((not) => !not),
  }),
  { minLength: 1, maxLength: 12 },
)

/** Writes the cases as subscriptions of a new owner, each at a price of its own. */
async function book(cases: Case[]) {
  const { id: ownerId } = await kit.owner()
  const { customer } = await kit.customer(ownerId)
  const { db } = kit.database
  const [productId, planId] = [newId(), newId()]
  await db.insert(product).values({ ownerId, id: productId, name: 'p' })
  await db.insert(plan).values({ ownerId, id: planId, productId, code: 'p', name: 'p', family: 'p' })
  for (const of of cases) {
    const metricId = of.counter && newId()
    if (metricId && of.counter)
      await db.insert(metric).values({
        ownerId,
        id: metricId,
        code: metricId,
        name: 'm',
        aggregation: 'sum',
        kind: of.counter.kind,
      })
    const tiered = of.type === 'tiered_volume' || of.type === 'tiered_graduated'
    const [priceId, id] = [newId(), newId()]
    await db.insert(price).values({
      ownerId,
      id: priceId,
      productId,
      amount: tiered ? 0 : of.amount,
      currency: of.currency,
      intervalUnit: of.interval.unit,
      intervalCount: of.interval.count,
      type: of.type,
      recurring: of.recurring,
      metricId,
      units: of.type === 'package' ? of.units : null,
      tiers: tiered ? of.tiers : null,
    })
    await db.insert(subscription).values({
      ownerId,
      id,
      customerId: customer.id,
      planId,
      priceId,
      quantity: of.quantity,
      status: of.status,
      startedAt: START,
      anchorAt: START,
      periodStartAt: START,
      periodEndAt: addDays(START, 30),
      pausedAt: of.paused ? START : null,
      cancelAt: of.ending ? addDays(START, 30) : null,
    })
    if (metricId && of.counter) {
      const { value, billed } = of.counter
      const counter = { ownerId, subscriptionId: id, metricId, updatedAt: START }
      const running = { ...counter, periodStartAt: START, periodEndAt: addDays(START, 30) }
      const before = { ...counter, periodStartAt: addDays(START, -30), periodEndAt: START, value: '99' }
      await db.insert(usageCounter).values({ ...running, value, billed })
      if (of.counter.kind === 'resettable') await db.insert(usageCounter).values(before)
    }
  }
  return ownerScope(kit.ctx(), ownerId)
}

function coreOf(of: Case) {
  const quantities = of.counter
    ? {
        quantity: higher(of.counter.value, of.counter.kind === 'continuous' ? of.counter.billed : null),
        billed: of.counter.kind === 'continuous' ? (of.counter.billed ?? 0) : 0,
      }
    : { quantity: of.quantity }
  const recurring = { price: priceOf(of), interval: of.recurring ? of.interval : null, ...quantities }
  return { mrr: monthlyRevenue(recurring), arr: annualRevenue(recurring) }
}

const higher = (a: string | null, b: string | null) =>
  Number(a ?? 0) >= Number(b ?? 0) ? (a ?? 0) : (b ?? 0)

function priceOf(of: Case): Price {
  const { currency, amount, units } = of
  switch (of.type) {
    case 'fixed_price':
      return { type: 'fixed', unitAmount: amount, currency }
    case 'one-off':
      return { type: 'one_off', unitAmount: amount, currency }
    case 'per_unit':
      return { type: 'per_unit', unitAmount: amount, currency }
    case 'package':
      return { type: 'package', unitAmount: amount, units, currency }
    default:
      return { type: of.type, tiers: of.tiers, currency }
  }
}

const counts = (of: Case) =>
  (of.status === 'active' || of.status === 'past_due') && !of.paused && !of.ending && of.recurring

test('SQL and core agree on any book', async () => {
  await fc.assert(
    fc.asyncProperty(subscriptions, async (cases) => {
      const stats = await readStats(await book(cases))
      const live = cases.filter(counts)
      for (const currency of ['EUR', 'JPY', 'KWD']) {
        const own = live.filter((of) => of.currency === currency).map(coreOf)
        const total = (pick: (of: { mrr: Money; arr: Money }) => Money) => sum(own.map(pick), currency)
        const found = stats.byCurrency.find((of) => of.mrr.currency === currency)
        const expected = { mrr: total((of) => of.mrr), arr: total((of) => of.arr), subscriptions: own.length }
        expect(found ?? { mrr: money(0, currency), arr: money(0, currency), subscriptions: 0 }).toEqual(
          expected,
        )
      }
    }),
    { numRuns: 60 },
  )
}, 120_000)

describe('the behaviour page, section 15', () => {
  const monthly: Case = {
    type: 'fixed_price',
    amount: 3000,
    currency: 'EUR',
    interval: { unit: 'month', count: 1 },
    recurring: true,
    units: 1,
    tiers: [],
    quantity: 1,
    counter: null,
    status: 'active',
    paused: false,
    ending: false,
  }
  const figures = async (...cases: Partial<Case>[]) => {
    const { mrr, arr } = await readStats(await book(cases.map((of) => ({ ...monthly, ...of }))))
    return [mrr.amount, arr.amount]
  }

  test('3000 a month is 3000 and 36000; a week counts 52, a year a twelfth', async () => {
    expect(await figures({})).toEqual([3000, 36_000])
    expect(await figures({ interval: { unit: 'week', count: 1 } })).toEqual([13_000, 156_000])
    expect(await figures({ interval: { unit: 'year', count: 1 } })).toEqual([250, 3000])
  })

  test('one-offs, trials and what is going to end count nothing', async () => {
    expect(await figures({ recurring: false }, { status: 'trialing' }, { ending: true })).toEqual([0, 0])
    expect(await figures({ paused: true }, { status: 'unpaid' }, { status: 'canceled' })).toEqual([0, 0])
  })

  test('each subscription stands in one place', async () => {
    const ctx = await book([
      monthly,
      { ...monthly, ending: true },
      { ...monthly, status: 'trialing' },
      { ...monthly, status: 'past_due', currency: 'JPY' },
      { ...monthly, paused: true },
      { ...monthly, status: 'unpaid' },
      { ...monthly, status: 'canceled', paused: true },
      { ...monthly, status: 'incomplete_expired' },
    ])
    await kit.customer(ctx.owner.id)
    const yen = { mrr: money(3000, 'JPY'), arr: money(36_000, 'JPY'), subscriptions: 1 }
    const euro = { mrr: money(3000, 'EUR'), arr: money(36_000, 'EUR'), subscriptions: 1 }
    expect(await readStats(ctx)).toEqual({
      mrr: euro.mrr,
      arr: euro.arr,
      byCurrency: [euro, yen],
      active: 2,
      trialing: 1,
      pastDue: 1,
      paused: 1,
      unpaid: 1,
      canceled: 1,
      pendingCancel: 1,
      customers: 2,
      customersSubscribed: 1,
    })
  })
})
