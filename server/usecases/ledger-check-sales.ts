import { type SQL, sql } from 'drizzle-orm'
import { daysOfQuarters, salesOfLedger, salesSpan } from '@/db/queries/sales'
import { daysBetween } from '../core/sales-range'
import type { OwnerCtx } from '../ctx'
import { type Difference, differs } from './ledger-check-rows'

/** Each quarter-hour of sales against the transfers of it, and each day against its quarter-hours. */
export async function checkSales(ctx: OwnerCtx): Promise<Difference[]> {
  const id = ctx.owner.id
  const span = await salesSpan(ctx.db, id)
  const days = span ? daysBetween(span, ctx.owner.timezone) : []
  const quarter = sql`to_char(bucket_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"')`
  return [
    ...(await compare(ctx, salesOfLedger(id), sql`sales_quarter`, sql`bucket_at`, quarter)),
    ...(await compare(ctx, daysOfQuarters(id, days), sql`sales_day`, sql`day`, sql`day::text`)),
  ]
}

type Row = {
  at: string
  brand: string
  currency: string
  charged: string
  refunded: string
  wantsCharged: string
  wantsRefunded: string
}

/** Rows of sums that are not what they should be, missing ones and such that are too many among them. */
async function compare(ctx: OwnerCtx, expected: SQL, table: SQL, key: SQL, text: SQL): Promise<Difference[]> {
  const rows = await ctx.db.execute<Row>(sql`
    with should as (${expected}),
    found as (select * from ${table} where owner_id = ${ctx.owner.id})
    select ${text} as at, b.code as brand, currency, coalesce(f.charged, 0) as charged,
      coalesce(f.refunded, 0) as refunded, coalesce(s.charged, 0) as "wantsCharged",
      coalesce(s.refunded, 0) as "wantsRefunded"
    from should s full join found f using (owner_id, brand_id, ${key}, currency)
    join brand b on b.owner_id = ${ctx.owner.id} and b.id = brand_id
    where (coalesce(f.charged, 0), coalesce(f.refunded, 0)) <> (coalesce(s.charged, 0), coalesce(s.refunded, 0))
    order by ${key}, b.code, currency`)
  return rows.flatMap((row) => [
    ...differs(`sales ${row.at} of ${row.brand}: charged`, row.currency, row.wantsCharged, row.charged),
    ...differs(`sales ${row.at} of ${row.brand}: refunded`, row.currency, row.wantsRefunded, row.refunded),
  ])
}
