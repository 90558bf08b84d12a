import { type SQL, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import type { Sale } from '@/server/core/sales'
import { pgArray } from '../bulk'

/** A sale by its invoice: it counts to the brand of that, which never changes, however customers move. */
export type SaleRow = Sale & { invoiceId: string; bucketAt: Date }

/**
 * Adds sales to their quarter-hours. Before, it sees to it that the owner's time zone stays as it is until the
 * transaction ends: whoever waits for that has locked no sum yet.
 */
export async function addToQuarters(tx: Tx, ownerId: string, sales: SaleRow[]): Promise<void> {
  await tx.execute(sql`
    with held as materialized (select pg_advisory_xact_lock_shared(${salesKey(ownerId)}) as lock)
    insert into sales_quarter as kept (owner_id, brand_id, bucket_at, currency, charged, refunded)
    select i.owner_id, i.brand_id, g.at, g.currency, sum(g.charged), sum(g.refunded)
    from held cross join ${given(sales, sql`${pgArray(sales.map(({ bucketAt }) => bucketAt))}::timestamptz[]`)}
    join invoice i on i.owner_id = ${ownerId} and i.id = g.invoice_id
    ${added(sql`bucket_at`)}`)
}

/** Adds sales to their days in a time zone. False: that is not the owner's time zone any more. */
export async function addToDays(
  tx: Tx,
  ownerId: string,
  { timezone, sales }: { timezone: string; sales: (SaleRow & { day: string })[] },
): Promise<boolean> {
  const rows = await tx.execute(sql`
    insert into sales_day as kept (owner_id, brand_id, day, currency, charged, refunded)
    select i.owner_id, i.brand_id, g.at, g.currency, sum(g.charged), sum(g.refunded)
    from ${given(sales, sql`${pgArray(sales.map(({ day }) => day))}::date[]`)}
    join invoice i on i.owner_id = ${ownerId} and i.id = g.invoice_id
    join owner o on o.id = i.owner_id and o.timezone = ${timezone}
    ${added(sql`day`)}
    returning 1`)
  return rows.length > 0
}

const given = (sales: SaleRow[], at: SQL): SQL => sql`unnest(
  ${pgArray(sales.map(({ invoiceId }) => invoiceId))}::uuid[], ${at},
  ${pgArray(sales.map(({ currency }) => currency))}::char(3)[],
  ${pgArray(sales.map(({ charged }) => charged))}::bigint[],
  ${pgArray(sales.map(({ refunded }) => refunded))}::bigint[]) as g (invoice_id, at, currency, charged, refunded)`

/** In one order, so that no two that add to several sums wait for each other. */
const added = (key: SQL): SQL => sql`
    group by 1, 2, 3, 4 order by 1, 2, 3, 4
    on conflict (owner_id, brand_id, ${key}, currency) do update
      set charged = kept.charged + excluded.charged, refunded = kept.refunded + excluded.refunded`

/**
 * Nobody counts a sale of the owner until the transaction ends, and whoever was about to has finished: for whom
 * changes the time zone, or writes all days anew.
 */
export async function lockSales(tx: Tx, ownerId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${salesKey(ownerId)})`)
}

const salesKey = (ownerId: string): SQL => sql`hashtextextended(${`sales:${ownerId}`}, 0)`

/** What moved in one currency: `[bucket, charged, refunded]` for each bucket in which something did, from 0. */
export type CurrencySums = { currency: string; sums: [number, number, number][] }
type SalesOf = { ownerId: string; brandId: string | null }

/** Sums per bucket of days that begin with `days`, up to the day `end`. Without sales there is no row. */
export const sumDays = (db: Db, of: SalesOf, { days, end }: { days: string[]; end: string }) =>
  sumBuckets(db, of, {
    from: sql`sales_day`,
    at: sql`s.day`,
    starts: sql`${pgArray(days)}::date[]`,
    first: sql`${days[0]}::date`,
    end: sql`${end}::date`,
  })

/** The same of quarter-hours, for hours. */
export const sumQuarters = (db: Db, of: SalesOf, { starts, end }: { starts: Date[]; end: Date }) =>
  sumBuckets(db, of, {
    from: sql`sales_quarter`,
    at: sql`s.bucket_at`,
    starts: sql`${pgArray(starts)}::timestamptz[]`,
    first: sql`${starts[0]?.toISOString()}::timestamptz`,
    end: sql`${end.toISOString()}::timestamptz`,
  })

/** One row a currency: to read a row for each point takes longer than Postgres takes to add them up. */
async function sumBuckets(
  db: Db,
  { ownerId, brandId }: SalesOf,
  { from, at, starts, first, end }: Record<'from' | 'at' | 'starts' | 'first' | 'end', SQL>,
): Promise<CurrencySums[]> {
  const brands = brandId === null ? sql`true` : sql`b.id = ${brandId}`
  return db.execute<CurrencySums>(sql`
    select currency, json_agg(json_build_array(bucket, charged, refunded)) as sums
    from (
      select width_bucket(${at}, ${starts}) - 1 as bucket, s.currency, sum(s.charged) as charged,
        sum(s.refunded) as refunded
      from brand b join ${from} s on s.owner_id = b.owner_id and s.brand_id = b.id
      where b.owner_id = ${ownerId} and ${brands} and ${at} >= ${first} and ${at} < ${end}
      group by 1, 2) summed
    group by currency`)
}

/** What the ledger says the quarter-hours of an owner are: `saleOf` of core/sales.ts, in SQL. */
export const salesOfLedger = (ownerId: string): SQL => sql`
  select i.owner_id, i.brand_id, date_bin('15 minutes', t.at, '2000-01-01T00:00:00Z') as bucket_at, t.currency,
    sum(case when t.refund_id is null then m.moved else 0 end)::bigint as charged,
    sum(case when t.refund_id is null then 0 else -m.moved end)::bigint as refunded
  from ledger_transfer t
  join invoice i on i.owner_id = t.owner_id and i.id = t.invoice_id
  cross join lateral (
    select case when t.debit in ('stripe_cash', 'bank_cash') then t.amount else -t.amount end as moved) m
  where t.owner_id = ${ownerId}
    and ((t.debit in ('stripe_cash', 'bank_cash') and t.credit in ('receivable', 'refunds'))
      or (t.credit in ('stripe_cash', 'bank_cash') and t.debit in ('receivable', 'refunds')))
  group by 1, 2, 3, 4`

/** The first and the last quarter-hour with sales of an owner; null while there is none. */
export async function salesSpan(tx: Db | Tx, ownerId: string): Promise<{ first: Date; last: Date } | null> {
  const [row] = await tx.execute<{ first: string | null; last: string | null }>(sql`
    select min(bucket_at) as first, max(bucket_at) as last from sales_quarter where owner_id = ${ownerId}`)
  return row?.first && row.last ? { first: new Date(row.first), last: new Date(row.last) } : null
}

/** What the quarter-hours come to in days, of which each begins at the instant beside it. */
export const daysOfQuarters = (ownerId: string, days: { day: string; startAt: Date }[]): SQL => sql`
  select q.owner_id, q.brand_id, (${pgArray(days.map(({ day }) => day))}::date[])[
      width_bucket(q.bucket_at, ${pgArray(days.map(({ startAt }) => startAt))}::timestamptz[])] as day,
    q.currency, sum(q.charged)::bigint as charged, sum(q.refunded)::bigint as refunded
  from sales_quarter q where q.owner_id = ${ownerId}
  group by 1, 2, 3, 4`

/** Writes an owner's days anew. */
export async function replaceDays(
  tx: Tx,
  ownerId: string,
  days: { day: string; startAt: Date }[],
): Promise<void> {
  await tx.execute(sql`delete from sales_day where owner_id = ${ownerId}`)
  await tx.execute(sql`
    insert into sales_day (owner_id, brand_id, day, currency, charged, refunded)
    ${daysOfQuarters(ownerId, days)}`)
}

/** Writes an owner's quarter-hours anew from the ledger. */
export async function replaceQuarters(tx: Tx, ownerId: string): Promise<void> {
  await tx.execute(sql`delete from sales_quarter where owner_id = ${ownerId}`)
  await tx.execute(sql`
    insert into sales_quarter (owner_id, brand_id, bucket_at, currency, charged, refunded)
    ${salesOfLedger(ownerId)}`)
}
