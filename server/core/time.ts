import { invariant } from '../errors'

/** How often a price recurs. */
export type Interval = { unit: 'day' | 'week' | 'month' | 'year'; count: number }

export const DAY_MS = 86_400_000

/** A half-open stretch of time `[startAt, endAt)`, both UTC. */
export type Period = { startAt: Date; endAt: Date }

/**
 * The start of period `index`, counted from the anchor and never from the previous end, so that
 * 31 Jan gives 28 Feb and then 31 Mar again (design §6). Months and years clamp to the last day.
 */
export function periodStart(anchorAt: Date, interval: Interval, index: number): Date {
  invariant(Number.isInteger(index), 'a period index is whole')
  const steps = index * interval.count
  if (interval.unit === 'day') return new Date(anchorAt.getTime() + steps * DAY_MS)
  if (interval.unit === 'week') return new Date(anchorAt.getTime() + steps * 7 * DAY_MS)
  return addMonths(anchorAt, interval.unit === 'month' ? steps : steps * 12)
}

/** Period `index` counted from the anchor. */
export function periodAt(anchorAt: Date, interval: Interval, index: number): Period {
  return {
    startAt: periodStart(anchorAt, interval, index),
    endAt: periodStart(anchorAt, interval, index + 1),
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
