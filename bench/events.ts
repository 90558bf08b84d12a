import { randomUUID } from 'node:crypto'
import autocannon from 'autocannon'
import postgres from 'postgres'
import { cpuTimeUs, residentMb, type Server, stopAll } from './process'
import { startApi, startYardstick } from './product'
import { atLeast, median, type Report, round } from './report'
import { METRIC, makeYardstickTable, seedUsage, type UsageSeed } from './seed-usage'

/** Issue 3, demand 21. */
const SINGLE_RPS_MIN = 4_000
const OF_INSERTS_MIN = 1.5
const BATCH_EVENTS_MIN = 20_000
const OF_UNNEST_MIN = 0.6

const CLIENTS = 64
const BATCH = 1_000
/** Batches are sent, and the yardstick's written, over as many connections. */
const BATCH_CLIENTS = 2
const ROUNDS = 3
const SECONDS = 4
const WARMUP_SECONDS = 3

const SIZES = [
  { name: '', subscriptions: 1_000, events: 100_000 },
  { name: ', ten times the data', subscriptions: 10_000, events: 1_000_000 },
]

/** Per second: requests of single posts, events of batches. `cpuUs` is the server's per request or event. */
type Sample = { perSecond: number; p99Ms: number | null; rssMb: number; cpuUs: number | null }
type Samples = Record<'inserts' | 'single' | 'unnest' | 'batch', Sample[]>

/**
 * `POST /api/v1/events` against a bare node:http handler with one INSERT for each request, and `/events/batch`
 * against a loop that writes as many rows by `unnest`, on one embedded database.
 */
export async function events(): Promise<Report> {
  try {
    const api = await startApi()
    await makeYardstickTable(api.databaseUrl)
    const bare = await startYardstick(api, 'bare-events-server.ts')
    const measured: { name: string; samples: Samples }[] = []
    for (const { name, ...size } of SIZES)
      measured.push({ name, samples: await measure(api, bare, await seedUsage(api.databaseUrl, size)) })
    return reportOf(measured)
  } finally {
    await stopAll()
  }
}

async function measure(
  api: Server & { databaseUrl: string },
  bare: Server,
  seed: UsageSeed,
): Promise<Samples> {
  const samplers: Record<keyof Samples, (seconds: number) => Promise<Sample>> = {
    inserts: (seconds) => post(bare, seed, { path: '/', clients: CLIENTS, size: 1, seconds }),
    single: (seconds) => post(api, seed, { path: '/api/v1/events', clients: CLIENTS, size: 1, seconds }),
    unnest: (seconds) => unnestLoop(api.databaseUrl, seed, seconds),
    batch: (seconds) =>
      post(api, seed, { path: '/api/v1/events/batch', clients: BATCH_CLIENTS, size: BATCH, seconds }),
  }
  const names = Object.keys(samplers) as (keyof Samples)[]
  const samples: Samples = { inserts: [], single: [], unnest: [], batch: [] }
  for (const name of names) await samplers[name](WARMUP_SECONDS)
  for (let n = 0; n < ROUNDS; n += 1) {
    // There and back: whoever always came second would always meet what the first left behind.
    for (const name of n % 2 === 0 ? names : [...names].reverse())
      samples[name].push(await samplers[name](SECONDS))
  }
  return samples
}

type Posts = { path: string; clients: number; size: number; seconds: number }

/** Posts events without a pause, each with an id of its own. */
export async function post(
  server: Server,
  seed: UsageSeed,
  { path, clients, size, seconds }: Posts,
): Promise<Sample> {
  const prefix = randomUUID()
  let next = 0
  const event = () => {
    next += 1
    // The events of a batch are of a tenth as many subscriptions, as those that a meter sends together are.
    const turn = size === 1 ? next : Math.floor(next / size) * (size / 10) + (next % (size / 10))
    const subscription = seed.subscriptionIds[turn % seed.subscriptionIds.length]
    return `{"event_id":"${prefix}-${next}","subscription":"${subscription}","code":"${METRIC}","value":1,"properties":{},"owner":"${seed.ownerId}"}`
  }
  const body = () => (size === 1 ? event() : `{"events":[${Array.from({ length: size }, event).join(',')}]}`)
  const cpuBefore = cpuTimeUs(server.pid)
  const result = await autocannon({
    url: server.url,
    connections: clients,
    duration: seconds,
    timeout: 10,
    requests: [
      {
        method: 'POST',
        path,
        headers: { 'x-api-key': seed.key, 'content-type': 'application/json' },
        setupRequest: (request) => ({ ...request, body: body() }),
      },
    ],
  })
  const wrong = result.non2xx + result.errors + result.timeouts
  if (wrong > 0) throw new Error(`${wrong} of ${result.requests.total} posts to ${server.url}${path} failed`)
  const cpuAfter = cpuTimeUs(server.pid)
  const done = result.requests.total * size
  return {
    perSecond: done / result.duration,
    p99Ms: result.latency.p99,
    rssMb: residentMb(server.pid),
    cpuUs: cpuBefore === null || cpuAfter === null ? null : (cpuAfter - cpuBefore) / done,
  }
}

/** The yardstick of batches: rows made in this process, written by one statement for each thousand. */
async function unnestLoop(databaseUrl: string, seed: UsageSeed, seconds: number): Promise<Sample> {
  const sql = postgres(databaseUrl, { max: BATCH_CLIENTS, onnotice: () => undefined })
  const prefix = randomUUID()
  let next = 0
  const startedMs = performance.now()
  const writer = async () => {
    while (performance.now() - startedMs < seconds * 1_000) {
      const ids = Array.from({ length: BATCH }, () => `${prefix}-${next++}`)
      const subscriptions = ids.map((_, i) => seed.subscriptionIds[i % seed.subscriptionIds.length] ?? '')
      await sql`
        insert into bench_event (owner_id, event_id, customer_id, subscription_id, metric_id, value, properties, at)
        select ${seed.ownerId}, id, subscription, subscription, subscription, 1, '{}', now()
        from unnest(${ids}::text[], ${subscriptions}::uuid[]) as given (id, subscription)
        on conflict do nothing`
    }
  }
  await Promise.all(Array.from({ length: BATCH_CLIENTS }, writer))
  const perSecond = (next / (performance.now() - startedMs)) * 1_000
  await sql.end()
  return { perSecond, p99Ms: null, rssMb: residentMb(process.pid), cpuUs: null }
}

function reportOf(measured: { name: string; samples: Samples }[]): Report {
  const labels: Record<keyof Samples, [string, keyof Samples]> = {
    inserts: ['node:http + one INSERT each', 'inserts'],
    single: ['POST /events', 'inserts'],
    unnest: ['unnest of 1,000 rows, two connections', 'unnest'],
    batch: ['POST /events/batch of 1,000', 'unnest'],
  }
  const rows = measured.flatMap(({ name, samples }) =>
    (Object.keys(labels) as (keyof Samples)[]).map((which) => {
      const [label, yardstick] = labels[which]
      return row(label + name, samples[which], samples[yardstick])
    }),
  )
  const targets = measured.flatMap(({ name, samples }) => [
    atLeast(`single posts/s${name}`, median(samples.single.map((s) => s.perSecond)), SINGLE_RPS_MIN),
    atLeast(`single posts to inserts${name}`, ratio(samples.single, samples.inserts), OF_INSERTS_MIN),
    atLeast(`batched events/s${name}`, median(samples.batch.map((s) => s.perSecond)), BATCH_EVENTS_MIN),
    atLeast(`batched events to unnest${name}`, ratio(samples.batch, samples.unnest), OF_UNNEST_MIN),
  ])
  return {
    name: 'events',
    what: `events counted, ${SIZES.map((s) => `${s.subscriptions} subscriptions with ${s.events} events`).join(' and ')}; ${CLIENTS} clients, batches of ${BATCH} by ${BATCH_CLIENTS}; medians of ${ROUNDS} × ${SECONDS} s`,
    columns: ['what', 'per second', 'p99 ms', 'CPU µs each', 'RSS MB', 'of its yardstick'],
    rows,
    targets,
  }
}

function row(label: string, samples: Sample[], yardstick: Sample[]): (string | number)[] {
  const of = (pick: (sample: Sample) => number | null) => {
    const values = samples.map(pick).filter((value) => value !== null)
    return values.length === 0 ? '-' : Math.round(median(values))
  }
  return [
    label,
    of((s) => s.perSecond),
    of((s) => s.p99Ms),
    of((s) => s.cpuUs),
    of((s) => s.rssMb),
    round(ratio(samples, yardstick)),
  ]
}

/** The median of the rounds, each compared with its own neighbour. */
const ratio = (ours: Sample[], theirs: Sample[]): number =>
  median(ours.map(({ perSecond }, n) => perSecond / (theirs[n]?.perSecond ?? Number.NaN)))
