import { type SQL, sql } from 'drizzle-orm'
import type { Db } from '@/db'
import type { CohortMove } from '@/server/core/cohort'
import type { MovementKind } from '@/server/core/mrr-movement'
import type { Page, PageInput } from '@/server/core/page'
import type { Month } from '@/server/core/report-month'
import { pgArray } from '../bulk'
import { pageOf } from './page'

/** What moved in a month of a report, or (`month` -1) before its first one. */
export type MovementSum = {
  month: number
  kind: MovementKind
  amount: number
  customers: number
  movements: number
}

/** The currencies an owner ever had monthly revenue in. Each costs one look into the index. */
export async function listRevenueCurrencies(db: Db, ownerId: string): Promise<string[]> {
  const rows = await db.execute<{ currency: string }>(sql`
    with recursive found as (
      select min(currency) as currency from mrr_movement where owner_id = ${ownerId}
      union all
      select (select min(m.currency) from mrr_movement m where m.owner_id = ${ownerId} and m.currency > f.currency)
      from found f where f.currency is not null)
    select currency from found where currency is not null`)
  return rows.map(({ currency }) => currency)
}

/** What moved in each month, and before the first, in one pass over an index that has all of it. */
export async function sumMovements(
  db: Db,
  of: { ownerId: string; currency: string },
  months: readonly Month[],
): Promise<MovementSum[]> {
  const rows = await db.execute<Record<keyof MovementSum, string> & { kind: MovementKind }>(sql`
    select width_bucket(at, ${startsOf(months)}) - 1 as month, kind, sum(amount) as amount,
      sum(customers) as customers, count(*) as movements
    from mrr_movement
    where owner_id = ${of.ownerId} and currency = ${of.currency} and at < ${endOf(months)}
    group by 1, 2`)
  return rows.map(({ kind, ...row }) => ({
    kind,
    month: Number(row.month),
    amount: Number(row.amount),
    customers: Number(row.customers),
    movements: Number(row.movements),
  }))
}

/** What moved of those who began in each of these months. */
export async function sumCohorts(
  db: Db,
  of: { ownerId: string; currency: string },
  months: readonly Month[],
): Promise<CohortMove[]> {
  const rows = await db.execute<Record<keyof CohortMove, string>>(sql`
    select width_bucket(since, ${startsOf(months)}) - 1 as cohort, width_bucket(at, ${startsOf(months)}) - 1 as month,
      sum(amount) as amount, sum(customers) as customers,
      coalesce(sum(amount) filter (where kind = 'new'), 0) as "startedAmount",
      coalesce(sum(customers) filter (where kind = 'new'), 0) as "startedCustomers"
    from mrr_movement
    where owner_id = ${of.ownerId} and currency = ${of.currency}
      and at >= ${startOf(months)} and at < ${endOf(months)} and since >= ${startOf(months)}
    group by 1, 2`)
  return rows.map((row) => ({
    cohort: Number(row.cohort),
    month: Number(row.month),
    amount: Number(row.amount),
    customers: Number(row.customers),
    startedAmount: Number(row.startedAmount),
    startedCustomers: Number(row.startedCustomers),
  }))
}

/** Which movements: all of these hold at once. */
export type MovementFilter = {
  ownerId: string
  currency: string
  from: Date
  before: Date
  kind?: MovementKind | undefined
  /** Only of customers who began in it. */
  cohort?: Month | undefined
}

export type MovementRow = {
  id: string
  at: Date
  kind: MovementKind
  amount: number
  currency: string
  customerId: string
  customer: string
  subscriptionId: string
  plan: string
  quantity: number
}

/** Movements with their customers and plans, oldest first. */
export async function pageMovements(
  db: Db,
  filter: MovementFilter,
  page: PageInput,
): Promise<Page<MovementRow>> {
  const back = page.before !== undefined
  const cursor = page.before ?? page.after
  const order = back ? sql`desc` : sql`asc`
  const rows = await db.execute<Omit<MovementRow, 'at' | 'amount'> & { at: string; amount: string }>(sql`
    select m.id, m.at, m.kind, m.amount, m.currency, m.quantity, m.customer_id as "customerId",
      m.subscription_id as "subscriptionId", ${CUSTOMER} as customer, p.name as plan
    from (
      select * from mrr_movement
      where owner_id = ${filter.ownerId} and currency = ${filter.currency}
        and at >= ${instant(filter.from)} and at < ${instant(filter.before)}
        ${filter.kind === undefined ? sql`` : sql`and kind = ${filter.kind}`}
        ${filter.cohort === undefined ? sql`` : sinceIn(filter.cohort)}
        ${
          cursor === undefined
            ? sql``
            : sql`and (at, id) ${back ? sql`<` : sql`>`} (select at, id from mrr_movement
          where owner_id = ${filter.ownerId} and id = ${cursor}::uuid)`
        }
      order by at ${order}, id ${order} limit ${page.limit + 1}) m
    join customer c on c.owner_id = m.owner_id and c.id = m.customer_id
    join plan p on p.owner_id = m.owner_id and p.id = m.plan_id
    order by m.at ${order}, m.id ${order}`)
  return pageOf(
    rows.map((row) => ({ ...row, at: new Date(row.at), amount: Number(row.amount) })),
    page,
  )
}

/** Whose revenue: at an instant, and where told only of those who began in a month. */
export type PayingFilter = { ownerId: string; currency: string; before: Date; cohort?: Month | undefined }

/** `id` is the customer's. */
export type PayingRow = { id: string; customer: string; mrr: number; currency: string; since: Date }

/** The customers who brought something a month at an instant, with how much, in the order of their ids. */
export async function pagePaying(db: Db, filter: PayingFilter, page: PageInput): Promise<Page<PayingRow>> {
  const back = page.before !== undefined
  const cursor = page.before ?? page.after
  const order = back ? sql`desc` : sql`asc`
  const rows = await db.execute<{ id: string; customer: string; mrr: string; since: string }>(sql`
    select c.id, ${CUSTOMER} as customer, m.mrr, m.since
    from (
      select customer_id, sum(amount) as mrr, min(since) as since from mrr_movement
      where owner_id = ${filter.ownerId} and currency = ${filter.currency} and at < ${instant(filter.before)}
        ${filter.cohort === undefined ? sql`` : sinceIn(filter.cohort)}
        ${cursor === undefined ? sql`` : sql`and customer_id ${back ? sql`<` : sql`>`} ${cursor}::uuid`}
      group by customer_id having sum(amount) > 0
      order by customer_id ${order} limit ${page.limit + 1}) m
    join customer c on c.owner_id = ${filter.ownerId} and c.id = m.customer_id
    order by c.id ${order}`)
  return pageOf(
    rows.map((row) => ({
      ...row,
      mrr: Number(row.mrr),
      currency: filter.currency,
      since: new Date(row.since),
    })),
    page,
  )
}

/** How a customer `c` is called: company, else person, else address. */
export const CUSTOMER = sql`coalesce(c.company_name, c.name, c.email)`

export const instant = (at: Date): SQL => sql`${at.toISOString()}::timestamptz`

export const startsOf = (months: readonly Month[]): SQL =>
  sql`${pgArray(months.map(({ startAt }) => startAt))}::timestamptz[]`

const startOf = (months: readonly Month[]): SQL => instant(months[0]?.startAt ?? new Date(0))
const endOf = (months: readonly Month[]): SQL => instant(months.at(-1)?.endAt ?? new Date(0))

const sinceIn = ({ startAt, endAt }: Month): SQL =>
  sql`and since >= ${instant(startAt)} and since < ${instant(endAt)}`
