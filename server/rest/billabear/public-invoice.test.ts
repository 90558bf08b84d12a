import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { payment, paymentAttempt } from '@/db/schema'
import { testkit } from '@/server/testkit'
import { payToken } from '@/server/usecases/pay-link'
import { billabearTestkit } from './billabear-testkit'
import { openInvoice } from './billing-testkit'

const kit = testkit()
const api = billabearTestkit(kit)

/** An open invoice over 11.90 of a customer that has no card, as its pay link has it. */
async function owed() {
  const tenant = await api.tenant()
  const ctx = await kit.customer(tenant.owner.id)
  const id = await openInvoice(ctx)
  const { body } = await tenant.call('GET', `/customer/${ctx.customer.id}/invoices`)
  const link = new URL(body.data[0].pay_link)
  const path = `/public/invoice/${link.pathname.replace('/pay/', '')}/pay`
  return { tenant, ctx, id, link, path }
}

const payments = (ownerId: string) =>
  kit.database.db.select().from(payment).where(eq(payment.ownerId, ownerId))

test('the link is the same each time, in its own words, and tells what is to be paid', async () => {
  const { tenant, ctx, id, link, path } = await owed()
  expect(link.origin).toBe('https://folio.example')
  expect(link.pathname).toMatch(/^\/pay\/[A-Za-z0-9_-]{64}$/)
  const again = await tenant.call('GET', `/customer/${ctx.customer.id}/invoices`)
  expect(again.body.data[0].pay_link).toBe(link.href)
  const answer = await api.call('GET', path)
  expect(answer.status).toBe(200)
  expect(answer.body).toMatchObject({
    status: 'open',
    paid: false,
    currency: 'EUR',
    total: 1190,
    amount: 1190,
    brand: 'Northwind',
    lines: [{ description: 'Glitter', quantity: 1, total: 1190 }],
    stripe: { publishable_key: 'pk_test_folio', account: null },
  })
  expect(answer.text).not.toContain(id)
})

test('it is paid once, however often and whatever at once', async () => {
  const { tenant, path } = await owed()
  const tries = await Promise.all(
    [1, 2, 3].map(() => api.call('POST', path, { body: { token: 'tok_visa' } })),
  )
  expect(tries.map((each) => [each.status, each.body.message])).toEqual(Array(3).fill([200, undefined]))
  expect(tries.some((each) => each.body.success)).toBe(true)
  expect(tries.every((each) => each.body.failure_reason === null)).toBe(true)
  const again = await api.call('POST', path, { body: { token: 'tok_visa' } })
  expect(again.body).toEqual({
    success: true,
    failure_reason: null,
    processing: false,
    requires_action: null,
  })
  const paid = await payments(tenant.owner.id)
  expect(paid.map((row) => row.amount)).toEqual([1190])
  expect((await api.call('GET', path)).body).toMatchObject({ paid: true, status: 'paid', amount: 0 })
})

test('a decline says why and leaves it to be paid with another card', async () => {
  const { tenant, path } = await owed()
  for (const [token, reason] of [
    ['tok_chargeDeclinedInsufficientFunds', 'lack_of_funds'],
    ['tok_chargeCustomerFail', 'general_decline'],
  ]) {
    const answer = await api.call('POST', path, { body: { token } })
    expect([answer.status, answer.body.success, answer.body.failure_reason]).toEqual([200, false, reason])
  }
  expect((await api.call('POST', path, { body: { token: 'tok_visa' } })).body.success).toBe(true)
  expect(await payments(tenant.owner.id)).toHaveLength(1)
})

test('3-D Secure: the browser gets a client secret, and posting again finishes', async () => {
  const { tenant, path } = await owed()
  const asked = await api.call('POST', path, { body: { token: 'tok_threeDSecure2Required' } })
  const { client_secret: secret } = asked.body.requires_action
  expect([asked.body.success, secret]).toEqual([false, expect.stringMatching(/^pi_\w+_secret_\w+$/)])
  const waiting = await api.call('POST', path, { body: {} })
  expect(waiting.body.requires_action).toEqual({ client_secret: secret })
  await authenticate(secret.split('_secret_')[0], 'pass')
  expect((await api.call('POST', path, { body: {} })).body.success).toBe(true)
  expect(await payments(tenant.owner.id)).toHaveLength(1)
})

test('what is wrong is said, and nothing is written', async () => {
  const { tenant, path } = await owed()
  const nothing = await api.call('POST', path, { body: {} })
  expect([nothing.status, nothing.body]).toEqual([
    400,
    { errors: { token: 'This value should not be blank.' } },
  ])
  for (const token of ['tok_unknown', 'seti_unknown', 'pm_unknown']) {
    const answer = await api.call('POST', path, { body: { token } })
    expect([token, answer.status]).toEqual([token, 400])
  }
  const rows = kit.database.db.select().from(paymentAttempt)
  expect(await rows.where(eq(paymentAttempt.ownerId, tenant.owner.id))).toEqual([])
})

test('another token, or one made with another key, opens nothing', async () => {
  const { tenant, id, path } = await owed()
  const token = path.split('/')[3] ?? ''
  const changed = `${token.slice(0, 20)}${token[20] === 'A' ? 'B' : 'A'}${token.slice(21)}`
  const forged = payToken('another key', { ownerId: tenant.owner.id, id })
  for (const wrong of [changed, forged, token.slice(1), `${token}A`, id, '%00', 'x']) {
    const at = `/public/invoice/${wrong}/pay`
    const [seen, paid] = [
      await api.call('GET', at),
      await api.call('POST', at, { body: { token: 'tok_visa' } }),
    ]
    expect([wrong, seen.status, paid.status]).toEqual([wrong, 404, 404])
  }
  expect(await payments(tenant.owner.id)).toEqual([])
})

test('ten tries in ten minutes are enough for one invoice', async () => {
  const { path } = await owed()
  const headers = { 'x-forwarded-for': '203.0.113.7' }
  const codes: number[] = []
  for (let i = 0; i < 11; i++)
    codes.push((await api.call('POST', path, { body: { token: 'pm_unknown' }, headers })).status)
  expect(codes).toEqual([...Array(10).fill(400), 429])
})

async function authenticate(intentId: string, outcome: string): Promise<void> {
  const answer = await fetch(`${kit.stripeUrl}/_sandbox/intents/${intentId}/authenticate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ outcome }),
  })
  if (!answer.ok) throw new Error(await answer.text())
}
