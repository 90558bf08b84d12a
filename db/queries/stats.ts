import { sql } from 'drizzle-orm'
import type { Db } from '@/db'

/** What recurs in one currency, in minor units, and how many subscriptions it is of. */
export type RecurringSum = { currency: string; mrr: number; arr: number; subscriptions: number }

/**
 * Monthly and annual recurring revenue per currency by the rules of core/mrr.ts, in one pass over an owner's
 * subscriptions that go on: running, neither on trial nor paused, and not going to end. Usage counts at what its
 * running counter comes to. A test compares it with core on random books. Of one customer where one is named.
 */
export async function recurringSums(
  db: Db,
  ownerId: string,
  of: { customerId?: string } = {},
): Promise<RecurringSum[]> {
  const ofCustomer = of.customerId === undefined ? sql`` : sql`and s.customer_id = ${of.customerId}`
  const rows = await db.execute<Record<keyof RecurringSum, string>>(sql`
    with going as (
      select s.id, p.currency, p.amount, p.type, p.units, p.tiers, p.interval_count::numeric as every,
        ${PER_YEAR} as per_year,
        case when p.metric_id is null then s.quantity::numeric
          else greatest(coalesce(c.value, 0), case m.kind when 'continuous' then coalesce(c.billed, 0) else 0 end)
        end as quantity,
        case when p.metric_id is not null and m.kind = 'continuous' then coalesce(c.billed, 0) else 0 end as billed
      from subscription s
      join price p on p.owner_id = s.owner_id and p.id = s.price_id
      left join metric m on m.owner_id = p.owner_id and m.id = p.metric_id
      left join lateral (
        select value, billed from usage_counter u
        where u.owner_id = s.owner_id and u.subscription_id = s.id and u.metric_id = p.metric_id
        order by u.period_start_at desc limit 1) c on true
      where s.owner_id = ${ownerId} ${ofCustomer} and ${GOES_ON}),
    revenue as (
      select g.currency, g.per_year, g.every, sum(step.sign * ${AMOUNT}) as amount
      from going g cross join lateral (values (1, g.quantity), (-1, g.billed)) step(sign, q)
      group by g.id, g.currency, g.per_year, g.every)
    select currency, count(*) as subscriptions,
      sum(${halfUp(sql`amount * per_year`, sql`12 * every`)}) as mrr,
      sum(${halfUp(sql`amount * per_year`, sql`every`)}) as arr
    from revenue group by currency order by currency`)
  return rows.map((row) => ({
    currency: row.currency,
    mrr: Number(row.mrr),
    arr: Number(row.arr),
    subscriptions: Number(row.subscriptions),
  }))
}

/** How many subscriptions stand where, each counted once; those that will end are among the running ones as well. */
export type SubscriptionCounts = {
  active: number
  trialing: number
  pastDue: number
  paused: number
  unpaid: number
  canceled: number
  pendingCancel: number
  customers: number
  customersSubscribed: number
}

export async function subscriptionCounts(db: Db, ownerId: string): Promise<SubscriptionCounts> {
  const [row] = await db.execute<Record<keyof SubscriptionCounts, number>>(sql`
    with standing as (
      select customer_id, cancel_at, status in ('trialing', 'active', 'past_due') as live,
        case when paused_at is not null and status in ('trialing', 'active', 'past_due') then 'paused'
          else status end as status
      from subscription where owner_id = ${ownerId})
    select
      count(*) filter (where status = 'active')::int as active,
      count(*) filter (where status = 'trialing')::int as trialing,
      count(*) filter (where status = 'past_due')::int as "pastDue",
      count(*) filter (where status = 'paused')::int as paused,
      count(*) filter (where status = 'unpaid')::int as unpaid,
      count(*) filter (where status = 'canceled')::int as canceled,
      count(*) filter (where live and cancel_at is not null)::int as "pendingCancel",
      count(distinct customer_id) filter (where live)::int as "customersSubscribed",
      (select count(*)::int from customer where owner_id = ${ownerId}) as customers
    from standing`)
  if (!row) throw new Error('counts are one row')
  return row
}

/** How many subscriptions ran at an instant, and how many of those have ended by another. */
export type ChurnCounts = { atStart: number; lost: number }

/**
 * A subscription runs once its trial is over, if it had one, until it ends; one that was never paid for has not begun.
 * Paused and unpaid ones run: they have not been lost yet.
 */
export async function churnCounts(
  db: Db,
  ownerId: string,
  { from, to }: { from: Date; to: Date },
): Promise<ChurnCounts> {
  const [start, end] = [sql`${from.toISOString()}::timestamptz`, sql`${to.toISOString()}::timestamptz`]
  const [row] = await db.execute<ChurnCounts>(sql`
    select count(*)::int as "atStart",
      count(*) filter (where status = 'canceled' and ended_at <= ${end})::int as lost
    from subscription
    where owner_id = ${ownerId} and status not in ('incomplete', 'incomplete_expired')
      and coalesce(trial_end_at, started_at) <= ${start} and (ended_at is null or ended_at > ${start})`)
  if (!row) throw new Error('counts are one row')
  return row
}

/** Whether a subscription `s` at a price `p` is among what recurs. */
export const GOES_ON = sql`(s.status in ('active', 'past_due') and s.paused_at is null and s.cancel_at is null
  and p.recurring)`

/** How many of a price's intervals a year has, as core/mrr.ts counts. */
export const PER_YEAR = sql`(case p.interval_unit
  when 'day' then 365 when 'week' then 52 when 'month' then 12 else 1 end)`

/** What a quantity (`step.q`) of a price (`g`) costs in all, as core/pricing.ts has it; each tier is rounded by itself. */
export const AMOUNT = sql`(case
  when step.q <= 0 then 0
  when g.type = 'package' then g.amount * ceil(step.q / g.units)
  when g.type = 'tiered_volume' then (
    select (t ->> 'flatAmount')::numeric + round((t ->> 'unitAmount')::numeric * step.q)
    from jsonb_array_elements(g.tiers) t
    where t ->> 'lastUnit' is null or step.q <= (t ->> 'lastUnit')::numeric
    order by (t ->> 'firstUnit')::numeric limit 1)
  when g.type = 'tiered_graduated' then (
    select sum((t ->> 'flatAmount')::numeric + round((t ->> 'unitAmount')::numeric *
      (least(step.q, coalesce((t ->> 'lastUnit')::numeric, step.q)) - (t ->> 'firstUnit')::numeric + 1)))
    from jsonb_array_elements(g.tiers) t
    where step.q > (t ->> 'firstUnit')::numeric - 1)
  else round(g.amount * step.q) end)`

/** A fraction rounded half up, ties away from zero, without dividing first. */
export const halfUp = (num: ReturnType<typeof sql>, den: ReturnType<typeof sql>) =>
  sql`sign(${num}) * div(2 * abs(${num}) + ${den}, 2 * (${den}))`
