import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { newId } from '@/db/id'
import { apiKey, event, idempotencyKey } from '@/db/schema'
import { wallNow } from '@/server/clock'
import { addDays } from '@/server/core/time'
import { testkit } from '@/server/testkit'
import { billabearTestkit } from './billabear-testkit'

const kit = testkit()
const api = billabearTestkit(kit)

const tomorrow = addDays(wallNow(), 1)
const inAWeek = addDays(wallNow(), 7)

describe('/api-key', () => {
  test('is shown once, read, listed, used, disabled', async () => {
    const tenant = await api.tenant()
    const body = { name: 'Warehouse', scopes: ['read', 'usage:write'], expires_at: inAWeek.toISOString() }
    const created = await tenant.call('POST', '/api-key', body)
    const { key, ...view } = created.body
    expect([created.status, view]).toEqual([
      201,
      {
        id: expect.any(String),
        name: 'Warehouse',
        prefix: key.slice(0, 13),
        scopes: ['read', 'usage:write'],
        disabled: false,
        disabled_at: null,
        expires_at: inAWeek.toISOString(),
        last_used_at: null,
        created_at: expect.any(String),
      },
    ])
    const path = `/api-key/${view.id}`
    expect((await tenant.call('GET', path)).body).toEqual(view)
    expect((await api.call('GET', '/customer', { key })).status).toBe(200)
    expect((await api.call('POST', '/customer', { key, body: { email: 'a@example.org' } })).status).toBe(403)
    const used = async () => (await tenant.call('GET', path)).body.last_used_at
    await expect.poll(used).toBe(api.now.toISOString())
    expect(await tenant.call('POST', `${path}/disable`)).toMatchObject({ status: 202, body: {} })
    expect((await api.call('GET', '/customer', { key })).status).toBe(401)
    const disabled = (await tenant.call('GET', path)).body
    expect(disabled).toMatchObject({ disabled: true, disabled_at: expect.any(String) })
    expect((await tenant.call('POST', `${path}/disable`)).status).toBe(202)
    expect((await tenant.call('GET', path)).body).toEqual(disabled)
    const { db } = kit.database
    const events = await db.select().from(event).where(eq(event.subjectId, view.id)).orderBy(event.id)
    expect(events.map((e) => e.type)).toEqual(['api_key.created', 'api_key.revoked'])
  })

  test('the list pages and filters, and has no secret', async () => {
    const tenant = await api.tenant()
    const made: string[] = []
    for (const name of ['one', 'two', 'three']) {
      const { body } = await tenant.call('POST', '/api-key', { name })
      made.push(body.id)
    }
    await tenant.call('POST', `/api-key/${made[1]}/disable`)
    const ids = async (query: string) => {
      const { body, text } = await tenant.call('GET', `/api-key?${query}`)
      expect(text).not.toContain(tenant.key)
      return body.data.map((row: { id: string }) => row.id)
    }
    // The first is the tenant's own, which the test made.
    expect((await ids('')).slice(1)).toEqual(made)
    expect(await ids('name=t')).toEqual([expect.any(String), made[1], made[2]])
    expect(await ids('disabled=true')).toEqual([made[1]])
    expect(await ids(`limit=1&last_key=${made[0]}`)).toEqual([made[1]])
    const wrong = await tenant.call('GET', '/api-key?disabled=perhaps')
    expect([wrong.status, Object.keys(wrong.body.errors)]).toEqual([400, ['disabled']])
  })

  test.each([
    [{}, 'name'],
    [{ name: ' ' }, 'name'],
    [{ name: 7 }, 'name'],
    [{ name: 'a', scopes: 'read' }, 'scopes'],
    [{ name: 'a', scopes: ['admin'] }, 'scopes[0]'],
    [{ name: 'a', scopes: ['read', 'tax:delete'] }, 'scopes[1]'],
    [{ name: 'a', expires_at: 'tomorrow' }, 'expires_at'],
    [{ name: 'a', expires_at: '2026-12-31' }, 'expires_at'],
    [{ name: 'a', expires_at: '2001-01-01T00:00:00Z' }, 'expires_at'],
    [{ name: 'a', expires_at: 7 }, 'expires_at'],
  ])('%j is 400 and makes none', async (body, field) => {
    const tenant = await api.tenant()
    const answer = await tenant.call('POST', '/api-key', body)
    expect([answer.status, Object.keys(answer.body.errors)]).toEqual([400, [field]])
    expect((await tenant.call('GET', '/api-key')).body.data).toHaveLength(1)
  })

  test('a key makes none that may more, or that outlasts it', async () => {
    const { owner, call } = await api.tenant()
    const { key } = (
      await call('POST', '/api-key', {
        name: 'maker',
        scopes: ['keys:write', 'keys:read', 'tax:read'],
        expires_at: tomorrow.toISOString(),
      })
    ).body
    const make = (body: object) => api.call('POST', '/api-key', { key, body: { name: 'made', ...body } })
    for (const scopes of [undefined, [], ['read'], ['write'], ['tax:write'], ['tax:read', 'usage:read']]) {
      const answer = await make({ scopes })
      expect([scopes, answer.status]).toEqual([scopes, 403])
    }
    const late = await make({ scopes: ['tax:read'], expires_at: inAWeek.toISOString() })
    expect([late.status, Object.keys(late.body.errors)]).toEqual([400, ['expires_at']])
    expect((await call('GET', '/api-key')).body.data).toHaveLength(2)
    const same = await make({ scopes: ['tax:read', 'keys:write'] })
    expect([same.status, same.body.expires_at]).toEqual([201, tomorrow.toISOString()])
    // All there is, named area by area or at once, is everything.
    const all = await api.key(owner.id, { scopes: ['read', 'write'] })
    expect((await api.call('POST', '/api-key', { key: all, body: { name: 'made' } })).status).toBe(201)
  })

  test('the secret is kept nowhere, also not for a repeated request', async () => {
    const { call } = await api.tenant()
    const headers = { 'idempotency-key': newId() }
    const first = await call('POST', '/api-key', { name: 'once' }, headers)
    const again = await call('POST', '/api-key', { name: 'once' }, headers)
    expect([again.status, again.body]).toEqual([201, { ...first.body, key: null }])
    const { db } = kit.database
    const kept = [await db.select().from(idempotencyKey), await db.select().from(apiKey)]
    expect(JSON.stringify(kept)).not.toContain(first.body.key)
  })

  test("another owner's key is not there", async () => {
    const [mine, other] = [await api.tenant(), await api.tenant()]
    const { id } = (await mine.call('POST', '/api-key', { name: 'mine' })).body
    for (const of of [id, newId(), 'x', '%00'])
      for (const [method, path] of [
        ['GET', `/api-key/${of}`],
        ['POST', `/api-key/${of}/disable`],
      ] as const) {
        const answer = await other.call(method, path)
        expect([method, path, answer.status, answer.body]).toEqual([method, path, 404, []])
      }
    expect((await mine.call('GET', `/api-key/${id}`)).body.disabled).toBe(false)
  })
})
