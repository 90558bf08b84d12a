import { eq, sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { event, refund, stripeEvent } from '@/db/schema'
import { type CustomerCtx, transact } from '../ctx'
import { testkit } from '../testkit'
import { refundDue } from './charge-due'
import { mailOf } from './event-mail'
import { moneyTestkit } from './money-testkit'
import { refundPayment } from './payment-refund'
import { askAboutRefunds, openRefund } from './refund'
import { subscribe } from './subscribe'

const kit = testkit()
const money = moneyTestkit(kit)

async function paidCustomer(token = 'tok_visa'): Promise<CustomerCtx> {
  const ctx = await money.customer({ token })
  await subscribe(ctx, { plan: 'small' })
  return ctx
}

async function give(ctx: CustomerCtx, amount: number) {
  const { id } = await money.payment(ctx)
  return refundPayment(ctx, id, { amount, currency: null, reason: 'goodwill' })
}

const refundsAtStripe = async (ctx: CustomerCtx) =>
  (
    await money
      .stripe()
      .refunds.list({ payment_intent: (await money.payment(ctx)).stripePaymentIntentId ?? '' })
  ).data

/** As if so many hours had gone by since Stripe was asked. */
const age = (ctx: CustomerCtx, hours: number) =>
  ctx.db
    .update(refund)
    .set({
      createdAt: sql`now() - interval '2 days'`,
      sentAt: sql`${refund.sentAt} - make_interval(hours => ${hours}::int)`,
    })
    .where(eq(refund.ownerId, ctx.owner.id))

test('a refund whose answer was lost for longer than a key lives is looked up, not made again', async () => {
  const ctx = await paidCustomer()
  await money.fault({ endpoint: 'POST /v1/refunds', kind: 'cut_after', times: 2 })
  expect(await give(ctx, 1_000)).toMatchObject({ kind: 'made', refund: { status: 'pending' } })
  expect((await money.refunds(ctx))[0]?.sentAt).not.toBeNull()
  await age(ctx, 30)
  // Stripe has forgotten the key: the same call would be another refund.
  await ctx.db.execute(sql`delete from stripe_sandbox.idempotency`)
  await refundDue(kit.ctx())
  expect(await refundsAtStripe(ctx)).toHaveLength(1)
  expect(await money.refunds(ctx)).toMatchObject([{ status: 'succeeded', amount: 1_000 }])
  expect(await money.payment(ctx)).toMatchObject({ refunded: 1_000, status: 'partially_refunded' })
})

test('a refund that never reached Stripe is made, however late', async () => {
  const ctx = await paidCustomer()
  await money.fault({ endpoint: 'POST /v1/refunds', kind: 'cut_before', times: 2 })
  await give(ctx, 1_000)
  await age(ctx, 30)
  await refundDue(kit.ctx())
  expect(await refundsAtStripe(ctx)).toHaveLength(1)
  expect(await money.refunds(ctx)).toMatchObject([{ status: 'succeeded' }])
})

test('a refund that the bank sends back after it went through is taken back: row, payment, books, event, mail', async () => {
  const ctx = await paidCustomer('tok_refundFail')
  expect(await give(ctx, 1_000)).toMatchObject({ refund: { status: 'succeeded' } })
  expect(await money.balances(ctx)).toMatchObject({ stripe_cash: 2_100, refunds: 1_000 })
  await money.control('/clock', { advance_seconds: 2 * 3_600 })
  await money.catchUp()
  expect(await money.refunds(ctx)).toMatchObject([
    { status: 'failed', failureMessage: 'expired_or_canceled_card' },
  ])
  expect(await money.payment(ctx)).toMatchObject({ refunded: 0, status: 'completed' })
  expect(await money.balances(ctx)).toEqual({ stripe_cash: 3_100, revenue: -3_100 })
  const [told] = await ctx.db.select().from(event).where(eq(event.type, 'payment.refund_failed'))
  expect(told?.payload).toMatchObject({ amount: 1_000, wasGiven: true })
  expect(told && (await mailOf(kit.ctx(), told))).toMatchObject({
    to: 'billing@northwind.example',
    content: { template: 'refundFailed', amount: 1_000, wasGiven: true, customerEmail: ctx.customer.email },
  })
  // Told again, in whatever order, nothing changes; and the money can be given back once more.
  await ctx.db.update(stripeEvent).set({ processedAt: null, dueAt: sql`now()` })
  await money.catchUp()
  expect(await money.balances(ctx)).toEqual({ stripe_cash: 3_100, revenue: -3_100 })
  expect(await give(ctx, 3_100)).toMatchObject({ kind: 'made' })
  expect(await money.check(ctx)).toEqual([])
})

test('an old word of success after the failure does not bring it back', async () => {
  const ctx = await paidCustomer('tok_refundFail')
  await give(ctx, 1_000)
  await money.control('/clock', { advance_seconds: 2 * 3_600 })
  // The newest first.
  await money.catchUp()
  await ctx.db
    .update(stripeEvent)
    .set({ processedAt: null, dueAt: sql`now()` })
    .where(eq(stripeEvent.type, 'refund.created'))
  await money.catchUp()
  expect(await money.refunds(ctx)).toMatchObject([{ status: 'failed' }])
  expect(await money.payment(ctx)).toMatchObject({ refunded: 0, status: 'completed' })
})

test('a refund that Stripe refuses is failed, and somebody is told why', async () => {
  const ctx = await paidCustomer()
  const paid = await money.payment(ctx)
  // Most of it was given back at Stripe's dashboard, and the word of it has not come.
  await money.stripe().refunds.create({ payment_intent: paid.stripePaymentIntentId ?? '', amount: 3_000 })
  expect(await give(ctx, 500)).toMatchObject({ refund: { status: 'failed' } })
  const [row] = await money.refunds(ctx)
  expect(row?.failureMessage).toContain('greater than unrefunded amount')
  expect(await money.events(ctx)).toContain('payment.refund_failed')
  await money.catchUp()
  expect(await money.payment(ctx)).toMatchObject({ refunded: 3_000, status: 'partially_refunded' })
  expect(await money.balances(ctx)).toEqual({ stripe_cash: 100, refunds: 3_000, revenue: -3_100 })
})

test('a refund on its way at Stripe is asked about when its event got lost', async () => {
  const ctx = await paidCustomer('tok_pendingRefund')
  expect(await give(ctx, 1_000)).toMatchObject({ refund: { status: 'pending' } })
  expect(await money.payment(ctx)).toMatchObject({ refunded: 0 })
  expect(await askAboutRefunds(kit.ctx())).toBe(0)
  await money.control('/clock', { advance_seconds: 2 * 3_600 })
  expect(await askAboutRefunds(kit.ctx())).toBe(1)
  expect(await money.payment(ctx)).toMatchObject({ refunded: 1_000, status: 'partially_refunded' })
})

test('refunds at once are together never more than was paid', async () => {
  const ctx = await paidCustomer()
  const made = await Promise.all([1_200, 1_200, 1_200, 1_200].map((amount) => give(ctx, amount)))
  expect(made.filter((m) => m.kind === 'made')).toHaveLength(2)
  expect(await money.payment(ctx)).toMatchObject({ refunded: 2_400 })
  expect((await refundsAtStripe(ctx)).reduce((sum, r) => sum + r.amount, 0)).toBe(2_400)
  const paid = await money.payment(ctx)
  await expect(
    transact(ctx, (t) => openRefund(t, paid, { amount: 701, reason: null })),
  ).rejects.toMatchObject({ code: 'invalid_input' })
})
