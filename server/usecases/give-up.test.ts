import { eq } from 'drizzle-orm'
import Stripe from 'stripe'
import { expect, test } from 'vitest'
import { discount, invoice, payment, paymentAttempt, refund, subscription } from '@/db/schema'
import type { CustomerCtx } from '../ctx'
import { START, testkit } from '../testkit'
import { chargeDue } from './charge-due'
import { addCard, removePaymentMethod } from './payment-method'
import { subscribe } from './subscribe'
import { cancelSubscription, currentSubscription } from './subscription'

const kit = testkit()

async function customer(token = 'tok_visa'): Promise<CustomerCtx> {
  const owner = await kit.owner()
  for (const [code, amount] of [
    ['small', 3_100],
    ['big', 6_200],
    ['huge', 9_300],
  ] as const)
    await kit.plan(owner.id, { code, prices: [{ amount }] })
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

const rows = (ctx: CustomerCtx) => ({
  invoices: () => ctx.db.select().from(invoice).where(eq(invoice.ownerId, ctx.owner.id)).orderBy(invoice.id),
  taken: async () =>
    (await ctx.db.select().from(payment).where(eq(payment.ownerId, ctx.owner.id))).reduce(
      (sum, p) => sum + p.amount - p.refunded,
      0,
    ),
})

test('of two different changes at once one is made and paid, the other refused', async () => {
  const ctx = await customer()
  await subscribe(ctx, { plan: 'small' })
  const at = await kit.at(ctx, new Date('2026-01-11T00:00:00Z'))
  const changes = await Promise.allSettled([
    subscribe({ ...at }, { plan: 'big' }),
    subscribe({ ...at }, { plan: 'huge' }),
    subscribe({ ...at }, { plan: 'big' }),
    subscribe({ ...at }, { plan: 'huge' }),
  ])
  expect(changes.some((c) => c.status === 'fulfilled')).toBe(true)
  const current = await currentSubscription(at)
  const paid = (await rows(ctx).invoices()).filter((i) => i.status === 'paid')
  // Whatever was paid was granted: the plan it runs on is the one of the last invoice paid.
  const open = (await rows(ctx).invoices()).filter((i) => i.status === 'open')
  expect(open).toEqual([])
  expect(paid.reduce((sum, i) => sum + i.amountPaid, 0)).toBe(await rows(ctx).taken())
  expect(current?.subscription.pendingInvoiceId).toBeNull()
  expect(['big', 'huge']).toContain(current?.offer.code)
  const full = { small: 3_100, big: 6_200, huge: 9_300 }[current?.offer.code ?? 'small'] ?? 0
  // A third of the period at the first price, two thirds at the last: 21 of 31 days are left.
  expect(await rows(ctx).taken()).toBe(3_100 + ((full - 3_100) * 21) / 31)
})

test('a change that is being paid cannot be cancelled from under its payment', async () => {
  const ctx = await customer()
  await subscribe(ctx, { plan: 'small' })
  const at = await kit.at(ctx, new Date('2026-01-11T00:00:00Z'))
  await fault({ endpoint: 'POST /v1/payment_intents', kind: 'cut_after', times: 2 })
  expect((await subscribe(at, { plan: 'big' })).attempt?.status).toBe('pending')
  await expect(cancelSubscription(at, { when: 'now' })).rejects.toMatchObject({ code: 'payment_pending' })
})

test('a start given up before Stripe heard of it is gone, and another can be made', async () => {
  const ctx = await customer()
  await fault({ endpoint: 'POST /v1/payment_intents', kind: 'cut_before', times: 2 })
  await subscribe(ctx, { plan: 'small' })
  // As if the process had died before it claimed the attempt.
  await ctx.db
    .update(paymentAttempt)
    .set({ sentAt: null, claimedUntil: null })
    .where(eq(paymentAttempt.ownerId, ctx.owner.id))
  const other = await subscribe(await kit.at(ctx, START), { plan: 'big' })
  expect(other.subscription.status).toBe('active')
  expect((await rows(ctx).invoices()).map((i) => [i.status, i.total])).toEqual([
    ['void', 3_100],
    ['paid', 6_200],
  ])
  const states = await ctx.db.select().from(subscription).where(eq(subscription.ownerId, ctx.owner.id))
  expect(states.map((s) => s.status).sort()).toEqual(['active', 'incomplete_expired'])
})

test('a charge whose answer was lost is looked up before its removed card makes it a failure', async () => {
  const ctx = await customer()
  const second = await addCard(ctx, { token: 'tok_mastercard' })
  await fault({ endpoint: 'POST /v1/payment_intents', kind: 'cut_after', times: 2 })
  const { attempt } = await subscribe(ctx, { plan: 'small' })
  await removePaymentMethod(await kit.at(ctx, START), attempt?.paymentMethodId ?? second.id)
  await ctx.db
    .update(paymentAttempt)
    .set({ claimedUntil: null })
    .where(eq(paymentAttempt.ownerId, ctx.owner.id))
  await chargeDue(kit.ctx(), { ownerId: ctx.owner.id })
  expect((await currentSubscription(ctx))?.subscription.status).toBe('active')
  expect(await rows(ctx).taken()).toBe(3_100)
  expect(await ctx.db.$count(refund, eq(refund.ownerId, ctx.owner.id))).toBe(0)
})

test('a coupon goes with the start that was never paid, serves the next one, and a repeat does not need it again', async () => {
  await sandbox().coupons.create({ id: 'ONCE50', percent_off: 50, duration: 'once' })
  const ctx = await customer('tok_chargeCustomerFail')
  const declined = subscribe(ctx, { plan: 'small', coupon: 'ONCE50' })
  await expect(declined).rejects.toMatchObject({ code: 'card_declined' })
  expect(await ctx.db.$count(discount, eq(discount.ownerId, ctx.owner.id))).toBe(0)
  const good = await subscribe(ctx, { plan: 'small', coupon: 'ONCE50', token: 'tok_visa' })
  expect(good.invoice).toMatchObject({ total: 1_550, status: 'paid' })
  const again = await subscribe(await kit.at(ctx, START), { plan: 'small', coupon: 'ONCE50' })
  expect(again.attempt).toBeNull()
  expect(await rows(ctx).taken()).toBe(1_550)
})

test('a change declined leaves neither its coupon nor its invoice', async () => {
  await sandbox().coupons.create({ id: 'ALWAYS50', percent_off: 50, duration: 'forever' })
  const ctx = await customer()
  await subscribe(ctx, { plan: 'small' })
  const at = await kit.at(ctx, new Date('2026-01-11T00:00:00Z'))
  const declined = subscribe(at, { plan: 'huge', coupon: 'ALWAYS50', token: 'tok_chargeCustomerFail' })
  await expect(declined).rejects.toMatchObject({ code: 'card_declined' })
  expect(await ctx.db.$count(discount, eq(discount.ownerId, ctx.owner.id))).toBe(0)
  expect((await currentSubscription(at))?.offer.code).toBe('small')
})

async function fault(of: { endpoint: string; kind: string; times: number }): Promise<void> {
  const answer = await fetch(`${kit.stripeUrl}/_sandbox/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(of),
  })
  if (!answer.ok) throw new Error(await answer.text())
}
