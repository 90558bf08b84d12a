import { and, eq, gt, isNotNull, or, type SQL, sql } from 'drizzle-orm'
import type { Db } from '@/db'
import { taxCountry, taxState, webhookEndpoint } from '@/db/schema'
import type { Currency } from '@/server/core/money'

/** One of many of the same kind, as far as a line about it goes. */
export type Example = {
  id: string
  /** Its number or name, where it has one. */
  label: string | null
  customerId: string
  customer: string
  amount: number
  at: Date
}

/** What waits in one currency; `at` is the earliest date that matters, `examples` the newest few. */
export type Waiting = { currency: Currency; count: number; amount: number; at: Date; examples: Example[] }

/**
 * Where an invoice that nobody has paid stands: `failed` was declined (and may be tried again), `authentication` waits
 * for the customer's bank, `processing` for an answer, `overdue` and `due` for the customer, `draft` for the owner.
 */
export type InvoiceWait = 'failed' | 'authentication' | 'processing' | 'overdue' | 'due' | 'draft'

/** How many of the newest are named. */
const EXAMPLES = 3

/** An owner's open invoices and drafts by where they stand, in one pass over those alone. */
export async function waitingInvoices(
  db: Db,
  ownerId: string,
  now: Date,
): Promise<(Waiting & { kind: InvoiceWait })[]> {
  const rows = await db.execute<RawWaiting & { kind: InvoiceWait }>(sql`
    with waiting as (
      select i.id, i.number as label, i.customer_id, i.currency, i.due_at as at,
        i.total - i.credit_applied - i.amount_paid - i.amount_credited as amount,
        case when i.status = 'draft' then 'draft'
          when a.status = 'requires_action' then 'authentication'
          when a.status in ('failed', 'canceled') or (a.status = 'pending' and a.attempt_no > 1) then 'failed'
          when a.status in ('pending', 'processing') then 'processing'
          when i.due_at <= ${now.toISOString()}::timestamptz then 'overdue' else 'due' end as kind
      from invoice i
      left join lateral (
        select status, attempt_no from payment_attempt p
        where p.owner_id = i.owner_id and p.invoice_id = i.id order by p.attempt_no desc limit 1) a on true
      where i.owner_id = ${ownerId} and i.status in ('open', 'draft'))
    ${summed(ownerId, sql`kind`)}`)
  return rows.map((row) => ({ ...read(row), kind: row.kind }))
}

/** The disputes that are not decided yet. */
export async function waitingDisputes(db: Db, ownerId: string): Promise<Waiting[]> {
  const rows = await db.execute<RawWaiting>(sql`
    with waiting as (
      select d.id, i.number as label, p.customer_id, d.currency, d.amount, d.opened_at as at
      from dispute d
      join payment p on p.owner_id = d.owner_id and p.id = d.payment_id
      join invoice i on i.owner_id = p.owner_id and i.id = p.invoice_id
      where d.owner_id = ${ownerId} and d.status = 'open')
    ${summed(ownerId)}`)
  return rows.map(read)
}

export type ExpiringCards = {
  count: number
  examples: { id: string; customerId: string; customer: string; last4: string | null; month: Date }[]
}

/**
 * Cards that running subscriptions are charged on and that cannot be charged any more by `until`. Those that expired
 * long ago have been declined since and are among the failed payments.
 */
export async function expiringCards(
  db: Db,
  ownerId: string,
  { since, until }: { since: Date; until: Date },
): Promise<ExpiringCards> {
  const rows = await db.execute<{
    count: number
    id: string
    customerId: string
    customer: string
    last4: string | null
    month: number
  }>(sql`
    with expiring as (
      select m.id, m.customer_id, m.last4, m.exp_year * 12 + m.exp_month as month,
        coalesce(c.company_name, c.name, c.email) as customer
      from payment_method m
      join customer c on c.owner_id = m.owner_id and c.id = m.customer_id
      where m.owner_id = ${ownerId} and m.type = 'card' and m.status = 'active'
        and m.exp_year * 12 + m.exp_month between ${monthOf(since)}::int and ${monthOf(until)}::int
        and exists (
          select from subscription s
          where s.owner_id = m.owner_id and s.customer_id = m.customer_id and s.cancel_at is null
            and s.status in ('trialing', 'active', 'past_due')
            and coalesce(s.payment_method_id, c.default_payment_method_id) = m.id))
    select (count(*) over ())::int as count, id, customer_id as "customerId", customer, last4, month
    from expiring order by month, id limit ${EXAMPLES}`)
  const examples = rows.map(({ id, customerId, customer, last4, month }) => ({
    id,
    customerId,
    customer,
    last4,
    // A card holds to the end of its month.
    month: new Date(Date.UTC(Math.floor((month - 1) / 12), (month - 1) % 12, 1)),
  }))
  return { count: rows[0]?.count ?? 0, examples }
}

export type WatchedPlace = {
  country: string
  /** Null for the country as a whole. */
  state: string | null
  name: string | null
  currency: Currency
  threshold: number | null
  reachedAt: Date | null
}

/** Countries and states whose threshold was reached since then, or has not been reached yet. */
export async function watchedPlaces(db: Db, ownerId: string, reachedSince: Date): Promise<WatchedPlace[]> {
  const [countries, states] = await Promise.all([
    db
      .select({
        country: taxCountry.code,
        currency: taxCountry.currency,
        threshold: taxCountry.threshold,
        reachedAt: taxCountry.reachedAt,
      })
      .from(taxCountry)
      .where(
        and(
          eq(taxCountry.ownerId, ownerId),
          or(
            gt(taxCountry.reachedAt, reachedSince),
            and(eq(taxCountry.collecting, false), gt(taxCountry.threshold, 0)),
          ),
        ),
      )
      .orderBy(taxCountry.code),
    db
      .select({
        country: taxState.country,
        state: taxState.code,
        name: taxState.name,
        currency: taxCountry.currency,
        threshold: taxState.threshold,
        reachedAt: taxState.reachedAt,
      })
      .from(taxState)
      .innerJoin(
        taxCountry,
        and(eq(taxCountry.ownerId, taxState.ownerId), eq(taxCountry.code, taxState.country)),
      )
      .where(
        and(
          eq(taxState.ownerId, ownerId),
          or(
            gt(taxState.reachedAt, reachedSince),
            and(eq(taxState.collecting, false), gt(taxState.threshold, 0)),
          ),
        ),
      )
      .orderBy(taxState.country, taxState.code),
  ])
  return [...countries.map((row) => ({ ...row, state: null, name: null })), ...states]
}

export type FailingEndpoint = { id: string; name: string; enabled: boolean; failingSince: Date | null }

/** Webhook endpoints that nothing gets through to, or that were switched off for it. */
export function failingEndpoints(db: Db, ownerId: string): Promise<FailingEndpoint[]> {
  const { id, name, enabled, failingSince, disabledReason } = webhookEndpoint
  return db
    .select({ id, name, enabled, failingSince })
    .from(webhookEndpoint)
    .where(and(eq(webhookEndpoint.ownerId, ownerId), or(isNotNull(failingSince), isNotNull(disabledReason))))
    .orderBy(id)
}

/** The month that an instant is in, counted as cards count theirs: one that expires in it has not expired before. */
const monthOf = (at: Date): number => at.getUTCFullYear() * 12 + at.getUTCMonth()

type RawExample = Omit<Example, 'at'> & { at: string }
type RawWaiting = {
  currency: string
  count: number
  amount: string
  at: string
  examples: RawExample[] | null
}

const read = ({ currency, count, amount, at, examples }: RawWaiting): Waiting => ({
  currency,
  count,
  amount: Number(amount),
  at: new Date(at),
  examples: (examples ?? []).map((example) => ({ ...example, at: new Date(example.at) })),
})

/** The rest of a query over `waiting`: its sums per currency, and whatever else, with the newest of each. */
function summed(ownerId: string, by?: SQL): SQL {
  const groups = by ? sql`r.${by}, r.currency` : sql`r.currency`
  return sql`
    , ranked as (select r.*, row_number() over (partition by ${groups} order by r.id desc) as nth from waiting r)
    select ${groups}, count(*)::int as count, sum(r.amount) as amount, min(r.at) as at,
      jsonb_agg(jsonb_build_object('id', r.id, 'label', r.label, 'customerId', r.customer_id,
        'customer', coalesce(c.company_name, c.name, c.email), 'amount', r.amount, 'at', r.at) order by r.id desc)
        filter (where r.nth <= ${EXAMPLES}) as examples
    from ranked r
    left join customer c on r.nth <= ${EXAMPLES} and c.owner_id = ${ownerId} and c.id = r.customer_id
    group by ${groups} order by r.currency`
}
