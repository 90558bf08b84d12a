import { sql } from 'drizzle-orm'
import type { Database } from '@/db'

export type DueOwner = { id: string; firstDueAt: Date }

/** As many as one chunk of a billing run. */
const CHUNK = 500

/**
 * The yardstick of a billing run: it writes the rows that `runBilling` writes for plain renewals, by one statement a
 * chunk, and decides nothing: one monthly price, one rate of tax, a card for each. Answers how many invoices it wrote.
 */
export async function billBySql({ db }: Database, owner: DueOwner, now: Date): Promise<number> {
  let written = 0
  for (;;) {
    const done = await db.transaction((tx) => tx.execute<{ n: number }>(chunk(owner.id, now)))
    const n = done[0]?.n ?? 0
    if (n === 0) return written
    written += n
  }
}

const chunk = (owner: string, at: Date) => {
  const now = at.toISOString()
  return sql`
    with held as materialized (
      select c.id, c.brand_id, c.email, c.name, c.default_payment_method_id from customer c
      where c.owner_id = ${owner} and c.id in
        (select s.customer_id from subscription s where s.owner_id = ${owner} and s.due_at <= ${now}::timestamptz)
      order by c.id limit ${CHUNK} for update skip locked),
    due as materialized (
      select s.id as subscription_id, s.customer_id, s.period_end_at as at, h.brand_id, h.email, h.name,
        h.default_payment_method_id as method_id, p.id as price_id, p.amount, pl.name as description,
        s.anchor_at + make_interval(months => s.period_index + 2) as ends_at,
        round(p.amount * 0.19)::bigint as tax, uuidv7() as invoice_id,
        row_number() over (partition by h.brand_id order by s.customer_id) - 1 as nth
      from held h
      join subscription s on s.owner_id = ${owner} and s.customer_id = h.id and s.due_at <= ${now}::timestamptz
      join price p on p.owner_id = s.owner_id and p.id = s.price_id
      join plan pl on pl.owner_id = s.owner_id and pl.id = s.plan_id),
    drawn as (
      insert into number_series (owner_id, brand_id, series, next)
      select ${owner}, brand_id, 'invoice', 1 + count(*) from due group by brand_id
      on conflict (owner_id, brand_id, series) do update set next = number_series.next + excluded.next - 1
      returning brand_id, next),
    counted as (
      select d.*, w.next - count(*) over (partition by d.brand_id) + d.nth as sequence
      from due d join drawn w on w.brand_id = d.brand_id),
    renewed as (
      update subscription s set period_index = s.period_index + 1, period_start_at = d.at, period_end_at = d.ends_at,
        due_at = d.ends_at
      from due d where s.owner_id = ${owner} and s.id = d.subscription_id),
    bills as (
      insert into invoice (owner_id, id, brand_id, customer_id, subscription_id, number, reason, status, currency,
        subtotal, discount, net, tax, total, seller, buyer, tax_country, locale, issued_at, due_at)
      select ${owner}, c.invoice_id, c.brand_id, c.customer_id, c.subscription_id,
        b.invoice_prefix || '-' || extract(year from c.at) || '-' || lpad(c.sequence::text, greatest(4, length(c.sequence::text)), '0'),
        'subscription_cycle', 'open', 'EUR', c.amount, 0, c.amount, c.tax, c.amount + c.tax,
        jsonb_build_object('name', b.name, 'email', b.email, 'address', b.address, 'accent', b.accent),
        jsonb_build_object('name', c.name, 'email', c.email, 'address', '{"country": "DE"}'::jsonb),
        'DE', 'en', c.at, c.at
      from counted c join brand b on b.owner_id = ${owner} and b.id = c.brand_id),
    lines as (
      insert into invoice_line (owner_id, id, invoice_id, position, subscription_id, price_id, kind, description,
        quantity, unit_amount, amount, discount, net, tax_rate_ppm, tax, total, period_start_at, period_end_at)
      select ${owner}, uuidv7(), invoice_id, 0, subscription_id, price_id, 'period', description, 1, amount, amount,
        0, amount, 190000, tax, amount + tax, at, ends_at from due),
    booked as (
      insert into ledger_transfer (owner_id, id, debit, credit, amount, currency, reason, customer_id, invoice_id, at)
      select ${owner}, uuidv7(), 'receivable', account, value, 'EUR', 'invoice.issued', customer_id, invoice_id, at
      from due, lateral (values ('revenue', amount), ('tax', tax)) moved (account, value)),
    recorded as (
      insert into event (owner_id, id, type, customer_id, subject_id, actor, at)
      select ${owner}, uuidv7(), type, customer_id, subject, 'system', at
      from due, lateral (values ('invoice.issued', invoice_id), ('subscription.renewed', subscription_id))
        happened (type, subject)),
    charges as (
      insert into payment_attempt (owner_id, id, invoice_id, customer_id, attempt_no, payment_method_id, amount,
        currency, status, off_session, due_at)
      select ${owner}, uuidv7(), invoice_id, customer_id, 1, method_id, amount + tax, 'EUR', 'pending', true, at
      from due)
    select count(*)::int as n from due`
}
