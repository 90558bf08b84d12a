import { createHash } from 'node:crypto'
import type { Db } from '@/db'
import { isUuid } from '@/db/id'
import type { MetricRow } from '@/db/queries/metric'
import {
  addToCounters,
  type CounterPart,
  findCountedPeriods,
  findMeterSubscriptions,
  findMetricsByCode,
  insertCounted,
  insertEvents,
  insertUniques,
  type MeterSubscription,
  mergeOf,
  type NewUnique,
  sqlState,
} from '@/db/queries/usage-event'
import type { Decimal } from '../core/decimal'
import type { Period } from '../core/time'
import { applyEvent, EMPTY_COUNTER, type Metric, passes, uniqueValue } from '../core/usage'
import { usagePeriod } from '../core/usage-period'
import { type Ctx, type OwnerCtx, requireWrite } from '../ctx'
import { invalidInput } from '../errors'
import { gather } from './gather'
import { watchLimits } from './usage-limit'

export type UsageEventInput = {
  /** The caller's own: of two events with one id the first counts, whatever the second says. */
  eventId: string
  subscriptionId: string
  /** The metric's. */
  code: string
  value: Decimal
  properties: Record<string, unknown>
  /** When it happened; null: now. */
  at: Date | null
}

/** `fields` says per field of the event why it was not taken. */
export type EventOutcome =
  | { status: 'accepted' | 'duplicate' }
  | { status: 'error'; fields: Record<string, string> }

/** Events in one call. */
export const EVENTS_MAX = 1_000
/** How far ahead of us another machine's clock may be. */
const AHEAD_MS = 5 * 60_000
/** Single events written by one transaction, and waiting for theirs. */
const GATHERED_MAX = 500
/** While one is being committed the next is made ready. */
const AT_ONCE_MAX = 2
const WAITING_MAX = 10_000
/** Longer values are counted by their digest: no index holds them. */
const UNIQUE_CHARS_MAX = 255

/**
 * Counts one event, exactly once per owner and `eventId`; answered when it is committed. Events that come at the
 * same time are written together. Throws `invalid_input` naming `subscription`, `code` or `timestamp`.
 */
export async function recordUsage(ctx: OwnerCtx, input: UsageEventInput): Promise<'accepted' | 'duplicate'> {
  requireWrite(ctx)
  const taken = await gathered(ctx.db)({ ctx, input })
  if ('error' in taken) throw taken.error
  const { outcome, limited } = taken
  if (outcome.status === 'error') throw invalidInput(outcome.fields)
  if (limited !== null) await watchLimits(ctx, [limited])
  return outcome.status
}

/** Counts up to `EVENTS_MAX` events in one transaction; an event that cannot be taken spoils no other. In their order. */
export async function recordUsageBatch(ctx: OwnerCtx, inputs: UsageEventInput[]): Promise<EventOutcome[]> {
  requireWrite(ctx)
  if (inputs.length > EVENTS_MAX) throw invalidInput({ events: `A batch has at most ${EVENTS_MAX} events` })
  const taken = await takeEach(
    ctx.db,
    inputs.map((input) => ({ ctx, input })),
  )
  const limited = new Set(taken.flatMap((one) => ('error' in one ? [] : (one.limited ?? []))))
  if (limited.size > 0) await watchLimits(ctx, [...limited])
  return taken.map((one) => ('error' in one ? NOT_KEPT : one.outcome))
}

type Asked = { ctx: Pick<Ctx, 'now'> & { owner: { id: string } }; input: UsageEventInput }
/** `limited` is the customer whose count has moved, when it has limits. */
type Taken = { outcome: EventOutcome; limited: string | null }
type Failed = { error: unknown }

const NOT_KEPT: EventOutcome = { status: 'error', fields: { event: 'This event could not be kept' } }

const gatherers = new WeakMap<Db, (asked: Asked) => Promise<Taken | Failed>>()

/** One queue per pool. */
function gathered(db: Db): (asked: Asked) => Promise<Taken | Failed> {
  const known = gatherers.get(db)
  if (known) return known
  const made = gather((asked: Asked[]) => takeEach(db, asked), {
    sizeMax: GATHERED_MAX,
    atOnceMax: AT_ONCE_MAX,
    waitingMax: WAITING_MAX,
  })
  gatherers.set(db, made)
  return made
}

/**
 * Takes events together. When the database will not have one of them, or lets another transaction pass, they are
 * halved until it stands alone, so that it spoils no other. What failed otherwise fails for all; sent again, what
 * was committed all the same is found by its id.
 */
async function takeEach(db: Db, asked: Asked[]): Promise<(Taken | Failed)[]> {
  try {
    return await take(db, asked)
  } catch (error) {
    if (!isOfOne(error)) throw error
    if (asked.length === 1) return [{ error }]
    const middle = Math.ceil(asked.length / 2)
    return [...(await takeEach(db, asked.slice(0, middle))), ...(await takeEach(db, asked.slice(middle)))]
  }
}

/** By SQLSTATE: a value that cannot be kept (22, 23, 54), or a transaction that had to give way (40). */
function isOfOne(error: unknown): boolean {
  return /^(22|23|40|54)/.test(sqlState(error) ?? '')
}

async function take(db: Db, asked: Asked[]): Promise<Taken[]> {
  const resolved = await resolve(db, asked)
  const first = new Map<string, Ready>()
  for (const one of resolved) if ('meter' in one && !first.has(one.key)) first.set(one.key, one)
  const ready = [...first.values()].sort(byKey)
  const written = ready.length > 0 ? await write(db, ready) : new Set<string>()
  return resolved.map((one): Taken => {
    if (!('meter' in one)) return { outcome: { status: 'error', fields: one.fields }, limited: null }
    const counted = first.get(one.key) === one && written.has(one.key)
    const { limited, customerId } = one.meter.subscription
    return {
      outcome: { status: counted ? 'accepted' : 'duplicate' },
      limited: counted && limited ? customerId : null,
    }
  })
}

type Meter = { subscription: MeterSubscription; metric: MetricRow; period: Period; key: string }
/** An event whose place is known; `key` is its owner and id. */
type Ready = { key: string; input: UsageEventInput; at: Date; meter: Meter }
type Refused = { fields: Record<string, string> }

/** Finds what each event counts for. Nothing is remembered between calls: what many need at once is read once for all. */
async function resolve(db: Db, asked: Asked[]): Promise<(Ready | Refused)[]> {
  const subscriptions = new Map<string, [string, string]>()
  const codes = new Map<string, [string, string]>()
  for (const { ctx, input } of asked) {
    const { id } = ctx.owner
    if (isUuid(input.subscriptionId))
      subscriptions.set(keyOf(id, input.subscriptionId.toLowerCase()), [id, input.subscriptionId])
    codes.set(keyOf(id, input.code), [id, input.code])
  }
  const [foundSubscriptions, foundMetrics] = await Promise.all([
    findMeterSubscriptions(db, {
      ownerIds: [...subscriptions.values()].map(([ownerId]) => ownerId),
      ids: [...subscriptions.values()].map(([, id]) => id),
    }),
    findMetricsByCode(db, {
      ownerIds: [...codes.values()].map(([ownerId]) => ownerId),
      codes: [...codes.values()].map(([, code]) => code),
    }),
  ])
  const subscriptionOf = new Map(foundSubscriptions.map((row) => [keyOf(row.ownerId, row.id), row]))
  const metricOf = new Map(foundMetrics.map((row) => [keyOf(row.ownerId, row.code), row]))
  const meters = new Map<string, Meter>()
  const resolved = asked.map(({ ctx, input }) => {
    const subscription = subscriptionOf.get(keyOf(ctx.owner.id, input.subscriptionId.toLowerCase()))
    const metric = metricOf.get(keyOf(ctx.owner.id, input.code))
    return placed(ctx, input, { subscription, metric, meters })
  })
  await placeBeforeAnchor(db, resolved)
  return resolved as (Ready | Refused)[]
}

type Placed = Refused | Ready | (Omit<Ready, 'meter'> & { meter: Omit<Meter, 'period'> & { period: null } })

function placed(
  ctx: Asked['ctx'],
  input: UsageEventInput,
  of: {
    subscription: MeterSubscription | undefined
    metric: MetricRow | undefined
    meters: Map<string, Meter>
  },
): Placed {
  const { subscription, metric, meters } = of
  if (!subscription || !metric)
    return {
      fields: {
        ...(subscription ? {} : { subscription: 'There is no such subscription' }),
        ...(metric ? {} : { code: 'There is no such metric' }),
      },
    }
  const at = input.at ?? ctx.now
  if (at.getTime() > ctx.now.getTime() + AHEAD_MS)
    return { fields: { timestamp: 'An event cannot be in the future' } }
  if (at < subscription.startedAt)
    return { fields: { timestamp: 'An event cannot be before its subscription started' } }
  if (subscription.endedAt && at >= subscription.endedAt)
    return input.at
      ? { fields: { timestamp: 'An event cannot be after its subscription ended' } }
      : { fields: { subscription: 'The subscription has ended' } }
  const key = keyOf(ctx.owner.id, input.eventId)
  // As a rule an event counts where the one before it of its subscription did.
  const place = keyOf(subscription.id, metric.id)
  const last = meters.get(place)
  if (last && at >= last.period.startAt && at < last.period.endAt) return { key, input, at, meter: last }
  const interval = { unit: subscription.intervalUnit, count: subscription.intervalCount }
  const period = usagePeriod({ ...subscription, interval }, metric.kind, at)
  if (period === null) return { key, input, at, meter: { subscription, metric, period, key: '' } }
  const meter = meterOf(subscription, metric, period)
  meters.set(place, meter)
  return { key, input, at, meter }
}

/**
 * An event from before a change of plan moved the anchor counts in the period that was counted in then; where none
 * was, in the time between those that were: from the start, or the end of the trial, to the anchor.
 */
async function placeBeforeAnchor(db: Db, resolved: Placed[]): Promise<void> {
  const ids = new Set(
    resolved.flatMap((one) =>
      'meter' in one && one.meter.period === null ? [one.meter.subscription.id] : [],
    ),
  )
  if (ids.size === 0) return
  const counted = await findCountedPeriods(db, [...ids])
  for (const [i, one] of resolved.entries()) {
    if (!('meter' in one) || one.meter.period !== null) continue
    const { subscription, metric } = one.meter
    const known = counted.filter((period) => period.subscriptionId === subscription.id)
    resolved[i] = { ...one, meter: meterOf(subscription, metric, periodAmong(known, subscription, one.at)) }
  }
}

function periodAmong(known: Period[], subscription: MeterSubscription, at: Date): Period {
  const then = known.find((period) => period.startAt <= at && at < period.endAt)
  if (then) return { startAt: then.startAt, endAt: then.endAt }
  const { startedAt, trialEndAt, anchorAt } = subscription
  const before = [startedAt, trialEndAt ?? startedAt, ...known.map((period) => period.endAt)]
  const after = [anchorAt, ...known.map((period) => period.startAt)]
  return {
    startAt: new Date(Math.max(...before.filter((end) => end <= at).map(Number))),
    endAt: new Date(Math.min(...after.filter((start) => start > at).map(Number))),
  }
}

function meterOf(subscription: MeterSubscription, metric: MetricRow, period: Period): Meter {
  const { ownerId, id: subscriptionId } = subscription
  const key = counterKey({ ownerId, subscriptionId, metricId: metric.id, periodStartAt: period.startAt })
  return { subscription, metric, period, key }
}

/**
 * Writes events and what they count for in one transaction; returns the keys of those that were new. As a rule all
 * are, and then it is one statement; where one was there already, it is seen to which.
 */
async function write(db: Db, ready: Ready[]): Promise<Set<string>> {
  const rows = ready.map(({ input, at, meter }) => ({
    ownerId: meter.subscription.ownerId,
    eventId: input.eventId,
    customerId: meter.subscription.customerId,
    subscriptionId: meter.subscription.id,
    metricId: meter.metric.id,
    value: input.value,
    properties: JSON.stringify(input.properties),
    at,
  }))
  const ways = new Set(ready.map(({ meter }) => mergeOf(meter.metric.aggregation)))
  const seesValues = ready.some(({ meter }) => meter.metric.aggregation === 'unique_count')
  if (ways.size === 1 && !seesValues && (await insertCounted(db, rows, partsOf(ready, new Set()))))
    return new Set(ready.map((one) => one.key))
  return db.transaction(async (tx) => {
    const written = new Set((await insertEvents(tx, rows)).map((row) => keyOf(row.ownerId, row.eventId)))
    const fresh = ready.filter((one) => written.has(one.key))
    if (fresh.length === 0) return written
    const uniques = uniquesOf(fresh)
    const unseen =
      uniques.length > 0 ? new Set((await insertUniques(tx, uniques)).map(uniqueKey)) : new Set<string>()
    await addToCounters(tx, partsOf(fresh, unseen))
    return written
  })
}

/** What the events come to for each counter, by the rules that count them one by one; counters in one order. */
function partsOf(fresh: Ready[], unseen: Set<string>): CounterPart[] {
  const parts = new Map<string, CounterPart>()
  for (const { input, at, meter } of fresh) {
    const { subscription, metric, period } = meter
    const part = parts.get(meter.key) ?? {
      ownerId: subscription.ownerId,
      subscriptionId: subscription.id,
      metricId: metric.id,
      aggregation: metric.aggregation,
      periodStartAt: period.startAt,
      periodEndAt: period.endAt,
      ...EMPTY_COUNTER,
      events: 0,
    }
    const unique = storedUnique(input, metric, at)
    // The first event of the batch that has a value brings it; for the others it was seen.
    const brings = unique !== null && unseen.delete(`${meter.key} ${unique}`)
    const event = { eventId: input.eventId, value: input.value, properties: input.properties, at }
    const counter = applyEvent(part, event, metric, { event: false, value: unique !== null && !brings })
    part.value = counter.value
    part.latest = counter.latest
    part.events += 1
    parts.set(meter.key, part)
  }
  return [...parts].sort(([a], [b]) => compare(a, b)).map(([, part]) => part)
}

function uniquesOf(fresh: Ready[]): NewUnique[] {
  const uniques = new Map<string, NewUnique>()
  for (const { input, at, meter } of fresh) {
    const value = storedUnique(input, meter.metric, at)
    if (value === null) continue
    const { ownerId, id: subscriptionId } = meter.subscription
    const key = `${meter.key} ${value}`
    const { startAt: periodStartAt } = meter.period
    uniques.set(key, { ownerId, subscriptionId, metricId: meter.metric.id, periodStartAt, value })
  }
  return [...uniques].sort(([a], [b]) => compare(a, b)).map(([, unique]) => unique)
}

function storedUnique(input: UsageEventInput, metric: Metric, at: Date): string | null {
  const event = { eventId: input.eventId, value: input.value, properties: input.properties, at }
  const value = passes(event, metric.filters) ? uniqueValue(event, metric) : null
  if (value === null || value.length <= UNIQUE_CHARS_MAX) return value
  return `sha256:${createHash('sha256').update(value).digest('hex')}`
}

const uniqueKey = (of: NewUnique): string => `${counterKey(of)} ${of.value}`

const counterKey = (of: Omit<NewUnique, 'value'>): string =>
  `${of.ownerId} ${of.subscriptionId} ${of.metricId} ${of.periodStartAt.toISOString()}`

const keyOf = (ownerId: string, id: string): string => `${ownerId} ${id}`

const byKey = (a: Ready, b: Ready): number => compare(a.key, b.key)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
