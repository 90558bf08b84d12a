import { expect, test } from 'vitest'
import { accessLink } from '@/db/schema'
import { START, testkit } from '@/server/testkit'
import { subscribe } from '@/server/usecases/subscribe'
import { billabearTestkit, type Tenant } from './billabear-testkit'
import { customerWithCard, openInvoice } from './billing-testkit'

const kit = testkit()
const api = billabearTestkit(kit)

/** A customer that pays 10.00 a month, with a manage link of its own. */
async function managed(tenant?: Tenant) {
  const of = tenant ?? (await api.tenant())
  if (!tenant) await kit.plan(of.owner.id, { code: 'team', prices: [{ amount: 1000 }] })
  const ctx = await customerWithCard(kit, of.owner.id)
  await subscribe(ctx, { plan: 'team' })
  const { body } = await of.call('GET', `/customer/${ctx.customer.id}/manage-link`)
  return { tenant: of, ctx, token: body.token as string, url: body.url as string }
}

const at = (token: string, rest = '') => `/public/customer/${token}/manage${rest}`

test('a link is 64 hex, another each time, kept hashed, and opens what the customer has without a key', async () => {
  const { tenant, ctx, token, url } = await managed()
  expect(token).toMatch(/^[0-9a-f]{64}$/)
  expect(url).toBe(`https://folio.example/manage/${token}`)
  const again = await tenant.call('GET', `/customer/${ctx.customer.id}/manage-link`)
  expect(again.body.token).not.toBe(token)
  const kept = await kit.database.db.select().from(accessLink)
  expect(JSON.stringify(kept)).not.toContain(token)
  const answer = await api.call('GET', at(token))
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
  expect([answer.body.customer.id, answer.body.subscriptions.length, answer.body.invoices.length]).toEqual([
    ctx.customer.id,
    1,
    1,
  ])
  expect(answer.body.payment_methods).toMatchObject([{ brand: 'visa', default: true }])
  expect(answer.body.invoices[0]).toMatchObject({ total: 1000, paid: true })
})

test('it is used as often as wanted for five minutes, then it is not there', async () => {
  const { token } = await managed()
  const minutes = async (count: number) => {
    api.now = new Date(START.getTime() + count * 60_000)
    return (await api.call('GET', at(token))).status
  }
  expect([await minutes(0), await minutes(4.99), await minutes(5), await minutes(60)]).toEqual([
    200, 200, 404, 404,
  ])
  api.now = START
})

test("an owner's clock that stands still keeps no link alive", async () => {
  const tenant = await api.tenant({ clockAt: START })
  const ctx = await customerWithCard(kit, tenant.owner.id)
  const { body } = await tenant.call('GET', `/customer/${ctx.customer.id}/manage-link`)
  api.now = new Date(START.getTime() + 6 * 60_000)
  expect((await api.call('GET', at(body.token))).status).toBe(404)
  api.now = START
})

test('cancelling ends the subscription when what is paid for runs out', async () => {
  const { ctx, token } = await managed()
  const { subscriptions } = (await api.call('GET', at(token))).body
  const answer = await api.call('POST', at(token, `/subscription/${subscriptions[0].id}/cancel`))
  expect([answer.status, answer.body.status, answer.body.valid_until]).toEqual([
    202,
    'pending_cancel',
    '2026-02-01T00:00:00.000Z',
  ])
  expect((await api.call('GET', at(token))).body.subscriptions).toHaveLength(1)
  expect((await kit.at(ctx, START)).customer.status).toBe('churned')
})

test('an invoice is charged once and downloaded', async () => {
  const { ctx, token } = await managed()
  const id = await openInvoice(ctx)
  for (const _ of [1, 2]) {
    const answer = await api.call('POST', at(token, `/invoice/${id}/charge`))
    expect([answer.status, answer.body]).toEqual([200, { paid: true, failure_reason: null }])
  }
  const { invoices } = (await api.call('GET', at(token))).body
  expect(invoices.map((row: { paid: boolean }) => row.paid)).toEqual([true, true])
  const file = await api.call('GET', at(token, `/invoice/${id}/download`))
  expect([file.status, file.headers.get('content-type'), file.text.slice(0, 4)]).toEqual([
    200,
    'application/pdf',
    '%PDF',
  ])
})

test('a declined charge is 402 with the reason', async () => {
  const tenant = await api.tenant()
  const ctx = await customerWithCard(kit, tenant.owner.id, 'tok_chargeCustomerFail')
  const id = await openInvoice(ctx)
  const { token } = (await tenant.call('GET', `/customer/${ctx.customer.id}/manage-link`)).body
  const answer = await api.call('POST', at(token, `/invoice/${id}/charge`))
  expect([answer.status, answer.body.failure_reason]).toEqual([402, 'general_decline'])
})

test('it opens one customer: what is of another is not there, of the same owner or not', async () => {
  const mine = await managed()
  const [sister, stranger] = [await managed(mine.tenant), await managed()]
  for (const other of [sister, stranger]) {
    const { subscriptions, invoices } = (await api.call('GET', at(other.token))).body
    for (const [method, rest] of [
      ['POST', `/subscription/${subscriptions[0].id}/cancel`],
      ['POST', `/invoice/${invoices[0].id}/charge`],
      ['GET', `/invoice/${invoices[0].id}/download`],
    ] as const)
      expect([rest, (await api.call(method, at(mine.token, rest))).status]).toEqual([rest, 404])
    expect((await api.call('GET', at(other.token))).body.subscriptions[0].status).toBe('active')
  }
  for (const token of ['x', 'a'.repeat(64), mine.token.toUpperCase(), '%00'])
    expect([token, (await api.call('GET', at(token))).status]).toEqual([token, 404])
  const foreign = await stranger.tenant.call('GET', `/customer/${mine.ctx.customer.id}/manage-link`)
  expect(foreign.status).toBe(404)
})
