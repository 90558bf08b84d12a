import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type Stripe from 'stripe'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startStripeSandbox } from './start'
import { openTestSandbox } from './test-support'

type Posted = { path: string; body: string; signature: string; event: Stripe.Event }

const SECRET = 'whsec_started'
let receiver: Server
let receiverUrl: string
let posted: Posted[] = []
/** Statuses to answer with, first one first; 200 when there are none. */
let answers: number[] = []
let sandbox: Awaited<ReturnType<typeof openTestSandbox>>
let stripe: Stripe

beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    posted.push({
      path: request.url ?? '',
      body,
      signature: String(request.headers['stripe-signature']),
      event: JSON.parse(body),
    })
    response.writeHead(answers.shift() ?? 200).end()
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  receiverUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
  sandbox = await openTestSandbox({ webhooks: [{ url: `${receiverUrl}/start`, secret: SECRET }] })
  stripe = sandbox.stripe
})
beforeEach(() => {
  posted = []
  answers = []
})
afterEach(() => sandbox.control('DELETE', '/faults'))
afterAll(async () => {
  await sandbox.close()
  await new Promise((resolve) => receiver.close(resolve))
})

async function waitFor(count: number): Promise<void> {
  for (let i = 0; i < 200 && posted.length < count; i++) await sleep(25)
  expect(posted.length).toBeGreaterThanOrEqual(count)
}

describe('webhooks', () => {
  it('arrive signed so that the SDK accepts them, by themselves', async () => {
    const customer = await stripe.customers.create({ name: 'Heard' })
    await waitFor(1)
    const [one] = posted
    const event = stripe.webhooks.constructEvent(one?.body ?? '', one?.signature ?? '', SECRET)
    expect(event).toMatchObject({
      type: 'customer.created',
      data: { object: { id: customer.id } },
      pending_webhooks: 1,
      livemode: false,
    })
    expect(() =>
      stripe.webhooks.constructEvent(one?.body ?? '', one?.signature ?? '', 'whsec_other'),
    ).toThrow()
    await sandbox.control('POST', '/deliver')
    expect((await stripe.events.retrieve(event.id)).pending_webhooks).toBe(0)
    expect(posted).toHaveLength(1)
  })

  it('are tried again until they are accepted', async () => {
    answers = [500, 404]
    await stripe.customers.create()
    await waitFor(3)
    expect(new Set(posted.map((one) => one.event.id)).size).toBe(1)
    expect(await sandbox.control('POST', '/deliver')).toMatchObject({ pending: 0 })
  })

  it('name the connected account they come from, and go to connect endpoints', async () => {
    const account = await stripe.accounts.create({ type: 'standard' })
    const own = await stripe.webhookEndpoints.create({
      url: `${receiverUrl}/own`,
      enabled_events: ['customer.created'],
    })
    const connect = await stripe.webhookEndpoints.create({
      url: `${receiverUrl}/connect`,
      enabled_events: ['*'],
      connect: true,
    })
    expect(connect.secret).toMatch(/^whsec_/)
    expect((await stripe.webhookEndpoints.retrieve(connect.id)).secret).toBeUndefined()
    await stripe.customers.create({}, { stripeAccount: account.id })
    await stripe.customers.create()
    await sandbox.control('POST', '/deliver')
    const heard = posted.map((one) => `${one.path} ${one.event.account ?? 'platform'}`).sort()
    expect(heard).toEqual(
      [`/connect ${account.id}`, '/own platform', `/start ${account.id}`, '/start platform'].sort(),
    )
    const viaConnect = posted.find((one) => one.path === '/connect')
    expect(
      stripe.webhooks.constructEvent(
        viaConnect?.body ?? '',
        viaConnect?.signature ?? '',
        connect.secret ?? '',
      ).account,
    ).toBe(account.id)
    await stripe.webhookEndpoints.update(own.id, { enabled_events: ['charge.succeeded'] })
    await stripe.webhookEndpoints.del(connect.id)
    posted = []
    await stripe.customers.create()
    await sandbox.control('POST', '/deliver')
    expect(posted.map((one) => one.path)).toEqual(['/start'])
    expect((await stripe.webhookEndpoints.list()).data.map((one) => one.id)).toEqual([own.id])
  })

  it('come doubled, late, dropped and out of order on demand', async () => {
    await sandbox.control('POST', '/faults', { kind: 'double' })
    const twice = await stripe.customers.create()
    await waitFor(2)
    expect(posted.map((one) => (one.event.data.object as Stripe.Customer).id)).toEqual([twice.id, twice.id])

    posted = []
    await sandbox.control('POST', '/faults', { kind: 'late', ms: 300 })
    const before = Date.now()
    await stripe.customers.create()
    await waitFor(1)
    expect(Date.now() - before).toBeGreaterThanOrEqual(290)

    posted = []
    await sandbox.control('POST', '/faults', { kind: 'drop', type: 'customer.created' })
    const dropped = await stripe.customers.create()
    const updated = await stripe.customers.update(dropped.id, { name: 'x' })
    await waitFor(1)
    await sandbox.control('POST', '/deliver')
    expect(posted.map((one) => one.event.type)).toEqual(['customer.updated'])
    expect(updated.name).toBe('x')

    posted = []
    await sandbox.control('POST', '/faults', { kind: 'reorder', type: 'customer.created' })
    const reordered = await stripe.customers.create()
    await stripe.customers.update(reordered.id, { name: 'y' })
    await waitFor(2)
    expect(posted.map((one) => one.event.type)).toEqual(['customer.updated', 'customer.created'])
  })

  it('of a sandbox that was stopped are delivered by the next one, and its state is there', async () => {
    const sleeper = await openTestSandbox({
      webhooks: [{ url: 'http://127.0.0.1:9/nobody', secret: SECRET }],
    })
    const intent = await sleeper.stripe.paymentIntents.create({
      amount: 700,
      currency: 'eur',
      payment_method: 'pm_card_visa',
      allowed_payment_method_types: ['card'],
      confirm: true,
    })
    await sleeper.control('POST', '/clock', { now: '2030-01-01T00:00:00Z' })
    await sleeper.stop()
    const next = await startStripeSandbox({
      databaseUrl: sleeper.databaseUrl,
      webhooks: [{ url: `${receiverUrl}/next`, secret: SECRET }],
    })
    await waitFor(4)
    expect(posted.map((one) => one.event.type)).toEqual(
      expect.arrayContaining(['payment_intent.succeeded', 'charge.succeeded', 'balance.available']),
    )
    const status = await fetch(`${next.url}/v1/payment_intents/${intent.id}`, {
      headers: { authorization: 'Bearer sk_test_folio' },
    })
    expect(await status.json()).toMatchObject({ id: intent.id, status: 'succeeded' })
    const clock = await fetch(`${next.url}/_sandbox/clock`)
    expect(await clock.json()).toMatchObject({ iso: '2030-01-01T00:00:00.000Z', frozen: true })
    await next.stop()
  })
})

describe('connected accounts', () => {
  it('are onboarded through their link and told of it', async () => {
    const account = await stripe.accounts.create({
      type: 'express',
      country: 'FR',
      email: 'shop@example.com',
      metadata: { shop: '1' },
    })
    expect(account).toMatchObject({
      type: 'express',
      country: 'FR',
      charges_enabled: false,
      details_submitted: false,
      metadata: { shop: '1' },
    })
    const link = await stripe.accountLinks.create({
      account: account.id,
      type: 'account_onboarding',
      refresh_url: `${receiverUrl}/refresh`,
      return_url: `${receiverUrl}/back`,
    })
    const answer = (outcome: string) =>
      fetch(link.url, { method: 'POST', body: new URLSearchParams({ outcome }), redirect: 'manual' })
    expect(await (await fetch(link.url)).text()).toContain('Complete')
    expect((await answer('later')).headers.get('location')).toBe(`${receiverUrl}/back`)
    expect((await stripe.accounts.retrieve(account.id)).charges_enabled).toBe(false)
    expect((await answer('ready')).headers.get('location')).toBe(`${receiverUrl}/back`)
    const ready = await stripe.accounts.retrieve(account.id)
    expect(ready).toMatchObject({
      charges_enabled: true,
      payouts_enabled: true,
      requirements: { currently_due: [] },
    })
    await sandbox.control('POST', '/deliver')
    expect(posted.map((one) => [one.event.type, one.event.account])).toContainEqual([
      'account.updated',
      account.id,
    ])
    expect((await stripe.accounts.list({ limit: 100 })).data.map((one) => one.id)).toContain(account.id)
    expect((await stripe.accounts.retrieveCurrent()).type).toBe('standard')
    expect(await stripe.accounts.del(account.id)).toMatchObject({ deleted: true })
    await expect(stripe.customers.list({}, { stripeAccount: account.id })).rejects.toMatchObject({
      code: 'account_invalid',
    })
  })
})
