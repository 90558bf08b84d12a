import { createRequire } from 'node:module'
import { afterEach, describe, expect, test } from 'vitest'
import { START, testkit } from '@/server/testkit'
import { bucketTestkit, type TestBucket } from './bucket-testkit'
import { OPERATIONS, type Operation } from './contract-cases.testkit'

// The published client, unmodified: what it can do here, programs that use it can.

const kit = testkit()
const api = bucketTestkit(kit)

afterEach(async () => {
  api.beforeAnswer = null
  api.onRequest = null
  await api.stripeFault()
  api.now = START
  expect(api.errors).toEqual([])
})

// biome-ignore lint/suspicious/noExplicitAny: the client's answers have no types.
type Call = (...given: unknown[]) => Promise<{ status: number; data: any }>
type Client = {
  use(flow: 'standalone', tokens: Record<string, string>): Client
  misc: { retrievePlans: Call }
  bucket: Record<'retrieve' | 'retrieveAll' | 'upgrade' | 'claimTrial' | 'currentRole' | 'update', Call> & {
    billing: Billing
  }
  apiDateLag: number
}

type Billing = Record<Operation, Call>

const load = createRequire(import.meta.url)

/** A client with modules of its own: the package keeps addresses in shared modules (routes file, "gotcha"). */
function freshClient(): Client {
  for (const file of Object.keys(load.cache)) if (file.includes('@pm2/js-api')) delete load.cache[file]
  const Client = load('@pm2/js-api') as new (options: object) => Client
  return new Client({ services: { API: api.url, OAUTH: api.url } })
}

function clientOf(bucket: TestBucket): Client {
  const { access_token, refresh_token } = bucket.tokens
  return freshClient().use('standalone', { access_token, refresh_token })
}

describe('starting', () => {
  test('with both tokens', async () => {
    const bucket = await api.bucket()
    const { data } = await clientOf(bucket).bucket.retrieve(bucket.id)
    expect(data).toMatchObject({
      _id: bucket.id,
      name: expect.any(String),
      public_id: expect.stringMatching(/^[0-9a-f]{24}$/),
      secret_id: expect.stringMatching(/^[0-9a-f]{24}$/),
      node: { endpoints: { web: api.url } },
    })
  })

  test('with the refresh token alone', async () => {
    const bucket = await api.bucket()
    const client = freshClient().use('standalone', {
      refresh_token: bucket.tokens.refresh_token,
      client_id: '795984050',
    })
    const { data } = await client.bucket.retrieveAll()
    expect(data).toMatchObject([{ _id: bucket.id }])
  })
})

test('drives each of the 19 routes, and those a billing page needs beside them', async () => {
  const bucket = await api.bucket()
  const { id } = bucket
  const client = clientOf(bucket)
  const { billing, called } = noted(client.bucket.billing)
  await noSubscriptionYet(billing, id)
  const cardId = await cards(billing, id)
  await subscription(client, billing, id)
  await documents(billing, id)
  await detailsAndBank(billing, id)
  await dataOf(billing.attachCreditCard(id, { token: 'tok_mastercard' }))
  expect(await dataOf(billing.deleteCreditCard(id, cardId))).toMatchObject({ id: cardId, deleted: true })
  expect(await dataOf(client.bucket.currentRole(id))).toEqual({ role: 'billing_admin' })
  expect(Object.keys(await dataOf(client.misc.retrievePlans()))).toEqual(['small', 'small-year', 'large'])
  expect(client.apiDateLag).toEqual(expect.any(Number))
  expect([...called].sort()).toEqual(Object.keys(OPERATIONS).sort())
})

test('an access token that ended is renewed by the client itself', async () => {
  const bucket = await api.bucket()
  const { refresh_token } = bucket.tokens
  const client = freshClient().use('standalone', { refresh_token, client_id: '795984050' })
  await dataOf(client.bucket.billing.fetchMetadata(bucket.id))
  api.now = new Date(START.getTime() + 25 * 3_600_000)
  expect(await dataOf(client.bucket.billing.fetchMetadata(bucket.id))).toEqual({})
})

async function noSubscriptionYet(billing: Billing, id: string) {
  const refused = await billing
    .getSubcription(id)
    .catch((response: { status: number; data: unknown }) => response)
  expect([refused.status, refused.data]).toEqual([404, { msg: expect.any(String), code: 'not_found' }])
  expect(await dataOf(billing.startTrial(id, { plan: 'small' }))).toEqual({
    duration: '14 days',
    plan: 'small',
  })
}

async function cards(billing: Billing, id: string): Promise<string> {
  const card = await dataOf(billing.attachCreditCard(id, { token: 'tok_visa' }))
  expect(card).toMatchObject({ data: { object: 'card', brand: 'Visa', last4: '4242' } })
  const cardId: string = card.data.id
  expect(await dataOf(billing.fetchCreditCards(id))).toMatchObject({ data: [{ id: cardId }] })
  expect(await dataOf(billing.fetchCreditCard(id, cardId))).toMatchObject({ data: { id: cardId } })
  expect(await dataOf(billing.fetchDefaultCreditCard(id))).toMatchObject({ data: { id: cardId } })
  const address = {
    address_line1: '1 rue',
    address_country: 'FR',
    address_zip: '75001',
    address_city: 'Paris',
  }
  expect(await dataOf(billing.updateCreditCard(id, { id: cardId, ...address }))).toMatchObject({
    data: { id: cardId, ...address },
  })
  expect(await dataOf(billing.setDefaultCard(id, cardId))).toMatchObject({ data: { id: cardId } })
  return cardId
}

async function subscription(client: Client, billing: Billing, id: string) {
  const started = await dataOf(
    billing.subscribe(id, { plan: 'large', stripe_token: 'tok_threeDSecure2Required' }),
  )
  expect(started).toMatchObject({
    bucket: { _id: id },
    subscription: { plan: { id: 'large' }, status: 'incomplete' },
  })
  const intent = started.subscription.payment_intent.id
  await api.authenticate(intent, 'pass')
  expect(await dataOf(billing.paymentIntentSucceed(id, intent, { plan: 'large' }))).toMatchObject({
    bucket: { _id: id },
  })
  expect(await dataOf(billing.getSubcription(id))).toMatchObject({ status: 'active', plan: { id: 'large' } })
  expect(await dataOf(billing.getSubcriptionState(id))).toEqual({
    status: 'active',
    plan: 'large',
    canceled_at: null,
  })
  const upgrade = { plan: 'small-year', stripe_token: 'tok_visa' }
  expect(await dataOf(client.bucket.upgrade(id, upgrade))).toMatchObject({
    subscription: { status: 'active', plan: { id: 'small-year' } },
  })
}

async function documents(billing: Billing, id: string) {
  // 90.00 for the year, less the 49.00 paid a moment ago for a month.
  const [change, first] = await dataOf(billing.getInvoices(id))
  expect([change.total, first.total, change.status, first.status]).toEqual([4_100, 4_900, 'paid', 'paid'])
  expect(await dataOf(billing.getReceipts(id))).toMatchObject([
    { amount: 4_100, status: 'succeeded', invoice: change.id },
    { amount: 4_900, status: 'succeeded', invoice: first.id },
  ])
}

async function detailsAndBank(billing: Billing, id: string) {
  const metadata = {
    vat_number: 'DE136695976',
    company_name: 'Ada GmbH',
    receipt_email: 'ada@example.com',
  }
  expect(await dataOf(billing.updateMetadata(id, { metadata }))).toEqual({ data: metadata })
  expect(await dataOf(billing.fetchMetadata(id))).toEqual(metadata)
  const iban = { iban: 'DE89370400440532013000', type: 'sepa', name: 'Ada Lovelace' }
  expect(await dataOf(billing.attachBankAccount(id, iban))).toMatchObject({
    data: { object: 'source', type: 'sepa_debit', sepa_debit: { last4: '3000' }, status: 'chargeable' },
  })
  expect(await dataOf(billing.fetchBankAccount(id))).toMatchObject({
    data: { owner: { name: 'Ada Lovelace' } },
  })
  expect(await dataOf(billing.deleteBankAccount(id))).toMatchObject({ object: 'source' })
}

/** The same calls, with a note of each name that was called. */
function noted(billing: Billing): { billing: Billing; called: Set<string> } {
  const called = new Set<string>()
  const names = Object.keys(OPERATIONS) as Operation[]
  const noting = names.map((name): [Operation, Call] => [
    name,
    (...given) => {
      called.add(name)
      return billing[name](...given)
    },
  ])
  return { billing: Object.fromEntries(noting) as Billing, called }
}

describe('a connection that breaks on subscribe', () => {
  test('after the server did its work: sent again by the client, charged once', async () => {
    const bucket = await api.bucket()
    const client = clientOf(bucket)
    await dataOf(client.bucket.billing.attachCreditCard(bucket.id, { token: 'tok_visa' }))
    const sent = cutOnce('/payment/subscribe')
    const { subscription } = await dataOf(client.bucket.billing.subscribe(bucket.id, { plan: 'large' }))
    expect(sent()).toBe(2)
    expect(subscription).toMatchObject({ status: 'active', plan: { id: 'large' } })
    expect(await dataOf(client.bucket.billing.getInvoices(bucket.id))).toHaveLength(1)
    expect(await dataOf(client.bucket.billing.getReceipts(bucket.id))).toHaveLength(1)
    expect(await chargesOf(bucket)).toMatchObject([{ amount: 4_900, status: 'succeeded' }])
  })

  test('while the server is at work, and stays at it: charged once', async () => {
    const bucket = await api.bucket()
    const client = clientOf(bucket)
    await dataOf(client.bucket.billing.attachCreditCard(bucket.id, { token: 'tok_visa' }))
    await api.stripeFault({ endpoint: 'POST /v1/payment_intents', kind: 'latency', ms: 400 })
    let count = 0
    api.onRequest = (_method, url, socket) => {
      if (url.endsWith('/payment/subscribe') && ++count === 1) setTimeout(() => socket.destroy(), 100)
    }
    const { subscription } = await dataOf(client.bucket.billing.subscribe(bucket.id, { plan: 'large' }))
    expect([count, subscription.status]).toEqual([2, 'active'])
    expect(await dataOf(client.bucket.billing.getReceipts(bucket.id))).toHaveLength(1)
    expect(await chargesOf(bucket)).toHaveLength(1)
  })

  test('with a card token in the request: one card, one charge', async () => {
    const bucket = await api.bucket()
    const client = clientOf(bucket)
    const token = await cardToken()
    const sent = cutOnce('/payment/subscribe')
    const body = { plan: 'large', stripe_token: token }
    const { subscription } = await dataOf(client.bucket.billing.subscribe(bucket.id, body))
    expect(sent()).toBe(2)
    expect(subscription).toMatchObject({ status: 'active', plan: { id: 'large' } })
    const { data: cards } = await dataOf(client.bucket.billing.fetchCreditCards(bucket.id))
    expect(cards).toHaveLength(1)
    expect(await chargesOf(bucket)).toHaveLength(1)
  })
})

/** Cuts the connection of the first request to a path when its answer is ready; answers how often it came. */
function cutOnce(path: string): () => number {
  let count = 0
  api.beforeAnswer = (_method, url, socket) => {
    if (!url.endsWith(path)) return
    count++
    if (count === 1) socket.destroy()
  }
  return () => count
}

/** What Stripe charged the bucket's customer, asked from Stripe itself. */
async function chargesOf(bucket: TestBucket): Promise<{ amount: number; status: string }[]> {
  const { customer } = await kit.at(bucket.customer, api.now)
  const { data } = await api.stripe('GET', `/v1/charges?customer=${customer.stripeCustomerId}`)
  return data as { amount: number; status: string }[]
}

/** A token as Stripe.js makes one in a browser: good for one use. */
async function cardToken(): Promise<string> {
  const card = { number: '4242424242424242', exp_month: '12', exp_year: '2034', cvc: '123' }
  const fields = Object.entries(card).map(([name, value]) => [`card[${name}]`, value] as const)
  const { id } = await api.stripe('POST', '/v1/tokens', Object.fromEntries(fields))
  return String(id)
}

async function dataOf(call: ReturnType<Call>) {
  // The client rejects with the bare response, which says nothing by itself.
  const { status, data } = await call.catch((response: { data?: unknown }) => {
    const { data: body } = (response as { response?: { data?: unknown } }).response ?? response
    throw new Error(`${String(response)}: ${JSON.stringify(body)}`)
  })
  expect(status).toBe(200)
  return data
}
