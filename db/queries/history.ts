import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import type { Db } from '@/db'
import { event, user } from '@/db/schema'
import type { Page, PageInput } from '@/server/core/page'
import { isUuid } from '../id'
import { pageOf, pageParts } from './page'

export type EventRow = typeof event.$inferSelect

/** Events of one customer or subject that say something of `having`, and there what `equal` is. */
export type HistoryFilter = {
  customerId?: string | undefined
  subjectId?: string | undefined
  having: string
  equal?: string | undefined
}

/** What was recorded, oldest first; a malformed id is nobody's. */
export async function pageHistory(
  db: Db,
  ownerId: string,
  filter: HistoryFilter,
  page: PageInput,
): Promise<Page<EventRow>> {
  const { customerId, subjectId, having, equal } = filter
  if (![customerId, subjectId].every((id) => id === undefined || isUuid(id)))
    return { rows: [], hasMore: false }
  const { where, orderBy, limit } = pageParts(event.id, page)
  const rows = await db
    .select()
    .from(event)
    .where(
      and(
        eq(event.ownerId, ownerId),
        customerId === undefined ? undefined : eq(event.customerId, customerId),
        subjectId === undefined ? undefined : eq(event.subjectId, subjectId),
        equal === undefined
          ? sql`${event.payload} -> ${having} is not null`
          : sql`${event.payload} ->> ${having} = ${equal}`,
        where,
      ),
    )
    .orderBy(orderBy)
    .limit(limit)
  return pageOf(rows, page)
}

/** Events of one thing at most: nobody reads more, and the oldest are left out. */
const ABOUT_MAX = 200

/** What was recorded about any of these things, newest first, with the e-mail of who did it where a person did. */
export function listEventsAbout(db: Db, ownerId: string, subjectIds: string[]) {
  return (
    db
      .select({ event, actorEmail: user.email })
      .from(event)
      // A cast of each user's id would read them all; only what says that it is one is cast here.
      .leftJoin(
        user,
        sql`${user.id} = (case when ${event.actor} like 'user:%' then substr(${event.actor}, 6)::uuid end)`,
      )
      .where(and(eq(event.ownerId, ownerId), inArray(event.subjectId, subjectIds)))
      .orderBy(desc(event.id))
      .limit(ABOUT_MAX)
  )
}

/** A charge that failed and what came of trying again, as one: `id` is that of its first failure. */
export type FailureRow = {
  id: string
  invoiceId: string
  invoiceStatus: string
  failures: number
  lastCode: string | null
  startedAt: Date
  lastAt: Date
  nextAt: Date | null
}

/** The invoices of a customer whose charges failed and are or were dunned, oldest first. */
export async function pageFailures(
  db: Db,
  ownerId: string,
  customerId: string,
  page: PageInput,
): Promise<Page<FailureRow>> {
  const after = page.after ?? '00000000-0000-0000-0000-000000000000'
  const rows = await db.execute<{
    id: string
    invoiceId: string
    invoiceStatus: string
    failures: number
    lastCode: string | null
    startedAt: string
    lastAt: string
    nextAt: string | null
  }>(sql`
    select f.id, i.id as "invoiceId", i.status as "invoiceStatus", f.failures, f.last_code as "lastCode",
      f.started_at as "startedAt", f.last_at as "lastAt",
      (select min(a.due_at) from payment_attempt a
        where a.owner_id = i.owner_id and a.invoice_id = i.id and a.status = 'pending') as "nextAt"
    from (
      select e.payload ->> 'invoiceId' as invoice_id, min(e.id::text) as id, count(*)::int as failures,
        min(e.at) as started_at, max(e.at) as last_at,
        (array_agg(coalesce(e.payload ->> 'declineCode', e.payload ->> 'code') order by e.id desc))[1] as last_code
      from event e
      where e.owner_id = ${ownerId} and e.customer_id = ${customerId} and e.type = 'payment.failed'
        and e.payload ->> 'dunned' = 'true'
      group by 1) f
    join invoice i on i.owner_id = ${ownerId} and i.id = f.invoice_id::uuid
    where f.id > ${after}
    order by f.id limit ${page.limit + 1}`)
  const read = [...rows].map((row) => ({
    ...row,
    startedAt: new Date(row.startedAt),
    lastAt: new Date(row.lastAt),
    nextAt: row.nextAt === null ? null : new Date(row.nextAt),
  }))
  return pageOf(read, page)
}
