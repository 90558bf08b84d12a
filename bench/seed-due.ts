import { sql } from 'drizzle-orm'
import type { Database } from '@/db'
import { newId } from '@/db/id'
import type { DueOwner } from './billing-run-sql'

/** The day everything seeded here falls due for the first time, and when it began. */
const FIRST_DUE_AT = new Date('2026-02-01T00:00:00Z')
const STARTED_AT = '2026-01-01T00:00:00Z'

/**
 * A new owner with brands, one plan of 49.00 EUR a month and as many customers as are due, each with a card and a
 * subscription that renews on the first of the month. Written by SQL.
 */
export async function seedDue(
  { db }: Database,
  { due, brands }: { due: number; brands: number },
): Promise<DueOwner> {
  const owner = newId()
  await db.execute(
    sql`insert into owner (id, email, name) values (${owner}, ${`${owner}@bench.example`}, 'Bench')`,
  )
  await db.execute(sql`
    insert into brand (owner_id, id, code, name, email, address, invoice_prefix)
    select ${owner}, uuidv7(), 'b' || n, 'Brand ' || n, 'billing@bench.example', '{"country": "DE"}', 'B' || n
    from generate_series(1, ${brands}) n`)
  const product = newId()
  await db.execute(sql`insert into product (owner_id, id, name) values (${owner}, ${product}, 'Team')`)
  const price = newId()
  await db.execute(sql`
    insert into price (owner_id, id, product_id, amount, currency, interval_unit)
    values (${owner}, ${price}, ${product}, 4900, 'EUR', 'month')`)
  const plan = newId()
  await db.execute(sql`
    insert into plan (owner_id, id, product_id, code, name, family)
    values (${owner}, ${plan}, ${product}, 'team', 'Team', 'team')`)
  await db.execute(sql`
    insert into plan_price (owner_id, plan_id, price_id) values (${owner}, ${plan}, ${price})`)
  await db.transaction(async (tx) => {
    await tx.execute(sql`
      create temporary table seed on commit drop as
      select n, uuidv7() as customer_id, uuidv7() as method_id, uuidv7() as subscription_id,
        md5(${owner} || n) as name, b.id as brand_id
      from generate_series(1, ${due}) n
      join (select id, row_number() over () as position from brand where owner_id = ${owner}) b
        on b.position = n % ${brands} + 1`)
    await tx.execute(sql`
      insert into customer (owner_id, id, bucket_id, public_id, secret_id, brand_id, email, name, currency, address,
        default_payment_method_id, stripe_customer_id)
      select ${owner}, customer_id, substr(name, 1, 24), name, name, brand_id, name || '@bench.example',
        'Customer ' || n, 'EUR', '{"country": "DE"}', method_id, 'cus_' || name from seed`)
    await tx.execute(sql`
      insert into payment_method (owner_id, id, customer_id, type, status, stripe_payment_method_id, brand, last4)
      select ${owner}, method_id, customer_id, 'card', 'active', 'pm_' || name, 'visa', '4242' from seed`)
    await tx.execute(sql`
      insert into subscription (owner_id, id, customer_id, plan_id, price_id, status, started_at, anchor_at,
        period_index, period_start_at, period_end_at, due_at)
      select ${owner}, subscription_id, customer_id, ${plan}, ${price}, 'active', ${STARTED_AT}, ${STARTED_AT},
        0, ${STARTED_AT}, ${FIRST_DUE_AT.toISOString()}, ${FIRST_DUE_AT.toISOString()} from seed`)
  })
  // Autovacuum would do it within minutes; a benchmark does not wait for it.
  await db.execute(sql`analyze`)
  return { id: owner, firstDueAt: FIRST_DUE_AT }
}
