import { and, asc, eq, gte, inArray, isNull, max, ne, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { event, webhookDelivery, webhookEndpoint } from '@/db/schema'
import type { Page, PageInput } from '@/server/core/page'
import { firstIdAt, isUuid } from '../id'
import { pageOf, pageParts } from './page'

export type WebhookRow = typeof webhookEndpoint.$inferSelect
export type DeliveryRow = typeof webhookDelivery.$inferSelect
export type EventRow = typeof event.$inferSelect

export async function pageWebhooks(db: Db, ownerId: string, page: PageInput): Promise<Page<WebhookRow>> {
  const { where, orderBy, limit } = pageParts(webhookEndpoint.id, page)
  const rows = await db
    .select()
    .from(webhookEndpoint)
    .where(and(eq(webhookEndpoint.ownerId, ownerId), where))
    .orderBy(orderBy)
    .limit(limit)
  return pageOf(rows, page)
}

export async function findWebhook(db: Db | Tx, ownerId: string, id: string): Promise<WebhookRow | undefined> {
  if (!isUuid(id)) return undefined
  const [row] = await db
    .select()
    .from(webhookEndpoint)
    .where(and(eq(webhookEndpoint.ownerId, ownerId), eq(webhookEndpoint.id, id)))
  return row
}

/** All of these hold at once; a malformed id is nobody's. */
export type DeliveryFilter = {
  customerId?: string | undefined
  endpointId?: string | undefined
  type?: string | undefined
  status?: DeliveryRow['status'] | undefined
}

export async function pageDeliveries(
  db: Db,
  ownerId: string,
  filter: DeliveryFilter,
  page: PageInput,
  order: 'asc' | 'desc' = 'asc',
): Promise<Page<DeliveryRow>> {
  const { customerId, endpointId, type, status } = filter
  if (![customerId, endpointId].every((id) => id === undefined || isUuid(id)))
    return { rows: [], hasMore: false }
  const { where, orderBy, limit } = pageParts(webhookDelivery.id, page, order)
  const rows = await db
    .select()
    .from(webhookDelivery)
    .where(
      and(
        eq(webhookDelivery.ownerId, ownerId),
        customerId === undefined ? undefined : eq(webhookDelivery.customerId, customerId),
        endpointId === undefined ? undefined : eq(webhookDelivery.endpointId, endpointId),
        type === undefined ? undefined : eq(webhookDelivery.type, type),
        status === undefined ? undefined : eq(webhookDelivery.status, status),
        where,
      ),
    )
    .orderBy(orderBy)
    .limit(limit)
  return pageOf(rows, page)
}

export async function findDelivery(db: Db, ownerId: string, id: string): Promise<DeliveryRow | undefined> {
  if (!isUuid(id)) return undefined
  const [row] = await db
    .select()
    .from(webhookDelivery)
    .where(and(eq(webhookDelivery.ownerId, ownerId), eq(webhookDelivery.id, id)))
  return row
}

/** Marks events as told whose owners have nobody to tell. Answers how many. */
export async function skipUnheard(db: Db, limit: number): Promise<number> {
  const rows = await db.execute(sql`
    update event set webhooked_at = now() where (owner_id, id) in (
      select e.owner_id, e.id from event e where e.webhooked_at is null and not exists (
        select 1 from webhook_endpoint w where w.owner_id = e.owner_id and w.enabled)
      limit ${limit} for update of e skip locked)
    returning 1`)
  return rows.length
}

/** The owners with something to tell and somebody to tell it to. */
export async function listOwnersToTell(db: Db): Promise<string[]> {
  const rows = await db.execute<{ ownerId: string }>(sql`
    select distinct w.owner_id as "ownerId" from webhook_endpoint w where w.enabled and exists (
      select 1 from event e where e.owner_id = w.owner_id and e.webhooked_at is null)`)
  return rows.map((row) => row.ownerId)
}

export function listUntoldEvents(db: Db, ownerId: string, limit: number): Promise<EventRow[]> {
  return db
    .select()
    .from(event)
    .where(and(eq(event.ownerId, ownerId), isNull(event.webhookedAt)))
    .orderBy(asc(event.id))
    .limit(limit)
}

/** Which of these events are still untold, locked. */
export async function lockUntoldEvents(tx: Tx, ownerId: string, ids: string[]): Promise<Set<string>> {
  const rows = await tx
    .select({ id: event.id })
    .from(event)
    .where(and(eq(event.ownerId, ownerId), inArray(event.id, ids), isNull(event.webhookedAt)))
    .orderBy(asc(event.id))
    .for('update')
  return new Set(rows.map((row) => row.id))
}

export async function markTold(tx: Tx, ownerId: string, ids: string[]): Promise<void> {
  await tx
    .update(event)
    .set({ webhookedAt: sql`now()` })
    .where(and(eq(event.ownerId, ownerId), inArray(event.id, ids)))
}

/** The endpoints that are to hear of what happens, kept from being removed meanwhile. */
export function lockEnabledWebhooks(tx: Tx, ownerId: string): Promise<WebhookRow[]> {
  return tx
    .select()
    .from(webhookEndpoint)
    .where(and(eq(webhookEndpoint.ownerId, ownerId), eq(webhookEndpoint.enabled, true)))
    .orderBy(asc(webhookEndpoint.id))
    .for('key share')
}

/** The streams, as `endpoint stream`, in which something is still to be delivered. */
export async function listBusyStreams(
  tx: Tx,
  ownerId: string,
  of: { endpointIds: string[]; streamIds: string[] },
): Promise<Set<string>> {
  const rows = await tx
    .selectDistinct({ endpointId: webhookDelivery.endpointId, streamId: webhookDelivery.streamId })
    .from(webhookDelivery)
    .where(
      and(
        eq(webhookDelivery.ownerId, ownerId),
        inArray(webhookDelivery.endpointId, of.endpointIds),
        inArray(webhookDelivery.streamId, of.streamIds),
        eq(webhookDelivery.status, 'pending'),
      ),
    )
  return new Set(rows.map((row) => `${row.endpointId} ${row.streamId}`))
}

/**
 * One at a time makes deliveries of an owner, and none is settled meanwhile: so that no delivery can be made to
 * wait for one that has just been settled. Held until the transaction ends.
 */
export async function lockOutbox(tx: Tx, ownerId: string, as: 'maker' | 'settler'): Promise<void> {
  const key = sql`hashtextextended(${`webhook:${ownerId}`}, 0)`
  await tx.execute(
    as === 'maker'
      ? sql`select pg_advisory_xact_lock(${key})`
      : sql`select pg_advisory_xact_lock_shared(${key})`,
  )
}

/**
 * Takes deliveries that are due for sending until `claimedUntil`: the oldest of each endpoint first, so that no
 * endpoint with much to be sent keeps another one waiting, and none of the endpoints in `except`.
 */
export async function claimDeliveries(
  db: Db,
  input: { now: Date; claimedUntil: Date; limit: number; perEndpoint: number; except: string[] },
): Promise<{ ownerId: string; id: string }[]> {
  const now = sql`${input.now.toISOString()}::timestamptz`
  const free = sql`d.status = 'pending' and d.due_at <= ${now}
    and (d.claimed_until is null or d.claimed_until < ${now})`
  const others = input.except.length > 0 ? sql`and w.id not in ${input.except}` : sql``
  const rows = await db.execute<{ ownerId: string; id: string }>(sql`
    update webhook_delivery set claimed_until = ${input.claimedUntil.toISOString()}::timestamptz
    where (owner_id, id) in (
      select d.owner_id, d.id from webhook_delivery d join (
        select due.owner_id, due.id from webhook_endpoint w cross join lateral (
          select next.*, row_number() over (order by next.due_at) as turn from (
            select d.owner_id, d.id, d.due_at from webhook_delivery d
            where d.owner_id = w.owner_id and d.endpoint_id = w.id and ${free}
            order by d.due_at limit ${input.perEndpoint}) next) due
        where w.enabled ${others}
        order by due.turn, due.due_at limit ${input.limit}) due on due.owner_id = d.owner_id and due.id = d.id
      where ${free} for update of d skip locked)
    returning owner_id as "ownerId", id`)
  return [...rows]
}

/** How often a delivery was sent again by hand, counting those of the same event to the same endpoint. */
export async function lastResend(tx: Tx, row: DeliveryRow): Promise<number> {
  const [found] = await tx
    .select({ last: max(webhookDelivery.resend) })
    .from(webhookDelivery)
    .where(
      and(
        eq(webhookDelivery.ownerId, row.ownerId),
        eq(webhookDelivery.endpointId, row.endpointId),
        eq(webhookDelivery.eventId, row.eventId),
      ),
    )
  return found?.last ?? 0
}

/** Lets the next delivery of a stream go. */
export async function wakeNext(tx: Tx, row: DeliveryRow, now: Date): Promise<void> {
  await tx.execute(sql`
    update webhook_delivery set due_at = ${now.toISOString()}::timestamptz where (owner_id, id) in (
      select owner_id, id from webhook_delivery
      where owner_id = ${row.ownerId} and endpoint_id = ${row.endpointId} and stream_id = ${row.streamId}
        and status = 'pending'
      order by event_id limit 1) and due_at is null`)
}

/** Deletes what an owner was sent, or not, and is done with, whose id is before another: the oldest first. Answers how many. */
export async function deleteDeliveries(
  db: Db,
  ownerId: string,
  { beforeId, limit }: { beforeId: string; limit: number },
): Promise<number> {
  const rows = await db.execute(sql`
    delete from webhook_delivery where (owner_id, id) in (
      select owner_id, id from webhook_delivery
      where owner_id = ${ownerId} and id < ${beforeId} and status <> 'pending'
      order by id limit ${limit} for update skip locked)
    returning 1`)
  return rows.length
}

/** The owners that have somewhere to send to: only these have deliveries. */
export async function listWebhookOwners(db: Db): Promise<string[]> {
  const rows = await db.selectDistinct({ ownerId: webhookEndpoint.ownerId }).from(webhookEndpoint)
  return rows.map((row) => row.ownerId)
}

/** The deliveries to an endpoint that failed since an instant and were not sent again by hand, the oldest first. */
export async function listFailedSince(
  db: Db,
  ownerId: string,
  of: { endpointId: string; since: Date; limit: number },
): Promise<DeliveryRow[]> {
  return db
    .select()
    .from(webhookDelivery)
    .where(
      and(
        eq(webhookDelivery.ownerId, ownerId),
        eq(webhookDelivery.endpointId, of.endpointId),
        gte(webhookDelivery.id, firstIdAt(of.since)),
        eq(webhookDelivery.status, 'failed'),
        ne(webhookDelivery.type, 'test'),
        sql`not exists (select 1 from webhook_delivery again
          where again.owner_id = ${webhookDelivery.ownerId} and again.endpoint_id = ${webhookDelivery.endpointId}
            and again.event_id = ${webhookDelivery.eventId} and again.resend > ${webhookDelivery.resend})`,
      ),
    )
    .orderBy(asc(webhookDelivery.id))
    .limit(of.limit)
}
