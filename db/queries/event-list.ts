import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Db } from '@/db'
import { apiKey, event, user } from '@/db/schema'
import type { PaymentMethodType } from '@/db/schema/customer'
import type { Page, PageInput } from '@/server/core/page'
import { inArrayOf, pgArray } from '../bulk'
import { pageOf, pageParts } from './page'

export type EventRow = typeof event.$inferSelect

/** What was recorded of a customer, the newest first. */
export async function pageCustomerEvents(
  db: Db,
  of: { ownerId: string; customerId: string },
  page: PageInput,
): Promise<Page<EventRow>> {
  const { where, orderBy, limit } = pageParts(event.id, page, 'desc')
  const rows = await db
    .select()
    .from(event)
    .where(and(eq(event.ownerId, of.ownerId), eq(event.customerId, of.customerId), where))
    .orderBy(orderBy)
    .limit(limit)
  return pageOf(rows, page)
}

/** A thing that events are about, by what people call it. */
export type NamedThing = {
  id: string
  kind: ThingKind
  name: string | null
  amount: number | null
  currency: string | null
  /** What it belongs to, where that has the page: the invoice of a payment, the payment of a refund. */
  ofId: string | null
  method: { type: PaymentMethodType; brand: string | null; last4: string | null } | null
}

export const THING_KINDS = [
  'customer',
  'subscription',
  'invoice',
  'payment',
  'attempt',
  'refund',
  'credit_note',
  'payment_method',
  'voucher',
  'product',
  'plan',
  'feature',
  'metric',
  'brand',
  'tax_type',
  'webhook',
] as const
export type ThingKind = (typeof THING_KINDS)[number]

/** The things of an owner that have one of these ids, whatever they are: ids of all kinds differ. */
export async function findNamedThings(db: Db, ownerId: string, ids: string[]): Promise<NamedThing[]> {
  if (ids.length === 0) return []
  const own = sql`owner_id = ${ownerId} and id = any(${pgArray(ids)}::uuid[])`
  const rows = await db.execute<{
    kind: ThingKind
    id: string
    name: string | null
    amount: string | null
    currency: string | null
    ofId: string | null
    method: NamedThing['method']
  }>(sql`
    select 'customer' as kind, id, coalesce(company_name, name, email) as name, null::bigint as amount,
      null::text as currency, null::uuid as "ofId", null::jsonb as method from customer where ${own}
    union all select 'subscription', s.id, (select p.name from plan p where p.owner_id = s.owner_id and p.id = s.plan_id),
      null, null, s.plan_id, null from subscription s where ${own}
    union all select 'invoice', id, nullif(number, ''), total, currency, null, null from invoice where ${own}
    union all select 'payment', p.id, null, p.amount, p.currency, p.invoice_id, ${methodOf} from payment p where ${own}
    union all select 'attempt', p.id, null, p.amount, p.currency, p.invoice_id, ${methodOf}
      from payment_attempt p where ${own}
    union all select 'refund', id, null, amount, currency, payment_id, null from refund where ${own}
    union all select 'credit_note', id, number, total, currency, invoice_id, null from credit_note where ${own}
    union all select 'payment_method', id, null, null, null, customer_id,
      jsonb_build_object('type', type, 'brand', brand, 'last4', last4) from payment_method where ${own}
    union all select 'voucher', id, name, null, null, null, null from voucher where ${own}
    union all select 'product', id, name, null, null, null, null from product where ${own}
    union all select 'plan', id, name, null, null, null, null from plan where ${own}
    union all select 'feature', id, name, null, null, null, null from feature where ${own}
    union all select 'metric', id, name, null, null, null, null from metric where ${own}
    union all select 'brand', id, name, null, null, null, null from brand where ${own}
    union all select 'tax_type', id, name, null, null, null, null from tax_type where ${own}
    union all select 'webhook', id, name, null, null, null, null from webhook_endpoint where ${own}`)
  return [...rows].map((row) => ({ ...row, amount: row.amount === null ? null : Number(row.amount) }))
}

const methodOf = sql`(select jsonb_build_object('type', m.type, 'brand', m.brand, 'last4', m.last4)
  from payment_method m where m.owner_id = p.owner_id and m.id = p.payment_method_id)`

/** What people and keys are called, by their ids. */
export async function findActorNames(
  db: Db,
  ownerId: string,
  of: { userIds: string[]; keyIds: string[] },
): Promise<Map<string, string>> {
  const [people, keys] = await Promise.all([
    of.userIds.length === 0
      ? []
      : db.select({ id: user.id, name: user.email }).from(user).where(inArray(user.id, of.userIds)),
    of.keyIds.length === 0
      ? []
      : db
          .select({ id: apiKey.id, name: apiKey.name })
          .from(apiKey)
          .where(and(eq(apiKey.ownerId, ownerId), inArrayOf(apiKey.id, of.keyIds))),
  ])
  return new Map([...people, ...keys].map(({ id, name }) => [id, name]))
}
