import { sql } from 'drizzle-orm'
import { parseSalesRange, type SalesRange } from '@/server/core/sales-range'
import { readSales } from '@/server/usecases/sales'
import { startDatabase } from './database'
import { stopAll } from './process'
import { below, median, type Report, round } from './report'
import { type SalesSeed, seedSales, YEAR } from './seed-sales'

const [SMALL, LARGE] = [50_000, 5_000_000]
/** Postgres plans a statement of a connection anew five times, and the pool goes round its connections. */
const WARMUP = 120
const ROUNDS = 300

/** Issue 4, demand 13. */
const P95_MS_MAX = 20
const RATIO_MAX = 1.5

/**
 * A chart of twelve months by day, of one brand and of all, read by the use-case that dashboard and API read it by: of an
 * owner with 50,000 payments and of one with 5,000,000, each in a database of its own, in turns.
 */
export async function sales(): Promise<Report> {
  try {
    const seeds = [await seeded(SMALL), await seeded(LARGE)]
    const cases = seeds.flatMap((seed) => casesOf(seed))
    for (let n = 0; n < WARMUP; n += 1) for (const one of cases) await one.read()
    for (let n = 0; n < ROUNDS; n += 1)
      for (const one of cases) {
        const [startedMs, before] = [performance.now(), process.cpuUsage()]
        await one.read()
        one.tookMs.push(performance.now() - startedMs)
        const { user, system } = process.cpuUsage(before)
        one.cpuUs += user + system
      }
    return reportOf(cases)
  } finally {
    await stopAll()
  }
}

type Case = {
  name: string
  what: 'one brand' | 'all brands' | 'hours'
  tookMs: number[]
  /** Of this process; what Postgres takes is not in it. */
  cpuUs: number
  read(): Promise<unknown>
}
type Seeded = SalesSeed & { payments: number; rows: { days: number; quarters: number } }

async function seeded(payments: number): Promise<Seeded> {
  const database = await startDatabase()
  const seed = await seedSales(database, payments)
  const [rows] = await database.db.execute<Record<'payments' | 'days' | 'quarters', number>>(sql`
    select (select count(*) from payment)::int as payments, (select count(*) from sales_day)::int as days,
      (select count(*) from sales_quarter)::int as quarters`)
  if (rows?.payments !== payments) throw new Error(`${rows?.payments} payments were written of ${payments}`)
  return { ...seed, payments, rows }
}

function casesOf({ ctx, brandId, payments, rows }: Seeded): Case[] {
  const range = (period: SalesRange['period'], rangeStart: string) =>
    parseSalesRange({ period, rangeStart }, YEAR.to, ctx.owner.timezone)
  const [year, week] = [range('day', '-12m'), range('hour', '-1w')]
  const of = (what: Case['what'], query: SalesRange & { brandId: string | null }): Case => ({
    name: `${payments.toLocaleString('en')} payments (${(what === 'hours' ? rows.quarters : rows.days).toLocaleString('en')} sums)`,
    what,
    tookMs: [],
    cpuUs: 0,
    read: () => readSales(ctx, query),
  })
  return [
    of('one brand', { ...year, brandId }),
    of('all brands', { ...year, brandId: null }),
    of('hours', { ...week, brandId: null }),
  ]
}

const p95 = (values: number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * 0.95)] ?? Number.NaN

function reportOf(cases: Case[]): Report {
  const years = cases.filter(({ what }) => what !== 'hours')
  const ratioOf = (wanted: Case['what']) => {
    const [small, large] = cases.filter(({ what }) => what === wanted)
    return p95(large?.tookMs ?? []) / p95(small?.tookMs ?? [])
  }
  return {
    name: 'sales',
    what: `12 months by day, ${ROUNDS} times in turns; 3 brands, 2 currencies`,
    columns: ['payments', 'chart', 'median ms', 'p95 ms', 'CPU ms'],
    rows: cases.map(({ name, what, tookMs, cpuUs }) => [
      name,
      what === 'hours' ? 'a week by hour, all brands' : `12 months by day, ${what}`,
      round(median(tookMs)),
      round(p95(tookMs)),
      round(cpuUs / 1_000 / ROUNDS),
    ]),
    targets: [
      ...years.map(({ name, what, tookMs }) => below(`p95 ms, ${what}, ${name}`, p95(tookMs), P95_MS_MAX)),
      below('p95 with × 100 to × 1, one brand', ratioOf('one brand'), RATIO_MAX),
      below('p95 with × 100 to × 1, all brands', ratioOf('all brands'), RATIO_MAX),
    ],
  }
}
