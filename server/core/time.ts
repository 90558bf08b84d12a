import { invariant } from '../errors'

/** How often a price recurs. */
export type Interval = { unit: 'day' | 'week' | 'month' | 'year'; count: number }

export const DAY_MS = 86_400_000

/** A half-open stretch of time `[startAt, endAt)`, both UTC. */
export type Period = { startAt: Date; endAt: Date }

/**
 * The start of period `index`, counted from the anchor and never from the previous end, so that
 * 31 Jan gives 28 Feb and then 31 Mar again (design §6). Months and years clamp to the last day. In a time zone
 * the day and the hour on its clocks stay the same, also across a change to summer time.
 */
export function periodStart(anchorAt: Date, interval: Interval, index: number, timezone = 'UTC'): Date {
  invariant(Number.isInteger(index), 'a period index is whole')
  if (timezone === 'UTC' || index === 0) return countedFrom(anchorAt, interval, index)
  return fromClocks(countedFrom(onClocks(anchorAt, timezone), interval, index), timezone)
}

function countedFrom(anchorAt: Date, interval: Interval, index: number): Date {
  const steps = index * interval.count
  if (interval.unit === 'day') return new Date(anchorAt.getTime() + steps * DAY_MS)
  if (interval.unit === 'week') return new Date(anchorAt.getTime() + steps * 7 * DAY_MS)
  return addMonths(anchorAt, interval.unit === 'month' ? steps : steps * 12)
}

/** Period `index` counted from the anchor, by the calendar of a time zone. */
export function periodAt(anchorAt: Date, interval: Interval, index: number, timezone = 'UTC'): Period {
  return {
    startAt: periodStart(anchorAt, interval, index, timezone),
    endAt: periodStart(anchorAt, interval, index + 1, timezone),
  }
}

/** The same day and time `months` later in UTC, clamped to that month's last day. */
export function addMonths(at: Date, months: number): Date {
  const target = new Date(at)
  target.setUTCDate(1)
  target.setUTCMonth(target.getUTCMonth() + months)
  const lastDay = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate()
  target.setUTCDate(Math.min(at.getUTCDate(), lastDay))
  return target
}

export const addDays = (at: Date, days: number): Date => new Date(at.getTime() + days * DAY_MS)

/** The earliest of the instants that are set; null when none is. */
export function earliest(...instants: (Date | null | undefined)[]): Date | null {
  const set = instants.filter((at): at is Date => at != null).sort((a, b) => a.getTime() - b.getTime())
  return set[0] ?? null
}

/** Reads "14 days", "2 weeks", "1 month": the bucket API's durations. Days are what they come to. */
export function formatDays(days: number): string {
  return days === 1 ? '1 day' : `${days} days`
}

/**
 * An ISO 8601 duration of one unit group (P1M, P14D, P1Y2M, PT6H) added to an instant.
 * Years and months clamp as periods do. Throws nothing: an unreadable text is null.
 */
export function addIsoDuration(at: Date, text: string): Date | null {
  const match = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(
    text,
  )
  if (!match || text === 'P' || text.endsWith('T')) return null
  const [years, months, weeks, days, hours, minutes, seconds] = match.slice(1).map((n) => Number(n ?? 0))
  const moved = addMonths(at, (years ?? 0) * 12 + (months ?? 0))
  const rest =
    ((weeks ?? 0) * 7 + (days ?? 0)) * DAY_MS +
    (hours ?? 0) * 3_600_000 +
    (minutes ?? 0) * 60_000 +
    (seconds ?? 0) * 1000
  return new Date(moved.getTime() + rest)
}

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterFor(timezone: string): Intl.DateTimeFormat {
  const known = formatters.get(timezone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formatters.set(timezone, made)
  return made
}

/** The instant at which a calendar day ("2026-12-01") begins in a time zone. */
export const dayStartAt = (day: string, timezone: string): Date =>
  fromClocks(new Date(`${day}T00:00:00Z`), timezone)

/** What the clocks of a time zone show at an instant, as if they showed UTC. */
export function onClocks(at: Date, timezone: string): Date {
  return timezone === 'UTC' ? at : new Date(at.getTime() + offsetMs(at.getTime(), timezone))
}

/** Asking Intl takes longer than a small query, so it is asked once a day: clocks do not move twice in one. */
function offsetMs(atMs: number, timezone: string): number {
  const known = offsetsOf(timezone)
  const day = Math.floor(atMs / DAY_MS)
  const before = known.get(day) ?? keepOffset(known, day, timezone)
  const after = known.get(day + 1) ?? keepOffset(known, day + 1, timezone)
  return before === after ? before : readOffset(atMs, timezone)
}

/** The offset with which a day of UTC begins. */
function keepOffset(known: Map<number, number>, day: number, timezone: string): number {
  if (known.size >= OFFSETS_MAX) known.clear()
  const read = readOffset(day * DAY_MS, timezone)
  known.set(day, read)
  return read
}

/** Days of a time zone whose offset is kept. */
const OFFSETS_MAX = 20_000
const offsets = new Map<string, Map<number, number>>()

function offsetsOf(timezone: string): Map<number, number> {
  const known = offsets.get(timezone)
  if (known) return known
  const made = new Map<number, number>()
  offsets.set(timezone, made)
  return made
}

function readOffset(atMs: number, timezone: string): number {
  const shown: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {}
  for (const { type, value } of formatterFor(timezone).formatToParts(atMs)) shown[type] = Number(value)
  const { year = 0, month = 1, day, hour, minute, second } = shown
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atMs / 1_000) * 1_000
}

/** The instant at which the clocks show `wall`: the first of two, and as much later as they skip for one that is skipped. */
export function fromClocks(wall: Date, timezone: string): Date {
  const under = (offsetAtMs: number) =>
    new Date(wall.getTime() - (onClocks(new Date(offsetAtMs), timezone).getTime() - offsetAtMs))
  const [before, after] = [under(wall.getTime() - DAY_MS), under(wall.getTime() + DAY_MS)]
  if (before.getTime() === after.getTime()) return before
  const shows = (at: Date) => onClocks(at, timezone).getTime() === wall.getTime()
  return !shows(before) && shows(after) ? after : before
}
