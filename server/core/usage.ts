import { addDecimals, compareDecimals, type Decimal, readDecimal } from './decimal'
import { type Currency, type Money, money, sum } from './money'
import type { Period } from './time'

export type Aggregation = 'sum' | 'count' | 'max' | 'latest' | 'unique_count'

/** All must hold. Inclusive: the property is there and equal; exclusive: it is not there, or different. As text. */
export type MetricFilter = { name: string; value: string; type: 'inclusive' | 'exclusive' }

/** How events become one number (behaviour page, section 11). */
export type Metric = {
  aggregation: Aggregation
  /** The property that max, latest and unique_count look at; sum adds up the event's own value. */
  property: string | null
  filters: readonly MetricFilter[]
}

export type UsageEvent = {
  eventId: string
  value: number | Decimal
  properties: Record<string, unknown>
  /** When it arrived: it decides which event is the latest. */
  at: Date
}

/**
 * The running number of one customer, metric, subscription and period. `value` is null until something counted.
 * `latest` is the event that gave it, for the metric of that name; an equal instant is settled by the id.
 */
export type Counter = { value: Decimal | null; latest: { at: Date; eventId: string } | null }

export const EMPTY_COUNTER: Counter = { value: null, latest: null }

/** What is read and billed: nothing counted is zero. */
export const counterValue = (counter: Counter): Decimal => counter.value ?? '0'

/**
 * What only a set kept elsewhere knows: whether this event id was taken before, and whether this value of the
 * property (`uniqueValue`) was. The database answers both with an insert that does nothing on conflict.
 */
export type Seen = { event: boolean; value: boolean }

/**
 * Counts one event, at the same cost after ten or ten million. Of two events with one id the first counts; the
 * order in which different events arrive changes nothing.
 */
export function applyEvent(counter: Counter, event: UsageEvent, metric: Metric, seen: Seen): Counter {
  if (seen.event || !passes(event, metric.filters)) return counter
  switch (metric.aggregation) {
    case 'count':
      return { ...counter, value: addDecimals(counterValue(counter), 1) }
    case 'sum':
      return { ...counter, value: addDecimals(counterValue(counter), event.value) }
    case 'unique_count': {
      if (seen.value || uniqueValue(event, metric) === null) return counter
      return { ...counter, value: addDecimals(counterValue(counter), 1) }
    }
    case 'max': {
      const value = numberOf(event, metric)
      if (value === null) return counter
      const higher = counter.value === null || compareDecimals(value, counter.value) > 0
      return higher ? { ...counter, value } : counter
    }
    case 'latest': {
      const value = numberOf(event, metric)
      const later = counter.latest === null || isLater(event, counter.latest)
      if (value === null || !later) return counter
      return { value, latest: { at: event.at, eventId: event.eventId } }
    }
  }
}

/**
 * The counter after both parts, for events applied in batches that have no event and, for unique_count, no value
 * in common. Either order gives the same.
 */
export function mergeCounters(a: Counter, b: Counter, metric: Metric): Counter {
  if (a.value === null || b.value === null) return a.value === null ? b : a
  switch (metric.aggregation) {
    case 'count':
    case 'sum':
    case 'unique_count':
      return { ...a, value: addDecimals(a.value, b.value) }
    case 'max':
      return compareDecimals(a.value, b.value) >= 0 ? a : b
    case 'latest':
      return a.latest !== null && b.latest !== null && isLater(b.latest, a.latest) ? b : a
  }
}

/** Counts events in the order they arrived, for a recount and for previews: what the counter must be. */
export function countEvents(events: Iterable<UsageEvent>, metric: Metric): Counter {
  const ids = new Set<string>()
  const values = new Set<string>()
  let counter = EMPTY_COUNTER
  for (const event of events) {
    const unique = passes(event, metric.filters) ? uniqueValue(event, metric) : null
    const seen = { event: ids.has(event.eventId), value: unique !== null && values.has(unique) }
    counter = applyEvent(counter, event, metric, seen)
    if (!seen.event && unique !== null) values.add(unique)
    ids.add(event.eventId)
  }
  return counter
}

/** Whether an event counts for a metric at all. */
export function passes(event: UsageEvent, filters: readonly MetricFilter[]): boolean {
  return filters.every((filter) => {
    const equal = propertyText(event, filter.name) === filter.value
    return filter.type === 'inclusive' ? equal : !equal
  })
}

/** The text that a unique_count metric counts once; null when the event has none, and for other metrics. */
export function uniqueValue(event: UsageEvent, metric: Metric): string | null {
  if (metric.aggregation !== 'unique_count' || metric.property === null) return null
  return propertyText(event, metric.property)
}

/** Why a metric cannot be made, by field; null when it can (section 11: three methods need their property). */
export function metricProblem(metric: Metric): { property: string } | null {
  const needs = metric.aggregation !== 'sum' && metric.aggregation !== 'count'
  return needs && !metric.property?.trim()
    ? { property: `A metric of ${metric.aggregation} needs an aggregation property` }
    : null
}

/** In minor units of the estimate's currency. `triggeredAt` is when it was last reached. */
export type UsageLimit = { amount: number; action: 'WARNING' | 'DISABLE'; triggeredAt: Date | null }

/** Whether a limit is reached now: strictly above its amount, once in each period. */
export function limitReached(limit: UsageLimit, estimate: Money, period: Period): boolean {
  const triggered = limit.triggeredAt !== null && limit.triggeredAt >= period.startAt
  return !triggered && estimate.amount > limit.amount
}

/**
 * The estimate over all usage subscriptions, each priced with tax; subscriptions without usage are not part of it.
 * None is zero in `currency`; null when they are in several currencies, which have no sum.
 */
export function totalEstimate(costs: readonly Money[], currency: Currency): Money | null {
  const first = costs[0]
  if (!first) return money(0, currency)
  return costs.every((cost) => cost.currency === first.currency) ? sum([...costs], first.currency) : null
}

function isLater(a: { at: Date; eventId: string }, b: { at: Date; eventId: string }): boolean {
  const later = a.at.getTime() - b.at.getTime()
  return later === 0 ? a.eventId > b.eventId : later > 0
}

/** "10" is above "9": the property is read as a number, and one that is none does not count. */
function numberOf(event: UsageEvent, metric: Metric): Decimal | null {
  const text = metric.property === null ? null : propertyText(event, metric.property)
  return text === null ? null : readDecimal(text)
}

/** A property as text: 1 and "1" are the same, null is not there. Only the event's own properties count. */
function propertyText(event: UsageEvent, name: string): string | null {
  if (!Object.hasOwn(event.properties, name)) return null
  const value = event.properties[name]
  if (value === null || value === undefined) return null
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
