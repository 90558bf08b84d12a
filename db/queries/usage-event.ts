import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { metric, price, subscription, usageCounter, usageLimit } from '@/db/schema'
import type { Decimal } from '@/server/core/decimal'
import type { Aggregation } from '@/server/core/usage'
import { prepared } from '../prepared'
import type { MetricRow } from './metric'

export type MeterSubscription = {
  ownerId: string
  id: string
  customerId: string
  startedAt: Date
  endedAt: Date | null
  anchorAt: Date
  periodStartAt: Date
  periodEndAt: Date
  trialStartAt: Date | null
  trialEndAt: Date | null
  intervalUnit: 'day' | 'week' | 'month' | 'year'
  intervalCount: number
  /** Whether its customer has usage limits. */
  limited: boolean
}

/** What events are counted for: the subscriptions of these owners and ids, in one query however many there are. */
export function findMeterSubscriptions(
  db: Db | Tx,
  of: { ownerIds: string[]; ids: string[] },
): Promise<MeterSubscription[]> {
  return meterSubscriptions(db).execute(of)
}

/** The metrics of these owners and codes, deleted ones too. */
export async function findMetricsByCode(
  db: Db | Tx,
  of: { ownerIds: string[]; codes: string[] },
): Promise<MetricRow[]> {
  return (await metricsByCode(db).execute(of)).map((row) => row.metric)
}

/** The periods in which these subscriptions were counted, for events from before an anchor that was moved. */
export function findCountedPeriods(
  db: Db | Tx,
  subscriptionIds: string[],
): Promise<{ subscriptionId: string; startAt: Date; endAt: Date }[]> {
  return db
    .selectDistinct({
      subscriptionId: usageCounter.subscriptionId,
      startAt: usageCounter.periodStartAt,
      endAt: usageCounter.periodEndAt,
    })
    .from(usageCounter)
    .innerJoin(
      subscription,
      and(eq(subscription.ownerId, usageCounter.ownerId), eq(subscription.id, usageCounter.subscriptionId)),
    )
    .innerJoin(metric, and(eq(metric.ownerId, usageCounter.ownerId), eq(metric.id, usageCounter.metricId)))
    .where(and(inArray(subscription.id, subscriptionIds), eq(metric.kind, 'resettable')))
}

// Arrays of numbers and instants go as text: drizzle hands such types to the driver as they are, which then cannot
// write an array of them.

export type NewEvent = {
  ownerId: string
  eventId: string
  customerId: string
  subscriptionId: string
  metricId: string
  value: Decimal
  /** As JSON. */
  properties: string
  at: Date
}

/**
 * Writes events that are not there yet, in the order given, and returns those it wrote. Give them in the order of
 * owner and id: two batches with the same ids then wait for each other instead of locking each other out.
 */
export async function insertEvents(
  tx: Tx,
  events: NewEvent[],
): Promise<{ ownerId: string; eventId: string }[]> {
  const rows = await tx.execute<{ ownerId: string; eventId: string }>(
    sql`${insertOf(events)} returning owner_id as "ownerId", event_id as "eventId"`,
  )
  return [...rows]
}

/**
 * Writes events and what they add to counters by one statement, which is one transaction: nothing of it, and false,
 * when any event was there already. The parts are all of metrics that are merged in one way (`mergeOf`).
 */
export async function insertCounted(db: Db, events: NewEvent[], parts: CounterPart[]): Promise<boolean> {
  const how = mergeOf(parts[0]?.aggregation ?? 'sum')
  try {
    await db.execute(sql`
      with fresh as (${insertOf(events)} returning 1), counted as (select count(*)::int as events from fresh)
      ${upsertOf(
        parts,
        MERGED[how],
        sql`cross join counted
        where 1 / (case when counted.events = ${events.length}::int then 1 else 0 end) = 1`,
      )}`)
    return true
  } catch (error) {
    if (sqlState(error) === DIVISION_BY_ZERO) return false
    throw error
  }
}

const DIVISION_BY_ZERO = '22012'

/** Postgres' code for what went wrong; undefined when it was not Postgres. */
export function sqlState(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
}

/** What many events have in common is sent once, and each says which of it is its own. */
function insertOf(events: NewEvent[]): SQL {
  const places = new Map<string, { at: number; event: NewEvent }>()
  const place = events.map((event) => {
    const key = `${event.subscriptionId} ${event.metricId}`
    const known = places.get(key) ?? { at: places.size + 1, event }
    places.set(key, known)
    return known.at
  })
  const common = [...places.values()].map(({ event }) => event)
  const ids = (pick: (event: NewEvent) => string) => sql`(${sql.param(common.map(pick))}::uuid[])[place]`
  const column = (pick: (event: NewEvent) => string) => sql.param(events.map(pick))
  return sql`
    insert into usage_event (owner_id, event_id, customer_id, subscription_id, metric_id, value, properties, at)
    select ${ids((e) => e.ownerId)}, event_id, ${ids((e) => e.customerId)}, ${ids((e) => e.subscriptionId)},
      ${ids((e) => e.metricId)}, value, properties::jsonb, at
    from unnest(${sql.param(place)}::int[], ${column((e) => e.eventId)}::text[],
      ${column((e) => e.value)}::text[]::numeric[], ${column((e) => e.properties)}::text[],
      ${column((e) => e.at.toISOString())}::text[]::timestamptz[])
      as given (place, event_id, value, properties, at)
    on conflict do nothing`
}

type CounterKey = { ownerId: string; subscriptionId: string; metricId: string; periodStartAt: Date }

export type NewUnique = CounterKey & { value: string }

/** Writes the values of unique_count metrics that were not seen in their period, and returns those; in order, like events. */
export async function insertUniques(tx: Tx, uniques: NewUnique[]): Promise<NewUnique[]> {
  const column = (pick: (unique: NewUnique) => string) => sql.param(uniques.map(pick))
  const rows = await tx.execute<Omit<NewUnique, 'periodStartAt'> & { startMs: number }>(sql`
    insert into usage_unique (owner_id, subscription_id, metric_id, period_start_at, value)
    select * from unnest(${column((u) => u.ownerId)}::uuid[], ${column((u) => u.subscriptionId)}::uuid[],
      ${column((u) => u.metricId)}::uuid[], ${column((u) => u.periodStartAt.toISOString())}::text[]::timestamptz[],
      ${column((u) => u.value)}::text[])
    on conflict do nothing
    returning owner_id as "ownerId", subscription_id as "subscriptionId", metric_id as "metricId", value,
      (extract(epoch from period_start_at) * 1000)::float8 as "startMs"`)
  return rows.map(({ startMs, ...row }) => ({ ...row, periodStartAt: new Date(startMs) }))
}

/** What a batch of events adds to one counter; `value` is null when none of them counted. */
export type CounterPart = CounterKey & {
  aggregation: Aggregation
  periodEndAt: Date
  value: Decimal | null
  latest: { at: Date; eventId: string } | null
  events: number
}

/**
 * Brings counters on by their parts; one that is not there is made. Give the parts in one order, like events. An
 * end of a period that has moved since (a trial that was shortened) moves with it.
 */
export async function addToCounters(tx: Tx, parts: CounterPart[]): Promise<void> {
  for (const [how, value] of Object.entries(MERGED)) {
    const own = parts.filter((part) => mergeOf(part.aggregation) === how)
    if (own.length > 0) await tx.execute(upsertOf(own, value))
  }
}

type Merge = 'added' | 'highest' | 'latest'

/** How a part is merged into its counter. */
export const mergeOf = (aggregation: Aggregation): Merge =>
  aggregation === 'max' ? 'highest' : aggregation === 'latest' ? 'latest' : 'added'

/** What `mergeCounters` says, for the database. */
const LATER = sql`(c.latest_at is null or (excluded.latest_at, excluded.latest_event_id collate "C")
  > (c.latest_at, c.latest_event_id collate "C"))`
const MERGED: Record<Merge, SQL> = {
  added: sql`value = case when excluded.value is null then c.value
    else coalesce(c.value, 0) + excluded.value end`,
  highest: sql`value = greatest(c.value, excluded.value)`,
  latest: sql`value = case when ${LATER} then coalesce(excluded.value, c.value) else c.value end,
    latest_event_id = case when ${LATER} then coalesce(excluded.latest_event_id, c.latest_event_id)
      else c.latest_event_id end,
    latest_at = case when ${LATER} then coalesce(excluded.latest_at, c.latest_at) else c.latest_at end`,
}

function upsertOf(parts: CounterPart[], merged: SQL, onlyIf: SQL = sql``): SQL {
  const column = (pick: (part: CounterPart) => string | null) => sql.param(parts.map(pick))
  return sql`
    insert into usage_counter as c (owner_id, subscription_id, metric_id, period_start_at, period_end_at, value,
      latest_at, latest_event_id, events, updated_at)
    select given.*, now()
    from unnest(${column((p) => p.ownerId)}::uuid[], ${column((p) => p.subscriptionId)}::uuid[],
      ${column((p) => p.metricId)}::uuid[], ${column((p) => p.periodStartAt.toISOString())}::text[]::timestamptz[],
      ${column((p) => p.periodEndAt.toISOString())}::text[]::timestamptz[], ${column((p) => p.value)}::text[]::numeric[],
      ${column((p) => p.latest?.at.toISOString() ?? null)}::text[]::timestamptz[],
      ${column((p) => p.latest?.eventId ?? null)}::text[], ${column((p) => String(p.events))}::bigint[]) as given ${onlyIf}
    on conflict (owner_id, subscription_id, metric_id, period_start_at) do update set ${merged},
      period_end_at = excluded.period_end_at, events = c.events + excluded.events, updated_at = excluded.updated_at`
}

const meterSubscriptions = prepared((db) =>
  db
    .select({
      ownerId: subscription.ownerId,
      id: subscription.id,
      customerId: subscription.customerId,
      startedAt: subscription.startedAt,
      endedAt: subscription.endedAt,
      anchorAt: subscription.anchorAt,
      periodStartAt: subscription.periodStartAt,
      periodEndAt: subscription.periodEndAt,
      trialStartAt: subscription.trialStartAt,
      trialEndAt: subscription.trialEndAt,
      intervalUnit: price.intervalUnit,
      intervalCount: price.intervalCount,
      limited: sql<boolean>`exists (select 1 from ${usageLimit} where ${usageLimit.ownerId} = ${subscription.ownerId}
        and ${usageLimit.customerId} = ${subscription.customerId})`,
    })
    .from(
      sql`unnest(${sql.placeholder('ownerIds')}::uuid[], ${sql.placeholder('ids')}::uuid[]) as asked (owner_id, id)`,
    )
    .innerJoin(
      subscription,
      and(eq(subscription.ownerId, sql`asked.owner_id`), eq(subscription.id, sql`asked.id`)),
    )
    .innerJoin(price, and(eq(price.ownerId, subscription.ownerId), eq(price.id, subscription.priceId)))
    .prepare('meter_subscriptions'),
)

const metricsByCode = prepared((db) =>
  db
    .select({ metric })
    .from(
      sql`unnest(${sql.placeholder('ownerIds')}::uuid[], ${sql.placeholder('codes')}::text[]) as asked (owner_id, code)`,
    )
    .innerJoin(metric, and(eq(metric.ownerId, sql`asked.owner_id`), eq(metric.code, sql`asked.code`)))
    .prepare('metrics_by_code'),
)
