import { describe, expect, test } from 'vitest'
import { newId } from '@/db/id'
import { START, testkit } from '@/server/testkit'
import { billabearTestkit } from './billabear-testkit'

const kit = testkit()
const api = billabearTestkit(kit)

describe('keys', () => {
  test.each([
    ['no key', undefined],
    ['an empty key', ''],
    ['an unknown key', 'folio_sk_unknown'],
  ])('%s is 401 with an empty list', async (_, key) => {
    const answer = await api.call('GET', '/customer', { key })
    expect([answer.status, answer.body]).toEqual([401, []])
  })

  test('a key that ended or was revoked is 401 with an empty list', async () => {
    const { owner } = await api.tenant()
    for (const fields of [{ expiresAt: new Date(START.getTime() - 1) }, { revokedAt: START }]) {
      const key = await api.key(owner.id, fields)
      const answer = await api.call('POST', '/customer', { key, body: { email: 'a@example.org' } })
      expect([answer.status, answer.body]).toEqual([401, []])
    }
  })

  test('the header is read whatever its case', async () => {
    const { key } = await api.tenant()
    const answer = await api.call('GET', '/customer', { headers: { 'X-API-KEY': key } })
    expect(answer.status).toBe(200)
  })

  test('a key that reads cannot write, one that writes cannot read', async () => {
    const { owner } = await api.tenant()
    const reads = await api.key(owner.id, { scopes: ['read'] })
    const writes = await api.key(owner.id, { scopes: ['write'] })
    const body = { email: 'a@example.org' }
    expect((await api.call('GET', '/customer', { key: reads })).body.data).toEqual([])
    const refused = await api.call('POST', '/customer', { key: reads, body })
    expect([refused.status, refused.body]).toEqual([
      403,
      { code: 403, message: 'This API key may not write customers' },
    ])
    expect((await api.call('POST', '/customer', { key: writes, body })).status).toBe(201)
    expect((await api.call('GET', '/customer', { key: writes })).status).toBe(403)
    expect((await api.call('GET', '/customer', { key: reads })).body.data).toHaveLength(1)
  })

  test("another owner's customer is not there, for any call below it", async () => {
    const [mine, other] = [await api.tenant(), await api.tenant()]
    const { id } = (await mine.call('POST', '/customer', { email: 'a@example.org' })).body
    for (const [method, path, absent] of [
      ['GET', '', []],
      ['PUT', '', []],
      ['POST', '/disable', { success: false }],
      ['POST', '/enable', { success: false }],
      ['GET', '/limits', []],
    ] as const) {
      for (const of of [id, newId(), 'not-a-uuid', '%00']) {
        const body = method === 'PUT' ? { email: 'b@example.org' } : undefined
        const answer = await other.call(method, `/customer/${of}${path}`, body)
        expect([method, path, of, answer.status, answer.body]).toEqual([method, path, of, 404, absent])
      }
    }
    expect((await other.call('GET', '/customer')).body.data).toEqual([])
    expect((await mine.call('GET', `/customer/${id}`)).body.email).toBe('a@example.org')
  })
})

describe('pages', () => {
  test('limit and per_page bound a page, last_key goes on after it, past the end there is nothing', async () => {
    const { call } = await api.tenant()
    const ids: string[] = []
    for (let i = 0; i < 12; i++)
      ids.push((await call('POST', '/customer', { email: `${i}@example.org` })).body.id)
    const first = (await call('GET', '/customer')).body
    expect([first.data.length, first.has_more, first.last_key]).toEqual([10, true, ids[9]])
    const rest = (await call('GET', `/customer?last_key=${ids[9]}`)).body
    expect(rest.data.map((c: { id: string }) => c.id)).toEqual(ids.slice(10))
    expect([rest.has_more, rest.last_key]).toEqual([false, ids[11]])
    expect((await call('GET', `/customer?last_key=${ids[11]}`)).body).toEqual({
      data: [],
      has_more: false,
      last_key: null,
    })
    expect((await call('GET', '/customer?per_page=3')).body.data).toHaveLength(3)
    expect((await call('GET', '/customer?limit=12')).body.has_more).toBe(false)
    expect((await call('GET', '/customer?limit=100')).status).toBe(200)
  })

  test.each([
    ['limit=101', 413, 'limit is above 100'],
    ['per_page=1000', 413, 'limit is above 100'],
    ['limit=0', 400, 'limit is below 1'],
    ['limit=-1', 400, 'limit is below 1'],
    ['limit=ten', 400, 'limit is not a number'],
    ['limit=1.5', 400, 'limit is not a number'],
    ['last_key=1', 400, 'last_key is not a key of this list'],
  ])('%s is %i', async (query, status, reason) => {
    const { call } = await api.tenant()
    const answer = await call('GET', `/customer?${query}`)
    expect([answer.status, answer.body]).toEqual([status, { reason }])
  })
})

describe('bodies', () => {
  test.each([
    ['{', { body: 'The body is not valid JSON' }],
    ['', expect.objectContaining({ email: expect.any(String) })],
    ['[]', { body: expect.any(String) }],
    ['{"email": 7}', { email: expect.any(String) }],
    ['{"email": "ada"}', { email: 'This value is not a valid email address.' }],
    [
      '{"email": "a@example.org", "address": {"country": "XXX"}}',
      { 'address.country': 'This value is not a valid country.' },
    ],
    ['{"email": "a@example.org", "name": ["Ada"]}', { name: expect.any(String) }],
    ['{"email": "a@example.org", "name": "\\u0000"}', { name: 'This value may not contain NUL' }],
  ])('%s is 400 and names the field', async (body, errors) => {
    const { call } = await api.tenant()
    const answer = await call('POST', '/customer', body)
    expect([answer.status, answer.body]).toEqual([400, { errors }])
    expect((await call('GET', '/customer')).body.data).toEqual([])
  })

  test('JSON is read whatever it is said to be, as BillaBear does', async () => {
    const { call } = await api.tenant()
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await call('POST', '/customer', '{"email":"a@example.org"}', form)).status).toBe(201)
  })

  test('a body beyond 1 MiB is 413', async () => {
    const { call } = await api.tenant()
    const body = JSON.stringify({ email: 'a@example.org', name: 'x'.repeat(1_048_576) })
    expect((await call('POST', '/customer', body, { 'content-length': String(body.length) })).status).toBe(
      413,
    )
  })

  test('a path that is not there is 404 as the document words what is unexpected', async () => {
    const { call } = await api.tenant()
    const answer = await call('GET', '/nothing')
    expect([answer.status, answer.body.code]).toEqual([404, 404])
  })
})

describe('Idempotency-Key', () => {
  test('the same request again is answered as the first time and done once', async () => {
    const { call } = await api.tenant()
    const headers = { 'idempotency-key': newId() }
    const first = await call('POST', '/customer', { email: 'a@example.org' }, headers)
    const again = await call('POST', '/customer', { email: 'a@example.org' }, headers)
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body])
    expect(first.headers.get('idempotent-replayed')).toBeNull()
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect((await call('GET', '/customer')).body.data).toHaveLength(1)
    const other = await call('POST', '/customer', { email: 'b@example.org' }, headers)
    expect([other.status, other.body.code]).toEqual([409, 409])
  })

  test('PUT and calls without a body are honoured too', async () => {
    const { call } = await api.tenant()
    const { id } = (await call('POST', '/customer', { email: 'a@example.org' })).body
    for (const [method, path, body] of [
      ['PUT', `/customer/${id}`, { email: 'b@example.org' }],
      ['POST', `/customer/${id}/disable`, undefined],
    ] as const) {
      const headers = { 'idempotency-key': newId() }
      const first = await call(method, path, body, headers)
      const again = await call(method, path, body, headers)
      expect([first.status, again.status, again.headers.get('idempotent-replayed')]).toEqual([
        202,
        202,
        'true',
      ])
    }
  })

  test("another key's use of the same text is another request", async () => {
    const [one, two] = [await api.tenant(), await api.tenant()]
    const headers = { 'idempotency-key': 'same' }
    const first = await one.call('POST', '/customer', { email: 'a@example.org' }, headers)
    const second = await two.call('POST', '/customer', { email: 'a@example.org' }, headers)
    expect(second.status).toBe(201)
    expect(second.body.id).not.toBe(first.body.id)
  })

  test('a refusal is replayed as itself', async () => {
    const { call } = await api.tenant()
    const headers = { 'idempotency-key': newId() }
    const first = await call('POST', '/customer', { email: 'ada' }, headers)
    const again = await call('POST', '/customer', { email: 'ada' }, headers)
    expect([again.status, again.body]).toEqual([400, first.body])
    expect(again.headers.get('idempotent-replayed')).toBe('true')
  })
})
