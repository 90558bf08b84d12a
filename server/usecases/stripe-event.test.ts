import { eq } from 'drizzle-orm'
import Stripe from 'stripe'
import { expect, test } from 'vitest'
import { newId } from '@/db/id'
import { invoice, ledgerTransfer, payment, paymentMethod, receipt, refund, stripeEvent } from '@/db/schema'
import type { CustomerCtx } from '../ctx'
import { transact } from '../ctx'
import { START, testkit } from '../testkit'
import { chargeDue, refundDue } from './charge-due'
import { addCard, startSetup } from './payment-method'
import { openRefund, runRefund } from './refund'
import { processStripeEvents, pullStripeEvents, storeStripeEvent } from './stripe-event'
import { subscribe } from './subscribe'
import { cancelSubscription } from './subscription'

const kit = testkit()

async function customerWithCard(token = 'tok_visa'): Promise<CustomerCtx> {
  const owner = await kit.owner()
  await kit.plan(owner.id, { code: 'small', prices: [{ amount: 3_100 }] })
  const ctx = await kit.customer(owner.id)
  await addCard(ctx, { token })
  return kit.at(ctx, START)
}

const sandbox = () => {
  const { hostname, port } = new URL(kit.stripeUrl)
  return new Stripe('sk_test_folio', {
    host: hostname,
    port: Number(port),
    protocol: 'http',
    telemetry: false,
  })
}

/** Everything Stripe has to tell, as after an outage of the webhook route, then acted on. */
async function catchUp(): Promise<number> {
  const added = await pullStripeEvents(kit.ctx({ now: new Date() }), null)
  await processStripeEvents(kit.ctx())
  return added
}

const paymentsOf = (ctx: CustomerCtx) =>
  ctx.db.select().from(payment).where(eq(payment.ownerId, ctx.owner.id))

async function balances(ctx: CustomerCtx): Promise<Record<string, number>> {
  const sums: Record<string, number> = {}
  for (const t of await ctx.db
    .select()
    .from(ledgerTransfer)
    .where(eq(ledgerTransfer.ownerId, ctx.owner.id))) {
    sums[t.debit] = (sums[t.debit] ?? 0) + t.amount
    sums[t.credit] = (sums[t.credit] ?? 0) - t.amount
  }
  return sums
}

test("only Stripe's own signature over the raw body is believed, and not for long", () => {
  const accounts = kit.ctx().stripe
  const body = JSON.stringify({
    id: 'evt_1',
    object: 'event',
    type: 'charge.failed',
    created: 1,
    data: { object: {} },
  })
  const sign = (secret: string, timestamp?: number) =>
    sandbox().webhooks.generateTestHeaderString({
      payload: body,
      secret,
      ...(timestamp ? { timestamp } : {}),
    })
  expect(accounts.readWebhook(body, sign('whsec_test'))).toMatchObject({ id: 'evt_1', type: 'charge.failed' })
  expect(accounts.readWebhook(`${body} `, sign('whsec_test'))).toBeNull()
  expect(accounts.readWebhook(body, sign('whsec_other'))).toBeNull()
  expect(accounts.readWebhook(body, sign('whsec_test', Math.floor(Date.now() / 1000) - 3_600))).toBeNull()
  expect(accounts.readWebhook(body, '')).toBeNull()
})

test('the webhook may come before the reply, and twice: one payment', async () => {
  const ctx = await customerWithCard()
  await fault({ endpoint: 'POST /v1/payment_intents', kind: 'cut_after', times: 2 })
  const { attempt } = await subscribe(ctx, { plan: 'small' })
  expect(attempt?.status).toBe('pending')
  await catchUp()
  expect(await paymentsOf(ctx)).toMatchObject([{ amount: 3_100, status: 'completed' }])
  await ctx.db.update(stripeEvent).set({ processedAt: null, dueAt: START })
  await processStripeEvents(kit.ctx())
  await chargeDue(kit.ctx(), { ownerId: ctx.owner.id })
  expect(await paymentsOf(ctx)).toHaveLength(1)
  expect(await ctx.db.$count(receipt, eq(receipt.ownerId, ctx.owner.id))).toBe(1)
})

test('an old event after a newer one changes nothing: what is true is asked from Stripe', async () => {
  const ctx = await customerWithCard()
  const { attempt } = await subscribe(ctx, { plan: 'small' })
  await storeStripeEvent(kit.ctx(), {
    id: `evt_${newId()}`,
    type: 'payment_intent.payment_failed',
    account: null,
    createdAt: START,
    payload: { id: attempt?.stripePaymentIntentId, metadata: { folio_attempt: attempt?.id } },
  })
  await processStripeEvents(kit.ctx())
  expect(await paymentsOf(ctx)).toMatchObject([{ status: 'completed' }])
})

test('an event about nothing of ours is done without a trace, and one that fails is kept for later', async () => {
  await storeStripeEvent(kit.ctx(), {
    id: 'evt_foreign',
    type: 'payment_intent.succeeded',
    account: null,
    createdAt: START,
    payload: { id: 'pi_foreign', metadata: {} },
  })
  const errors: string[] = []
  await processStripeEvents(kit.ctx(), { onError: (_, id) => errors.push(id) })
  expect(errors).toEqual([])
  const [row] = await kit.ctx().db.select().from(stripeEvent).where(eq(stripeEvent.id, 'evt_foreign'))
  expect(row?.processedAt).not.toBeNull()
})

test('a dispute holds the money in the ledger, and a won one gives it back', async () => {
  const ctx = await customerWithCard('tok_createDispute')
  await subscribe(ctx, { plan: 'small' })
  await catchUp()
  expect(await paymentsOf(ctx)).toMatchObject([{ status: 'disputed' }])
  // The dispute itself costs 20 euros, which a won one gives back.
  expect(await balances(ctx)).toMatchObject({
    disputes: 3_100,
    fees: 2_000,
    stripe_cash: -2_000,
    receivable: 0,
  })
  const { data } = await sandbox().disputes.list({ limit: 1 })
  await sandbox().disputes.update(data[0]?.id ?? '', {
    evidence: { uncategorized_text: 'winning_evidence' },
    submit: true,
  })
  // The bank takes a day to decide.
  await post('/_sandbox/clock', { advance_seconds: 2 * 86_400 })
  await catchUp()
  expect(await paymentsOf(ctx)).toMatchObject([{ status: 'completed' }])
  expect(await balances(ctx)).toMatchObject({ disputes: 0, fees: 0, stripe_cash: 3_100 })
})

test('a refund made at Stripe is known here; ours are never more than was paid', async () => {
  const ctx = await customerWithCard()
  const { attempt } = await subscribe(ctx, { plan: 'small' })
  await sandbox().refunds.create({ payment_intent: attempt?.stripePaymentIntentId ?? '', amount: 1_000 })
  await catchUp()
  const [paid] = await paymentsOf(ctx)
  expect(paid).toMatchObject({ refunded: 1_000, status: 'partially_refunded' })
  if (!paid) throw new Error('there is a payment')
  const open = (amount: number) => transact(ctx, (t) => openRefund(t, paid, { amount, reason: null }))
  await expect(open(2_101)).rejects.toMatchObject({ code: 'invalid_input' })
  const rest = await open(2_100)
  await expect(open(1)).rejects.toMatchObject({ code: 'invalid_input' })
  await runRefund(ctx, rest.id)
  await runRefund(ctx, rest.id)
  await catchUp()
  expect(await paymentsOf(ctx)).toMatchObject([{ refunded: 3_100, status: 'fully_refunded' }])
  expect(await ctx.db.$count(refund, eq(refund.ownerId, ctx.owner.id))).toBe(2)
  expect(await balances(ctx)).toMatchObject({ refunds: 3_100, stripe_cash: 0 })
})

test('money for an invoice that was given up meanwhile goes back by itself', async () => {
  const ctx = await customerWithCard('tok_threeDSecure2Required')
  const { attempt } = await subscribe(ctx, { plan: 'small' })
  const intentId = attempt?.stripePaymentIntentId ?? ''
  await authenticate(intentId, attempt?.stripeClientSecret ?? '', 'fail')
  // Cancelling the failed intent does not get through either.
  await fault({ endpoint: 'POST /v1/payment_intents/:intent/cancel', kind: '500', times: 50 })
  await catchUp()
  const bills = () => ctx.db.select().from(invoice).where(eq(invoice.ownerId, ctx.owner.id))
  expect((await bills()).map((b) => b.status)).toEqual(['void'])
  // A browser that still had the form open pays the same intent with another card.
  await sandbox().paymentIntents.confirm(intentId, { payment_method: 'pm_card_visa' })
  await catchUp()
  await ctx.db.update(refund).set({ createdAt: START })
  await refundDue(kit.ctx())
  expect(await paymentsOf(ctx)).toMatchObject([{ refunded: 3_100, status: 'fully_refunded' }])
  expect((await bills()).map((b) => b.status)).toEqual(['void'])
  expect(await balances(ctx)).toMatchObject({ stripe_cash: 0, receivable: 0, revenue: 0 })
})

test('a card confirmed by a browser that then died is there all the same', async () => {
  const ctx = await customerWithCard()
  const setup = await startSetup(ctx)
  await sandbox().setupIntents.confirm(setup.setupIntentId, { payment_method: 'pm_card_mastercard' })
  await catchUp()
  const cards = await ctx.db.select().from(paymentMethod).where(eq(paymentMethod.ownerId, ctx.owner.id))
  expect(cards.map((c) => c.brand)).toEqual(['visa', 'mastercard'])
})

test('webhooks that got lost are found by asking, once each', async () => {
  const ctx = await customerWithCard()
  await subscribe(ctx, { plan: 'small' })
  expect(await catchUp()).toBeGreaterThan(0)
  expect(await catchUp()).toBe(0)
  await cancelSubscription(ctx, { when: 'now' })
})

async function authenticate(intentId: string, clientSecret: string, outcome: 'pass' | 'fail'): Promise<void> {
  await post(`/_sandbox/intents/${intentId}/authenticate`, { client_secret: clientSecret, outcome })
}

const fault = (of: { endpoint: string; kind: string; times: number }) => post('/_sandbox/faults', of)

async function post(path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${kit.stripeUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(await answer.text())
}
