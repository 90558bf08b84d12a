import { beforeEach, describe, expect, test } from 'vitest'
import { newId } from '@/db/id'
import { testkit } from '@/server/testkit'
import { billabearTestkit, type Tenant } from './billabear-testkit'
import { webhookReceiver } from './webhook-testkit'

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

/** An owner with a webhook on a path of its own. */
async function listening(events: string[] = []) {
  const tenant = await api.tenant()
  const path = `/hook/${++paths}`
  const { body } = await tenant.call('POST', '/webhook', {
    name: 'Warehouse',
    url: receiver.url(path),
    events,
  })
  receiver.secrets.set(path, body.secret)
  return { tenant, call: tenant.call, path, id: body.id as string, secret: body.secret as string }
}

const deliver = (tenant: Tenant) => tenant.call('POST', '/test/jobs', { job: 'deliver-webhooks' })

const customer = async ({ call }: Pick<Tenant, 'call'>, email = 'ada@example.org') =>
  (await call('POST', '/customer', { email })).body.id as string

const typesAt = (path: string) => receiver.at(path).map((one) => one.body.type)

describe('a webhook', () => {
  test('hears of everything, so a key that may not read everything makes and moves none', async () => {
    const { tenant, call, id } = await listening()
    const fields = { name: 'Ear', url: receiver.url('/ear'), events: [] }
    const narrow = await api.key(tenant.owner.id, { scopes: ['webhooks:read', 'webhooks:write'] })
    for (const [method, path] of [
      ['POST', '/webhook'],
      ['PUT', `/webhook/${id}`],
    ] as const)
      expect((await api.call(method, path, { key: narrow, body: fields })).status).toBe(403)
    expect((await call('GET', '/webhook')).body.data.map((one: { name: string }) => one.name)).toEqual([
      'Warehouse',
    ])
    const wide = await api.key(tenant.owner.id, { scopes: ['read', 'webhooks:write'] })
    expect((await api.call('POST', '/webhook', { key: wide, body: fields })).status).toBe(201)
  })

  test('is created with a secret that is shown once, listed, read, replaced and deleted', async () => {
    const { call, id, path, secret } = await listening(['customer_created'])
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{42,}=*$/)
    const read = (await call('GET', `/webhook/${id}`)).body
    expect(read).toEqual({
      id,
      name: 'Warehouse',
      url: receiver.url(path),
      events: ['customer_created'],
      enabled: true,
      disabled_reason: null,
      failing_since: null,
      created_at: expect.any(String),
    })
    expect((await call('GET', '/webhook')).body.data).toEqual([read])
    const changes = { name: 'Shop', url: receiver.url('/other'), events: [] }
    const replaced = await call('PUT', `/webhook/${id}`, changes)
    expect([replaced.status, replaced.body]).toEqual([202, { ...read, ...changes }])
    expect((await call('DELETE', `/webhook/${id}`)).status).toBe(202)
    expect((await call('GET', `/webhook/${id}`)).status).toBe(404)
    expect((await call('GET', '/webhook')).body.data).toEqual([])
  })

  test('its secret is in the database only sealed, and not kept with an Idempotency-Key', async () => {
    const tenant = await api.tenant()
    const headers = { 'idempotency-key': newId() }
    const body = { name: 'Warehouse', url: receiver.url() }
    const { secret } = (await tenant.call('POST', '/webhook', body, headers)).body
    const again = await tenant.call('POST', '/webhook', body, headers)
    expect([again.status, again.body.secret]).toEqual([201, null])
    const rows = await kit.database.db.execute(
      `select row_to_json(w)::text || (select string_agg(row_to_json(i)::text, '') from idempotency_key i) as kept
       from webhook_endpoint w where owner_id = '${tenant.owner.id}'`,
    )
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain(secret.slice(6))
  })

  test.each([
    ['ftp://example.com', 'https'],
    ['http://example.com/hook', 'https'],
    ['https://user:secret@203.0.113.9/', 'password'],
    ['https://10.0.0.1/', 'private'],
    ['https://192.168.1.1/', 'private'],
    ['https://169.254.169.254/latest', 'private'],
    ['https://[fd00::1]/', 'private'],
    ['https://[fe80::1]/', 'private'],
    ['https://[::ffff:10.0.0.1]/', 'private'],
    ['https://0x0a000001/', 'private'],
    ['nonsense', 'valid URL'],
  ])('to %s is refused', async (url, about) => {
    const { call } = await api.tenant()
    const answer = await call('POST', '/webhook', { name: 'Bad', url })
    expect([answer.status, answer.body.errors.url]).toEqual([400, expect.stringContaining(about)])
    expect((await call('GET', '/webhook')).body.data).toEqual([])
  })

  test('for an event that is none is refused, and so is a twenty-first one', async () => {
    const { call } = await api.tenant()
    const wrong = await call('POST', '/webhook', { name: 'A', url: receiver.url(), events: ['nothing'] })
    expect([wrong.status, wrong.body.errors]).toEqual([400, { 'events[0]': 'There is no such event.' }])
    for (let i = 0; i < 20; i++)
      expect((await call('POST', '/webhook', { name: `${i}`, url: receiver.url() })).status).toBe(201)
    expect((await call('POST', '/webhook', { name: '21', url: receiver.url() })).status).toBe(409)
    const page = (await call('GET', '/webhook?limit=15')).body
    expect([page.data.length, page.has_more]).toEqual([15, true])
    expect((await call('GET', `/webhook?limit=15&last_key=${page.last_key}`)).body.data).toHaveLength(5)
  })

  test("of another owner is not there, nor are that owner's events", async () => {
    const mine = await listening()
    await customer(mine)
    await deliver(mine.tenant)
    const [event] = (await mine.call('GET', '/webhook/event')).body.data
    const other = await api.tenant()
    for (const [method, path] of [
      ['GET', `/webhook/${mine.id}`],
      ['PUT', `/webhook/${mine.id}`],
      ['DELETE', `/webhook/${mine.id}`],
      ['POST', `/webhook/${mine.id}/enable`],
      ['POST', `/webhook/${mine.id}/disable`],
      ['POST', `/webhook/${mine.id}/rotate-secret`],
      ['POST', `/webhook/${mine.id}/test`],
      ['GET', `/webhook/event/${event.id}`],
      ['POST', `/webhook/event/${event.id}/resend`],
    ] as const) {
      const body = method === 'PUT' ? { name: 'Mine', url: receiver.url() } : undefined
      expect([method, path, (await other.call(method, path, body)).status]).toEqual([method, path, 404])
    }
    expect((await other.call('GET', '/webhook/event')).body.data).toEqual([])
    expect((await other.call('GET', `/webhook/event?webhook=${mine.id}`)).body.data).toEqual([])
    expect((await mine.call('GET', `/webhook/${mine.id}`)).body.name).toBe('Warehouse')
  })
})

describe('what happens', () => {
  test('is sent signed, with the subject as the API shows it and as BillaBear tells it', async () => {
    const { tenant, call, path } = await listening()
    const id = await customer(tenant)
    await deliver(tenant)
    const [first] = receiver.at(path)
    expect(first?.proved).toBe(true)
    expect(first?.headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'webhook-timestamp': expect.stringMatching(/^\d{10}$/),
    })
    expect(first?.body).toEqual({
      type: 'customer_created',
      timestamp: expect.any(String),
      data: (await call('GET', `/customer/${id}`)).body,
      customer: { id, email: 'ada@example.org', brand: 'default', is_disabled: false },
    })
    expect(typesAt(path)).toEqual(['customer_created'])
    await deliver(tenant)
    expect(typesAt(path)).toEqual(['customer_created'])
    expect(api.errors).toEqual([])
  })

  test('says how it was when it was made, also when it is sent later', async () => {
    const { tenant, call, path } = await listening()
    receiver.behave = () => 500
    const id = await customer(tenant)
    await deliver(tenant)
    await call('PUT', `/customer/${id}`, { email: 'new@example.org' })
    receiver.behave = () => 200
    api.now = new Date(Date.now() + 60_000)
    await deliver(tenant)
    expect(receiver.at(path).map((one) => [one.body.type, one.body.data.email])).toEqual([
      ['customer_created', 'ada@example.org'],
      ['customer_created', 'ada@example.org'],
      ['customer_updated', 'new@example.org'],
    ])
  })

  test('is sent only to who wants to hear of it', async () => {
    const { tenant, call, path } = await listening(['customer_disabled'])
    const id = await customer(tenant)
    await call('POST', `/customer/${id}/disable`)
    await deliver(tenant)
    expect(receiver.at(path).map((one) => one.body)).toEqual([
      expect.objectContaining({
        type: 'customer_disabled',
        customer: expect.objectContaining({ id, is_disabled: true }),
      }),
    ])
  })

  test('is not kept for who listens later', async () => {
    const tenant = await api.tenant()
    await customer(tenant)
    await deliver(tenant)
    const path = `/hook/${++paths}`
    await tenant.call('POST', '/webhook', { name: 'Late', url: receiver.url(path) })
    await deliver(tenant)
    expect(receiver.at(path)).toEqual([])
  })
})
