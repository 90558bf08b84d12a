import { createHash } from 'node:crypto'
import postgres from 'postgres'
import { type Call, interleaved, type Load, type LoadOptions, medianLoad, medianRatio } from './load'
import { stopAll } from './process'
import { type Product, startBare, startProduct } from './product'
import { atLeast, type Report, round } from './report'
import { seedSubscriptions } from './seed-subscriptions'

const CUSTOMERS = 1_000
const TIMES = 10
const LOAD: LoadOptions = { connections: 32, seconds: 4, rounds: 3, warmupSeconds: 4 }
const KEY = 'folio_bench_key'

/** Issue 3, demand 21. */
const OF_BARE_MIN = 0.7
/** Ten times the data: a read is as fast, of the bare read of the same data. */
const FLAT_MIN = 0.85

/**
 * `GET /api/v1/customer/{id}` with a key through the whole product, against the same path answered by a bare node:http
 * handler with the same SELECT; then once more among ten times as many customers.
 */
export async function apiReadKey(): Promise<Report> {
  try {
    const product = await startProduct()
    const bare = await startBare(product)
    const small = await interleaved({ bare, product }, await seed(product, CUSTOMERS, 0), LOAD)
    const large = await interleaved(
      { bare, product },
      await seed(product, CUSTOMERS * (TIMES - 1), CUSTOMERS),
      LOAD,
    )
    return reportOf(small, large)
  } finally {
    await stopAll()
  }
}

/** More customers of the demo's seller, each asked for with one key of that seller's. */
async function seed(product: Product, customers: number, from: number): Promise<Call[]> {
  await seedSubscriptions(product.databaseUrl, { customers, from })
  const sql = postgres(product.databaseUrl, { max: 1, onnotice: () => undefined })
  try {
    await sql`
      insert into api_key (owner_id, id, name, prefix, hash, last_used_at)
      select distinct owner_id, gen_random_uuid(), 'bench', 'folio_be', ${createHash('sha256').update(KEY).digest('hex')},
        now() + interval '1 day'
      from customer where stripe_customer_id like 'cus_bench_%' on conflict (hash) do nothing`
    const rows = await sql<
      { id: string }[]
    >`select id from customer where stripe_customer_id like 'cus_bench_%'`
    return rows.map(({ id }) => ({ path: `/api/v1/customer/${id}`, headers: { 'x-api-key': KEY } }))
  } finally {
    await sql.end()
  }
}

type Both = Record<'bare' | 'product', Load[]>

function reportOf(small: Both, large: Both): Report {
  const row = (name: string, samples: Load[], yardstick: Load[]) => {
    const { rps, p50Ms, p99Ms, rssMb, cpuUs } = medianLoad(samples)
    return [name, rps, p50Ms, p99Ms, cpuUs ?? '-', rssMb, round(medianRatio(samples, yardstick))]
  }
  const { connections, seconds, rounds } = LOAD
  return {
    name: 'api-read-key',
    what: `GET /api/v1/customer/{id} with a key, ${CUSTOMERS} customers, then ${CUSTOMERS * TIMES}, ${connections} connections, medians of ${rounds} × ${seconds} s`,
    columns: ['server', 'requests/s', 'p50 ms', 'p99 ms', 'CPU µs/request', 'RSS MB', 'of bare'],
    rows: [
      row('node:http + the same SELECT', small.bare, small.bare),
      row('Folio: key, scope, presenter', small.product, small.bare),
      row(`node:http, × ${TIMES}`, large.bare, large.bare),
      row(`Folio, × ${TIMES}`, large.product, large.bare),
    ],
    targets: [
      atLeast('requests/s of Folio to bare node:http', medianRatio(small.product, small.bare), OF_BARE_MIN),
      atLeast(
        `its ratio to bare with × ${TIMES} to × 1`,
        medianRatio(large.product, large.bare) / medianRatio(small.product, small.bare),
        FLAT_MIN,
      ),
    ],
  }
}
