import { openDatabase } from '@/db'
import { connectStripe } from '@/server/stripe/connect'
import { ownerScope } from '@/server/usecases/owner'
import { checkLimits } from '@/server/usecases/usage-limit'
import { post } from './events'
import { stopAll } from './process'
import { type Product, startApi } from './product'
import { below, type Report, round } from './report'
import { seedUsage } from './seed-usage'

/** Issue 3, demand 21. */
const P99_MS_MAX = 10

const CLIENTS = 16
const ROUNDS = 3
const SECONDS = 4
const PAUSE_MS = 5

const SIZES = [
  { name: '', subscriptions: 1_000, events: 100_000 },
  { name: ', ten times the data', subscriptions: 10_000, events: 1_000_000 },
]

type Checks = { p50Ms: number; p99Ms: number; count: number; events: number }

/**
 * How long it takes to compare what one customer's usage comes to, tax and all, with its limits, while events of
 * customers with limits arrive at the API and are checked there as well.
 */
export async function limitCheck(): Promise<Report> {
  try {
    const api = await startApi()
    const measured: { name: string; checks: Checks }[] = []
    for (const { name, ...size } of SIZES) measured.push({ name, checks: await measure(api, size) })
    return {
      name: 'limit-check',
      what: `one customer's limits checked every ${PAUSE_MS} ms while ${CLIENTS} clients post events; ${ROUNDS} × ${SECONDS} s`,
      columns: ['what', 'checks', 'p50 ms', 'p99 ms', 'events/s meanwhile'],
      rows: measured.map(({ name, checks }) => [
        `limits of one customer${name}`,
        checks.count,
        round(checks.p50Ms),
        round(checks.p99Ms),
        Math.round(checks.events),
      ]),
      targets: measured.map(({ name, checks }) =>
        below(`p99 ms of a check${name}`, checks.p99Ms, P99_MS_MAX),
      ),
    }
  } finally {
    await stopAll()
  }
}

async function measure(api: Product, size: { subscriptions: number; events: number }): Promise<Checks> {
  const seed = await seedUsage(api.databaseUrl, { ...size, limited: true })
  const database = openDatabase(api.databaseUrl, { poolMax: 4 })
  const stripe = connectStripe({ secretKey: 'sk_test_bench', webhookSecret: 'whsec_bench' })
  const ctx = { db: database.db, stripe, now: new Date(), actor: { kind: 'system' as const } }
  const owner = await ownerScope(ctx, seed.ownerId)
  const tookMs: number[] = []
  const perSecond: number[] = []
  for (let n = 0; n <= ROUNDS; n += 1) {
    let posting = true
    const load = post(api, seed, {
      path: '/api/v1/events',
      clients: CLIENTS,
      size: 1,
      seconds: SECONDS,
    }).finally(() => {
      posting = false
    })
    for (let i = 0; posting; i += 1) {
      const startedMs = performance.now()
      await checkLimits(owner, [seed.customerIds[(i * 7) % seed.customerIds.length] ?? ''])
      // The first round warms up.
      if (n > 0) tookMs.push(performance.now() - startedMs)
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
    const sample = await load
    if (n > 0) perSecond.push(sample.perSecond)
  }
  await database.close()
  tookMs.sort((a, b) => a - b)
  const at = (part: number) => tookMs[Math.floor((tookMs.length - 1) * part)] ?? Number.NaN
  const events = perSecond.reduce((sum, one) => sum + one, 0) / perSecond.length
  return { p50Ms: at(0.5), p99Ms: at(0.99), count: tookMs.length, events }
}
