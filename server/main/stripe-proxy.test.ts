import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/sandbox/postgres/test-database'
import { type StripeSandbox, startStripeSandbox } from '@/sandbox/stripe/start'
import { STRIPE_PREFIX, stripeProxy } from './stripe-proxy'

let database: TestDatabase
let sandbox: StripeSandbox
let base: string
let close: () => void

beforeAll(async () => {
  database = await createTestDatabase()
  sandbox = await startStripeSandbox({ databaseUrl: database.url })
  const server = createServer(stripeProxy(sandbox.url)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  close = () => server.close()
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}${STRIPE_PREFIX}`
})

afterAll(async () => {
  close()
  await sandbox.stop()
  await database.drop()
})

const call = (path: string, key?: string, body?: string) =>
  fetch(`${base}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    body,
  })

describe('stripeProxy', () => {
  test('serves Stripe.js, which then calls the host it came from', async () => {
    const response = await call('/stripe.js')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain('javascript')
  })

  test('passes on what a publishable key may do', async () => {
    const card = 'card[number]=4242424242424242&card[exp_month]=12&card[exp_year]=2040&card[cvc]=123'
    const response = await call('/v1/tokens', 'pk_test_folio', card)
    expect(response.status).toBe(200)
    const { id } = (await response.json()) as { id: string }
    const stripe = new Stripe('sk_test_folio', { host: '127.0.0.1', port: sandbox.port, protocol: 'http' })
    expect((await stripe.tokens.retrieve(id)).card?.last4).toBe('4242')
  })

  test('passes back what Stripe refuses', async () => {
    const response = await call('/v1/tokens', 'pk_test_folio', 'card[number]=1')
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error' } })
    expect((await call('/v1/customers', 'pk_test_folio')).status).toBe(403)
  })

  test('serves the page on which the holder of a connected account goes on', async () => {
    expect(await (await call('/_sandbox/accounts/acct_1/onboard')).text()).toContain('Connect your account')
  })

  test.each([
    ['/v1/customers', 'sk_test_folio'],
    ['/v1/customers?key=sk_test_folio', undefined],
    ['/v1/customers', undefined],
    ['/_sandbox/clock', undefined],
    ['/_sandbox/faults', undefined],
    ['/_sandbox/challenge/../faults', undefined],
    ['/_sandbox/accounts/acct_1', undefined],
    ['/_sandbox/accounts/acct_1/../../faults', undefined],
    ['/', undefined],
  ])('%s with the key %s stays on loopback', async (path, key) => {
    expect((await call(path, key)).status).toBe(404)
  })

  test('a key in the body does not beat the one in the header', async () => {
    expect((await call('/v1/customers', 'pk_test_folio', 'key=sk_test_folio')).status).toBe(403)
  })

  test('a sandbox that is gone is a bad gateway', async () => {
    const lonely = createServer(stripeProxy('http://127.0.0.1:1')).listen(0, '127.0.0.1')
    await new Promise((resolve) => lonely.once('listening', resolve))
    const { port } = lonely.address() as AddressInfo
    expect((await fetch(`http://127.0.0.1:${port}${STRIPE_PREFIX}/stripe.js`)).status).toBe(502)
    lonely.close()
  })
})
