import { createHash, randomUUID } from 'node:crypto'
import postgres from 'postgres'

export type UsageSeed = {
  ownerId: string
  key: string
  customerIds: string[]
  subscriptionIds: string[]
}

/** The code of the metric that is counted. */
export const METRIC = 'bench_calls'

/**
 * Customers of an owner of their own, each with an active subscription that a metric bills, and events that were
 * counted before, written by SQL. With `limited`, each customer has a limit that is never reached.
 */
export async function seedUsage(
  databaseUrl: string,
  of: { subscriptions: number; events: number; limited?: true },
): Promise<UsageSeed> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined })
  try {
    const [ownerId, brandId, productId, planId, priceId, metricId] = Array.from({ length: 6 }, randomUUID)
    const key = `folio_sk_bench_${randomUUID()}`
    const hash = createHash('sha256').update(key).digest('hex')
    const name = `bench-${ownerId}`
    const ids = { ownerId, brandId, productId, planId, priceId, metricId } as Record<string, string>
    await sql.begin(async (tx) => {
      await insertOwner(tx, ids, { hash, name })
      await insertSubscriptions(tx, ids, of)
    })
    // Without knowing how many there are of this owner, the planner joins them one by one.
    await sql`analyze`
    await insertEvents(sql, ids, of)
    // Autovacuum would do it within minutes; a benchmark does not wait for it.
    await sql`vacuum analyze`
    const rows = await sql<{ id: string; customer: string }[]>`
      select id, customer_id as customer from subscription where owner_id = ${ownerId ?? ''}`
    return {
      ownerId: ownerId ?? '',
      key,
      customerIds: rows.map((row) => row.customer),
      subscriptionIds: rows.map((row) => row.id),
    }
  } finally {
    await sql.end()
  }
}

/** A table like that of events, for yardsticks that write as the product does but for nobody. */
export async function makeYardstickTable(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined })
  await sql`create table if not exists bench_event (like usage_event including all)`
  await sql.end()
}

async function insertOwner(
  tx: postgres.TransactionSql,
  ids: Record<string, string>,
  { hash, name }: { hash: string; name: string },
): Promise<void> {
  const { ownerId = '', brandId = '', productId = '', planId = '', priceId = '', metricId = '' } = ids
  await tx`
    insert into owner (id, email, name, default_currency, primary_brand_id)
    values (${ownerId}, ${`${name}@bench.example`}, ${name}, 'EUR', ${brandId})`
  await tx`
    insert into brand (owner_id, id, code, name, email, address, tax_rate_ppm)
    values (${ownerId}, ${brandId}, 'default', ${name}, ${`${name}@bench.example`}, '{"country": "DE"}', 190000)`
  await tx`
    insert into api_key (owner_id, id, name, prefix, hash, scopes)
    values (${ownerId}, gen_random_uuid(), 'bench', 'folio_sk_ben', ${hash}, '{}')`
  await tx`
    insert into metric (owner_id, id, code, name, aggregation)
    values (${ownerId}, ${metricId}, ${METRIC}, 'Calls', 'sum')`
  await tx`insert into product (owner_id, id, name) values (${ownerId}, ${productId}, 'API')`
  await tx`
    insert into plan (owner_id, id, product_id, code, name, family)
    values (${ownerId}, ${planId}, ${productId}, 'api', 'API', 'api')`
  await tx`
    insert into price (owner_id, id, product_id, amount, currency, interval_unit, type, metric_id)
    values (${ownerId}, ${priceId}, ${productId}, 1, 'EUR', 'month', 'per_unit', ${metricId})`
  await tx`insert into plan_price (owner_id, plan_id, price_id) values (${ownerId}, ${planId}, ${priceId})`
}

async function insertSubscriptions(
  tx: postgres.TransactionSql,
  ids: Record<string, string>,
  { subscriptions, limited }: { subscriptions: number; limited?: true },
): Promise<void> {
  const { ownerId = '', brandId = '', planId = '', priceId = '' } = ids
  await tx`
    create temporary table seed on commit drop as
    select number, gen_random_uuid() as customer_id, gen_random_uuid() as subscription_id,
      md5(${ownerId} || number) as name from generate_series(1, ${subscriptions}) number`
  await tx`
    insert into customer (owner_id, id, bucket_id, public_id, secret_id, brand_id, email, address)
    select ${ownerId}, customer_id, substr(name, 1, 24), substr(name, 2, 24), substr(name, 3, 24), ${brandId},
      name || '@bench.example', '{"country": "DE"}' from seed`
  await tx`
    insert into subscription (owner_id, id, customer_id, plan_id, price_id, status, started_at, anchor_at,
      period_start_at, period_end_at)
    select ${ownerId}, subscription_id, customer_id, ${planId}, ${priceId}, 'active', now() - interval '1 week',
      now() - interval '1 week', now() - interval '1 week', now() + interval '3 weeks' from seed`
  if (limited)
    await tx`
      insert into usage_limit (owner_id, id, customer_id, amount, action)
      select ${ownerId}, gen_random_uuid(), customer_id, 900000000000, 'WARNING' from seed`
}

async function insertEvents(
  sql: postgres.Sql,
  ids: Record<string, string>,
  { events, subscriptions }: { events: number; subscriptions: number },
): Promise<void> {
  const { ownerId = '', metricId = '' } = ids
  await sql`
    insert into usage_event (owner_id, event_id, customer_id, subscription_id, metric_id, value, at)
    select s.owner_id, gen_random_uuid()::text, s.customer_id, s.id, ${metricId}, 1, now() - interval '1 day'
    from generate_series(1, ${events}) number
    join (select *, row_number() over () as n from subscription where owner_id = ${ownerId}) s
      on s.n = number % ${subscriptions} + 1`
  await sql`analyze usage_event`
  await sql`
    insert into usage_counter (owner_id, subscription_id, metric_id, period_start_at, period_end_at, value, events,
      updated_at)
    select s.owner_id, s.id, ${metricId}, s.period_start_at, s.period_end_at, count(*), count(*), now()
    from subscription s join usage_event e on e.owner_id = s.owner_id and e.subscription_id = s.id
    where s.owner_id = ${ownerId} group by 1, 2, 4, 5`
}
