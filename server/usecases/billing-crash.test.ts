import { spawn } from 'node:child_process'
import { and, eq, sql } from 'drizzle-orm'
import { build } from 'esbuild'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { newId } from '@/db/id'
import { paymentAttempt } from '@/db/schema'
import { addMonths } from '../core/time'
import { transact } from '../ctx'
import { START, testkit } from '../testkit'
import { runBilling } from './billing-run'
import { wrongsOf } from './books-testkit'
import { chargeDue } from './charge-due'
import { moneyTestkit } from './money-testkit'
import { ownerScope } from './owner'
import { addCard } from './payment-method'
import { insertSubscription } from './subscription-state'

const kit = testkit()
const tools = moneyTestkit(kit)
const CHILD = 'node_modules/.cache/folio/billing-crash-child.mjs'

const CUSTOMERS = 500
/** Each month's run is killed, started again and killed again, and then let through. */
const MONTHS = 5
const KILLS_A_MONTH = 10
/** Of these so many while it is billed, the others while it is charged, which takes nearly all of its steps. */
const KILLS_BILLING = 3
const SEED = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000)

beforeAll(async () => {
  await build({
    ...{ entryPoints: ['server/usecases/billing-crash.test-child.ts'], outfile: CHILD, bundle: true },
    ...{ format: 'esm', platform: 'node', packages: 'external' },
  })
})

test(`killed at 50 random steps of runs of 500 customers, each is billed and charged once a month (CRASH_SEED=${SEED})`, async () => {
  const ownerId = await fiveHundred()
  const first = await runChild({ now: addMonths(START, 1), dieAtStep: null, sent: true })
  const steps = JSON.parse(first) as { billing: number; all: number }
  expect(await booksOf(ownerId)).toEqual(asBilled(1))
  const points = pointsOf(steps)
  for (let month = 2; month <= MONTHS + 1; month++) {
    const now = addMonths(START, month)
    for (const point of points.splice(0, KILLS_A_MONTH)) {
      expect([point, await runChild({ now, ...point })]).toEqual([point, 'SIGKILL'])
      await expireClaims(ownerId)
    }
    await workThrough(ownerId, now)
    expect(await booksOf(ownerId)).toEqual(asBilled(month))
  }
  const scope = await ownerScope(kit.ctx({ now: addMonths(START, MONTHS + 1) }), ownerId)
  expect(await wrongsOf(scope, tools.stripe())).toEqual([])
}, 600_000)

/** 500 customers of a plan at 31.00 with a card each, and a period that ends with January. */
async function fiveHundred(): Promise<string> {
  const { id: ownerId } = await kit.owner({ taxRatePpm: 190_000 })
  const { planId, priceIds } = await kit.plan(ownerId, { code: 'small', prices: [{ amount: 3_100 }] })
  const priceId = priceIds[0] ?? ''
  for (let made = 0; made < CUSTOMERS; made += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, () => subscriber(ownerId, { planId, priceId })))
  return ownerId
}

const AT_ONCE = 20

async function subscriber(ownerId: string, sold: { planId: string; priceId: string }): Promise<void> {
  const ctx = await kit.customer(ownerId)
  await addCard(ctx, { token: 'tok_visa' })
  const endsAt = addMonths(START, 1)
  const period = {
    anchorAt: START,
    periodStartAt: START,
    periodEndAt: endsAt,
    dueAt: endsAt,
  }
  await transact(ctx, (t) => insertSubscription(t, { ...sold, ...period, id: newId(), status: 'active' }))
}

type Point = { dieAtStep: number; sent: boolean }

/** Steps counted from where the kill before has struck: together they come to less than a whole run. */
function pointsOf(steps: { billing: number; all: number }): Point[] {
  const within = (max: number) =>
    fc.record({ dieAtStep: fc.noBias(fc.integer({ min: 0, max: max - 1 })), sent: fc.boolean() })
  const month = Array.from({ length: KILLS_A_MONTH }, (_, kill) =>
    within(kill < KILLS_BILLING ? steps.billing : Math.floor(steps.all / KILLS_A_MONTH)),
  )
  return fc.sample(fc.tuple(...month), { seed: SEED, numRuns: MONTHS }).flat()
}

/** How the child ended: what it said, or the signal that killed it. */
function runChild(task: { now: Date; dieAtStep: number | null; sent: boolean }): Promise<string> {
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
const expireClaims = (ownerId: string) =>
  kit.database.db
    .update(paymentAttempt)
    .set({ claimedUntil: null })
    .where(and(eq(paymentAttempt.ownerId, ownerId), eq(paymentAttempt.status, 'pending')))

/** The worker is started again and left alone. What Stripe was still busy with is asked for again after a moment. */
async function workThrough(ownerId: string, now: Date): Promise<void> {
  const ctx = kit.ctx({ now: new Date(now.getTime() + 60_000) })
  for (let round = 0; round < ROUNDS_MAX; round++) {
    await expireClaims(ownerId)
    if ((await runBilling(ctx, { ownerId })) + (await chargeDue(ctx, { ownerId })) === 0) return
  }
  throw new Error('the worker never comes to an end')
}

const ROUNDS_MAX = 50

async function booksOf(ownerId: string) {
  const [row] = await kit.database.db.execute<Record<string, string>>(sql`
    select (select count(*) from invoice where owner_id = ${ownerId}) as invoices,
      (select count(distinct (customer_id, issued_at)) from invoice where owner_id = ${ownerId} and status = 'paid') as paid,
      (select count(distinct (subscription_id, period_start_at)) from invoice_line where owner_id = ${ownerId}) as periods,
      (select count(*) from payment where owner_id = ${ownerId}) as payments,
      (select count(distinct invoice_id) from payment where owner_id = ${ownerId}) as "paidFor",
      (select sum(amount) from payment where owner_id = ${ownerId}) as taken,
      (select count(*) from receipt where owner_id = ${ownerId}) as receipts`)
  return Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)]))
}

/** One of everything a customer and month, each over 31.00 and 19 % of tax. */
function asBilled(months: number) {
  const each = CUSTOMERS * months
  return {
    ...{ invoices: each, paid: each, periods: each, payments: each, paidFor: each, receipts: each },
    taken: each * 3_689,
  }
}
