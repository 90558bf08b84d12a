import { spawn } from 'node:child_process'
import { eq, sql } from 'drizzle-orm'
import { build } from 'esbuild'
import Stripe from 'stripe'
import { beforeAll, expect, test } from 'vitest'
import { customer, invoice, payment, paymentAttempt, subscription } from '@/db/schema'
import { START, testkit } from '../testkit'
import { chargeDue } from './charge-due'
import { createCheckout } from './checkout'
import { payCheckout } from './checkout-pay'
import { startCheckoutSession } from './checkout-session'
import { checkLedger } from './ledger-check'
import { ownerScope } from './owner'

const kit = testkit()
const CHILD = 'node_modules/.cache/folio/checkout-crash-child.mjs'
/** More steps than buying has: the loop ends at the first child that got through alive. */
const STEPS_MAX = 40
const NOBODY = { actor: { kind: 'nobody' as const } }

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

/** A temporary checkout of two plans and a thing, 46.00 together, and somebody who is about to buy. */
async function buyer(of: number) {
  const owner = await kit.owner()
  const team = await kit.plan(owner.id, { code: 'team', prices: [{ amount: 3_000 }] })
  const extra = await kit.plan(owner.id, { code: 'extra', prices: [{ amount: 600 }] })
  const item = { description: 'Glue', amount: 1_000, quantity: 1, taxTypeId: null, taxIncluded: false }
  const slug = `crash-${of}`
  await createCheckout(await ownerScope(kit.ctx(), owner.id), {
    name: null,
    brand: 'default',
    slug,
    customerId: null,
    items: [{ ...item, currency: 'EUR' }],
    subscriptions: [
      { plan: 'team', price: team.priceIds[0] ?? '', seats: 1 },
      { plan: 'extra', price: extra.priceIds[0] ?? '', seats: 1 },
    ],
    permanent: false,
    expiresAt: null,
  })
  const said = { email: 'ada@example.org', address: { country: 'DE' } }
  const started = await startCheckoutSession(kit.ctx(NOBODY), {
    slug,
    address: `203.0.113.${of}`,
    token: null,
    buyer: said,
  })
  return { ownerId: owner.id, slug, token: started.token }
}

test('killed at any step of buying, it comes to one invoice, one charge, and all of it runs', async () => {
  const outcomes: string[] = []
  for (let dieAtStep = 0; dieAtStep < STEPS_MAX; dieAtStep++) {
    const { ownerId, slug, token } = await buyer(dieAtStep)
    const ended = await runChild({ at: { slug, token }, dieAtStep })
    // As if the minute had passed after which a dead process's claim is free for others.
    await kit.database.db
      .update(paymentAttempt)
      .set({ claimedUntil: sql`now() - interval '1 second'` })
      .where(eq(paymentAttempt.ownerId, ownerId))
    await chargeDue(kit.ctx(), { ownerId })
    const alone = await money(ownerId)
    // Whatever was promised before the crash the worker finishes alone: all of it, or there is nothing yet.
    expect([dieAtStep, alone.running, alone.payments]).toEqual([
      dieAtStep,
      alone.invoices * 2,
      alone.invoices,
    ])
    // The buyer, who never got an answer, presses the button again.
    const again = { slug, token, payment: 'tok_visa', amountDue: 4_600, address: `198.51.100.${dieAtStep}` }
    expect(await payCheckout(kit.ctx(NOBODY), again)).toEqual({ kind: 'paid' })
    expect([dieAtStep, await money(ownerId)]).toEqual([
      dieAtStep,
      { running: 2, invoices: 1, payments: 1, taken: 4_600, intents: 1 },
    ])
    expect(await checkLedger(await ownerScope(kit.ctx(), ownerId))).toEqual([])
    outcomes.push(ended)
    if (ended === 'done') break
  }
  expect(outcomes.at(-1)).toBe('done')
  expect(outcomes.slice(0, -1).every((each) => each === 'SIGKILL')).toBe(true)
  expect(outcomes.length).toBeGreaterThan(10)
}, 600_000)

/** How the child ended: `done`, or the signal that killed it. */
function runChild(task: { at: { slug: string; token: string }; dieAtStep: number }): Promise<string> {
  const { databaseUrl, stripeUrl } = kit
  const input = { ...task, verb: 'checkout', customerId: '', now: START, databaseUrl, stripeUrl }
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

async function money(ownerId: string) {
  const { db } = kit.database
  const [rows, invoices, payments, [buys]] = await Promise.all([
    db.select().from(subscription).where(eq(subscription.ownerId, ownerId)),
    db.$count(invoice, eq(invoice.ownerId, ownerId)),
    db.$count(payment, eq(payment.ownerId, ownerId)),
    db.select().from(customer).where(eq(customer.ownerId, ownerId)),
  ])
  const { hostname, port } = new URL(kit.stripeUrl)
  const at = { host: hostname, port: Number(port), protocol: 'http' as const, telemetry: false }
  const stripe = new Stripe('sk_test_folio', at)
  const intents = buys?.stripeCustomerId
    ? (await stripe.paymentIntents.list({ customer: buys.stripeCustomerId, limit: 100 })).data
    : []
  return {
    running: rows.filter((row) => row.status === 'active').length,
    invoices,
    payments,
    taken: intents.reduce((sum, intent) => sum + intent.amount_received, 0),
    intents: intents.length,
  }
}
