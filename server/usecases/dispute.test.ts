import { eq, sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { newId } from '@/db/id'
import { event, stripeAccount, stripeEvent } from '@/db/schema'
import type { CustomerCtx } from '../ctx'
import { START, testkit } from '../testkit'
import { chargeDue } from './charge-due'
import { mailOf } from './event-mail'
import { moneyTestkit } from './money-testkit'
import { addCard } from './payment-method'
import { refundPayment } from './payment-refund'
import { processStripeEvents, storeStripeEvent } from './stripe-event'
import { subscribe } from './subscribe'
import { currentSubscription } from './subscription'

const kit = testkit()
const money = moneyTestkit(kit)

async function paidCustomer(): Promise<CustomerCtx> {
  const ctx = await money.customer({ token: 'tok_visa' })
  await subscribe(ctx, { plan: 'small' })
  return ctx
}

const give = async (ctx: CustomerCtx, amount: number) =>
  refundPayment(ctx, (await money.payment(ctx)).id, { amount, currency: null, reason: null })

/** Every event once more, in another order than before. */
async function repeatAll(ctx: CustomerCtx): Promise<void> {
  await ctx.db.update(stripeEvent).set({
    processedAt: null,
    attempts: 0,
    dueAt: sql`now()`,
    receivedAt: sql`now() - (random() * interval '1 hour')`,
  })
  await money.catchUp()
}

test('a lost dispute takes the money and its fee for good; the invoice stays paid', async () => {
  const ctx = await paidCustomer()
  const id = await money.dispute(await money.payment(ctx))
  await money.catchUp()
  expect(await money.payment(ctx)).toMatchObject({ status: 'disputed' })
  expect(await give(ctx, 1)).toEqual({ kind: 'over', left: 0 })
  await money.decide(id, 'lost')
  await money.catchUp()
  expect(await money.payment(ctx)).toMatchObject({ status: 'reversed', refunded: 0 })
  expect(await money.disputes(ctx)).toMatchObject([{ stripeDisputeId: id, status: 'lost', amount: 3_100 }])
  expect(await money.invoices(ctx)).toMatchObject([{ status: 'paid' }])
  const books = { disputes: 3_100, fees: 2_000, stripe_cash: -2_000, revenue: -3_100 }
  expect(await money.balances(ctx)).toEqual(books)
  await repeatAll(ctx)
  expect(await money.balances(ctx)).toEqual(books)
  const told = (await money.events(ctx)).filter((type) => type.startsWith('payment.dispute'))
  expect(told).toEqual(['payment.disputed', 'payment.dispute_closed'])
})

test('a refund whose word comes during a dispute leaves it disputed; won, the refund still counts', async () => {
  const ctx = await paidCustomer()
  const paid = await money.payment(ctx)
  await money.stripe().refunds.create({ payment_intent: paid.stripePaymentIntentId ?? '', amount: 1_000 })
  const id = await money.dispute(paid, { amount: 2_100 })
  // The dispute first, then the refund.
  await money.catchUp()
  await repeatAll(ctx)
  expect(await money.payment(ctx)).toMatchObject({ status: 'disputed', refunded: 1_000 })
  expect(await money.balances(ctx)).toEqual({
    disputes: 2_100,
    fees: 2_000,
    refunds: 1_000,
    stripe_cash: -2_000,
    revenue: -3_100,
  })
  await money.decide(id, 'won')
  await money.catchUp()
  expect(await money.payment(ctx)).toMatchObject({ status: 'partially_refunded', refunded: 1_000 })
  expect(await money.balances(ctx)).toEqual({ refunds: 1_000, stripe_cash: 2_100, revenue: -3_100 })
})

test('of two disputes of one payment each is decided for itself', async () => {
  const ctx = await paidCustomer()
  const paid = await money.payment(ctx)
  const first = await money.dispute(paid, { amount: 1_000 })
  const second = await money.dispute(paid, { amount: 500 })
  await money.catchUp()
  expect(await money.balances(ctx)).toMatchObject({ disputes: 1_500, fees: 4_000, stripe_cash: -2_400 })
  await money.decide(first, 'won')
  await money.catchUp()
  expect(await money.payment(ctx)).toMatchObject({ status: 'disputed' })
  await money.decide(second, 'lost')
  await money.catchUp()
  await repeatAll(ctx)
  // A part is gone for good, the rest is there and can be given back.
  expect(await money.payment(ctx)).toMatchObject({ status: 'partially_refunded', refunded: 0 })
  expect(await money.balances(ctx)).toEqual({
    disputes: 500,
    fees: 2_000,
    stripe_cash: 600,
    revenue: -3_100,
  })
  const disputes = await money.disputes(ctx)
  expect(disputes.find((d) => d.stripeDisputeId === first)).toMatchObject({ status: 'won', fee: 0 })
  expect(disputes.find((d) => d.stripeDisputeId === second)).toMatchObject({ status: 'lost', fee: 2_000 })
  expect(await give(ctx, 2_601)).toEqual({ kind: 'over', left: 2_600 })
})

test('a dispute that was over before anything of it was heard comes out the same', async () => {
  const ctx = await paidCustomer()
  const id = await money.dispute(await money.payment(ctx))
  await money.decide(id, 'won')
  await money.catchUp()
  expect(await money.payment(ctx)).toMatchObject({ status: 'completed' })
  expect(await money.balances(ctx)).toEqual({ stripe_cash: 3_100, revenue: -3_100 })
})

test('a dispute that comes before the word of the payment itself waits for it', async () => {
  const ctx = await money.customer({ token: 'tok_createDispute' })
  await money.fault({ endpoint: 'POST /v1/payment_intents', kind: 'cut_after', times: 2 })
  expect((await subscribe(ctx, { plan: 'small' })).attempt?.status).toBe('pending')
  const { data } = await money.stripe().events.list({ type: 'charge.dispute.created', limit: 1 })
  const [created] = data
  if (!created) throw new Error('there is a dispute')
  await storeStripeEvent(kit.ctx(), {
    id: created.id,
    type: created.type,
    account: null,
    createdAt: START,
    payload: created.data.object as unknown as Record<string, unknown>,
  })
  await processStripeEvents(kit.ctx())
  expect(await money.payment(ctx)).toMatchObject({ status: 'disputed' })
})

test('an inquiry moves no money', async () => {
  const ctx = await paidCustomer()
  await money.dispute(await money.payment(ctx), { status: 'warning_needs_response' })
  await money.catchUp()
  expect(await money.payment(ctx)).toMatchObject({ status: 'completed' })
  expect(await money.disputes(ctx)).toEqual([])
})

test('what another Stripe account says of our payments is not believed', async () => {
  const ctx = await paidCustomer()
  const paid = await money.payment(ctx)
  const id = await money.dispute(paid)
  const waiting = await money.customer({ token: 'tok_visa' })
  await money.fault({ endpoint: 'POST /v1/payment_intents', kind: 'cut_after', times: 2 })
  const { attempt } = await subscribe(waiting, { plan: 'small' })
  // One that is connected here, for another owner's brand.
  const stripeId = `acct_${newId()}`
  await ctx.db
    .insert(stripeAccount)
    .values({ ownerId: waiting.owner.id, id: newId(), stripeId, name: 'Other' })
  for (const account of [stripeId, 'acct_unknown'])
    for (const [type, payload] of [
      ['charge.dispute.created', { id, payment_intent: paid.stripePaymentIntentId }],
      ['payment_intent.succeeded', { id: 'pi_theirs', metadata: { folio_attempt: attempt?.id } }],
      ['payment_intent.canceled', { id: paid.stripePaymentIntentId, metadata: {} }],
    ] as const)
      await storeStripeEvent(kit.ctx(), {
        id: `evt_${newId()}`,
        type,
        account,
        createdAt: START,
        payload,
      })
  await processStripeEvents(kit.ctx())
  expect(await money.payment(ctx)).toMatchObject({ status: 'completed' })
  expect(await money.disputes(ctx)).toEqual([])
  expect((await money.invoices(waiting)).map((i) => i.status)).toEqual(['open'])
  await ctx.db.delete(stripeEvent).where(eq(stripeEvent.account, stripeId))
})

test('a debit that its customer has sent back is owed again: past due, told, and not tried again by itself', async () => {
  const ctx = await money.customer({ iban: 'DE35370400440532013002' })
  const { subscription } = await subscribe(ctx, { plan: 'small' })
  expect(subscription.status).toBe('active')
  await money.control('/clock', { advance_seconds: 6 * 86_400 })
  await money.catchUp()
  expect(await money.payment(ctx)).toMatchObject({ status: 'reversed' })
  expect(await money.invoices(ctx)).toMatchObject([{ status: 'open', amountPaid: 0 }])
  expect((await currentSubscription(ctx))?.subscription.status).toBe('past_due')
  const books = { receivable: 3_100, fees: 2_000, stripe_cash: -2_000, revenue: -3_100 }
  expect(await money.balances(ctx)).toEqual(books)
  await repeatAll(ctx)
  expect(await money.balances(ctx)).toEqual(books)
  const [told] = await ctx.db.select().from(event).where(eq(event.type, 'payment.reversed'))
  expect(told && (await mailOf(kit.ctx(), told))).toMatchObject({
    content: { template: 'paymentFailed', nextAttemptAt: null, amount: 3_100 },
  })
  // Paid by card after all, the subscription runs again.
  await addCard(await kit.at(ctx, START), { token: 'tok_visa', makeDefault: true })
  await chargeDue(kit.ctx(), { ownerId: ctx.owner.id })
  expect((await currentSubscription(ctx))?.subscription.status).toBe('active')
  expect(await money.balances(ctx)).toEqual({ fees: 2_000, stripe_cash: 1_100, revenue: -3_100 })
})
