import { eq } from 'drizzle-orm'
import Stripe from 'stripe'
import { expect, test } from 'vitest'
import { creditEntry, invoice, ledgerTransfer, payment, paymentAttempt, subscription } from '@/db/schema'
import type { CustomerCtx, Owner } from '../ctx'
import { START, testkit } from '../testkit'
import { runBilling } from './billing-run'
import { chargeDue } from './charge-due'
import { confirmIntent } from './pay'
import { addCard } from './payment-method'
import { previewSubscribe, startTrial, subscribe } from './subscribe'
import { cancelSubscription, currentSubscription, resumeSubscription, scheduleChange } from './subscription'

const kit = testkit()

async function shop(fields: Parameters<typeof kit.owner>[0] = {}): Promise<Owner> {
  const owner = await kit.owner(fields)
  await kit.plan(owner.id, {
    code: 'small',
    family: 'main',
    trialDays: 14,
    prices: [{ amount: 3_100 }, { amount: 31_000, interval: { unit: 'year', count: 1 } }],
  })
  await kit.plan(owner.id, { code: 'big', family: 'main', prices: [{ amount: 6_200 }] })
  await kit.plan(owner.id, { code: 'closed', public: false, prices: [{ amount: 100 }] })
  return owner
}

async function customerWithCard(token = 'tok_visa', fields: Parameters<typeof kit.owner>[0] = {}) {
  const owner = await shop(fields)
  const ctx = await kit.customer(owner.id)
  await addCard(ctx, { token })
  return ctx
}

const rowsOf = (ctx: CustomerCtx) => ({
  invoices: () => ctx.db.select().from(invoice).where(eq(invoice.ownerId, ctx.owner.id)).orderBy(invoice.id),
  payments: () => ctx.db.select().from(payment).where(eq(payment.ownerId, ctx.owner.id)),
  attempts: () => ctx.db.select().from(paymentAttempt).where(eq(paymentAttempt.ownerId, ctx.owner.id)),
  subscriptions: () => ctx.db.select().from(subscription).where(eq(subscription.ownerId, ctx.owner.id)),
})

const sandboxStripe = () => {
  const { hostname, port } = new URL(kit.stripeUrl)
  return new Stripe('sk_test_folio', {
    host: hostname,
    port: Number(port),
    protocol: 'http',
    telemetry: false,
  })
}

/** What Stripe has really taken from this customer, in minor units. */
async function takenAtStripe(ctx: CustomerCtx): Promise<number> {
  const fresh = await kit.at(ctx, START)
  const intents = await sandboxStripe().paymentIntents.list({
    customer: fresh.customer.stripeCustomerId ?? '',
    limit: 100,
  })
  return intents.data.reduce((sum, intent) => sum + intent.amount_received, 0)
}

async function ledgerOf(ctx: CustomerCtx): Promise<Record<string, number>> {
  const balances: Record<string, number> = {}
  for (const t of await ctx.db
    .select()
    .from(ledgerTransfer)
    .where(eq(ledgerTransfer.ownerId, ctx.owner.id))) {
    balances[t.debit] = (balances[t.debit] ?? 0) + t.amount
    balances[t.credit] = (balances[t.credit] ?? 0) - t.amount
  }
  return balances
}

test('a customer with a card subscribes, is charged once and runs', async () => {
  const ctx = await customerWithCard('tok_visa', { taxRatePpm: 190_000 })
  const result = await subscribe(ctx, { plan: 'small' })
  expect(result.subscription.status).toBe('active')
  expect(result.invoice).toMatchObject({ number: 'NW-2026-0001', status: 'paid', total: 3_689, tax: 589 })
  expect(await takenAtStripe(ctx)).toBe(3_689)
  expect(await ledgerOf(ctx)).toEqual({ stripe_cash: 3_689, receivable: 0, revenue: -3_100, tax: -589 })
})

test('the same plan again charges nothing', async () => {
  const ctx = await customerWithCard()
  await subscribe(ctx, { plan: 'small' })
  const again = await subscribe(ctx, { plan: 'small' })
  expect(again.attempt).toBeNull()
  expect(await takenAtStripe(ctx)).toBe(3_100)
})

test('two clicks at once are one subscription, one invoice and one charge', async () => {
  const ctx = await customerWithCard()
  const clicks = await Promise.allSettled([1, 2, 3, 4].map(() => subscribe({ ...ctx }, { plan: 'small' })))
  expect(clicks.map((c) => c.status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'fulfilled'])
  expect(await rowsOf(ctx).subscriptions()).toHaveLength(1)
  expect(await rowsOf(ctx).invoices()).toHaveLength(1)
  expect(await takenAtStripe(ctx)).toBe(3_100)
})

test('without a means of payment nothing is written', async () => {
  const owner = await shop()
  const ctx = await kit.customer(owner.id)
  await expect(subscribe(ctx, { plan: 'small' })).rejects.toMatchObject({ code: 'payment_method_required' })
  await expect(subscribe(ctx, { plan: 'nope' })).rejects.toMatchObject({ code: 'plan_unknown' })
  await expect(subscribe(ctx, { plan: 'closed' })).rejects.toMatchObject({ code: 'plan_not_open' })
  expect(await rowsOf(ctx).invoices()).toEqual([])
})

test('a declined start leaves no subscription; its invoice is void and the next try starts anew', async () => {
  const ctx = await customerWithCard('tok_chargeCustomerFail')
  await expect(subscribe(ctx, { plan: 'small' })).rejects.toMatchObject({ code: 'card_declined' })
  expect(await currentSubscription(ctx)).toBeNull()
  expect(await rowsOf(ctx).invoices()).toMatchObject([{ status: 'void' }])
  await subscribe(ctx, { plan: 'small', token: 'tok_visa' })
  expect((await rowsOf(ctx).invoices()).map((i) => [i.number, i.status])).toEqual([
    ['NW-2026-0001', 'void'],
    ['NW-2026-0002', 'paid'],
  ])
  expect(await ledgerOf(ctx)).toEqual({ receivable: 0, revenue: -3_100, stripe_cash: 3_100 })
})

test('3-D Secure: incomplete until Stripe says that this intent was paid', async () => {
  const ctx = await customerWithCard('tok_threeDSecure2Required')
  const result = await subscribe(ctx, { plan: 'small' })
  expect(result.subscription.status).toBe('incomplete')
  expect(result.attempt).toMatchObject({ status: 'requires_action' })
  const intentId = result.attempt?.stripePaymentIntentId ?? ''
  await expect(confirmIntent(ctx, { intentId, plan: 'small' })).rejects.toMatchObject({
    code: 'authentication_required',
  })
  await expect(confirmIntent(ctx, { intentId, plan: 'big' })).rejects.toMatchObject({ code: 'invalid_input' })
  const again = await subscribe(ctx, { plan: 'small' })
  expect(again.attempt?.id).toBe(result.attempt?.id)
  await authenticate(intentId, result.attempt?.stripeClientSecret ?? '', 'pass')
  const confirmed = await confirmIntent(ctx, { intentId, plan: 'small' })
  expect(confirmed.subscription?.status).toBe('active')
  expect(await takenAtStripe(ctx)).toBe(3_100)
})

test('3-D Secure failed: nothing was charged and nothing is left', async () => {
  const ctx = await customerWithCard('tok_threeDSecure2Required')
  const { attempt } = await subscribe(ctx, { plan: 'small' })
  await authenticate(attempt?.stripePaymentIntentId ?? '', attempt?.stripeClientSecret ?? '', 'fail')
  await expect(confirmIntent(ctx, { intentId: attempt?.stripePaymentIntentId ?? '' })).rejects.toMatchObject({
    code: 'card_declined',
  })
  expect(await currentSubscription(ctx)).toBeNull()
  expect(await takenAtStripe(ctx)).toBe(0)
})

test('an upgrade charges the difference for the days left, and takes effect once it is paid', async () => {
  const ctx = await customerWithCard()
  await subscribe(ctx, { plan: 'small' })
  // 1 + 10 days into a 31-day month: 21 of 31 days are left.
  const later = await kit.at(ctx, new Date('2026-01-11T00:00:00Z'))
  const preview = await previewSubscribe(later, { plan: 'big' })
  const change = preview.kind === 'change' ? preview.change : null
  expect(change?.kind === 'invoice' && change.invoice.total).toEqual({ amount: 2_100, currency: 'EUR' })
  const result = await subscribe(later, { plan: 'big' })
  expect(result.invoice).toMatchObject({ total: 2_100, status: 'paid', reason: 'subscription_change' })
  const now = await currentSubscription(later)
  expect(now?.offer.code).toBe('big')
  expect(now?.subscription.periodEndAt).toEqual(new Date('2026-02-01T00:00:00Z'))
})

test('a downgrade gives the unused rest as credit, and the next invoice takes it', async () => {
  const ctx = await customerWithCard()
  await subscribe(ctx, { plan: 'big' })
  const later = await kit.at(ctx, new Date('2026-01-11T00:00:00Z'))
  const result = await subscribe(later, { plan: 'small' })
  expect(result.attempt).toBeNull()
  const credits = await ctx.db.select().from(creditEntry).where(eq(creditEntry.ownerId, ctx.owner.id))
  expect(credits.map((c) => c.amount)).toEqual([2_100])
  const february = kit.ctx({ now: new Date('2026-02-01T00:00:00Z') })
  await runBilling(february, { ownerId: ctx.owner.id })
  await chargeDue(february, { ownerId: ctx.owner.id })
  const last = (await rowsOf(ctx).invoices()).at(-1)
  expect(last).toMatchObject({ total: 3_100, creditApplied: 2_100, amountPaid: 1_000, status: 'paid' })
})

test('month to year restarts the period now, with the unused month taken off', async () => {
  const ctx = await customerWithCard()
  await subscribe(ctx, { plan: 'small' })
  const later = await kit.at(ctx, new Date('2026-01-11T00:00:00Z'))
  const { invoice: bill, subscription: row } = await subscribe(later, { plan: 'small-year' })
  expect(bill?.total).toBe(31_000 - 2_100)
  expect(row.periodEndAt).toEqual(new Date('2027-01-11T00:00:00Z'))
})

test('a trial charges nothing, is claimed once, and converts to a paid period at its end', async () => {
  const ctx = await customerWithCard()
  const trial = await startTrial(ctx, { plan: 'small' })
  expect(trial.subscription).toMatchObject({
    status: 'trialing',
    trialEndAt: new Date('2026-01-15T00:00:00Z'),
  })
  await expect(startTrial(ctx, { plan: 'small' })).rejects.toMatchObject({ code: 'trial_unavailable' })
  const end = kit.ctx({ now: new Date('2026-01-15T00:00:00Z') })
  await runBilling(end, { ownerId: ctx.owner.id })
  await chargeDue(end, { ownerId: ctx.owner.id })
  expect((await currentSubscription(ctx))?.subscription).toMatchObject({
    status: 'active',
    periodStartAt: new Date('2026-01-15T00:00:00Z'),
    periodEndAt: new Date('2026-02-15T00:00:00Z'),
  })
  expect(await takenAtStripe(ctx)).toBe(3_100)
})

test('a trial without a means of payment ends without a bill', async () => {
  const owner = await shop()
  const ctx = await kit.customer(owner.id)
  await startTrial(ctx, { plan: 'small' })
  await runBilling(kit.ctx({ now: new Date('2026-01-15T00:00:00Z') }), { ownerId: owner.id })
  expect(await rowsOf(ctx).invoices()).toEqual([])
  expect((await currentSubscription(ctx, { past: true }))?.subscription).toMatchObject({ status: 'canceled' })
})

test('cancel at period end, resume, change at period end', async () => {
  const ctx = await customerWithCard()
  await subscribe(ctx, { plan: 'big' })
  expect((await cancelSubscription(ctx, { when: 'period_end' })).cancelAt).toEqual(
    new Date('2026-02-01T00:00:00Z'),
  )
  expect((await resumeSubscription(ctx)).cancelAt).toBeNull()
  await scheduleChange(ctx, { plan: 'small' })
  await runBilling(kit.ctx({ now: new Date('2026-02-01T00:00:00Z') }), { ownerId: ctx.owner.id })
  expect((await currentSubscription(ctx))?.offer.code).toBe('small')
  expect((await rowsOf(ctx).invoices()).at(-1)?.total).toBe(3_100)
})

async function authenticate(intentId: string, clientSecret: string, outcome: 'pass' | 'fail'): Promise<void> {
  const answer = await fetch(`${kit.stripeUrl}/_sandbox/intents/${intentId}/authenticate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_secret: clientSecret, outcome }),
  })
  if (!answer.ok) throw new Error(await answer.text())
}
