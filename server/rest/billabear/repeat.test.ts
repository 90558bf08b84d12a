import { eq, sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { newId } from '@/db/id'
import { event, idempotencyKey, invoice } from '@/db/schema'
import { testkit } from '@/server/testkit'
import { billabearTestkit } from './billabear-testkit'
import { opener } from './subscription-testkit'

const kit = testkit()
const api = billabearTestkit(kit)
const open = opener(api)

/** As if the process had died after it did the work and before its answer was kept. */
const forgetAnswers = () =>
  kit.database.db
    .update(idempotencyKey)
    .set({ status: null, body: null, lockedUntil: sql`now() - interval '1 minute'` })

test('a write whose process died before it could answer is answered by its repeat, and done once', async () => {
  const { tenant, call, small, customer } = await open()
  const ada = await customer()
  const product = (await call('POST', '/product', { name: 'Stardust' })).body.id
  const voucher = { name: 'Welcome', type: 'fixed_credit', entry_type: 'manual', code: 'welcome' }
  await call('POST', '/voucher', { ...voucher, amounts: [{ amount: 500, currency: 'EUR' }] })
  const { id: draft } = (
    await call('POST', '/invoice', {
      customer: ada.id,
      draft: true,
      items: [{ description: 'Setup', amount: 700, currency: 'EUR' }],
    })
  ).body
  const { id: open_ } = (
    await call('POST', '/invoice', {
      customer: ada.id,
      items: [{ description: 'Setup', amount: 900, currency: 'EUR' }],
    })
  ).body
  const started = (await ada.start()).body.id
  const payment = (await ada.read('/payment')).data[0].id
  const price = { amount: 900, currency: 'EUR', recurring: true, schedule: 'month' }
  const sold = (await call('POST', `/product/${product}/price`, price)).body.id
  const writes: [string, unknown][] = [
    ['/customer', { email: 'grace@example.org' }],
    ['/product', { name: 'Glitter' }],
    [`/product/${product}/price`, price],
    ['/feature', { name: 'Bombs', code: 'bombs' }],
    ['/metric', { name: 'Calls', code: 'calls', aggregation_method: 'count', type: 'resettable' }],
    ['/plan', { name: 'Big', code_name: 'big', product, prices: [sold] }],
    ['/voucher', { ...voucher, code: 'again', amounts: [{ amount: 500, currency: 'EUR' }] }],
    [`/customer/${ada.id}/voucher`, { code: 'welcome' }],
    [`/customer/${ada.id}/credit`, { type: 'credit', amount: 1_000, currency: 'EUR', reason: 'Sorry' }],
    ['/tax/type', { name: 'Books' }],
    ['/invoice', { customer: ada.id, items: [{ description: 'Setup', amount: 800, currency: 'EUR' }] }],
    [`/invoice/${draft}/finalize`, undefined],
    [`/invoice/${open_}/void`, undefined],
    [`/customer/${ada.id}/subscription/start`, { subscription_plan: small.id, price: small.prices.month }],
    [
      `/customer/${ada.id}/subscription/start`,
      { subscription_plan: small.id, price: small.prices.month, card_token: 'tok_mastercard' },
    ],
    [`/payment/${payment}/refund`, { amount: 100 }],
    [`/subscription/${started}/seats/add`, { seats: 2 }],
    [`/subscription/${started}/seats/remove`, { seats: 1 }],
    [`/subscription/${started}/price`, { price: small.prices.year, when: 'instantly' }],
    [`/subscription/${started}/cancel`, { when: 'instantly', refund_type: 'prorate' }],
  ]
  for (const [path, body] of writes) {
    const headers = { 'idempotency-key': newId() }
    const first = await call('POST', path, body, headers)
    expect([path, first.status < 300]).toEqual([path, true])
    const written = await kit.database.db.$count(event, eq(event.ownerId, tenant.owner.id))
    await forgetAnswers()
    const again = await call('POST', path, body, headers)
    expect([path, again.status, again.body]).toEqual([path, first.status, first.body])
    const writtenAgain = await kit.database.db.$count(event, eq(event.ownerId, tenant.owner.id))
    expect([path, writtenAgain]).toEqual([path, written])
  }
})

test('a start that was declined is declined again, and no other is made', async () => {
  const { call, customer, small } = await open()
  const ada = await customer('tok_chargeCustomerFail')
  const headers = { 'idempotency-key': newId() }
  const body = { subscription_plan: small.id, price: small.prices.month }
  const first = await call('POST', `/customer/${ada.id}/subscription/start`, body, headers)
  await forgetAnswers()
  const again = await call('POST', `/customer/${ada.id}/subscription/start`, body, headers)
  expect([first.status, again.status, again.body]).toEqual([402, 402, first.body])
  expect(await kit.database.db.$count(invoice, eq(invoice.customerId, ada.id))).toBe(1)
})
