import { sql } from 'drizzle-orm'
import type { Database } from '@/db'
import { addMonths } from '@/server/core/time'
import type { Ctx } from '@/server/ctx'
import { runBilling } from '@/server/usecases/billing-run'
import { billBySql, type DueOwner } from './billing-run-sql'
import { startDatabase } from './database'
import { stopAll } from './process'
import { atLeast, below, median, type Report, round } from './report'
import { seedDue } from './seed-due'

const DUE = 20_000
const BRANDS = 3
const ROUNDS = 3
const TIMES = 10

/** Issue 3, demand 21. */
const INVOICES_PER_SECOND_MIN = 1_500
const OF_SQL_MIN = 0.6
/** Ten times the data may cost a little more for deeper indexes; memory may not grow with it. */
const OF_SMALL_MIN = 0.7
const MEMORY_GROWTH_MAX = 1.5

/**
 * One worker bills 20,000 due subscriptions of several brands by `runBilling`: planned, invoiced, numbered, in the
 * ledger, with events and intents to charge; beside it chunked set-based SQL that writes the same rows without
 * planning anything. Both bill the same owner in turn, month after month; then once more with ten times as many.
 */
export async function billingRun(): Promise<Report> {
  try {
    const database = await startDatabase()
    // A worker runs for weeks: its first seconds are not what is asked.
    await measure(database, { due: DUE, rounds: 1 })
    const small = await measure(database, { due: DUE, rounds: ROUNDS })
    const large = await measure(database, { due: DUE * TIMES, rounds: 1 })
    return reportOf(small, large)
  } finally {
    await stopAll()
  }
}

type Sample = { folio: number; bySql: number; rssMb: number }

async function measure(database: Database, of: { due: number; rounds: number }): Promise<Sample[]> {
  const owner = await seedDue(database, { due: of.due, brands: BRANDS })
  let at = owner.firstDueAt
  const samples: Sample[] = []
  for (let round = 0; round < of.rounds; round++) {
    const folio = await timed(of.due, () => billByFolio(database, owner, at))
    const rssMb = Math.round(process.memoryUsage.rss() / 2 ** 20)
    at = addMonths(at, 1)
    const bySql = await timed(of.due, () => billBySql(database, owner, at))
    at = addMonths(at, 1)
    samples.push({ folio, bySql, rssMb })
  }
  return samples
}

/** What a worker does: it asks for what is due until nothing is. Answers how many invoices there are now. */
async function billByFolio({ db }: Database, owner: DueOwner, now: Date): Promise<number> {
  const before = await countInvoices(db, owner)
  const ctx: Ctx = { db, now, actor: { kind: 'system' }, stripe: noStripe }
  while ((await runBilling(ctx, { ownerId: owner.id })) > 0);
  return (await countInvoices(db, owner)) - before
}

const noStripe: Ctx['stripe'] = {
  for: () => {
    throw new Error('a billing run asks nothing of Stripe')
  },
  readWebhook: () => null,
}

async function countInvoices(db: Database['db'], owner: DueOwner): Promise<number> {
  const [row] = await db.execute<{ n: number }>(
    sql`select count(*)::int as n from invoice where owner_id = ${owner.id}`,
  )
  return row?.n ?? 0
}

/** Invoices a second; a run that wrote another number of them than were due has failed. */
async function timed(due: number, run: () => Promise<number>): Promise<number> {
  const start = performance.now()
  const written = await run()
  if (written !== due) throw new Error(`${written} invoices were written for ${due} that were due`)
  return (due / (performance.now() - start)) * 1000
}

function reportOf(small: Sample[], large: Sample[]): Report {
  const of = (samples: Sample[], pick: (sample: Sample) => number) => median(samples.map(pick))
  const ratio = (sample: Sample) => sample.folio / sample.bySql
  const row = (what: string, samples: Sample[], pick: 'folio' | 'bySql') => [
    what,
    Math.round(of(samples, (sample) => sample[pick])),
    round(of(samples, (sample) => sample[pick] / sample.bySql)),
    pick === 'folio' ? of(samples, ({ rssMb }) => rssMb) : '-',
  ]
  return {
    name: 'billing-run',
    what: `${DUE} due subscriptions of ${BRANDS} brands by one worker, medians of ${ROUNDS}; then ${DUE * TIMES}`,
    columns: ['run', 'invoices/s', 'of SQL', 'RSS MB'],
    rows: [
      row('chunked set-based SQL', small, 'bySql'),
      row('Folio: planBilling', small, 'folio'),
      row(`SQL, × ${TIMES}`, large, 'bySql'),
      row(`Folio, × ${TIMES}`, large, 'folio'),
    ],
    targets: [
      atLeast(
        'invoices/s of Folio',
        of(small, ({ folio }) => folio),
        INVOICES_PER_SECOND_MIN,
      ),
      atLeast('of chunked set-based SQL', of(small, ratio), OF_SQL_MIN),
      atLeast(
        `invoices/s with × ${TIMES} to × 1`,
        of(large, ({ folio }) => folio) / of(small, ({ folio }) => folio),
        OF_SMALL_MIN,
      ),
      below(
        `memory with × ${TIMES} to × 1`,
        of(large, ({ rssMb }) => rssMb) / of(small, ({ rssMb }) => rssMb),
        MEMORY_GROWTH_MAX,
      ),
    ],
  }
}
