import { asc, eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { newId } from '@/db/id'
import { subscription, usageCounter, usageEvent } from '@/db/schema'
import { countEvents } from '../core/usage'
import { WITHOUT_END } from '../core/usage-period'
import { START, testkit } from '../testkit'
import { replaceMetric } from './metric'
import { unbilledUsage } from './usage'
import { EVENTS_MAX, recordUsage, recordUsageBatch } from './usage-event'
import { FEBRUARY, type UsageWorld, usageWorld } from './usage-testkit'

const kit = testkit()
const at = (text: string) => new Date(text.length === 10 ? `${text}T00:00:00Z` : text)

async function counters(subscriptionId: string) {
  return kit.database.db
    .select()
    .from(usageCounter)
    .where(eq(usageCounter.subscriptionId, subscriptionId))
    .orderBy(asc(usageCounter.metricId), asc(usageCounter.periodStartAt))
}
const values = async (subscriptionId: string) => (await counters(subscriptionId)).map((row) => row.value)

describe('exactly once', () => {
  test('the first event of an id counts; the second changes nothing, whatever it says', async () => {
    const world = await usageWorld(kit)
    const { subscriptionId } = await world.subscribed()
    const event = world.event(subscriptionId, { value: '2.5', properties: { a: 1 } })
    expect(await recordUsage(world.owner, event)).toBe('accepted')
    expect(await recordUsage(world.owner, event)).toBe('duplicate')
    expect(await recordUsage(world.owner, { ...event, value: '100' })).toBe('duplicate')
    expect(await values(subscriptionId)).toEqual(['2.5'])
    const rows = await kit.database.db
      .select()
      .from(usageEvent)
      .where(eq(usageEvent.subscriptionId, subscriptionId))
    expect(rows).toMatchObject([{ eventId: event.eventId, value: '2.5', properties: { a: 1 }, at: START }])
  })

  test('an id is the owner’s own: another owner may use the same', async () => {
    const [one, two] = [await usageWorld(kit), await usageWorld(kit)]
    for (const world of [one, two]) {
      const { subscriptionId } = await world.subscribed()
      expect(await recordUsage(world.owner, world.event(subscriptionId, { eventId: 'same' }))).toBe(
        'accepted',
      )
      expect(await values(subscriptionId)).toEqual([1])
    }
  })

  test('whatever is sent at once, single and in batches, on two pools, in any order, counts once', async () => {
    const world = await usageWorld(kit)
    const subscriptions = [await world.subscribed(), await world.subscribed()].map((s) => s.subscriptionId)
    const events = Array.from({ length: 120 }, (_, i) =>
      world.event(subscriptions[i % 2] ?? '', { eventId: `event-${i % 60}`, value: String((i % 60) + 1) }),
    )
    // A pool of its own stands for another process: its queue knows nothing of this one.
    const { openDatabase } = await import('@/db')
    const second = openDatabase(kit.databaseUrl, { poolMax: 4 })
    try {
      const other = { ...world.owner, db: second.db }
      const singles = events.flatMap((event, i) => [
        recordUsage(i % 2 ? world.owner : other, event),
        recordUsage(i % 2 ? other : world.owner, event),
      ])
      const batches = [world.owner, other, world.owner, other].map((ctx, i) =>
        recordUsageBatch(ctx, i % 2 ? [...events].reverse() : events),
      )
      const answers = [
        ...(await Promise.all(singles)),
        ...(await Promise.all(batches)).flat().map((o) => o.status),
      ]
      expect(answers.filter((answer) => answer === 'accepted')).toHaveLength(60)
      expect(new Set(answers)).toEqual(new Set(['accepted', 'duplicate']))
    } finally {
      await second.close()
    }
    const sums = await Promise.all(subscriptions.map(values))
    // Every second id, 1 to 60, belongs to each of the two: 1 + 3 + … + 59 and 2 + 4 + … + 60.
    expect(sums).toEqual([[900], [930]])
  })

  test('of equal ids inside a batch the first counts; one that cannot be taken leaves its id free', async () => {
    const world = await usageWorld(kit)
    const { subscriptionId } = await world.subscribed()
    const outcomes = await recordUsageBatch(world.owner, [
      world.event(newId(), { eventId: 'a', value: '7' }),
      world.event(subscriptionId, { eventId: 'a', value: '2' }),
      world.event(subscriptionId, { eventId: 'a', value: '3' }),
      world.event(subscriptionId, { eventId: 'b', code: 'nothing' }),
      world.event('no-uuid', { eventId: 'c' }),
      world.event(subscriptionId.toUpperCase(), { eventId: 'd', value: '4' }),
    ])
    expect(outcomes).toEqual([
      { status: 'error', fields: { subscription: 'There is no such subscription' } },
      { status: 'accepted' },
      { status: 'duplicate' },
      { status: 'error', fields: { code: 'There is no such metric' } },
      { status: 'error', fields: { subscription: 'There is no such subscription' } },
      { status: 'accepted' },
    ])
    expect(await values(subscriptionId)).toEqual([6])
    const again = await recordUsageBatch(world.owner, [world.event(subscriptionId, { eventId: 'a' })])
    expect(again).toEqual([{ status: 'duplicate' }])
  })

  test("another owner's subscription and metric are not there", async () => {
    const [mine, other] = [await usageWorld(kit), await usageWorld(kit, { code: 'theirs' })]
    const { subscriptionId } = await mine.subscribed()
    await expect(recordUsage(other.owner, mine.event(subscriptionId))).rejects.toMatchObject({
      details: {
        fields: { subscription: 'There is no such subscription', code: 'There is no such metric' },
      },
    })
    expect(await counters(subscriptionId)).toEqual([])
  })

  test('an event that the database will not have spoils no other that came with it', async () => {
    const world = await usageWorld(kit)
    const { subscriptionId } = await world.subscribed()
    const bad = world.event(subscriptionId, { properties: { text: '\u0000' } })
    const sent = [world.event(subscriptionId), bad, world.event(subscriptionId)]
    const answers = await Promise.allSettled(sent.map((event) => recordUsage(world.owner, event)))
    expect(answers.map((answer) => answer.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await values(subscriptionId)).toEqual([2])
    const batch = [world.event(subscriptionId), { ...bad, eventId: newId() }, world.event(subscriptionId)]
    expect(await recordUsageBatch(world.owner, batch)).toEqual([
      { status: 'accepted' },
      { status: 'error', fields: { event: 'This event could not be kept' } },
      { status: 'accepted' },
    ])
    expect(await values(subscriptionId)).toEqual([4])
  })

  test('a batch is bounded, and a key that only reads counts nothing', async () => {
    const world = await usageWorld(kit)
    const { subscriptionId } = await world.subscribed()
    const many = Array.from({ length: EVENTS_MAX + 1 }, () => world.event(subscriptionId))
    await expect(recordUsageBatch(world.owner, many)).rejects.toMatchObject({ code: 'invalid_input' })
    expect(await recordUsageBatch(world.owner, [])).toEqual([])
    const reader = { ...world.owner, role: 'viewer' as const }
    await expect(recordUsage(reader, world.event(subscriptionId))).rejects.toMatchObject({
      code: 'forbidden',
    })
    expect(await counters(subscriptionId)).toEqual([])
  })
})

describe('aggregations', () => {
  const sizes = ['9', '10', 2, 'many', null, undefined, 10.5]
  const events = (world: UsageWorld, subscriptionId: string) =>
    sizes.map((size, i) =>
      world.event(subscriptionId, {
        value: '1.1',
        properties: size === undefined ? {} : { size, region: i % 2 ? 'eu' : 'us' },
        at: new Date(START.getTime() + ((i * 5) % 7) * 1000),
      }),
    )

  test.each([
    ['sum', null, '7.7'],
    ['count', null, 7],
    ['max', 'size', '10.5'],
    ['latest', 'size', 10],
    ['unique_count', 'size', 5],
  ] as const)('%s of %s', async (aggregation, property, expected) => {
    const world = await usageWorld(kit, { aggregation, property })
    const { subscriptionId } = await world.subscribed()
    const all = events(world, subscriptionId)
    // One by one, at once and in a batch: each way adds to what was there.
    for (const event of all.slice(0, 2)) await recordUsage(world.at(FEBRUARY), event)
    await Promise.all(all.slice(2, 4).map((event) => recordUsage(world.at(FEBRUARY), event)))
    await recordUsageBatch(world.at(FEBRUARY), all.slice(4))
    const [counter] = await counters(subscriptionId)
    expect([counter?.value, counter?.events]).toEqual([expected, 7])
    const asRules = countEvents(
      all.map((event) => ({ ...event, at: event.at ?? START })),
      world.metric,
    )
    expect(asRules.value).toBe(String(expected))
  })

  test('filters must all hold; values are compared as text', async () => {
    const world = await usageWorld(kit, {
      aggregation: 'count',
      filters: [
        { name: 'tier', value: '2', type: 'inclusive' },
        { name: 'test', value: 'true', type: 'exclusive' },
      ],
    })
    const { subscriptionId } = await world.subscribed()
    const properties = [{ tier: 2 }, { tier: '2', test: false }, { tier: 2, test: true }, { tier: 3 }, {}]
    await recordUsageBatch(
      world.owner,
      properties.map((own) => world.event(subscriptionId, { properties: own })),
    )
    const [counter] = await counters(subscriptionId)
    expect([counter?.value, counter?.events]).toEqual([2, 5])
  })

  test('a value is unique in its period, however long it is and however many bring it at once', async () => {
    const world = await usageWorld(kit, { aggregation: 'unique_count', property: 'user' })
    const { subscriptionId } = await world.subscribed()
    const users = ['ada', 'bob', 'x'.repeat(4000), `${'x'.repeat(3999)}y`]
    const send = (now: Date) =>
      Promise.all(
        [...users, ...users].map((user) =>
          recordUsage(world.at(now), world.event(subscriptionId, { properties: { user } })),
        ),
      )
    await send(START)
    await send(at('2026-01-20'))
    await send(at('2026-02-20'))
    const both = users.flatMap((user) => [at('2026-01-05'), at('2026-03-05')].map((when) => ({ user, when })))
    await recordUsageBatch(
      world.at(at('2026-03-06')),
      both.map(({ user, when }) => world.event(subscriptionId, { properties: { user }, at: when })),
    )
    expect(await values(subscriptionId)).toEqual([4, 4, 4])
  })

  test('fractions and huge numbers are exact', async () => {
    const world = await usageWorld(kit)
    const { subscriptionId } = await world.subscribed()
    for (const value of ['0.1', '0.2', '900719925474099300000', '0.000000000001', '-0.3'])
      await recordUsage(world.owner, world.event(subscriptionId, { value }))
    expect(await values(subscriptionId)).toEqual(['900719925474099300000.000000000001'])
  })

  test('what was counted keeps how it was counted', async () => {
    const world = await usageWorld(kit)
    const { subscriptionId } = await world.subscribed()
    await recordUsage(world.owner, world.event(subscriptionId))
    const { name, code, property, filters, kind } = world.metric
    const fields = { name, code, property, filters, kind, aggregation: 'count' as const }
    await expect(replaceMetric(world.owner, world.metric.id, fields)).rejects.toMatchObject({
      details: { fields: { aggregation_method: expect.any(String) } },
    })
  })
})

describe('periods', () => {
  test('an event counts in the period it happened in, before and beyond where the engine is', async () => {
    const world = await usageWorld(kit)
    const row = { periodIndex: 1, periodStartAt: FEBRUARY, periodEndAt: at('2026-03-01') }
    const { subscriptionId } = await world.subscribed({ row })
    const now = world.at(at('2026-04-10'))
    const when = [
      null,
      '2026-01-31T23:59:59.999Z',
      '2026-02-01',
      '2026-02-28T23:59:59.999Z',
      '2026-03-31',
    ].map((text) => (text === null ? null : at(text)))
    await recordUsageBatch(
      now,
      when.map((instant) => world.event(subscriptionId, { at: instant })),
    )
    expect((await counters(subscriptionId)).map((c) => [c.periodStartAt, c.periodEndAt, c.value])).toEqual([
      [START, FEBRUARY, 1],
      [FEBRUARY, at('2026-03-01'), 2],
      [at('2026-03-01'), at('2026-04-01'), 1],
      [at('2026-04-01'), at('2026-05-01'), 1],
    ])
  })

  test('a continuous metric has one counter in all', async () => {
    const world = await usageWorld(kit, { kind: 'continuous' })
    const { subscriptionId } = await world.subscribed()
    for (const now of [START, FEBRUARY, at('2027-01-01')])
      await recordUsage(world.at(now), world.event(subscriptionId))
    const [counter, ...more] = await counters(subscriptionId)
    expect([counter?.periodStartAt, counter?.periodEndAt, counter?.value, more]).toEqual([
      START,
      WITHOUT_END,
      3,
      [],
    ])
  })

  test('a trial is one period; after it they are counted from its end', async () => {
    const world = await usageWorld(kit)
    const trialEndAt = at('2026-01-15')
    const row = {
      status: 'trialing' as const,
      anchorAt: trialEndAt,
      periodEndAt: trialEndAt,
      trialStartAt: START,
      trialEndAt,
    }
    const { subscriptionId } = await world.subscribed({ row })
    for (const now of [START, at('2026-01-14'), at('2026-01-15')])
      await recordUsage(world.at(now), world.event(subscriptionId))
    // Converted; a late event of the trial is still of the trial.
    await kit.database.db
      .update(subscription)
      .set({ status: 'active', periodStartAt: trialEndAt, periodEndAt: at('2026-02-15') })
      .where(eq(subscription.id, subscriptionId))
    const late = world.event(subscriptionId, { at: at('2026-01-10') })
    await recordUsage(world.at(at('2026-01-20')), late)
    expect((await counters(subscriptionId)).map((c) => [c.periodStartAt, c.periodEndAt, c.value])).toEqual([
      [START, trialEndAt, 3],
      [trialEndAt, at('2026-02-15'), 1],
    ])
  })

  test('before a change of plan that moved the anchor, an event counts where its neighbours did', async () => {
    const world = await usageWorld(kit)
    const { subscriptionId } = await world.subscribed()
    await recordUsage(world.owner, world.event(subscriptionId))
    const anchorAt = at('2026-03-10')
    await kit.database.db
      .update(subscription)
      .set({ anchorAt, periodStartAt: anchorAt, periodEndAt: at('2026-04-10') })
      .where(eq(subscription.id, subscriptionId))
    const now = world.at(at('2026-03-11'))
    await recordUsageBatch(now, [
      world.event(subscriptionId, { at: at('2026-01-20') }),
      world.event(subscriptionId, { at: at('2026-02-20') }),
      world.event(subscriptionId),
    ])
    expect((await counters(subscriptionId)).map((c) => [c.periodStartAt, c.periodEndAt, c.value])).toEqual([
      [START, FEBRUARY, 2],
      [FEBRUARY, anchorAt, 1],
      [anchorAt, at('2026-04-10'), 1],
    ])
  })

  test.each([
    ['before the start', '2025-12-31T23:59:59.999Z', 'timestamp'],
    ['more than five minutes ahead', '2026-01-20T00:05:00.001Z', 'timestamp'],
    ['five minutes ahead', '2026-01-20T00:05:00Z', null],
    ['at the start', '2026-01-01T00:00:00Z', null],
  ])('a timestamp %s', async (_, timestamp, field) => {
    const world = await usageWorld(kit)
    const { subscriptionId } = await world.subscribed()
    const [outcome] = await recordUsageBatch(world.at(at('2026-01-20')), [
      world.event(subscriptionId, { at: at(timestamp) }),
    ])
    const wrong = outcome?.status === 'error' ? Object.keys(outcome.fields) : []
    expect(wrong).toEqual(field === null ? [] : [field])
  })

  test('a subscription that ended takes what happened before, late as it may be', async () => {
    const world = await usageWorld(kit)
    const row = { status: 'canceled' as const, endedAt: at('2026-01-20'), dueAt: null }
    const { subscriptionId } = await world.subscribed({ row })
    const now = world.at(at('2026-01-25'))
    expect(
      await recordUsageBatch(now, [
        world.event(subscriptionId, { at: at('2026-01-19') }),
        world.event(subscriptionId, { at: at('2026-01-20') }),
        world.event(subscriptionId),
      ]),
    ).toEqual([
      { status: 'accepted' },
      { status: 'error', fields: { timestamp: 'An event cannot be after its subscription ended' } },
      { status: 'error', fields: { subscription: 'The subscription has ended' } },
    ])
  })
})

describe('what is still to be billed', () => {
  test('every counter that moved away from what was billed, of many subscriptions at once', async () => {
    const world = await usageWorld(kit)
    const growing = await world.metricOf({ code: 'storage', kind: 'continuous' })
    const [one, two, none] = [await world.subscribed(), await world.subscribed(), await world.subscribed()]
    const { db } = kit.database
    const now = world.at(at('2026-02-10'))
    await recordUsageBatch(now, [
      world.event(one.subscriptionId, { at: START, value: '10' }),
      world.event(one.subscriptionId, { value: '3' }),
      world.event(two.subscriptionId, { code: growing.code, value: '0.5' }),
    ])
    await db.update(usageCounter).set({ billed: 10 }).where(eq(usageCounter.periodStartAt, START))
    const of = {
      ownerId: world.owner.owner.id,
      subscriptionIds: [one, two, none].map((s) => s.subscriptionId),
    }
    await db
      .update(usageCounter)
      .set({ billed: 0 })
      .where(eq(usageCounter.subscriptionId, two.subscriptionId))
    const running = { kind: 'resettable', periodStartAt: FEBRUARY, value: 3, billed: 0 }
    const unbilled = await unbilledUsage(db, of)
    expect([...unbilled.keys()].sort()).toEqual([one.subscriptionId, two.subscriptionId].sort())
    expect(unbilled.get(one.subscriptionId)).toMatchObject([running])
    expect(unbilled.get(two.subscriptionId)).toMatchObject([
      { kind: 'continuous', periodStartAt: START, value: '0.5', billed: 0, metric: { code: 'storage' } },
    ])
    // An event of January after January was billed.
    await recordUsage(now, world.event(one.subscriptionId, { at: at('2026-01-31'), value: '2' }))
    expect((await unbilledUsage(db, of)).get(one.subscriptionId)).toMatchObject([
      { periodStartAt: START, periodEndAt: FEBRUARY, value: 12, billed: 10 },
      running,
    ])
    expect((await unbilledUsage(db, { ...of, subscriptionIds: [] })).size).toBe(0)
  })
})
