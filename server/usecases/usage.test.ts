import { eq, sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { newId } from '@/db/id'
import { customer, event, price, usageCounter, usageEvent, usageLimit } from '@/db/schema'
import type { CustomerCtx } from '../ctx'
import { START, testkit } from '../testkit'
import { enterCustomer } from './customer'
import { disableCustomer, enableCustomer } from './customer-record'
import { deliverEvents } from './event-mail'
import type { EventMail } from './mail-content'
import { readMetric, usageCosts } from './usage'
import { recordUsage, recordUsageBatch } from './usage-event'
import {
  checkLimits,
  createUsageLimit,
  listUsageLimits,
  listUsageWarnings,
  recheckLimits,
  removeUsageLimit,
} from './usage-limit'
import { FEBRUARY, usageWorld } from './usage-testkit'

const kit = testkit()
const at = (text: string) => new Date(text.length === 10 ? `${text}T00:00:00Z` : text)
const page = { limit: 100 }

const TIERS = [
  { firstUnit: 1, lastUnit: 20, unitAmount: 10, flatAmount: 0 },
  { firstUnit: 21, lastUnit: null, unitAmount: 5, flatAmount: 0 },
]

describe('costs', () => {
  test('the running count, priced in tiers and with the tax of the owner’s brand', async () => {
    const world = await usageWorld(kit, { owner: { taxRatePpm: 190_000 } })
    const { customer, subscriptionId } = await world.subscribed({
      price: { type: 'tiered_graduated', tiers: TIERS },
    })
    await recordUsage(world.owner, world.event(subscriptionId, { value: '30' }))
    const money = (amount: number) => ({ amount, currency: 'EUR' })
    // 20 × 10 = 200 and 10 × 5 = 50: 38.00 and 9.50 cents of tax, each line rounded by itself, 9.5 up to 10.
    expect(await usageCosts(customer)).toMatchObject({
      costs: [{ subscriptionId, metric: { name: 'API calls' }, usage: 30, cost: money(298) }],
      total: money(298),
    })
    // The next period starts at nothing.
    expect((await usageCosts(await kit.at(customer, FEBRUARY))).total).toEqual(money(0))
  })

  test('tax included is not added again; a continuous count costs what was not billed of it', async () => {
    const world = await usageWorld(kit, { owner: { taxRatePpm: 190_000 }, kind: 'continuous' })
    const { customer, subscriptionId } = await world.subscribed({
      price: { type: 'tiered_graduated', tiers: TIERS, taxIncluded: true },
    })
    await recordUsage(world.owner, world.event(subscriptionId, { value: '30' }))
    expect((await usageCosts(customer)).total.amount).toBe(250)
    await kit.database.db
      .update(usageCounter)
      .set({ billed: 25 })
      .where(eq(usageCounter.subscriptionId, subscriptionId))
    expect(await usageCosts(customer)).toMatchObject({ costs: [{ usage: 30 }], total: { amount: 25 } })
  })

  test('of several subscriptions are added up; what is not billed by usage is no part of it', async () => {
    const world = await usageWorld(kit)
    const seats = await world.metricOf({
      code: 'seats',
      name: 'Seats',
      aggregation: 'max',
      property: 'seats',
    })
    const one = await world.subscribed()
    const { customer } = one
    const two = await world.subscribed({
      customer,
      metric: seats,
      price: { amount: 7, type: 'package', units: 5 },
    })
    const fixed = await world.subscribed({ customer })
    await kit.database.db
      .update(price)
      .set({ metricId: null })
      .where(sql`id = (select price_id from subscription where id = ${fixed.subscriptionId})`)
    await world.subscribed({ customer, row: { status: 'canceled', endedAt: START } })
    await recordUsageBatch(world.owner, [
      world.event(one.subscriptionId, { value: '3' }),
      world.event(two.subscriptionId, { code: 'seats', properties: { seats: 11 } }),
      // Counted for a subscription that does not bill it.
      world.event(one.subscriptionId, { code: 'seats', properties: { seats: 99 } }),
    ])
    const { costs, total } = await usageCosts(customer)
    expect(costs.map((c) => [c.subscriptionId, c.metric.name, c.usage, c.cost.amount])).toEqual([
      [one.subscriptionId, 'API calls', 3, 300],
      [two.subscriptionId, 'Seats', 11, 21],
    ])
    expect(total).toEqual({ amount: 321, currency: 'EUR' })
  })

  test('without usage, or in several currencies, there is no sum', async () => {
    const world = await usageWorld(kit)
    await expect(usageCosts(await kit.customer(world.owner.owner.id))).rejects.toMatchObject({
      code: 'estimate_impossible',
    })
    const { customer } = await world.subscribed()
    await world.subscribed({ customer, price: { currency: 'JPY' } })
    await expect(usageCosts(customer)).rejects.toMatchObject({ code: 'estimate_impossible' })
  })
})

describe('metrics', () => {
  test('are read by id or code: the running period, over all subscriptions and of each', async () => {
    const world = await usageWorld(kit)
    const one = await world.subscribed()
    const two = await world.subscribed({
      customer: one.customer,
      row: {
        anchorAt: at('2026-01-10'),
        startedAt: at('2026-01-10'),
        periodStartAt: at('2026-01-10'),
        periodEndAt: at('2026-02-10'),
      },
    })
    const now = world.at(at('2026-01-15'))
    await recordUsageBatch(now, [
      world.event(one.subscriptionId, { value: '1.25' }),
      world.event(two.subscriptionId, { value: '2' }),
    ])
    const customer = await kit.at(one.customer, now.now)
    const read = await readMetric(customer, 'calls')
    expect(read).toEqual({
      value: '3.25',
      period: { startAt: START, endAt: at('2026-02-10') },
      subscriptions: [
        { id: one.subscriptionId, value: '1.25', period: { startAt: START, endAt: FEBRUARY } },
        {
          id: two.subscriptionId,
          value: '2',
          period: { startAt: at('2026-01-10'), endAt: at('2026-02-10') },
        },
      ],
    })
    expect(await readMetric(customer, world.metric.id)).toEqual(read)
    await expect(readMetric(customer, 'nothing')).rejects.toMatchObject({ code: 'not_found' })
    const nobody = await kit.customer(world.owner.owner.id)
    expect(await readMetric(nobody, 'calls')).toEqual({ value: '0', period: null, subscriptions: [] })
  })

  test('the highest and the latest of several subscriptions; a continuous one from its start', async () => {
    const world = await usageWorld(kit, { aggregation: 'latest', property: 'n', kind: 'continuous' })
    const max = await world.metricOf({ code: 'max', aggregation: 'max', property: 'n' })
    const one = await world.subscribed()
    const two = await world.subscribed({ customer: one.customer })
    const sent = [
      [one, 9, '2026-01-03'],
      [two, 10, '2026-01-02'],
    ] as const
    for (const code of [world.metric.code, max.code])
      await recordUsageBatch(
        world.at(at('2026-01-05')),
        sent.map(([of, n, when]) =>
          world.event(of.subscriptionId, { code, properties: { n }, at: at(when) }),
        ),
      )
    const customer = await kit.at(one.customer, at('2026-02-05'))
    expect(await readMetric(customer, 'calls')).toMatchObject({
      value: '9',
      period: { startAt: START, endAt: at('2026-03-01') },
    })
    expect((await readMetric(await kit.at(customer, at('2026-01-06')), 'max')).value).toBe('10')
    expect((await readMetric(customer, 'max')).value).toBe('0')
  })

  test('reading looks at no event, however many there were', async () => {
    const world = await usageWorld(kit)
    const { customer, subscriptionId } = await world.subscribed()
    for (let batch = 0; batch < 3; batch++)
      await recordUsageBatch(
        world.owner,
        Array.from({ length: 1000 }, () => world.event(subscriptionId)),
      )
    const before = [await usageCosts(customer), await readMetric(customer, 'calls')]
    expect(before[0]).toMatchObject({ total: { amount: 300_000 } })
    await kit.database.db.delete(usageEvent).where(eq(usageEvent.subscriptionId, subscriptionId))
    expect([await usageCosts(customer), await readMetric(customer, 'calls')]).toEqual(before)
  })
})

async function recorded(of: CustomerCtx) {
  const rows = await kit.database.db
    .select({ type: event.type })
    .from(event)
    .where(eq(event.customerId, of.customer.id))
  return rows.map((row) => row.type).filter((type) => /usage\.warning$|disabled|enabled/.test(type))
}
const statusOf = async (of: CustomerCtx) => (await kit.at(of, of.now)).customer.status

describe('limits', () => {
  test('are reached above their amount, once in a period, and again in the next', async () => {
    const world = await usageWorld(kit)
    const { customer: of, subscriptionId } = await world.subscribed()
    const limit = await createUsageLimit(of, { amount: 300, action: 'WARNING' })
    const warnings = async () =>
      (await listUsageWarnings(of, page)).rows.map((w) => [w.limitId, w.estimate, w.periodStartAt])
    await recordUsage(world.owner, world.event(subscriptionId, { value: '3' }))
    expect(await warnings()).toEqual([])
    await recordUsage(world.owner, world.event(subscriptionId, { value: '0.5' }))
    await recordUsage(world.owner, world.event(subscriptionId))
    await recordUsageBatch(world.owner, [world.event(subscriptionId)])
    expect(await warnings()).toEqual([[limit.id, 350, START]])
    expect(await recorded(of)).toEqual(['usage.warning'])
    await recordUsage(world.at(FEBRUARY), world.event(subscriptionId, { value: '4' }))
    expect(await warnings()).toEqual([
      [limit.id, 350, START],
      [limit.id, 400, FEBRUARY],
    ])
    expect(await statusOf(of)).toBe('new')
  })

  test('DISABLE disables the customer; enabled again it stays so in the same period', async () => {
    const world = await usageWorld(kit)
    const { customer: of, subscriptionId } = await world.subscribed()
    await createUsageLimit(of, { amount: 99, action: 'DISABLE' })
    await recordUsage(world.owner, world.event(subscriptionId))
    expect([await statusOf(of), await recorded(of)]).toEqual([
      'disabled',
      ['usage.warning', 'customer.disabled'],
    ])
    await enableCustomer(await kit.at(of, START))
    await recordUsage(world.owner, world.event(subscriptionId))
    expect(await statusOf(of)).toBe('active')
  })

  test('a customer that was disabled before is warned and not disabled twice', async () => {
    const world = await usageWorld(kit)
    const { customer: of, subscriptionId } = await world.subscribed()
    await disableCustomer(of)
    await createUsageLimit(of, { amount: 99, action: 'DISABLE' })
    await recordUsage(world.owner, world.event(subscriptionId))
    expect(await recorded(of)).toEqual(['customer.disabled', 'usage.warning'])
  })

  test('customer and owner are told by mail, each once', async () => {
    const world = await usageWorld(kit)
    const { customer: of, subscriptionId } = await world.subscribed()
    await createUsageLimit(of, { amount: 99, action: 'DISABLE' })
    await recordUsage(world.owner, world.event(subscriptionId))
    const mails: EventMail[] = []
    const send = async (mail: EventMail) => {
      mails.push(mail)
    }
    while ((await deliverEvents(kit.ctx(), { send })) > 0);
    const told = mails.filter((mail) => [of.customer.email, world.owner.owner.email].includes(mail.to))
    const reached = { limit: 99, action: 'DISABLE', amount: 100, currency: 'EUR' }
    expect(told.map((mail) => [mail.to, mail.content])).toEqual([
      [of.customer.email, { template: 'usageWarning', path: `/portal/${of.customer.bucketId}`, ...reached }],
      [
        world.owner.owner.email,
        {
          template: 'usageLimitReached',
          path: '/',
          owner: 'Northwind',
          customerEmail: of.customer.email,
          ...reached,
        },
      ],
    ])
  })

  test('whatever checks at once, a limit is reached once; each of several by itself', async () => {
    const world = await usageWorld(kit)
    const { customer: of, subscriptionId } = await world.subscribed()
    await recordUsage(world.owner, world.event(subscriptionId))
    const rows = [50, 60, 1000].map((amount) => ({
      ownerId: of.owner.id,
      id: newId(),
      customerId: of.customer.id,
      amount,
      action: 'WARNING' as const,
    }))
    await kit.database.db.insert(usageLimit).values(rows)
    const checks = Array.from({ length: 8 }, () => checkLimits(world.owner, [of.customer.id]))
    expect((await Promise.all(checks)).reduce((a, b) => a + b)).toBe(2)
    expect((await listUsageWarnings(of, page)).rows.map((w) => w.limitAmount).sort()).toEqual([50, 60])
    // Nor by the job that looks again at whatever moved lately.
    await kit.database.db.update(usageLimit).set({ triggeredAt: null })
    expect(await recheckLimits(kit.ctx())).toBe(0)
  })

  test('a check that was lost with its process is made up for', async () => {
    const world = await usageWorld(kit)
    const { customer: of, subscriptionId } = await world.subscribed()
    await recordUsage(world.owner, world.event(subscriptionId))
    const row = { ownerId: of.owner.id, id: newId(), customerId: of.customer.id }
    await kit.database.db.insert(usageLimit).values({ ...row, amount: 1, action: 'WARNING' })
    await recheckLimits(kit.ctx())
    expect((await listUsageWarnings(of, page)).rows).toHaveLength(1)
  })

  test('one that is passed when it is set is reached at once; in several currencies each counts', async () => {
    const world = await usageWorld(kit)
    const { customer: of, subscriptionId } = await world.subscribed()
    const yen = await world.subscribed({ customer: of, price: { currency: 'JPY', amount: 1000 } })
    await recordUsageBatch(world.owner, [world.event(subscriptionId), world.event(yen.subscriptionId)])
    await createUsageLimit(of, { amount: 1000, action: 'WARNING' })
    expect((await listUsageWarnings(of, page)).rows).toEqual([])
    await createUsageLimit(of, { amount: 999, action: 'WARNING' })
    expect((await listUsageWarnings(of, page)).rows).toMatchObject([{ estimate: 1000, currency: 'JPY' }])
  })

  test('are listed and removed; another customer’s is not there', async () => {
    const world = await usageWorld(kit)
    const [mine, other] = [await kit.customer(world.owner.owner.id), await kit.customer(world.owner.owner.id)]
    const { id } = await createUsageLimit(mine, { amount: 1, action: 'WARNING' })
    for (const wrong of [() => removeUsageLimit(other, id), () => removeUsageLimit(mine, '{limitId}')])
      await expect(wrong()).rejects.toMatchObject({ code: 'not_found' })
    expect((await listUsageLimits(mine, page)).rows).toMatchObject([{ id }])
    await removeUsageLimit(mine, id)
    expect((await listUsageLimits(mine, page)).rows).toEqual([])
  })

  test('a failing check is not the failure of its event', async () => {
    const world = await usageWorld(kit)
    const { customer: of, subscriptionId } = await world.subscribed()
    await createUsageLimit(of, { amount: 1, action: 'WARNING' })
    await kit.database.db
      .update(customer)
      .set({ address: sql`'{"country": 7}'::jsonb` })
      .where(eq(customer.id, of.customer.id))
    expect(await recordUsage(world.owner, world.event(subscriptionId))).toBe('accepted')
    expect((await enterCustomer(kit.ctx(), of.customer.id)).customer.status).toBe('new')
  })
})
