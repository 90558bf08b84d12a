import { afterEach, describe, expect, test } from 'vitest'
import { testkit } from '@/server/testkit'
import { bucketTestkit, type TestBucket } from './bucket-testkit'

// Idempotency-Key on every POST: the same request again is the same answer, and works once.

const kit = testkit()
const api = bucketTestkit(kit)

afterEach(() => expect(api.errors).toEqual([]))

describe('with an Idempotency-Key', () => {
  test('the same POST again gets the first answer, marked, and does nothing', async () => {
    const bucket = await api.bucket()
    const first = await bucket.call('POST', '/payment/cards', { token: 'tok_visa' }, key('one'))
    const before = await api.snapshot()
    const again = await bucket.call('POST', '/payment/cards', { token: 'tok_visa' }, key('one'))
    expect(again.body).toEqual(first.body)
    expect([replayed(first), replayed(again)]).toEqual([null, 'true'])
    expect(await api.snapshot()).toEqual(before)
  })

  test('a refusal is kept as well', async () => {
    const bucket = await api.bucket()
    await bucket.call('POST', '/payment/cards', { token: 'tok_chargeCustomerFail' })
    const first = await bucket.call('POST', '/payment/subscribe', { plan: 'small' }, key('two'))
    const before = await api.snapshot()
    const again = await bucket.call('POST', '/payment/subscribe', { plan: 'small' }, key('two'))
    expect([again.status, again.body, replayed(again)]).toEqual([400, first.body, 'true'])
    expect(again.body.decline_code).toBe('generic_decline')
    expect(await api.snapshot()).toEqual(before)
  })

  test("another request under the key is 409, another user's is another key", async () => {
    const bucket = await api.bucket()
    await bucket.call('POST', '/payment/cards', { token: 'tok_visa' }, key('three'))
    const other = await bucket.call('POST', '/payment/cards', { token: 'tok_mastercard' }, key('three'))
    expect([other.status, other.body.code, replayed(other)]).toEqual([409, 'idempotency_mismatch', null])
    const { access_token: token } = await api.tokens(bucket.customer, 'billing_admin')
    const colleague = await api.call('POST', `/api/bucket/${bucket.id}/payment/cards`, {
      token,
      body: { token: 'tok_mastercard' },
      headers: key('three'),
    })
    expect([colleague.status, colleague.body.data.brand]).toEqual([200, 'MasterCard'])
  })

  test('two at once work once', async () => {
    const bucket = await api.bucket()
    const send = () => bucket.call('POST', '/payment/cards', { token: 'tok_visa' }, key('four'))
    const [one, two] = await Promise.all([send(), send()])
    expect(two.body).toEqual(one.body)
    expect([replayed(one), replayed(two)].sort()).toEqual(['true', null].sort())
    expect((await bucket.call('GET', '/payment/cards')).body.data).toHaveLength(1)
  })

  test('a failure of Stripe is not kept: the next try works', async () => {
    const bucket = await api.bucket()
    await bucket.call('POST', '/payment/cards', { token: 'tok_visa' })
    await api.stripeFault({ endpoint: '*', kind: '500' })
    const failed = await bucket.call('POST', '/payment/cards', { token: 'tok_mastercard' }, key('five'))
    expect(failed.status).toBe(500)
    await api.stripeFault()
    const again = await bucket.call('POST', '/payment/cards', { token: 'tok_mastercard' }, key('five'))
    expect([again.status, replayed(again)]).toEqual([200, null])
  })

  test.each(['', 'k'.repeat(256)])('one of %j is refused', async (value) => {
    const bucket = await api.bucket()
    const before = await api.snapshot()
    const answer = await bucket.call('POST', '/payment/cards', { token: 'tok_visa' }, key(value))
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_input'])
    expect(await api.snapshot()).toEqual(before)
  })

  test('each POST of a bucket honours it', async () => {
    const bucket = await api.bucket()
    const card = (await bucket.call('POST', '/payment/cards', { token: 'tok_visa' })).body.data.id
    const posts: [string, object][] = [
      ['/payment/cards', { token: 'tok_mastercard' }],
      ['/payment/banks', { type: 'sepa', name: 'Ada' }],
      [`/payment/card/${card}/default`, {}],
      ['/payment/subscribe', { plan: 'small' }],
      ['/upgrade', { plan: 'small' }],
      ['/payment/subscribe/pi_1unknown', { plan: 'small' }],
    ]
    for (const [path, body] of posts) {
      const first = await bucket.call('POST', path, body, key(`each ${path}`))
      const again = await bucket.call('POST', path, body, key(`each ${path}`))
      expect([path, again.status, again.body, replayed(again)]).toEqual([
        path,
        first.status,
        first.body,
        'true',
      ])
    }
  })

  test('a GET does not look at it', async () => {
    const bucket: TestBucket = await api.bucket()
    await bucket.call('GET', '/payment', undefined, key('six'))
    await bucket.call('PUT', '/payment', { metadata: { company_name: 'Ada GmbH' } })
    const again = await bucket.call('GET', '/payment', undefined, key('six'))
    expect([again.body, replayed(again)]).toEqual([{ company_name: 'Ada GmbH' }, null])
  })
})

const key = (value: string) => ({ 'idempotency-key': value })
const replayed = (answer: { headers: Headers }) => answer.headers.get('idempotent-replayed')
