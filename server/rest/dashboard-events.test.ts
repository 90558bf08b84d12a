import { afterAll, beforeAll, expect, test } from 'vitest'
import { listenTo } from '@/db/listen'
import { ownerMember } from '@/db/schema'
import type { OwnerRole } from '@/db/schema/user'
import { type Actor, type Owner, transact } from '../ctx'
import { createLive, type Live } from '../live'
import { testkit } from '../testkit'
import { ensureUser } from '../usecases/customer'
import { type EventType, record } from '../usecases/event'
import { dashboardEvents, type EventLimits } from './dashboard-events'

const kit = testkit()
let live: Live
const errors: unknown[] = []
const LIMITS: EventLimits = { lifetimeMs: 60_000, heartbeatMs: 60_000, gatherMs: 20, perUser: 2, total: 3 }

beforeAll(() => {
  live = createLive({
    listen: (channel, on) => listenTo(kit.databaseUrl, channel, on),
    nowMs: Date.now,
    onError: (error) => errors.push(error),
  })
})
afterAll(() => live.close())

test('nobody is 401, who is no member 404, and so is an owner that is none', async () => {
  const [mine, other] = [await kit.owner(), await kit.owner()]
  expect((await ask({ kind: 'nobody' }, mine.id)).status).toBe(401)
  const actor = await member(mine.id)
  for (const id of [other.id, 'x', crypto.randomUUID()]) expect((await ask(actor, id)).status).toBe(404)
})

test('whoever looks hears that money moved, once per transaction, and of no other owner', async () => {
  const [mine, other] = [await kit.owner(), await kit.owner()]
  const stream = await open(await member(mine.id, 'viewer'), mine.id)
  await heard(stream)
  await moved(other, ['payment.received'])
  await moved(mine, ['customer.updated', 'payment_method.added'])
  expect(stream.heard).toBe('')
  await moved(mine, ['invoice.issued', 'invoice.paid', 'payment.received'])
  await stream.until(/event: moved\ndata: \{\}\n\n$/)
  expect(stream.heard.match(/event: moved/g)).toHaveLength(1)
  expect(errors).toEqual([])
})

test('what was rolled back never happened', async () => {
  const owner = await kit.owner()
  const stream = await open(await member(owner.id), owner.id)
  await heard(stream)
  await expect(moved(owner, ['payment.received'], { end: 'fails' })).rejects.toThrow('no')
  await moved(owner, ['payment.refunded'])
  await stream.until(/event: moved/)
  expect(stream.heard.match(/event: moved/g)).toHaveLength(1)
})

test('who connects again hears of what moved in between, and of nothing else', async () => {
  const owner = await kit.owner()
  const actor = await member(owner.id)
  const first = await open(actor, owner.id)
  await heard(first)
  const seen = Number(/^id: (\d+)$/m.exec(first.opening)?.[1])
  const quiet = await open(actor, owner.id, { since: seen })
  await quiet.close()
  await moved(owner, ['payment.received'])
  await first.until(/event: moved/)
  await first.close()
  expect(quiet.heard).toBe('')
  const again = await open(actor, owner.id, { since: seen })
  await again.until(/event: moved/)
})

test('a connection ends by itself, so that the next one meets the role of then', async () => {
  const owner = await kit.owner()
  const stream = await open(await member(owner.id), owner.id, {}, { ...LIMITS, lifetimeMs: 30 })
  await stream.ended
})

test('open pages are counted: one person has a few, and closed ones make room', async () => {
  const owner = await kit.owner()
  const app = appOf(LIMITS)
  const actor = await member(owner.id)
  const [a, b] = [await open(actor, owner.id, {}, LIMITS, app), await open(actor, owner.id, {}, LIMITS, app)]
  expect((await ask(actor, owner.id, {}, app)).status).toBe(503)
  await a.close()
  const c = await open(actor, owner.id, {}, LIMITS, app)
  await open(await member(owner.id), owner.id, {}, LIMITS, app)
  expect((await ask(await member(owner.id), owner.id, {}, app)).status).toBe(503)
  await Promise.all([b.close(), c.close()])
})

test('the end of the process ends every connection', async () => {
  const owner = await kit.owner()
  const stream = await open(await member(owner.id), owner.id)
  await live.close()
  await stream.ended
})

let actor: Actor

function appOf(limits: EventLimits) {
  return dashboardEvents(
    {
      actorOf: async () => actor,
      ctxFor: (of) => kit.ctx({ actor: of }),
      live: () => live,
      logError: (_, error) => errors.push(error),
    },
    limits,
  )
}

async function ask(of: Actor, ownerId: string, query: { since?: number } = {}, app = appOf(LIMITS)) {
  actor = of
  const since = query.since === undefined ? '' : `?since=${query.since}`
  return app.request(`/api/dashboard/${ownerId}/events${since}`)
}

async function open(of: Actor, ownerId: string, query = {}, limits = LIMITS, app = appOf(limits)) {
  const response = await ask(of, ownerId, query, app)
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'text/event-stream; charset=utf-8',
  ])
  if (!response.body) throw new Error('a stream has a body')
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  const opening = (await reader.read()).value ?? ''
  const stream = {
    opening,
    heard: '',
    close: () => reader.cancel(),
    ended: Promise.resolve(),
    until: (pattern: RegExp) => expect.poll(() => stream.heard, { timeout: 5_000 }).toMatch(pattern),
  }
  const read = async (): Promise<void> => {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return
      stream.heard += value
    }
  }
  stream.ended = read()
  return stream
}

/** Waits until the process listens: what is told before that, nobody hears. */
async function heard(stream: { heard: string }): Promise<void> {
  await expect.poll(() => live.hasMovedSince(crypto.randomUUID(), Date.now())).toBe(false)
  stream.heard = ''
}

async function member(ownerId: string, role: OwnerRole = 'admin') {
  const email = `${crypto.randomUUID()}@example.com`
  const userId = await kit.database.db.transaction((tx) => ensureUser({ tx }, email))
  await kit.database.db.insert(ownerMember).values({ ownerId, userId, role })
  return { kind: 'user' as const, userId, email }
}

async function moved(owner: Owner, types: EventType[], { end = 'well' }: { end?: 'well' | 'fails' } = {}) {
  await transact(kit.ctx(), async (t) => {
    for (const type of types) await record(t, type, { ownerId: owner.id })
    if (end === 'fails') throw new Error('no')
  })
}
