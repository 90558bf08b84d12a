import { interleaved, type Load, type LoadOptions, medianLoad, medianRatio } from './load'
import { stopAll } from './process'
import { startBare, startNext, startProduct } from './product'
import { atLeast, type Report, round } from './report'
import { seedSubscriptions } from './seed-subscriptions'

/** Enough that the tables and their indexes are more than a page, few enough that seeding takes a second. */
const CUSTOMERS = 1_000
const LOAD: LoadOptions = { connections: 32, seconds: 4, rounds: 5, warmupSeconds: 4 }

const PAGED_ROUNDS = 3

/** Issue 2, demand 21. */
const OF_BARE_MIN = 0.7
const OF_NEXT_MIN = 5

/**
 * `GET /api/bucket/:id/payment/subscription` through the whole product, against the same path answered by a bare
 * node:http handler with one SELECT, and by the same API mounted in `next start`; all on one embedded database.
 */
export async function apiRead(): Promise<Report> {
  try {
    const product = await startProduct()
    const calls = await seedSubscriptions(product.databaseUrl, { customers: CUSTOMERS })
    const bare = await startBare(product)
    const next = await startNext(product)
    const fresh = await interleaved({ bare, product, next }, calls, LOAD)
    // From the first page on, Next follows every promise of the process (async_hooks, on Node 20 and 22): said too.
    await fetch(`${product.url}/signin`)
    const paged = await interleaved({ bare, product }, calls, { ...LOAD, rounds: PAGED_ROUNDS })
    return reportOf(fresh, paged)
  } finally {
    await stopAll()
  }
}

function reportOf(
  { bare, product, next }: Record<'bare' | 'product' | 'next', Load[]>,
  paged: Record<'bare' | 'product', Load[]>,
): Report {
  const row = (name: string, samples: Load[], yardstick: Load[]) => {
    const { rps, p50Ms, p99Ms, rssMb, cpuUs } = medianLoad(samples)
    return [name, rps, p50Ms, p99Ms, cpuUs ?? '-', rssMb, round(medianRatio(samples, yardstick))]
  }
  const { connections, seconds, rounds } = LOAD
  return {
    name: 'api-read',
    what: `GET /api/bucket/:id/payment/subscription, ${CUSTOMERS} customers, ${connections} connections, medians of ${rounds} × ${seconds} s`,
    columns: ['server', 'requests/s', 'p50 ms', 'p99 ms', 'CPU µs/request', 'RSS MB', 'of bare'],
    rows: [
      row('node:http + one SELECT', bare, bare),
      row('Folio: token, scope, presenter', product, bare),
      row('the same route in next start', next, bare),
      row('Folio, once it has served a page', paged.product, paged.bare),
    ],
    targets: [
      atLeast('requests/s of Folio to bare node:http', medianRatio(product, bare), OF_BARE_MIN),
      atLeast('requests/s of Folio to next start', medianRatio(product, next), OF_NEXT_MIN),
    ],
  }
}
