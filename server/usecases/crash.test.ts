import { spawn } from 'node:child_process'
import { eq, sql } from 'drizzle-orm'
import { build } from 'esbuild'
import Stripe from 'stripe'
import { beforeAll, expect, test } from 'vitest'
import { idempotencyKey, invoice, payment, paymentAttempt, receipt, refund, subscription } from '@/db/schema'
import type { CustomerCtx } from '../ctx'
import { START, testkit } from '../testkit'
import { runBilling } from './billing-run'
import { chargeDue, refundDue } from './charge-due'
import { cancelAll, keyed } from './crash.test-verbs'
import { addCard } from './payment-method'
import { subscribe } from './subscribe'
import { currentSubscription } from './subscription'

const kit = testkit()
const CHILD = 'node_modules/.cache/folio/crash-child.mjs'

// Bundled once: dozens of processes are started, and each would compile the same sources again.
beforeAll(async () => {
  await build({
    entryPoints: ['server/usecases/crash.test-child.ts'],
    outfile: CHILD,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
  })
})

const FEBRUARY = new Date('2026-02-01T00:00:00Z')
/** More steps than a verb has: the loop ends at the first child that got through alive. */
const STEPS_MAX = 40

async function customerWithCard(): Promise<CustomerCtx> {
  const owner = await kit.owner()
  await kit.plan(owner.id, { code: 'small', prices: [{ amount: 3_100 }] })
  const ctx = await kit.customer(owner.id)
  await addCard(ctx, { token: 'tok_visa' })
  return kit.at(ctx, START)
}

test('killed at any step of a start, it comes to one invoice and one charge', async () => {
  const outcomes: string[] = []
  for (let dieAtStep = 0; dieAtStep < STEPS_MAX; dieAtStep++) {
    const ctx = await customerWithCard()
    const ended = await runChild({ verb: 'subscribe', customerId: ctx.customer.id, now: START, dieAtStep })
    await expireClaims(ctx)
    await chargeDue(kit.ctx(), { ownerId: ctx.owner.id })
    const afterWorker = await money(ctx)
    // Whatever had been promised before the crash is finished by the worker alone, and never twice.
    expect([`${dieAtStep}: 0`, `${dieAtStep}: 1`]).toContain(`${dieAtStep}: ${afterWorker.invoices}`)
    expect(afterWorker.taken).toBe(afterWorker.invoices * 3_100)
    // The caller, who never got an answer, asks again.
    await subscribe(await kit.at(ctx, START), { plan: 'small' })
    expect(await money(ctx)).toEqual({ invoices: 1, payments: 1, receipts: 1, taken: 3_100, intents: 1 })
    expect((await currentSubscription(ctx))?.subscription.status).toBe('active')
    outcomes.push(ended)
    if (ended === 'done') break
  }
  expect(outcomes.at(-1)).toBe('done')
  expect(outcomes.slice(0, -1).every((o) => o === 'SIGKILL')).toBe(true)
  expect(outcomes.length).toBeGreaterThan(8)
}, 240_000)

test('killed at any step of a renewal, it comes to one invoice and one charge for the period', async () => {
  const outcomes: string[] = []
  for (let dieAtStep = 0; dieAtStep < STEPS_MAX; dieAtStep++) {
    const ctx = await customerWithCard()
    await subscribe(ctx, { plan: 'small' })
    const ended = await runChild({ verb: 'renew', customerId: ctx.customer.id, now: FEBRUARY, dieAtStep })
    await expireClaims(ctx)
    const later = kit.ctx({ now: FEBRUARY })
    await runBilling(later)
    await chargeDue(later)
    expect(await money(ctx)).toEqual({ invoices: 2, payments: 2, receipts: 2, taken: 6_200, intents: 2 })
    outcomes.push(ended)
    if (ended === 'done') break
  }
  expect(outcomes.at(-1)).toBe('done')
  expect(outcomes.length).toBeGreaterThan(6)
}, 240_000)

test('killed at any step of a start with an Idempotency-Key, sent again it is one subscription and one charge', async () => {
  const outcomes: string[] = []
  for (let dieAtStep = 0; dieAtStep < STEPS_MAX; dieAtStep++) {
    const ctx = await customerWithCard()
    const ended = await runChild({ verb: 'start', customerId: ctx.customer.id, now: START, dieAtStep })
    await expireClaims(ctx)
    const id = await keyed(await kit.at(ctx, START), 'start')
    await chargeDue(kit.ctx(), { ownerId: ctx.owner.id })
    const all = await ctx.db.select().from(subscription).where(eq(subscription.ownerId, ctx.owner.id))
    expect(all.map((s) => [s.id, s.status])).toEqual([[id, 'active']])
    expect(await money(ctx)).toEqual({ invoices: 1, payments: 1, receipts: 1, taken: 3_100, intents: 1 })
    outcomes.push(ended)
    if (ended === 'done') break
  }
  expect(outcomes.at(-1)).toBe('done')
  expect(outcomes.length).toBeGreaterThan(6)
}, 240_000)

test('killed at any step of a refund with an Idempotency-Key, sent again it is one refund', async () => {
  const outcomes: string[] = []
  for (let dieAtStep = 0; dieAtStep < STEPS_MAX; dieAtStep++) {
    const ctx = await customerWithCard()
    await subscribe(ctx, { plan: 'small' })
    const ended = await runChild({ verb: 'refund', customerId: ctx.customer.id, now: START, dieAtStep })
    await expireClaims(ctx)
    const id = await keyed(await kit.at(ctx, START), 'refund')
    const refunds = await ctx.db.select().from(refund).where(eq(refund.ownerId, ctx.owner.id))
    expect(refunds.map((r) => [r.id, r.status, r.amount])).toEqual([[id, 'succeeded', 1_000]])
    const [paid] = await ctx.db.select().from(payment).where(eq(payment.ownerId, ctx.owner.id))
    expect(paid).toMatchObject({ refunded: 1_000 })
    outcomes.push(ended)
    if (ended === 'done') break
  }
  expect(outcomes.at(-1)).toBe('done')
  expect(outcomes.length).toBeGreaterThan(4)
}, 240_000)

test('killed at any step of a cancellation that gives all back, it is given back once', async () => {
  const outcomes: string[] = []
  for (let dieAtStep = 0; dieAtStep < STEPS_MAX; dieAtStep++) {
    const ctx = await customerWithCard()
    await subscribe(ctx, { plan: 'small' })
    const ended = await runChild({ verb: 'cancel', customerId: ctx.customer.id, now: START, dieAtStep })
    await cancelAll(await kit.at(ctx, START))
    await ctx.db.update(refund).set({ createdAt: START })
    await refundDue(kit.ctx())
    const refunds = await ctx.db.select().from(refund).where(eq(refund.ownerId, ctx.owner.id))
    expect(refunds.map((r) => [r.status, r.amount])).toEqual([['succeeded', 3_100]])
    outcomes.push(ended)
    if (ended === 'done') break
  }
  expect(outcomes.at(-1)).toBe('done')
  expect(outcomes.length).toBeGreaterThan(4)
}, 240_000)

test('an answer lost on the way is unknown, not failed, and the same charge is asked for again', async () => {
  const ctx = await customerWithCard()
  await fault({ endpoint: 'POST /v1/payment_intents', kind: 'cut_after', times: 2 })
  const first = await subscribe(ctx, { plan: 'small' })
  expect(first.attempt?.status).toBe('pending')
  expect(first.subscription.status).toBe('incomplete')
  await expireClaims(ctx)
  await chargeDue(kit.ctx(), { ownerId: ctx.owner.id })
  expect(await money(ctx)).toEqual({ invoices: 1, payments: 1, receipts: 1, taken: 3_100, intents: 1 })
})

test('past the life of its key an attempt is looked up, not repeated', async () => {
  const ctx = await customerWithCard()
  await fault({ endpoint: 'POST /v1/payment_intents', kind: 'cut_after', times: 2 })
  const { attempt } = await subscribe(ctx, { plan: 'small' })
  await expireClaims(ctx)
  await ctx.db
    .update(paymentAttempt)
    .set({ sentAt: sql`now() - interval '30 hours'` })
    .where(eq(paymentAttempt.id, attempt?.id ?? ''))
  await chargeDue(kit.ctx(), { ownerId: ctx.owner.id })
  expect(await money(ctx)).toEqual({ invoices: 1, payments: 1, receipts: 1, taken: 3_100, intents: 1 })
})

test('two workers at once charge each invoice once', async () => {
  const ctx = await customerWithCard()
  await subscribe(ctx, { plan: 'small' })
  const later = kit.ctx({ now: FEBRUARY })
  await Promise.all([runBilling(later), runBilling(later), runBilling(later)])
  await Promise.all([chargeDue(later), chargeDue(later), chargeDue(later)])
  expect(await money(ctx)).toEqual({ invoices: 2, payments: 2, receipts: 2, taken: 6_200, intents: 2 })
})

/** How the child ended: `done`, or the signal that killed it. */
function runChild(task: {
  verb: 'subscribe' | 'renew' | 'start' | 'refund' | 'cancel'
  customerId: string
  now: Date
  dieAtStep: number
}): Promise<string> {
  const input = { ...task, databaseUrl: kit.databaseUrl, stripeUrl: kit.stripeUrl }
  const child = spawn(process.execPath, [CHILD, JSON.stringify(input)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  return new Promise((resolve) => {
    child.on('close', (code, signal) => resolve(signal ?? (code === 0 ? output : `exit ${code}`)))
  })
}

/** As if the minute had passed after which a dead process's claim is free for others. */
async function expireClaims(ctx: CustomerCtx): Promise<void> {
  await ctx.db
    .update(paymentAttempt)
    .set({ claimedUntil: sql`now() - interval '1 second'` })
    .where(eq(paymentAttempt.ownerId, ctx.owner.id))
  await ctx.db.update(idempotencyKey).set({ lockedUntil: sql`now() - interval '1 second'` })
}

async function money(ctx: CustomerCtx) {
  const of = ctx.owner.id
  const [invoices, payments, receipts] = await Promise.all([
    ctx.db.$count(invoice, eq(invoice.ownerId, of)),
    ctx.db.$count(payment, eq(payment.ownerId, of)),
    ctx.db.$count(receipt, eq(receipt.ownerId, of)),
  ])
  const { hostname, port } = new URL(kit.stripeUrl)
  const stripe = new Stripe('sk_test_folio', {
    host: hostname,
    port: Number(port),
    protocol: 'http',
    telemetry: false,
  })
  const { customer } = await kit.at(ctx, START)
  const intents = await stripe.paymentIntents.list({ customer: customer.stripeCustomerId ?? '', limit: 100 })
  return {
    invoices,
    payments,
    receipts,
    taken: intents.data.reduce((sum, intent) => sum + intent.amount_received, 0),
    intents: intents.data.length,
  }
}

async function fault(of: { endpoint: string; kind: string; times: number }): Promise<void> {
  const answer = await fetch(`${kit.stripeUrl}/_sandbox/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(of),
  })
  if (!answer.ok) throw new Error(await answer.text())
}
