import { describe, expect, test } from 'vitest'
import { newId } from '@/db/id'
import { START, testkit } from '@/server/testkit'
import { usageWorld } from '@/server/usecases/usage-testkit'
import { billabearTestkit } from './billabear-testkit'

const kit = testkit()
const api = billabearTestkit(kit)

/** A tenant with a metric `calls` at 1.00 a call and 19 % of tax, and a customer that pays for it. */
async function metered() {
  const tenant = await api.tenant({ taxRatePpm: 190_000 })
  const world = await usageWorld(kit, { ownerId: tenant.owner.id })
  const of = await world.subscribed()
  const customer = of.customer.customer.id
  const event = (fields: Record<string, unknown> = {}) => ({
    event_id: newId(),
    subscription: of.subscriptionId,
    code: 'calls',
    value: 1,
    ...fields,
  })
  const read = async (path: string) => (await tenant.call('GET', `/customer/${customer}${path}`)).body
  const counted = async () => (await read('/metric/calls')).value
  return { ...tenant, world, customer, subscription: of.subscriptionId, event, read, counted }
}

describe('POST /events', () => {
  test('is 201 with nothing to say, and again the same, counted once', async () => {
    const { call, event, counted } = await metered()
    const body = event({ value: 2.5, properties: { region: 'eu' } })
    for (const send of [body, body, { ...body, value: 9 }]) {
      const answer = await call('POST', '/events', send)
      expect([answer.status, answer.body]).toEqual([201, {}])
    }
    expect(await counted()).toBe(2.5)
  })

  test.each([
    [{ value: 0 }, 0],
    [{ value: -1.5 }, -1.5],
    [{ properties: null }, 1],
    [{ properties: [] }, 1],
    [{ event_id: 'no-uuid but a name' }, 1],
    [{ timestamp: null }, 1],
    [{ timestamp: '2026-01-01T01:00:00+01:00' }, 1],
    [{ properties: { path: 'C:\\u0000', deep: [{ a: null }], text: '😀' } }, 1],
  ])('%j is counted', async (fields, value) => {
    const { call, event, counted } = await metered()
    expect((await call('POST', '/events', event(fields))).status).toBe(201)
    expect(await counted()).toBe(value)
  })

  test.each([
    [{ event_id: undefined }, 'event_id'],
    [{ event_id: '' }, 'event_id'],
    [{ event_id: ' ' }, 'event_id'],
    [{ event_id: 7 }, 'event_id'],
    [{ event_id: 'a\u0000' }, 'event_id'],
    [{ event_id: 'a\ud800' }, 'event_id'],
    [{ event_id: 'a'.repeat(256) }, 'event_id'],
    [{ subscription: undefined }, 'subscription'],
    [{ subscription: newId() }, 'subscription'],
    [{ subscription: 'mine' }, 'subscription'],
    [{ code: undefined }, 'code'],
    [{ code: 'nothing' }, 'code'],
    [{ code: 'a\u0000' }, 'code'],
    [{ value: undefined }, 'value'],
    [{ value: null }, 'value'],
    [{ value: '' }, 'value'],
    [{ value: '1' }, 'value'],
    [{ value: 1e300 }, 'value'],
    [{ properties: 'a' }, 'properties'],
    [{ properties: [1] }, 'properties'],
    [{ properties: { a: '\u0000' } }, 'properties'],
    [{ properties: { a: '\udc00' } }, 'properties'],
    [{ properties: { a: 'a'.repeat(9000) } }, 'properties'],
    [{ timestamp: 'yesterday' }, 'timestamp'],
    [{ timestamp: '2026-01-01' }, 'timestamp'],
    [{ timestamp: 1767225600 }, 'timestamp'],
    [{ timestamp: '2025-12-31T23:59:59Z' }, 'timestamp'],
    [{ timestamp: '2026-01-01T00:05:01Z' }, 'timestamp'],
  ])('%j is 400 and counts nothing', async (fields, field) => {
    const { call, event, counted } = await metered()
    const answer = await call('POST', '/events', event(fields))
    expect([answer.status, Object.keys(answer.body.errors ?? {})]).toEqual([400, [field]])
    expect(await counted()).toBe(0)
  })

  test('the first of an id counts even when 50 come at once', async () => {
    const { call, event, counted } = await metered()
    const body = event()
    const answers = await Promise.all(Array.from({ length: 50 }, () => call('POST', '/events', body)))
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([201]))
    expect(await counted()).toBe(1)
  })

  test("another owner's subscription is not there", async () => {
    const [mine, other] = [await metered(), await metered()]
    const answer = await other.call('POST', '/events', mine.event())
    expect([answer.status, answer.body]).toEqual([
      400,
      { errors: { subscription: 'There is no such subscription' } },
    ])
    expect(await mine.counted()).toBe(0)
  })

  test('a sandbox clock is the time that events happen at', async () => {
    const { call, event, read, owner } = await metered()
    api.now = new Date('2026-02-15T00:00:00Z')
    try {
      expect((await call('POST', '/events', event())).status).toBe(201)
      expect(await read('/metric/calls')).toMatchObject({
        value: 1,
        period_start: '2026-02-01T00:00:00.000Z',
        period_end: '2026-03-01T00:00:00.000Z',
      })
    } finally {
      api.now = START
    }
    expect(owner.clockAt).toBeNull()
  })
})

describe('POST /events/batch', () => {
  test('answers each event for itself, in their order', async () => {
    const { call, event, counted } = await metered()
    const first = event()
    const events = [
      first,
      { ...first, value: 5 },
      event({ value: null, event_id: 'b' }),
      event({ code: 'nothing', event_id: 'c' }),
      event({ properties: { a: '\u0000' }, event_id: 'd' }),
      'text',
      null,
      event({ value: 3 }),
    ]
    const answer = await call('POST', '/events/batch', { events })
    expect([answer.status, answer.body]).toEqual([
      201,
      {
        data: [
          { event_id: first.event_id, status: 'accepted' },
          { event_id: first.event_id, status: 'duplicate' },
          { event_id: 'b', status: 'error', errors: { value: expect.any(String) } },
          { event_id: 'c', status: 'error', errors: { code: 'There is no such metric' } },
          { event_id: 'd', status: 'error', errors: { properties: 'Properties may not contain NUL' } },
          { event_id: null, status: 'error', errors: { event: expect.any(String) } },
          { event_id: null, status: 'error', errors: { event: expect.any(String) } },
          { event_id: (events[7] as { event_id: string }).event_id, status: 'accepted' },
        ],
        accepted: 2,
        duplicate: 1,
        error: 5,
      },
    ])
    expect(await counted()).toBe(4)
    const again = await call('POST', '/events/batch', [first])
    expect([again.status, again.body.duplicate]).toEqual([201, 1])
    expect(await counted()).toBe(4)
  })

  test('takes a thousand, of many subscriptions', async () => {
    const { call, event, world, customer, counted } = await metered()
    const others = await world.subscribed({ customer: await kit.customer(world.owner.owner.id) })
    const events = Array.from({ length: 1000 }, (_, i) =>
      event(i % 2 ? { subscription: others.subscriptionId } : {}),
    )
    const answer = await call('POST', '/events/batch', { events })
    expect([answer.status, answer.body.accepted]).toEqual([201, 1000])
    expect(await counted()).toBe(500)
    expect((await call('GET', `/customer/${customer}/costs`)).body.cost).toEqual({
      amount: 59_500,
      currency: 'EUR',
    })
  })

  test.each([
    [{}, 'events'],
    [{ events: [] }, 'events'],
    [[], 'events'],
    [{ events: 'a' }, 'events'],
    [{ events: Array.from({ length: 1001 }, () => ({})) }, 'events'],
    ['null', 'body'],
  ])('a body that is no batch is 400', async (body, field) => {
    const { call } = await metered()
    const answer = await call('POST', '/events/batch', body)
    expect([answer.status, Object.keys(answer.body.errors)]).toEqual([400, [field]])
  })
})

describe('what was used', () => {
  test('costs, under both names, with tax; 422 without usage and in several currencies', async () => {
    const { call, event, read, world, customer, subscription } = await metered()
    await call('POST', '/events', event({ value: 1434.33 }))
    const total = { amount: 170_685, currency: 'EUR' }
    expect(await read('/costs')).toEqual({
      costs: [{ name: 'API calls', ...total, usage: 1434.33, metric: world.metric.id, subscription }],
      cost: total,
      total,
    })
    const none = await kit.customer(world.owner.owner.id)
    const refused = await call('GET', `/customer/${none.customer.id}/costs`)
    expect([refused.status, refused.body]).toEqual([422, []])
    const of = await kit.at(none, START)
    await world.subscribed({ customer: of })
    await world.subscribed({ customer: of, price: { currency: 'USD' } })
    expect((await call('GET', `/customer/${none.customer.id}/costs`)).status).toBe(422)
    expect((await call('GET', `/customer/${customer}/metric/nothing`)).status).toBe(404)
  })

  test('limits under both of their paths, set, listed, reached, removed', async () => {
    const { call, event, read, customer } = await metered()
    const at = `/customer/${customer}`
    const warning = await call('POST', `${at}/uasge-limit`, { amount: 100, action: 'WARNING' })
    expect([warning.status, warning.body]).toEqual([
      201,
      { id: expect.any(String), amount: 100, action: 'WARNING' },
    ])
    const disable = await call('POST', `${at}/usage-limits`, { amount: 200, action: 'DISABLE' })
    const both = { data: [warning.body, disable.body], has_more: false, last_key: null }
    expect([await read('/uasge-limit'), await read('/usage-limits')]).toEqual([both, both])
    await call('POST', '/events', event())
    expect(await read('/usage-warning')).toMatchObject({
      data: [
        {
          usage_limit: warning.body.id,
          action: 'WARNING',
          amount: 100,
          estimate: { amount: 119, currency: 'EUR' },
          period_start: '2026-01-01T00:00:00.000Z',
          created_at: '2026-01-01T00:00:00.000Z',
        },
      ],
      has_more: false,
    })
    expect((await read('')).status).toBe('new')
    await call('POST', '/events/batch', [event()])
    expect([(await read('')).status, (await read('/usage-warning')).data.length]).toEqual(['disabled', 2])
    const removed = await call('DELETE', `${at}/uasge-limit/${warning.body.id}`)
    expect([removed.status, removed.body]).toEqual([200, {}])
    expect((await call('DELETE', `${at}/usage-limit/${disable.body.id}`)).status).toBe(200)
    expect((await read('/usage-limits')).data).toEqual([])
  })

  test.each([
    [{ amount: 0, action: 'WARNING' }, 'amount'],
    [{ amount: -1, action: 'WARNING' }, 'amount'],
    [{ amount: 1.5, action: 'WARNING' }, 'amount'],
    [{ amount: '100', action: 'WARNING' }, 'amount'],
    [{ action: 'WARNING' }, 'amount'],
    [{ amount: 100, action: 'BAN' }, 'action'],
    [{ amount: 100 }, 'action'],
  ])('a limit of %j is 400', async (body, field) => {
    const { call, customer, read } = await metered()
    const answer = await call('POST', `/customer/${customer}/uasge-limit`, body)
    expect([answer.status, Object.keys(answer.body.errors)]).toEqual([400, [field]])
    expect((await read('/usage-limits')).data).toEqual([])
  })

  test('what is not there, or another owner’s, is 404, the literal {limitId} of the SDK too', async () => {
    const [mine, other] = [await metered(), await metered()]
    const at = `/customer/${mine.customer}`
    const { id } = (await mine.call('POST', `${at}/usage-limits`, { amount: 1, action: 'WARNING' })).body
    for (const path of ['/costs', '/metric/calls', '/usage-warning', '/uasge-limit', '/usage-limits'])
      expect([path, (await other.call('GET', at + path)).status]).toEqual([path, 404])
    for (const path of [`/uasge-limit/${id}`, `/usage-limit/${id}`])
      expect((await other.call('DELETE', at + path)).status).toBe(404)
    for (const name of ['{limitId}', newId()]) {
      const answer = await mine.call('DELETE', `${at}/uasge-limit/${encodeURIComponent(name)}`)
      expect([answer.status, answer.body]).toEqual([404, { success: false }])
    }
    expect((await mine.read('/usage-limits')).data).toHaveLength(1)
  })

  test('limits and warnings are listed page by page', async () => {
    const { call, customer } = await metered()
    for (const amount of [1, 2, 3])
      await call('POST', `/customer/${customer}/usage-limits`, { amount, action: 'WARNING' })
    const first = (await call('GET', `/customer/${customer}/usage-limits?limit=2`)).body
    expect([first.data.length, first.has_more]).toEqual([2, true])
    const rest = (await call('GET', `/customer/${customer}/uasge-limit?last_key=${first.last_key}`)).body
    expect(rest).toMatchObject({ data: [{ amount: 3 }], has_more: false })
    expect((await call('GET', `/customer/${customer}/usage-warning?limit=101`)).status).toBe(413)
  })
})
