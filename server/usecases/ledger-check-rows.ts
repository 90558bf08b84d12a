import { type SQL, sql } from 'drizzle-orm'
import { listRevenueDifferences } from '@/db/queries/mrr'
import type { OwnerCtx } from '../ctx'

/** One thing that does not agree: what it is about, what the books say and what they should say. */
export type Difference = { about: string; currency: string; expected: number; found: number }

/**
 * Per payment of an owner: what of it is there (`cash`) after what was given back, what disputes hold (`held`) or
 * took (`lost`) and what came back by itself (`reversed`); and what was paid without being owed and is not given
 * back yet (`overpaid`).
 */
export const paymentSums = (ownerId: string): SQL => sql`
  select f.*, f.amount - f.given - f.held
      - case when f.reversed then case when f.lost > 0 then f.lost else f.amount end else f.lost end as cash
  from (
    select p.*, coalesce(a.status = 'failed', false) as reversed,
      (select coalesce(sum(r.amount), 0) from refund r
        where r.owner_id = p.owner_id and r.payment_id = p.id and r.status = 'succeeded') as given,
      (select coalesce(sum(d.amount), 0) from dispute d
        where d.owner_id = p.owner_id and d.payment_id = p.id and d.status = 'open') as held,
      (select coalesce(sum(d.amount), 0) from dispute d
        where d.owner_id = p.owner_id and d.payment_id = p.id and d.status = 'lost') as lost,
      (select coalesce(sum(r.amount), 0) from refund r
        where r.owner_id = p.owner_id and r.payment_id = p.id and r.reason = 'not_owed'
          and r.status <> 'succeeded' and a.status is distinct from 'failed') as overpaid
    from payment p left join payment_attempt a on a.owner_id = p.owner_id and a.id = p.attempt_id
    where p.owner_id = ${ownerId}) f`

/** Each invoice against its lines, its payments and the transfers that name it. */
export async function checkInvoices(ctx: OwnerCtx): Promise<Difference[]> {
  const id = ctx.owner.id
  const rows = await ctx.db.execute<{
    number: string
    currency: string
    total: string
    lines: string
    amountPaid: string
    payments: string
    credited: string
    notes: string
    noteTotals: string
    noteLines: string
    id: string
    owed: string
    ledger: string
  }>(sql`
    with paid as (${paymentSums(id)})
    select i.id, i.number, i.currency, i.total, i.amount_paid as "amountPaid", i.amount_credited as credited,
      (select coalesce(sum(n.reduces_due), 0) from credit_note n
        where n.owner_id = i.owner_id and n.invoice_id = i.id) as notes,
      (select coalesce(sum(n.total), 0) from credit_note n
        where n.owner_id = i.owner_id and n.invoice_id = i.id) as "noteTotals",
      (select coalesce(sum(l.total), 0) from credit_note n
        join credit_note_line l on l.owner_id = n.owner_id and l.credit_note_id = n.id
        where n.owner_id = i.owner_id and n.invoice_id = i.id) as "noteLines",
      (select coalesce(sum(l.total), 0) from invoice_line l
        where l.owner_id = i.owner_id and l.invoice_id = i.id) as lines,
      (select coalesce(sum(p.amount), 0) from payment p
        where p.owner_id = i.owner_id and p.invoice_id = i.id and (p.source = 'manual' or p.attempt_id in (
          select a.id from payment_attempt a where a.owner_id = i.owner_id and a.invoice_id = i.id
            and a.status = 'paid'))
        and not exists (select 1 from refund r where r.owner_id = p.owner_id and r.payment_id = p.id
                        and r.reason = 'not_owed')) as payments,
      case when i.status in ('void', 'draft') then 0
        else i.total - i.credit_applied - i.amount_paid - i.amount_credited end
        - (select coalesce(sum(p.overpaid), 0) from paid p where p.invoice_id = i.id) as owed,
      (select coalesce(sum(case when t.debit in ('receivable', 'bad_debt') then t.amount else 0 end
          - case when t.credit in ('receivable', 'bad_debt') then t.amount else 0 end), 0)
        from ledger_transfer t where t.owner_id = i.owner_id and t.invoice_id = i.id) as ledger
    from invoice i where i.owner_id = ${id}`)
  return rows.flatMap((row) => [
    ...differs(`invoice ${row.number} (${row.id}): ledger`, row.currency, row.owed, row.ledger),
    ...differs(`invoice ${row.number}: lines`, row.currency, row.total, row.lines),
    ...differs(`invoice ${row.number}: payments`, row.currency, row.amountPaid, row.payments),
    ...differs(`invoice ${row.number}: credited`, row.currency, row.credited, row.notes),
    ...differs(`invoice ${row.number}: credit notes`, row.currency, row.noteTotals, row.noteLines),
    ...(Number(row.noteTotals) > Number(row.total)
      ? [
          {
            about: `invoice ${row.number}: credited beyond its total`,
            currency: row.currency,
            expected: Number(row.total),
            found: Number(row.noteTotals),
          },
        ]
      : []),
  ])
}

/** What moved into an account by the transfers of a condition, out of it taken away. */
const movedOn = (accounts: SQL, which: SQL): SQL => sql`
  (select coalesce(sum(case when t.debit in (${accounts}) then t.amount else 0 end
      - case when t.credit in (${accounts}) then t.amount else 0 end), 0)
    from ledger_transfer t where t.owner_id = o.owner_id and ${which})`

const CASH = sql`'stripe_cash', 'bank_cash'`
const NO_FEE = sql`t.reason not in ('payment.fee', 'dispute.fee')`

type Compared = { about: string; currency: string; expected: string; found: string }

/** Each payment, refund, dispute and fee against the transfers that name it. */
export async function checkPayments(ctx: OwnerCtx): Promise<Difference[]> {
  const id = ctx.owner.id
  const rows = await ctx.db.execute<Compared>(sql`
    with paid as (${paymentSums(id)})
    select * from (
      select 'payment ' || o.id || ': ledger' as about, o.currency, o.cash as expected,
        ${movedOn(CASH, sql`t.payment_id = o.id and ${NO_FEE}`)} as found
      from paid o
      union all
      select 'payment ' || o.id || ': refunded', o.currency, o.given, o.refunded from paid o
      union all
      select 'payment ' || o.id || ': fee', o.fee_currency, o.fee,
        ${movedOn(sql`'fees'`, sql`t.payment_id = o.id and t.reason = 'payment.fee'`)}
      from paid o where o.fee is not null
      union all
      select 'refund ' || o.id || ': ledger', o.currency,
        case when o.status = 'succeeded' then -o.amount else 0 end,
        ${movedOn(CASH, sql`t.refund_id = o.id`)}
      from refund o where o.owner_id = ${id}
      union all
      select 'dispute ' || o.id || ': ledger', o.currency,
        case when o.status = 'open' or (o.status = 'lost' and not p.reversed) then o.amount else 0 end,
        ${movedOn(sql`'disputes'`, sql`t.dispute_id = o.id`)}
      from dispute o join paid p on p.id = o.payment_id where o.owner_id = ${id}
      union all
      select 'dispute ' || o.id || ': fee', o.fee_currency, o.fee,
        ${movedOn(sql`'fees'`, sql`t.dispute_id = o.id`)}
      from dispute o where o.owner_id = ${id} and o.fee_currency is not null) all_of_them
    where expected <> found`)
  return rows.flatMap((row) => differs(row.about, row.currency, row.expected, row.found))
}

/** Transfers that name what is not there. */
export async function checkTransfers(ctx: OwnerCtx): Promise<Difference[]> {
  const absent = (table: SQL, column: SQL): SQL => sql`(t.${column} is not null and not exists (
    select 1 from ${table} x where x.owner_id = t.owner_id and x.id = t.${column}))`
  const rows = await ctx.db.execute<{ id: string; currency: string; amount: string }>(sql`
    select t.id, t.currency, t.amount from ledger_transfer t where t.owner_id = ${ctx.owner.id} and (
      ${absent(sql`invoice`, sql`invoice_id`)} or ${absent(sql`payment`, sql`payment_id`)}
      or ${absent(sql`refund`, sql`refund_id`)} or ${absent(sql`dispute`, sql`dispute_id`)}
      or ${absent(sql`customer`, sql`customer_id`)})`)
  return rows.flatMap((row) => differs(`transfer ${row.id}: about nothing`, row.currency, '0', row.amount))
}

/** What each customer's movements of monthly revenue come to, against what its subscriptions bring. */
export async function checkRevenue(ctx: OwnerCtx): Promise<Difference[]> {
  const rows = await listRevenueDifferences(ctx.db, ctx.owner.id)
  return rows.flatMap(({ customerId, currency, expected, found }) =>
    differs(`customer ${customerId}: monthly revenue`, currency, expected, found),
  )
}

/** One difference, or none when both are the same amount. */
export function differs(about: string, currency: string, expected: string, found: string): Difference[] {
  const [want, have] = [Number(expected), Number(found)]
  return want === have ? [] : [{ about, currency, expected: want, found: have }]
}
