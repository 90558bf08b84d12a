import { request } from 'node:http'
import { eq } from 'drizzle-orm'
import Stripe from 'stripe'
import { expect, test } from 'vitest'
import { brand, stripeEvent } from '@/db/schema'
import { createApp } from './http'
import { bucketTestkit } from './rest/bucket/bucket-testkit'
import { START, testkit, testOutside } from './testkit'
import { updateBillingDetails } from './usecases/customer'

// The app as a whole: what every path has in common, and Stripe's webhooks in.

const kit = testkit()
const api = bucketTestkit(kit)

test('health', async () => {
  expect(await api.call('GET', '/api/health')).toMatchObject({ status: 200, body: { ok: true } })
})

test('a path that is not there is 404 with a message, whatever the method', async () => {
  const { access_token: token } = (await api.bucket()).tokens
  for (const path of [
    '/api/bucket/x/y',
    '/api/bucketful',
    '/api/nothing',
    '/api/misc',
    '/api/oauth/authorize',
  ])
    for (const method of ['GET', 'POST', 'PATCH', 'DELETE'])
      expect(await api.call(method, path, { token })).toMatchObject({
        status: 404,
        body: { msg: expect.any(String) },
      })
})

test('a slash at the end makes no difference, and nothing is redirected', async () => {
  const bucket = await api.bucket()
  await bucket.call('PUT', '/payment/trial', { plan: 'small' })
  for (const path of ['', `/${bucket.id}`, `/${bucket.id}/payment`, `/${bucket.id}/payment/subscription`]) {
    const token = bucket.tokens.access_token
    const [plain, slash] = [
      await api.call('GET', `/api/bucket${path}`, { token }),
      await api.call('GET', `/api/bucket${path}/`, { token }),
    ]
    expect([plain.status, slash.status, slash.body]).toEqual([200, 200, plain.body])
  }
})

test('JSON bodies on GET and DELETE are let through, well formed or not', async () => {
  const bucket = await api.bucket()
  await bucket.call('POST', '/payment/cards', { token: 'tok_visa' })
  const { id } = (await bucket.call('GET', '/payment/card')).body.data
  for (const body of ['{}', '{"broken', 'x'.repeat(100_000)]) {
    expect(await raw('GET', `/api/bucket/${bucket.id}/payment/cards`, bucket.tokens.access_token, body)).toBe(
      200,
    )
    expect(await raw('GET', '/api/bucket', bucket.tokens.access_token, body)).toBe(200)
  }
  expect(
    await raw('DELETE', `/api/bucket/${bucket.id}/payment/card/${id}`, bucket.tokens.access_token, '{}'),
  ).toBe(200)
})

test('browsers of any origin may call, with what the published client sends', async () => {
  const bucket = await api.bucket()
  const preflight = await api.call('OPTIONS', `/api/bucket/${bucket.id}/payment/subscribe`, {
    headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
  })
  expect(preflight.status).toBe(204)
  expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
  expect(preflight.headers.get('access-control-allow-methods')).toBe('GET, POST, PUT, DELETE')
  expect(preflight.headers.get('access-control-allow-headers')?.toLowerCase()).toBe(
    'authorization, content-type, x-js-api-version, idempotency-key',
  )
  for (const token of [bucket.tokens.access_token, 'wrong']) {
    const answer = await api.call('GET', '/api/bucket', { token, headers: { origin: 'https://app.example' } })
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(answer.headers.get('access-control-expose-headers')).toContain('Date')
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
  }
  expect(
    (await api.call('GET', '/api/health', { headers: { origin: 'https://x.example' } })).headers.get(
      'access-control-allow-origin',
    ),
  ).toBeNull()
})

test('the address a bucket is reached at is the one the request came to', async () => {
  const bucket = await api.bucket()
  const { headers } = { headers: { 'x-forwarded-proto': 'https' } }
  const answer = await bucket.call('GET', '', undefined, headers)
  expect(answer.body.node.endpoints.web).toBe(api.url.replace('http:', 'https:'))
})

test('tokens: refreshed, revoked, and refused as the document says', async () => {
  const bucket = await api.bucket()
  const { refresh_token } = bucket.tokens
  const grant = { client_id: '795984050', refresh_token, grant_type: 'refresh_token' }
  const fresh = await api.call('POST', '/api/oauth/token', { body: grant })
  expect([fresh.status, fresh.body]).toEqual([
    200,
    { access_token: expect.any(String), refresh_token, expire_at: expect.any(String), token_type: 'Bearer' },
  ])
  const token = fresh.body.access_token
  expect((await api.call('GET', '/api/bucket', { token })).status).toBe(200)
  for (const wrong of [
    { refresh_token: 'x' },
    { refresh_token: token },
    { client_id: undefined },
    { grant_type: 'password' },
  ])
    expect((await api.call('POST', '/api/oauth/token', { body: { ...grant, ...wrong } })).status).toBe(400)
  expect((await api.call('POST', '/api/oauth/revoke', { token: refresh_token, body: {} })).status).toBe(200)
  expect((await api.call('GET', '/api/bucket', { token })).status).toBe(401)
  expect((await api.call('POST', '/api/oauth/token', { body: grant })).status).toBe(400)
  expect((await api.call('POST', '/api/oauth/revoke', { token: refresh_token, body: {} })).status).toBe(404)
})

test('a body that is too large is 413 before it is read, however it comes', async () => {
  const { access_token: token } = (await api.bucket()).tokens
  const body = JSON.stringify({ client_id: 'x'.repeat(1_100_000) })
  expect(await api.call('POST', '/api/oauth/token', { token, body })).toMatchObject({ status: 413 })
  expect(await raw('POST', '/api/oauth/token', token, body, { 'transfer-encoding': 'chunked' })).toBe(413)
})

test('what breaks is 500 with an id that stands in the log, and says nothing else', async () => {
  const bucket = await api.bucket()
  api.database = 'away'
  const paths = [`/api/bucket/${bucket.id}/payment/subscription`, '/api/bucket', '/api/misc/plans']
  for (const path of paths) {
    api.errors.length = 0
    const { status, body } = await api.call('GET', path, { token: bucket.tokens.access_token })
    expect([status, body]).toEqual([
      500,
      {
        msg: 'Something went wrong on our side',
        code: 'internal',
        request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    ])
    expect(api.errors).toHaveLength(1)
    expect(api.errors[0]?.line).toBe(`${body.request_id} GET ${path}`)
  }
  api.database = 'working'
  api.errors.length = 0
})

test("Stripe's webhooks are proved, stored once and acted on", async () => {
  let acted = 0
  const app = createApp({
    ctxFor: (actor) => kit.ctx({ actor, now: START }),
    publicUrl: () => null,
    livemode: () => false,
    publishableKey: () => 'pk_test_folio',
    linkKey: () => 'a key of the tests',
    ...testOutside,
    actOnEvents: async () => {
      acted++
      throw new Error("a job that fails is the log's, not Stripe's")
    },
    logError: () => {},
  })
  const payload = JSON.stringify({
    id: 'evt_1test',
    object: 'event',
    type: 'payment_intent.succeeded',
    created: 1_767_225_600,
    data: { object: { id: 'pi_1test', object: 'payment_intent' } },
  })
  const deliver = (signature: string, body = payload) =>
    app.request('/api/stripe/webhook', { method: 'POST', body, headers: { 'stripe-signature': signature } })
  const sign = (secret: string) => Stripe.webhooks.generateTestHeaderString({ payload, secret })
  const good = await sign('whsec_test')
  expect((await deliver(await sign('whsec_other'))).status).toBe(400)
  expect((await deliver('')).status).toBe(400)
  expect((await deliver(good, payload.replace('pi_1test', 'pi_1else'))).status).toBe(400)
  expect(await kit.database.db.select().from(stripeEvent)).toEqual([])
  expect((await deliver(good)).status).toBe(200)
  expect((await deliver(good)).status).toBe(200)
  expect(await kit.database.db.select().from(stripeEvent)).toMatchObject([
    { id: 'evt_1test', type: 'payment_intent.succeeded', payload: { id: 'pi_1test' }, processedAt: null },
  ])
  expect(acted).toBeGreaterThan(0)
})

test('what a price page asks: the plans, for anyone and for a signed-in caller', async () => {
  const bucket = await api.bucket()
  const { status, body } = await api.call('GET', '/api/misc/plans', { token: bucket.tokens.access_token })
  expect([status, Object.keys(body)]).toEqual([200, ['small', 'small-year', 'large']])
  expect(body['small-year']).toMatchObject({
    amount: 9_000,
    currency: 'eur',
    interval: 'year',
    name: 'small',
  })
  expect((await api.call('GET', '/api/misc/plans')).status).toBe(200)
  const company = { vat_id: 'DE 136 695 976' }
  const token = bucket.tokens.access_token
  expect((await api.call('POST', '/api/misc/stripe/retrieveCompany', { token, body: company })).body).toEqual(
    {
      vat_number: 'DE136695976',
      country: 'DE',
      valid: true,
    },
  )
})

test('the tax of a bucket: where it is, and where it would be', async () => {
  const bucket = await api.bucket()
  const { db } = kit.database
  await db.update(brand).set({ taxRatePpm: null }).where(eq(brand.ownerId, bucket.owner.id))
  const tax = async (country?: string) => {
    const [token, body] = [bucket.tokens.access_token, country === undefined ? {} : { country }]
    return (await api.call('POST', '/api/misc/stripe/retrieveVat', { token, body })).body
  }
  expect(await tax()).toEqual({ country: null, percentage: 19, note: null })
  expect(await tax('fr')).toEqual({ country: 'FR', percentage: 19, note: null })
  await updateBillingDetails(bucket.customer, { vatNumber: 'FR 40 303 265 045' })
  expect(await tax('fr')).toEqual({ country: 'FR', percentage: 0, note: 'reverse_charge' })
  expect(await tax('us')).toEqual({ country: 'US', percentage: 0, note: 'outside_eu' })
  expect(await tax('de')).toEqual({ country: 'DE', percentage: 19, note: null })
})

/** Sends what `fetch` would not: a body on GET, a length that is not said. Answers the status. */
function raw(
  method: string,
  path: string,
  token: string,
  body: string,
  headers: Record<string, string> = { 'content-length': String(body.length) },
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const call = request(`${api.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    })
    call.on('response', (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode))
    })
    call.on('error', reject)
    call.end(body)
  })
}
