import { type SQL, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import type { RecordedRevenue } from '@/server/core/mrr-movement'
import { pgArray } from '../bulk'
import { AMOUNT, GOES_ON, halfUp, PER_YEAR } from './stats'

/** What a subscription brings a month now, with what a movement says of it. */
export type RevenueFact = {
  subscriptionId: string
  customerId: string
  planId: string
  quantity: number
  currency: string
  mrr: number
}

/** What subscriptions bring a month by the rules of core/mrr.ts. */
export async function listRevenue(
  tx: Tx,
  ownerId: string,
  subscriptionIds: string[],
): Promise<RevenueFact[]> {
  if (subscriptionIds.length === 0) return []
  const rows = await tx.execute<Record<keyof RevenueFact, string>>(sql`
    with ${revenueOf(sql`s.owner_id = ${ownerId} and s.id = any(${pgArray(subscriptionIds)}::uuid[])`)}
    select id as "subscriptionId", customer_id as "customerId", plan_id as "planId", seats as quantity,
      currency, mrr
    from revenue order by id`)
  return rows.map((row) => ({ ...row, quantity: Number(row.quantity), mrr: Number(row.mrr) }))
}

/** What the movements of customers come to, by subscription and currency. */
export async function listRecordedRevenue(
  tx: Tx,
  ownerId: string,
  customerIds: string[],
): Promise<RecordedRevenue[]> {
  if (customerIds.length === 0) return []
  const rows = await tx.execute<Record<keyof RecordedRevenue, string>>(sql`
    select customer_id as "customerId", subscription_id as "subscriptionId", currency,
      sum(amount) as amount, min(since) as since
    from mrr_movement
    where owner_id = ${ownerId} and customer_id = any(${pgArray(customerIds)}::uuid[])
    group by customer_id, subscription_id, currency`)
  return rows.map((row) => ({ ...row, amount: Number(row.amount), since: new Date(row.since) }))
}

/** Customers whose movements do not come to what their subscriptions bring. */
export async function listRevenueDifferences(
  db: Db,
  ownerId: string,
): Promise<{ customerId: string; currency: string; expected: string; found: string }[]> {
  return db.execute(sql`
    with ${revenueOf(sql`s.owner_id = ${ownerId}`)},
    found as (select customer_id, currency, sum(amount) as amount from mrr_movement
      where owner_id = ${ownerId} group by customer_id, currency),
    expected as (select customer_id, currency, sum(mrr) as amount from revenue group by customer_id, currency)
    select customer_id as "customerId", currency,
      coalesce(e.amount, 0) as expected, coalesce(f.amount, 0) as found
    from expected e full join found f using (customer_id, currency)
    where coalesce(e.amount, 0) <> coalesce(f.amount, 0) order by 1, 2`)
}

/**
 * `revenue`: what each subscription brings a month. Usage counts at what was billed of the last period that ended: the
 * running counter begins each period at nothing, and would make every customer of it shrink and grow each month.
 */
const revenueOf = (which: SQL): SQL => sql`
  going as (
    select s.owner_id, s.id, s.customer_id, s.plan_id, s.quantity as seats, s.period_start_at, p.currency,
      p.amount, p.type, p.units, p.tiers, p.metric_id, p.interval_count::numeric as every,
      ${PER_YEAR} as per_year, ${GOES_ON} as goes_on
    from subscription s join price p on p.owner_id = s.owner_id and p.id = s.price_id
    where ${which}),
  priced as (
    select g.*, case when not g.goes_on then 0
      when g.metric_id is not null then (
        select coalesce(sum(l.amount), 0) from invoice_line l
        where l.owner_id = g.owner_id and l.subscription_id = g.id and l.metric_id is not null
          and l.voided_at is null and l.period_end_at >= g.period_start_at and l.period_start_at = (
            select max(k.period_start_at) from invoice_line k
            where k.owner_id = g.owner_id and k.subscription_id = g.id and k.metric_id is not null
              and k.voided_at is null))
      else ${AMOUNT} end as each
    from going g cross join lateral (values (g.seats::numeric)) step(q)),
  revenue as (select *, ${halfUp(sql`each * per_year`, sql`12 * every`)} as mrr from priced)`
