import { beforeAll, describe, expect, test } from 'vitest'
import { testkit } from '@/server/testkit'
import { revokeToken } from '@/server/usecases/token'
import { type Answer, bucketTestkit, type CallOptions, type TestBucket } from './bucket-testkit'
import { OPERATIONS, type Operation } from './contract-cases.testkit'

// Each route against each way a caller can be wrong: never a 5xx, never a change, never a leak.

const kit = testkit()
const api = bucketTestkit(kit)

beforeAll(async () => {
  made = await makeAll()
})

/** A good body of each operation that takes one: what the table spoils, field by field. */
const BODIES: Partial<Record<Operation, Record<string, unknown>>> = {
  subscribe: { plan: 'large', stripe_token: 'tok_visa', coupon_id: 'none' },
  paymentIntentSucceed: { plan: 'small' },
  startTrial: { plan: 'small' },
  attachCreditCard: { token: 'tok_visa' },
  updateCreditCard: {
    id: 'pm_1unknown',
    address_line1: '1 rue',
    address_country: 'FR',
    address_zip: '75001',
    address_city: 'Paris',
  },
  updateMetadata: {
    metadata: { vat_number: 'DE136695976', company_name: 'Ada', receipt_email: 'a@example.com' },
  },
  attachBankAccount: { iban: 'DE89370400440532013000', type: 'sepa', name: 'Ada Lovelace' },
}

/** What no field of any body may be. */
const BAD_VALUES: Record<string, unknown> = {
  'a number': 7,
  'a huge number': 1e308,
  'a negative number': -1,
  true: true,
  'a list': ['small'],
  'an object': { plan: 'small' },
  'NUL bytes': 'sm\u0000all',
  'an empty text': '   ',
  'a text of 900,000 characters': 'x'.repeat(900_000),
}

/** Fields that may be left empty or out: an empty text clears them, or says nothing. */
const MAY_BE_EMPTY = /^(address_|coupon_id$|metadata)/

const BROKEN_BODIES: Record<string, string> = {
  'broken JSON': '{"plan": "small"',
  'no JSON at all': 'plan=small',
  'a list': '["small"]',
  'a text': '"small"',
  null: 'null',
  'a number beyond any': '1e999',
  'deep nesting': '['.repeat(50_000),
  'prototype keys alone': '{"__proto__": {"plan": "small"}, "constructor": {"prototype": {"plan": "small"}}}',
  'more than the limit': JSON.stringify({ plan: 'x'.repeat(1_100_000) }),
}

type Target = { name: Operation; method: string; path: string; body: Record<string, unknown> | undefined }

const targets = (Object.keys(OPERATIONS) as Operation[]).map((name): Target => {
  const [method = '', path = ''] = OPERATIONS[name].on.split(' ')
  return { name, method, path, body: BODIES[name] }
})
const writes = targets.filter(({ body }) => body !== undefined)

describe('a caller who may not', () => {
  describe.each(targets)('$name', ({ method, path, body }) => {
    const ask = async (bucket: TestBucket, options: CallOptions, of: Partial<Ids> = {}) =>
      api.call(method, fill(path, { ...idsOf(bucket), ...of }), {
        ...(method === 'GET' ? {} : { body: body ?? {} }),
        ...options,
      })

    test('has no token, one that is none, one that ended, one that was revoked', async () => {
      const { bucket, revoked, before } = await settled()
      const { access_token: good } = bucket.tokens
      const none: Record<string, string>[] = [{}, { authorization: 'Basic x' }, { authorization: 'Bearer' }]
      for (const headers of none) expectRefused(await ask(bucket, { headers }), [401])
      for (const token of ['null', '', `${good}x`, bucket.tokens.refresh_token, revoked])
        expectRefused(await ask(bucket, { token }), [401])
      api.now = new Date(api.now.getTime() + 25 * 3_600_000)
      try {
        expectRefused(await ask(bucket, { token: good }), [401])
      } finally {
        api.now = new Date(api.now.getTime() - 25 * 3_600_000)
      }
      expect(await api.snapshot()).toEqual(before)
    })

    test("names another tenant's bucket, a bucket that is not there, or none", async () => {
      const { bucket, stranger, before } = await settled()
      const unknown = ['0'.repeat(24), '0'.repeat(23), 'g'.repeat(24), crypto.randomUUID()]
      const odd = [
        'my-bucket',
        '%00',
        '%ff',
        "'%20or%201=1--",
        '..%2f..%2fetc',
        `${bucket.id}%20`,
        'x'.repeat(5_000),
      ]
      for (const id of [bucket.id, bucket.customer.customer.id, ...unknown, ...odd]) {
        const answer = await ask(stranger.bucket, { token: stranger.bucket.tokens.access_token }, { id })
        expectRefused(answer, [404])
        expectNoTrace(answer, bucket)
      }
      expect(await api.snapshot()).toEqual(before)
    })

    if (method === 'GET') return

    test('only looks on', async () => {
      const { bucket, viewer: token, card, before } = await settled()
      const given = body && 'id' in body ? { ...body, id: card } : body
      expectRefused(await ask(bucket, { token, body: given ?? {} }, { card_id: card }), [403])
      expect(await api.snapshot()).toEqual(before)
    })
  })
})

describe('a body that is not what it should be', () => {
  describe.each(writes)('$name', ({ method, path, body = {} }) => {
    test.each(Object.entries(BROKEN_BODIES))('%s', async (_what, text) => {
      const { bucket, before } = await settled()
      const answer = await api.call(method, fill(path, idsOf(bucket)), {
        token: bucket.tokens.access_token,
        body: text,
      })
      expectRefused(answer, [400, 413])
      expect(await api.snapshot()).toEqual(before)
    })

    test('without saying that it is JSON', async () => {
      const { bucket, before } = await settled()
      const answer = await api.call(method, fill(path, idsOf(bucket)), {
        token: bucket.tokens.access_token,
        body: JSON.stringify(body),
        headers: { 'content-type': 'text/plain' },
      })
      expectRefused(answer, [400])
      expect(await api.snapshot()).toEqual(before)
    })

    for (const [spoilt, field] of fieldsOf(body)) {
      test(`${field} is none of what it may not be`, async () => {
        const { bucket, before } = await settled()
        for (const [what, value] of Object.entries(BAD_VALUES)) {
          if (what === 'an empty text' && MAY_BE_EMPTY.test(field)) continue
          const answer = await bucketCall(bucket, method, path, spoilt(value))
          expect([what, answer.status]).toEqual([what, 400])
          expectRefused(answer, [400])
        }
        expect(await api.snapshot()).toEqual(before)
      })
    }
  })
})

describe('an id that is not theirs', () => {
  const named = targets.filter(({ path, name }) => path.includes(':card_id') || name === 'updateCreditCard')

  test.each(named)("$name: another customer's card, a bank account, none", async (target) => {
    const { bucket, bank, stranger: other, before } = await settled()
    const ids = [
      other.card,
      bank,
      'pm_1unknown',
      '%00',
      "'%20or%201=1--",
      '__proto__',
      'constructor',
      'x'.repeat(4_000),
    ]
    for (const card_id of ids) {
      const path = fill(target.path, { ...idsOf(bucket), card_id })
      const body = target.body ? { ...target.body, id: decodeURIComponent(card_id) } : {}
      const answer = await api.call(target.method, path, {
        token: bucket.tokens.access_token,
        ...(target.method === 'GET' ? {} : { body }),
      })
      expectRefused(answer, [400, 404])
      expectNoTrace(answer, other.bucket)
    }
    expect(await api.snapshot()).toEqual(before)
  })

  test("subscribe/:paymentIntent: another customer's, another plan's, none", async () => {
    const { bucket, stranger: other } = await settled()
    const intent = await challenge(other.bucket)
    await api.authenticate(intent, 'pass')
    const before = await api.snapshot()
    for (const paymentIntent of [intent, 'pi_1unknown', '%00', 'x', 'pi_'.repeat(500), "pi_'--"]) {
      const path = fill('/api/bucket/:id/payment/subscribe/:paymentIntent', {
        ...idsOf(bucket),
        paymentIntent,
      })
      const answer = await api.call('POST', path, {
        token: bucket.tokens.access_token,
        body: { plan: 'large' },
      })
      expectRefused(answer, [400])
      expectNoTrace(answer, other.bucket)
    }
    expect(await api.snapshot()).toEqual(before)
    const wrongPlan = await other.bucket.call('POST', `/payment/subscribe/${intent}`, { plan: 'small-year' })
    expectRefused(wrongPlan, [400])
    expect(await api.snapshot()).toEqual(before)
  })
})

type Ids = { id: string; card_id: string; paymentIntent: string }

const idsOf = (bucket: TestBucket): Ids => ({
  id: bucket.id,
  card_id: 'pm_1unknown',
  paymentIntent: 'pi_1unknown',
})

const fill = (path: string, ids: Ids): string =>
  path.replace(':id', ids.id).replace(':card_id', ids.card_id).replace(':paymentIntent', ids.paymentIntent)

function bucketCall(bucket: TestBucket, method: string, path: string, body: unknown): Promise<Answer> {
  return api.call(method, fill(path, idsOf(bucket)), { token: bucket.tokens.access_token, body })
}

/** A bucket with something to change and to leak, who may not touch it, and all of it as it is now. */
async function settled() {
  return { ...made, before: await api.snapshot() }
}

let made: Awaited<ReturnType<typeof makeAll>>

async function makeAll() {
  const of = await makeSettled()
  const viewer = await api.tokens(of.bucket.customer, 'viewer')
  const revoked = await api.tokens(of.bucket.customer, 'billing_admin')
  await revokeToken(kit.ctx(), revoked.access_token)
  /** Somebody of another tenant. */
  const stranger = await makeSettled()
  return { ...of, stranger, viewer: viewer.access_token, revoked: revoked.access_token }
}

async function makeSettled() {
  const bucket = await api.bucket()
  const card = (await bucket.call('POST', '/payment/cards', { token: 'tok_visa' })).body.data.id
  const bank = (await bucket.call('POST', '/payment/banks', BODIES.attachBankAccount)).body.data.id
  await bucket.call('POST', '/payment/subscribe', { plan: 'small' })
  return { bucket, card, bank }
}

/** A change of plan left at 3-D Secure. */
async function challenge(bucket: TestBucket): Promise<string> {
  const body = { plan: 'large', stripe_token: 'tok_threeDSecure2Required' }
  api.now = new Date(api.now.getTime() + 1)
  const { body: answer } = await bucket.call('POST', '/payment/subscribe', body)
  return answer.subscription.payment_intent.id
}

/** Each field of a body with a function that puts something else in its place. */
function fieldsOf(body: Record<string, unknown>): [(value: unknown) => unknown, string][] {
  return Object.entries(body).flatMap(([field, value]) => {
    const here: [(value: unknown) => unknown, string] = [(bad) => ({ ...body, [field]: bad }), field]
    if (typeof value !== 'object' || value === null) return [here]
    const inner = fieldsOf(value as Record<string, unknown>)
    return inner.map(([spoil, name]): [(value: unknown) => unknown, string] => [
      (bad) => ({ ...body, [field]: spoil(bad) }),
      `${field}.${name}`,
    ])
  })
}

function expectRefused(answer: Answer, statuses: number[]): void {
  expect(statuses, answer.text.slice(0, 300)).toContain(answer.status)
  expect(answer.body).toMatchObject({ msg: expect.stringMatching(/./) })
  expect(Object.keys(answer.body).filter((key) => !['msg', 'code', 'decline_code'].includes(key))).toEqual([])
  expect(answer.text).not.toMatch(/\bat .*\.[jt]s:|node_modules|select |insert |postgres|drizzle|stack/i)
  expect(answer.text.length).toBeLessThan(1_000)
  expect(api.errors).toEqual([])
}

/** Nothing that belongs to the other bucket is said. */
function expectNoTrace(answer: Answer, other: TestBucket): void {
  const { email, publicId, secretId, stripeCustomerId } = other.customer.customer
  for (const theirs of [email, publicId, secretId, stripeCustomerId ?? 'cus_', '4242'])
    expect(answer.text).not.toContain(theirs)
}
