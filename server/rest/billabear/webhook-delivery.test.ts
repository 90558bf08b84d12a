import { spawn } from 'node:child_process'
import { eq } from 'drizzle-orm'
import { build } from 'esbuild'
import { beforeEach, describe, expect, test } from 'vitest'
import { newId } from '@/db/id'
import { event } from '@/db/schema'
import { createSeal } from '@/server/seal'
import { TEST_SECRET, testkit, testWebhooks } from '@/server/testkit'
import { mailOf } from '@/server/usecases/event-mail'
import { makeDeliveries } from '@/server/usecases/webhook-make'
import { sendDeliveries } from '@/server/usecases/webhook-send'
import { billabearTestkit, type Tenant } from './billabear-testkit'
import { webhookPresenter } from './webhook-body'
import { type Received, webhookReceiver } from './webhook-testkit'

const kit = testkit()
const api = billabearTestkit(kit)
const receiver = webhookReceiver()

beforeEach(() => {
  // Deliveries keep the wall's time: they are about the network, not about billing.
  api.now = new Date()
  api.errors.length = 0
  receiver.behave = () => 200
})

let paths = 0

async function listening(tenant?: Tenant) {
  const of = tenant ?? (await api.tenant())
  const path = `/hook/${++paths}`
  const { id, secret } = (await of.call('POST', '/webhook', { name: 'Shop', url: receiver.url(path) })).body
  receiver.secrets.set(path, secret)
  const events = async (query = '') =>
    (await of.call('GET', `/webhook/event?webhook=${id}${query}`)).body.data
  const read = async () => (await of.call('GET', `/webhook/${id}`)).body
  return { tenant: of, call: of.call, path, id: id as string, events, read }
}

const deliver = (tenant: Tenant) => tenant.call('POST', '/test/jobs', { job: 'deliver-webhooks' })

/** Lets the wall's clock go on. */
const later = (ms: number) => {
  api.now = new Date(api.now.getTime() + ms)
}

const MINUTE = 60_000
const present = webhookPresenter({ origin: () => 'https://folio.example', linkKey: () => 'key' })

/** Makes deliveries of what happened, and sends none. */
const make = () => makeDeliveries(kit.ctx({ now: api.now }), { present })

const HOUR = 60 * MINUTE

const customer = async ({ call }: Pick<Tenant, 'call'>, email = 'ada@example.org') =>
  (await call('POST', '/customer', { email })).body.id as string

const rename = ({ call }: Pick<Tenant, 'call'>, id: string, name: string) =>
  call('PUT', `/customer/${id}`, { email: 'ada@example.org', name })

const told = (of: Received[]) => of.map((one) => [one.body.type, one.body.data.name])

describe('a delivery that fails', () => {
  test('is tried again under the same id, later each time, and keeps what the endpoint answered', async () => {
    const { tenant, path, events } = await listening()
    receiver.behave = () => (response) => response.writeHead(503).end('x'.repeat(5_000))
    await customer(tenant)
    await deliver(tenant)
    await deliver(tenant)
    expect(receiver.at(path)).toHaveLength(1)
    later(15_000)
    await deliver(tenant)
    later(15_000)
    await deliver(tenant)
    receiver.behave = () => 204
    later(MINUTE)
    await deliver(tenant)
    const [one] = await events()
    expect(new Set(receiver.at(path).map((r) => r.id))).toEqual(new Set([one.webhook_id]))
    expect(receiver.at(path).every((r) => r.proved)).toBe(true)
    expect(one).toMatchObject({ status: 'delivered', type: 'customer_created', next_attempt_at: null })
    expect(one.attempts.map((a: { status: number }) => a.status)).toEqual([503, 503, 204])
    expect(one.attempts[0].answer).toBe('x'.repeat(2_048))
  })

  test.each([
    ['hangs', () => () => undefined, { status: null, error: 'timeout' }],
    [
      'redirects',
      (url: string) => (response: Parameters<Exclude<ReturnType<typeof receiver.behave>, number>>[0]) =>
        response.writeHead(307, { location: url }).end(),
      { status: 307, error: null },
    ],
    [
      'breaks off',
      () => (response: Parameters<Exclude<ReturnType<typeof receiver.behave>, number>>[0]) =>
        response.destroy(),
      { status: null, error: 'ECONNRESET' },
    ],
  ])('because the endpoint %s is not delivered', async (_, behaviour, attempt) => {
    const { tenant, path, events } = await listening()
    receiver.behave = () => behaviour(receiver.url('/elsewhere'))
    await customer(tenant)
    await deliver(tenant)
    expect((await events())[0]).toMatchObject({ status: 'pending', attempts: [attempt] })
    expect(receiver.at(path)).toHaveLength(1)
    expect(receiver.at('/elsewhere')).toEqual([])
  })

  test('is given up after three days, and what waited behind it is sent', async () => {
    const { tenant, path, events } = await listening()
    receiver.behave = ({ body }) => (body.type === 'customer_created' ? 500 : 200)
    const id = await customer(tenant)
    await rename(tenant, id, 'Ada')
    for (let tries = 0; tries < 40; tries++) {
      await deliver(tenant)
      later(2.5 * HOUR)
    }
    const [first, second] = await events()
    expect([first.status, second.status]).toEqual(['failed', 'delivered'])
    expect(first.attempts.length).toBeGreaterThan(8)
    expect(receiver.at(path).at(-1)?.body.type).toBe('customer_updated')
    expect((await events('&status=failed')).map((e: { id: string }) => e.id)).toEqual([first.id])
  })
})

describe('order', () => {
  test('holds for each customer while one fails, and does not hold up the others', async () => {
    const { tenant, path } = await listening()
    const [ada, bob] = [await customer(tenant), await customer(tenant)]
    await deliver(tenant)
    receiver.behave = ({ body }) => (body.data.id === ada ? 500 : 200)
    for (const name of ['one', 'two', 'three']) {
      await rename(tenant, ada, name)
      await rename(tenant, bob, name)
      await make()
    }
    await deliver(tenant)
    const of = (id: string) => told(receiver.at(path).filter((r) => r.body.data.id === id)).slice(1)
    expect(of(ada)).toEqual([['customer_updated', 'one']])
    expect(of(bob).map(([, name]) => name)).toEqual(['one', 'two', 'three'])
    await rename(tenant, ada, 'four')
    receiver.behave = () => 200
    later(MINUTE)
    await deliver(tenant)
    expect(of(ada).map(([, name]) => name)).toEqual(['one', 'one', 'two', 'three', 'four'])
  })

  test('holds with several workers at once, and each is sent once', async () => {
    const { tenant, path } = await listening()
    const ids = await Promise.all(Array.from({ length: 5 }, () => customer(tenant)))
    const names = Array.from({ length: 12 }, (_, i) => `${i}`)
    for (const name of names) for (const id of ids) await rename(tenant, id, name)
    const work = async () => {
      for (let idle = 0; idle < 3; ) {
        const ctx = kit.ctx({ now: new Date() })
        const made = await makeDeliveries(ctx, { present })
        const sent = await sendDeliveries(ctx, { webhooks: testWebhooks })
        idle = made + sent === 0 ? idle + 1 : 0
      }
    }
    await Promise.all([work(), work(), work()])
    for (const id of ids) {
      const got = receiver.at(path).filter((r) => r.body.data.id === id)
      // Ids of events sort as they happened.
      expect(got.map((r) => r.id)).toEqual(got.map((r) => r.id).sort())
      expect(got).toHaveLength(1 + names.length)
    }
    expect(new Set(receiver.at(path).map((r) => r.id)).size).toBe(65)
  })

  test('an endpoint that hangs keeps no other waiting', async () => {
    const slow = await listening()
    for (let i = 0; i < 10; i++) await customer(slow)
    const quick = await listening()
    await customer(quick)
    const order: string[] = []
    receiver.behave = ({ path }) => {
      order.push(path)
      return path === slow.path ? () => undefined : 200
    }
    await deliver(quick.tenant)
    expect(order.indexOf(quick.path)).toBeLessThan(9)
    expect((await quick.events())[0].status).toBe('delivered')
  })
})

describe('after a crash', () => {
  test('between sending and writing down it is sent again under the same id, and the rest is not lost', async () => {
    const { tenant, path, events } = await listening()
    const id = await customer(tenant)
    await make()
    await rename(tenant, id, 'Ada')
    await make()
    expect(await killedWorker()).toBe('SIGKILL')
    expect(told(receiver.at(path))).toEqual([['customer_created', null]])
    expect((await events()).map((e: { status: string }) => e.status)).toEqual(['pending', 'pending'])
    await deliver(tenant)
    expect(receiver.at(path)).toHaveLength(1)
    later(6 * MINUTE)
    await deliver(tenant)
    expect(told(receiver.at(path))).toEqual([
      ['customer_created', null],
      ['customer_created', null],
      ['customer_updated', 'Ada'],
    ])
    const [first, again] = receiver.at(path)
    expect([first?.id === again?.id, first?.text === again?.text]).toEqual([true, true])
    expect((await events()).map((e: { status: string }) => e.status)).toEqual(['delivered', 'delivered'])
  })

  test('an event that could not be shown is told later, not lost, and stops no other owner', async () => {
    const [one, two] = [await listening(), await listening()]
    await customer(one)
    await customer(two)
    const broken: typeof present = async (ctx, tellings) => {
      if (ctx.owner.id === one.tenant.owner.id) throw new Error('broken')
      return present(ctx, tellings)
    }
    const failed: string[] = []
    await makeDeliveries(kit.ctx({ now: api.now }), {
      present: broken,
      onError: (_, about) => failed.push(about),
    })
    expect(failed).toEqual([`webhooks of owner ${one.tenant.owner.id}`])
    await deliver(one.tenant)
    expect([receiver.at(one.path).length, receiver.at(two.path).length]).toEqual([1, 1])
  })
})

describe('an endpoint', () => {
  test('to which nothing gets through for five days is disabled, its owner told, and enabled again it goes on', async () => {
    const { tenant, call, id, path, read, events } = await listening()
    receiver.behave = () => 500
    await customer(tenant)
    await deliver(tenant)
    const failingSince = (await read()).failing_since
    expect(failingSince).toEqual(expect.any(String))
    later(4 * 24 * HOUR)
    await customer(tenant)
    await deliver(tenant)
    expect(await read()).toMatchObject({ enabled: true, failing_since: failingSince })
    later(25 * HOUR)
    await customer(tenant)
    await deliver(tenant)
    expect(await read()).toMatchObject({ enabled: false, disabled_reason: 'failing' })
    const disabled = await kit.database.db.select().from(event).where(eq(event.type, 'webhook.disabled'))
    const [row, ...more] = disabled.filter((e) => e.subjectId === id)
    expect(more).toEqual([])
    expect(row && (await mailOf(kit.ctx(), row))).toMatchObject({
      to: tenant.owner.email,
      content: {
        template: 'webhookDisabled',
        webhook: 'Shop',
        target: receiver.url(path),
        reason: 'failing',
      },
    })
    const before = receiver.at(path).length
    await customer(tenant, 'missed@example.org')
    await deliver(tenant)
    expect(receiver.at(path)).toHaveLength(before)
    receiver.behave = () => 200
    expect((await call('POST', `/webhook/${id}/enable`)).body).toMatchObject({
      enabled: true,
      disabled_reason: null,
      failing_since: null,
    })
    later(HOUR)
    await deliver(tenant)
    expect((await events('&status=pending')).length).toBe(0)
    expect(receiver.at(path).length).toBeGreaterThan(before)
    expect(receiver.at(path).map((r) => r.body.data.email)).not.toContain('missed@example.org')
  })

  test('that works once in between is not given up', async () => {
    const { tenant, read } = await listening()
    for (const status of [500, 200, 500]) {
      receiver.behave = () => status
      await customer(tenant)
      await deliver(tenant)
      later(3 * 24 * HOUR)
    }
    expect(await read()).toMatchObject({ enabled: true })
  })

  test('that answers 410 is disabled at once', async () => {
    const { tenant, read } = await listening()
    receiver.behave = () => 410
    await customer(tenant)
    await deliver(tenant)
    expect(await read()).toMatchObject({ enabled: false, disabled_reason: 'gone' })
  })

  test('disabled by hand gets nothing, and what was to be sent before goes on once it is enabled', async () => {
    const { tenant, call, id, path } = await listening()
    receiver.behave = () => 500
    const ada = await customer(tenant)
    await deliver(tenant)
    expect((await call('POST', `/webhook/${id}/disable`)).body.disabled_reason).toBe('manual')
    receiver.behave = () => 200
    await rename(tenant, ada, 'unheard')
    later(MINUTE)
    await deliver(tenant)
    expect(receiver.at(path)).toHaveLength(1)
    await call('POST', `/webhook/${id}/enable`)
    await deliver(tenant)
    expect(told(receiver.at(path))).toEqual([
      ['customer_created', null],
      ['customer_created', null],
    ])
  })

  test('with a new secret is signed for with both for a day, then with the new one alone', async () => {
    const { tenant, call, id, path } = await listening()
    const old = receiver.secrets.get(path) ?? ''
    const { secret } = (await call('POST', `/webhook/${id}/rotate-secret`)).body
    expect(secret).not.toBe(old)
    await customer(tenant)
    await deliver(tenant)
    receiver.secrets.set(path, secret)
    await customer(tenant)
    await deliver(tenant)
    later(25 * HOUR)
    await customer(tenant)
    await deliver(tenant)
    receiver.secrets.set(path, old)
    await customer(tenant)
    await deliver(tenant)
    expect(receiver.at(path).map((r) => r.proved)).toEqual([true, true, true, false])
  })

  test('whose secret cannot be read any more is told so, and can be given a new one', async () => {
    const { tenant, call, id, path, events } = await listening()
    await customer(tenant)
    await make()
    await sendDeliveries(kit.ctx({ now: api.now }), {
      webhooks: { ...testWebhooks, ...createSeal('another '.repeat(8)) },
    })
    expect((await events())[0].attempts[0].error).toContain('rotate it')
    expect(receiver.at(path)).toEqual([])
    receiver.secrets.set(path, (await call('POST', `/webhook/${id}/rotate-secret`)).body.secret)
    later(MINUTE)
    await deliver(tenant)
    expect(receiver.at(path).map((r) => r.proved)).toEqual([true])
  })

  test('can be tried out, also while it is disabled: once, and nothing else comes of it', async () => {
    const { call, id, path, tenant, read } = await listening()
    const good = await call('POST', `/webhook/${id}/test`)
    expect([good.status, good.body]).toEqual([
      202,
      expect.objectContaining({ type: 'test', status: 'delivered', webhook: id }),
    ])
    expect(receiver.at(path)[0]).toMatchObject({
      proved: true,
      body: { type: 'test', data: { webhook: { id } } },
    })
    await call('POST', `/webhook/${id}/disable`)
    receiver.behave = () => 500
    const bad = (await call('POST', `/webhook/${id}/test`)).body
    expect([bad.status, bad.attempts[0].status, bad.attempts[0].answer]).toEqual(['failed', 500, 'no'])
    later(HOUR)
    await deliver(tenant)
    expect(receiver.at(path)).toHaveLength(2)
    expect((await read()).failing_since).toBeNull()
  })
})

describe('what was sent', () => {
  test('is listed by customer, type, webhook and status, in pages', async () => {
    const one = await listening()
    const two = await listening(one.tenant)
    const [ada, bob] = [await customer(one.tenant), await customer(one.tenant)]
    await rename(one.tenant, ada, 'Ada')
    receiver.behave = ({ path }) => (path === two.path ? 500 : 200)
    await deliver(one.tenant)
    const count = async (query: string) => (await one.call('GET', `/webhook/event?${query}`)).body.data.length
    expect(await count('')).toBe(6)
    expect(await count(`customer=${ada}`)).toBe(4)
    expect(await count(`customer=${bob}&webhook=${one.id}`)).toBe(1)
    expect(await count('type=customer_updated')).toBe(2)
    expect(await count('status=delivered')).toBe(3)
    expect(await count('status=pending')).toBe(3)
    expect(await count('status=nonsense')).toBe(0)
    expect(await count(`customer=${newId()}`)).toBe(0)
    expect(await count('customer=x')).toBe(0)
    const first = (await one.call('GET', '/webhook/event?limit=4')).body
    const rest = (await one.call('GET', `/webhook/event?limit=4&last_key=${first.last_key}`)).body
    expect([first.data.length, first.has_more, rest.data.length, rest.has_more]).toEqual([4, true, 2, false])
    const ids = [...first.data, ...rest.data].map((e: { id: string }) => e.id)
    expect(ids).toEqual([...new Set(ids)].sort())
    expect((await one.call('GET', `/webhook/event/${ids[0]}`)).body).toEqual(first.data[0])
  })

  test('is sent again by hand as it was, beside what waits, but not while the webhook is disabled', async () => {
    const { tenant, call, id, path, events } = await listening()
    const ada = await customer(tenant)
    await deliver(tenant)
    const [sent] = await events()
    receiver.behave = ({ body }) => (body.type === 'customer_updated' ? 500 : 200)
    await rename(tenant, ada, 'Ada')
    await deliver(tenant)
    const again = await call('POST', `/webhook/event/${sent.id}/resend`)
    expect([again.status, again.body]).toEqual([
      202,
      expect.objectContaining({ status: 'pending', resend: 1, webhook_id: sent.webhook_id, body: sent.body }),
    ])
    expect((await call('POST', `/webhook/event/${again.body.id}/resend`)).body.resend).toBe(2)
    later(1_000)
    await deliver(tenant)
    const got = receiver.at(path).filter((r) => r.body.type === 'customer_created')
    expect(got.map((r) => [r.id, r.text, r.proved])).toEqual(
      Array(3).fill([sent.webhook_id, got[0]?.text, true]),
    )
    await call('POST', `/webhook/${id}/disable`)
    const refused = await call('POST', `/webhook/event/${sent.id}/resend`)
    expect([refused.status, refused.body.message]).toEqual([409, expect.stringContaining('disabled')])
  })
})

test("an owner's clock that was moved on holds up no webhooks, and is what they say happened when", async () => {
  const { tenant, call, path } = await listening()
  await call('POST', '/test/clock', { advance: 'P1M' })
  const { now } = (await call('GET', '/test/clock')).body
  await customer(tenant)
  await deliver(tenant)
  expect(receiver.at(path).map((r) => [r.body.timestamp, r.proved])).toEqual([[now, true]])
})

test('a webhook that was made before money got real is not sent to this machine', async () => {
  const { createWebhookSender } = await import('@/server/adapters/webhook')
  const live = createWebhookSender({ sandbox: false })
  const message = { id: newId(), body: '{}', secrets: ['whsec_AAAA'] }
  for (const url of [
    receiver.url('/live'),
    'https://localhost/',
    'https://127.0.0.1/',
    'https://10.0.0.1/',
  ]) {
    expect(await live.send({ ...message, url })).toMatchObject({ status: null, error: expect.any(String) })
    expect(await live.refusalOf(url)).toEqual(expect.any(String))
  }
  expect(receiver.at('/live')).toEqual([])
})

const CHILD = 'node_modules/.cache/folio/webhook-child.mjs'

/** How a worker ended that is killed once the first webhook was taken. */
async function killedWorker(): Promise<string> {
  await build({
    entryPoints: ['server/usecases/webhook-send.test-child.ts'],
    outfile: CHILD,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
  })
  const task = { databaseUrl: kit.databaseUrl, authSecret: TEST_SECRET, now: api.now.toISOString() }
  const child = spawn(process.execPath, [CHILD, JSON.stringify(task)], { stdio: 'inherit' })
  return new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ?? String(code))))
}
