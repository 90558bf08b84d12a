import { createHash } from 'node:crypto'
import postgres from 'postgres'
import type { Call } from './load'

/**
 * Customers of the demo's seller, each with a user, an access token, an active subscription and two paid
 * invoices, written by SQL. Returns the call that reads each one's subscription with its own token.
 */
export async function seedSubscriptions(
  databaseUrl: string,
  { customers, from = 0 }: { customers: number; from?: number },
): Promise<Call[]> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined })
  const tokens = Array.from({ length: customers }, (_, index) => `folio_at_bench_${from + index}`)
  const hashes = tokens.map((token) => createHash('sha256').update(token).digest('hex'))
  try {
    await sql.begin((tx) => insertAll(tx, hashes, from))
    // Autovacuum would do it within minutes; a benchmark does not wait for it.
    await sql`analyze`
    const buckets = await sql<{ bucketId: string; hash: string }[]>`
      select customer.bucket_id as "bucketId", token.hash from token
      join customer_member on customer_member.user_id = token.user_id
      join customer on customer.owner_id = customer_member.owner_id and customer.id = customer_member.customer_id
      where token.hash in ${sql(hashes)}`
    const tokenOf = new Map(hashes.map((hash, index) => [hash, tokens[index] ?? '']))
    return buckets.map(({ bucketId, hash }) => ({
      path: `/api/bucket/${bucketId}/payment/subscription`,
      headers: { authorization: `Bearer ${tokenOf.get(hash) ?? ''}` },
    }))
  } finally {
    await sql.end()
  }
}

async function insertAll(tx: postgres.TransactionSql, hashes: string[], from: number): Promise<void> {
  // Each id is new; one temporary table says which belong together.
  await tx`
    create temporary table seed on commit drop as
    select number, hash, gen_random_uuid() as user_id, gen_random_uuid() as customer_id,
      gen_random_uuid() as subscription_id, md5('bench' || number) as name,
      sold.owner_id, sold.brand_id, sold.plan_id, sold.price_id
    from (select hash, nth + ${from} as number from unnest(${hashes}::text[]) with ordinality as each (hash, nth)) given
    cross join (
      select plan.owner_id, owner.primary_brand_id as brand_id, plan.id as plan_id, plan_price.price_id
      from owner join plan on plan.owner_id = owner.id
      join plan_price on plan_price.owner_id = plan.owner_id and plan_price.plan_id = plan.id
      where not owner.is_house order by plan.position, plan_price.position limit 1
    ) sold`
  await tx`insert into app_user (id, email) select user_id, name || '@bench.example' from seed`
  await tx`
    insert into token (hash, id, kind, user_id, expires_at)
    select hash, gen_random_uuid(), 'access', user_id, now() + interval '1 day' from seed`
  await tx`
    insert into customer (owner_id, id, bucket_id, public_id, secret_id, brand_id, email, stripe_customer_id)
    select owner_id, customer_id, substr(name, 1, 24), substr(name, 2, 24), substr(name, 3, 24), brand_id,
      name || '@bench.example', 'cus_bench_' || number from seed`
  await tx`
    insert into customer_member (owner_id, customer_id, user_id, role)
    select owner_id, customer_id, user_id, 'billing_admin' from seed`
  await tx`
    insert into subscription (owner_id, id, customer_id, plan_id, price_id, status, started_at, anchor_at,
      period_index, period_start_at, period_end_at, due_at)
    select owner_id, subscription_id, customer_id, plan_id, price_id, 'active', now() - interval '5 weeks',
      now() - interval '5 weeks', 1, now() - interval '1 week', now() + interval '3 weeks', now() + interval '3 weeks'
    from seed`
  await tx`
    insert into invoice (owner_id, id, brand_id, customer_id, subscription_id, number, reason, status, currency,
      subtotal, discount, net, tax, total, amount_paid, seller, buyer, locale, issued_at, due_at, paid_at)
    select owner_id, gen_random_uuid(), brand_id, customer_id, subscription_id, 'BENCH-' || number || '-' || month,
      'subscription_cycle', 'paid', 'EUR', 1900, 0, 1900, 361, 2261, 2261, '{}', '{}', 'en', now(), now(), now()
    from seed cross join generate_series(1, 2) month`
}
