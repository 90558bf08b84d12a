import { sql } from 'drizzle-orm'
import type { Database } from '@/db'
import { newId } from '@/db/id'
import type { Ctx, OwnerCtx } from '@/server/ctx'
import { connectStripe } from '@/server/stripe/connect'
import { ownerScope } from '@/server/usecases/owner'
import { rebuildSales } from '@/server/usecases/sales-count'

export type SalesSeed = { ctx: OwnerCtx; brandId: string }

/** The year that is sold in, and where its days begin. */
export const YEAR = { from: new Date('2025-10-31T12:00:00Z'), to: new Date('2026-10-31T12:00:00Z') }
const TIMEZONE = 'Europe/Berlin'
const BRANDS = 3
const CURRENCIES = ['EUR', 'USD']
/** Of each brand and currency; payments go round them. What is read knows nothing of invoices. */
const INVOICES = 500
/** Every so many payments one is refunded in part. */
const REFUND_EVERY = 20
/** Rows of one statement. */
const CHUNK = 500_000

/**
 * An owner who was paid so many times in a year, evenly by all its brands and currencies, and gave back a part of some.
 * Payments, refunds and transfers are written by SQL; the sums of them by the product itself (`rebuildSales`).
 */
export async function seedSales(database: Database, payments: number): Promise<SalesSeed> {
  const { db } = database
  const id = newId()
  await db.execute(sql`
    insert into owner (id, email, name, timezone, default_currency)
    values (${id}, ${`${id}@bench.example`}, 'Bench', ${TIMEZONE}, 'EUR')`)
  await seedInvoices(database, id)
  for (let from = 0; from < payments; from += CHUNK)
    await seedPayments(database, id, { from: from + 1, to: Math.min(payments, from + CHUNK), of: payments })
  // Autovacuum would do it within minutes; a benchmark does not wait for it.
  await db.execute(sql`analyze`)
  const stripe = connectStripe({ secretKey: 'sk_test_bench', webhookSecret: 'whsec_bench' })
  const system: Ctx = { db, stripe, now: YEAR.to, actor: { kind: 'system' } }
  const ctx = await ownerScope(system, id)
  await rebuildSales(ctx)
  await db.execute(sql`vacuum analyze sales_day, sales_quarter`)
  const [brand] = await db.execute<{ id: string }>(
    sql`select id from brand where owner_id = ${id} order by code limit 1`,
  )
  if (!brand) throw new Error('the seed has brands')
  return { ctx, brandId: brand.id }
}

async function seedInvoices({ db }: Database, owner: string): Promise<void> {
  await db.execute(sql`
    insert into brand (owner_id, id, code, name, email, invoice_prefix)
    select ${owner}, uuidv7(), 'b' || n, 'Brand ' || n, 'billing@bench.example', 'B' || n
    from generate_series(1, ${BRANDS}) n`)
  await db.execute(sql`
    insert into customer (owner_id, id, bucket_id, public_id, secret_id, brand_id, email)
    select owner_id, uuidv7(), substr(md5(id::text), 1, 24), md5(id::text), md5(id::text), id, code || '@bench.example'
    from brand where owner_id = ${owner}`)
  await db.execute(sql`
    insert into invoice (owner_id, id, brand_id, customer_id, number, reason, status, currency, subtotal, discount, net,
      tax, total, amount_paid, seller, buyer, locale, issued_at, due_at, paid_at)
    select c.owner_id, uuidv7(), c.brand_id, c.id, 'B-' || m || '-' || n, 'manual', 'paid', m, 1000, 0, 1000, 0, 1000,
      1000, '{}', '{}', 'en', ${YEAR.from.toISOString()}, ${YEAR.from.toISOString()}, ${YEAR.from.toISOString()}
    from customer c, unnest(string_to_array(${CURRENCIES.join(',')}, ',')) m, generate_series(1, ${INVOICES}) n
    where c.owner_id = ${owner}`)
}

/** The numbers `from` to `to` of so many payments, spread evenly over the year. */
async function seedPayments(
  { db }: Database,
  owner: string,
  n: { from: number; to: number; of: number },
): Promise<void> {
  const yearSeconds = (YEAR.to.getTime() - YEAR.from.getTime()) / 1_000
  await db.transaction(async (tx) => {
    // Foreign keys were looked up ten million times.
    await tx.execute(sql`set local session_replication_role = replica`)
    await tx.execute(sql`set local synchronous_commit = off`)
    await tx.execute(sql`
      create temporary table seed on commit drop as
      select uuidv7() as id, 1000 + n % 9000 as amount, n % ${REFUND_EVERY} = 0 as refunded,
        ${YEAR.from.toISOString()}::timestamptz + make_interval(secs => ${yearSeconds}::float8 * n / ${n.of}::float8) as at,
        i.id as invoice_id, i.customer_id, i.currency
      from generate_series(${n.from}::int, ${n.to}::int) n
      join (select *, row_number() over () - 1 as position from invoice where owner_id = ${owner}) i
        on i.position = n % ${BRANDS * CURRENCIES.length * INVOICES}::int`)
    await tx.execute(sql`
      insert into payment (owner_id, id, customer_id, invoice_id, source, amount, refunded, currency, status, paid_at)
      select ${owner}, id, customer_id, invoice_id, 'manual', amount, case when refunded then 100 else 0 end, currency,
        case when refunded then 'partially_refunded' else 'completed' end, at from seed`)
    await tx.execute(sql`
      insert into refund (owner_id, id, payment_id, amount, currency, status, settled_at)
      select ${owner}, id, id, 100, currency, 'succeeded', at from seed where refunded`)
    await tx.execute(sql`
      insert into ledger_transfer (owner_id, id, debit, credit, amount, currency, reason, customer_id, invoice_id,
        payment_id, refund_id, at)
      select ${owner}::uuid, id, 'bank_cash', 'receivable', amount, currency, 'payment.received', customer_id, invoice_id, id,
        null::uuid, at from seed
      union all
      select ${owner}::uuid, uuidv7(), 'refunds', 'bank_cash', 100, currency, 'payment.refunded', customer_id, invoice_id, id, id,
        at from seed where refunded`)
  })
}
