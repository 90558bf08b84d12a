import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { sql } from 'drizzle-orm'
import Stripe from 'stripe'
import type { Database } from '@/db'
import { pgArray } from '@/db/bulk'
import type { Ctx } from '@/server/ctx'
import { connectStripe } from '@/server/stripe/connect'
import { runBilling } from '@/server/usecases/billing-run'
import { chargeDue } from '@/server/usecases/charge-due'
import type { DueOwner } from './billing-run-sql'
import { startDatabase } from './database'
import { onStop, ROOT, stopAll } from './process'
import { atLeast, below, type Report, round } from './report'
import { seedDue } from './seed-due'

const CHARGES = 2_000
const TIMES = 10
const LATENCY_MS = 50
/** As many requests at once as the worker's charging has under way. */
const LANES = 32

/** Issue 3, demand 21. */
const CHARGES_PER_SECOND_MIN = 250
const OF_SMALL_MIN = 0.7
const MEMORY_GROWTH_MAX = 1.5

/**
 * What a worker charges by `chargeDue` against the Stripe sandbox, which takes 50 ms longer for each payment intent
 * than it needs; beside it the bare calls to that sandbox through the same SDK, as many at once. Then once more with
 * ten times as many.
 */
export async function charges(): Promise<Report> {
  try {
    const database = await startDatabase()
    const sandboxUrl = await startSandbox(database.url)
    const stripe = connectStripe({ secretKey: KEY, webhookSecret: 'whsec_bench', sandboxUrl })
    await slowDown(sandboxUrl)
    const small = await measure({ database, stripe, sandboxUrl }, CHARGES)
    const large = await measure({ database, stripe, sandboxUrl }, CHARGES * TIMES)
    return reportOf(small, large)
  } finally {
    await stopAll()
  }
}

const KEY = 'sk_test_folio'

type Setting = { database: Database; stripe: Ctx['stripe']; sandboxUrl: string }
type Sample = { bare: number; folio: number; rssMb: number }

async function measure(setting: Setting, count: number): Promise<Sample> {
  const { database, stripe } = setting
  const owner = await seedDue(database, { due: count, brands: 1 })
  const methods = await attachCards(setting, owner)
  const ctx: Ctx = { db: database.db, stripe, now: owner.firstDueAt, actor: { kind: 'system' } }
  while ((await runBilling(ctx, { ownerId: owner.id })) > 0);
  const bare = await timed(Math.min(count, CHARGES), () => chargeBare(setting, methods.slice(0, CHARGES)))
  const folio = await timed(count, async () => {
    while ((await chargeDue(ctx, { ownerId: owner.id })) > 0);
    await requirePaid(database, owner, count)
  })
  return { bare, folio, rssMb: Math.round(process.memoryUsage.rss() / 2 ** 20) }
}

/** A card of its own at the sandbox for each customer; what they are charged by. */
async function attachCards({ database, sandboxUrl }: Setting, owner: DueOwner) {
  const { db } = database
  const client = clientOf(sandboxUrl)
  const rows = await db.execute<{ id: string }>(sql`select id from customer where owner_id = ${owner.id}`)
  const made: { customer: string; stripe: string; method: string }[] = []
  await inLanes(
    rows.map(({ id }) => id),
    async (id) => {
      const created = await client.customers.create({ email: `${id}@bench.example` })
      const method = await client.paymentMethods.attach('pm_card_visa', { customer: created.id })
      made.push({ customer: id, stripe: created.id, method: method.id })
    },
  )
  const of = (pick: (each: (typeof made)[number]) => string) => pgArray(made.map(pick))
  const given = sql`unnest(${of((m) => m.customer)}::uuid[], ${of((m) => m.stripe)}::text[], ${of((m) => m.method)}::text[])
    as given (customer_id, stripe_id, method)`
  await db.execute(sql`
    update customer c set stripe_customer_id = given.stripe_id from ${given}
    where c.owner_id = ${owner.id} and c.id = given.customer_id`)
  await db.execute(sql`
    update payment_method m set stripe_payment_method_id = given.method from ${given}
    where m.owner_id = ${owner.id} and m.customer_id = given.customer_id`)
  return made
}

/** The same payment intents without anything around them. */
async function chargeBare({ sandboxUrl }: Setting, methods: { stripe: string; method: string }[]) {
  const client = clientOf(sandboxUrl)
  await inLanes(methods, async ({ stripe, method }) => {
    await client.paymentIntents.create({
      amount: 5_831,
      currency: 'eur',
      customer: stripe,
      payment_method: method,
      confirm: true,
      allowed_payment_method_types: ['card'],
      off_session: true,
    })
  })
}

async function requirePaid({ db }: Database, owner: DueOwner, count: number): Promise<void> {
  const [row] = await db.execute<{ n: number }>(
    sql`select count(*)::int as n from invoice where owner_id = ${owner.id} and status = 'paid'`,
  )
  if (row?.n !== count) throw new Error(`${row?.n} invoices were paid of ${count}`)
}

async function inLanes<T>(items: T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items]
  const lane = async () => {
    for (let item = queue.pop(); item !== undefined; item = queue.pop()) await work(item)
  }
  await Promise.all(Array.from({ length: LANES }, lane))
}

async function timed(count: number, run: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await run()
  return (count / (performance.now() - start)) * 1000
}

function clientOf(sandboxUrl: string): Stripe {
  const { hostname, port } = new URL(sandboxUrl)
  return new Stripe(KEY, { host: hostname, port: Number(port), protocol: 'http', telemetry: false })
}

async function slowDown(sandboxUrl: string): Promise<void> {
  const answer = await fetch(`${sandboxUrl}/_sandbox/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ endpoint: 'POST /v1/payment_intents', kind: 'latency', ms: LATENCY_MS }),
  })
  if (!answer.ok) throw new Error(`the sandbox did not take the latency: ${await answer.text()}`)
}

/** In a process of its own, as beside a worker: both have work to do. */
async function startSandbox(databaseUrl: string): Promise<string> {
  const argv = ['--import', 'tsx', 'bench/stripe-sandbox.ts', databaseUrl]
  const child = spawn(process.execPath, argv, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] })
  onStop(async () => {
    const gone = once(child, 'exit')
    child.kill('SIGTERM')
    await gone
  })
  for await (const line of createInterface(child.stdout)) return line
  throw new Error('the sandbox did not start')
}

function reportOf(small: Sample, large: Sample): Report {
  const row = (what: string, rate: number, of: number, rss: number | string) => [
    what,
    Math.round(rate),
    round(rate / of),
    rss,
  ]
  return {
    name: 'charges',
    what: `${CHARGES} due attempts by one worker, ${LATENCY_MS} ms more for each at the sandbox; then ${CHARGES * TIMES}`,
    columns: ['charging', 'charges/s', 'of bare', 'RSS MB'],
    rows: [
      row(`bare SDK calls, ${LANES} at once`, small.bare, small.bare, '-'),
      row('Folio: claim, charge, settle', small.folio, small.bare, small.rssMb),
      row(`Folio, × ${TIMES}`, large.folio, large.bare, large.rssMb),
    ],
    targets: [
      atLeast('charges/s of Folio', small.folio, CHARGES_PER_SECOND_MIN),
      atLeast(`charges/s with × ${TIMES} to × 1`, large.folio / small.folio, OF_SMALL_MIN),
      below(`memory with × ${TIMES} to × 1`, large.rssMb / small.rssMb, MEMORY_GROWTH_MAX),
    ],
  }
}
