import { and, asc, desc, eq, gte, lt, type SQL, sql } from 'drizzle-orm'
import type { Db } from '@/db'
import { event } from '@/db/schema'
import type { Page, PageInput } from '@/server/core/page'
import { isUuid } from '../id'
import { pageOf } from './page'

export type AuditRow = typeof event.$inferSelect

/** All of these hold at once; a malformed id is nobody's. */
export type AuditFilter = {
  /** As it is recorded: `user:<id>`, `key:<id>`, `system`; or `link`, whoever came by one. */
  actor?: string | undefined
  /** What types begin with, without the dot: `invoice`. */
  noun?: string | undefined
  customerId?: string | undefined
  /** From this instant on. */
  from?: Date | undefined
  /** Before this instant. */
  until?: Date | undefined
}

/**
 * What happened to an owner, the newest first, by the instant at which it did: what was brought in or done in
 * hindsight stands where it belongs. The cursor is the id of an event.
 */
export async function pageAudit(
  db: Db,
  ownerId: string,
  filter: AuditFilter,
  page: PageInput,
): Promise<Page<AuditRow>> {
  const ids = [filter.customerId, page.before, page.after]
  if (ids.some((id) => id !== undefined && !isUuid(id))) return { rows: [], hasMore: false }
  return pageOf(await auditQuery(db, ownerId, filter, page), page)
}

/** The query of a page; one row more than asked for says that there are more. */
export function auditQuery(db: Db, ownerId: string, filter: AuditFilter, page: PageInput) {
  const { customerId, from, until } = filter
  const cursor = page.before ?? page.after
  const back = page.before !== undefined
  const order = back ? asc : desc
  return db
    .select()
    .from(event)
    .where(
      and(
        eq(event.ownerId, ownerId),
        byActor(filter.actor),
        byNoun(filter.noun),
        customerId === undefined ? undefined : eq(event.customerId, customerId),
        from && gte(event.at, from),
        until && lt(event.at, until),
        cursor === undefined ? undefined : beyond(ownerId, cursor, back ? 'newer' : 'older'),
      ),
    )
    .orderBy(order(event.at), order(event.id))
    .limit(page.limit + 1)
}

const NOUN = sql`split_part(${event.type}, '.', 1)`

/**
 * Most of what happens is the engine's, and about a few nouns: those pages are full after a few rows. What is rare has
 * an index of its own (db/schema/event.ts), which a query finds only by saying its condition.
 */
function byActor(actor: string | undefined): SQL | undefined {
  if (actor === undefined) return undefined
  if (actor === 'system') return eq(event.actor, actor)
  if (actor === 'link') return sql`${event.actor} like 'link:%' and ${event.actor} <> 'system'`
  return sql`${event.actor} = ${actor} and ${event.actor} <> 'system'`
}

const DENSE: ReadonlySet<string> = new Set(['invoice', 'payment', 'subscription'])

function byNoun(noun: string | undefined): SQL | undefined {
  if (noun === undefined) return undefined
  const isRare = sql`${NOUN} not in ('invoice', 'payment', 'subscription')`
  return DENSE.has(noun) ? sql`${NOUN} = ${noun}` : sql`${NOUN} = ${noun} and ${isRare}`
}

function beyond(ownerId: string, cursor: string, side: 'newer' | 'older'): SQL {
  const at = sql`(select c.at from event c where c.owner_id = ${ownerId} and c.id = ${cursor})`
  const row = sql`(${event.at}, ${event.id})`
  return side === 'newer' ? sql`${row} > (${at}, ${cursor})` : sql`${row} < (${at}, ${cursor})`
}
