import { DomainError, invalidInput } from '../errors'
import { QUARTER_MS } from './sales'
import { DAY_MS, fromClocks, onClocks, periodStart } from './time'

export type SalesPeriod = 'hour' | 'day' | 'month'

/** What a chart shows: every bucket that `[from, to)` touches, whole. */
export type SalesRange = { period: SalesPeriod; from: Date; to: Date }

/** A stretch `[startAt, endAt)`, and what the owner's clocks and calendar call it. */
export type Bucket = { label: string; startAt: Date; endAt: Date }

export const SALES_PERIODS: readonly SalesPeriod[] = ['hour', 'day', 'month']
export const BUCKETS_MAX = 5_000

type RangeText = {
  period?: string | undefined
  rangeStart?: string | undefined
  rangeEnd?: string | undefined
}

/**
 * Reads what a person or program asks for. `rangeStart` and `rangeEnd` are `-<n><h|d|w|m>` (m is month) by the clocks of
 * the time zone, `now`, a date `YYYY-MM-DD` or `YYYY-MM`, or an ISO 8601 time (without an offset it is the time zone's).
 * An end is the last that is shown: `now` and `-1d` show the bucket they are in, a date the whole of that day; an ISO
 * time is exact. Without anything: the last week by day. Throws `invalid_input` by name.
 */
export function parseSalesRange(text: RangeText, now: Date, timezone: string): SalesRange {
  const period = SALES_PERIODS.find((known) => known === (text.period ?? 'day'))
  const from = readEdge(text.rangeStart ?? '-1w', now, timezone)
  const to = readEdge(text.rangeEnd ?? 'now', now, timezone)
  if (!period || !from || !to)
    throw invalidInput({
      ...(period ? {} : { period: 'A period is hour, day or month' }),
      ...(from ? {} : { rangeStart: EDGE_TEXT }),
      ...(to ? {} : { rangeEnd: EDGE_TEXT }),
    })
  const range = { period, from: from.startAt, to: to.endAt }
  requireRange(range)
  return range
}

/** As many buckets as a range has, right before it: what it is compared with. */
export function previousRange(range: SalesRange, timezone: string): SalesRange {
  const buckets = bucketsOf(range, timezone)
  const [first] = buckets
  if (!first) throw new DomainError('invalid_input')
  const count = buckets.length
  const from =
    range.period === 'hour'
      ? new Date(first.startAt.getTime() - count * HOUR_MS)
      : range.period === 'day'
        ? dayStart(movedDay(first.label, -count), timezone)
        : dayStart(movedMonth(first.label, -count), timezone)
  return { period: range.period, from, to: first.startAt }
}

/** Every bucket that a range touches, in order and without a gap. Throws `invalid_input` for one too long or empty. */
export function bucketsOf(range: SalesRange, timezone: string): Bucket[] {
  requireRange(range)
  const starts = { hour: hourStarts, day: dayStarts, month: monthStarts }[range.period](range, timezone)
  return starts.flatMap(({ label, startAt }, i) => {
    const endAt = starts[i + 1]?.startAt
    return endAt === undefined || endAt <= startAt ? [] : [{ label, startAt, endAt }]
  })
}

/** The day of an instant in a time zone, `YYYY-MM-DD`: the last that has begun, also where clocks go back over midnight. */
export function dayOf(at: Date, timezone: string): string {
  const shown = onClocks(at, timezone)
  const next = movedDay(dateText(shown), 1)
  // Clocks go back by a few hours at most: only late in the evening can it be the next day already.
  return shown.getUTCHours() >= 18 && dayStart(next, timezone) <= at ? next : dateText(shown)
}

/** The instant at which a day begins: the first at which the clocks show it, or what follows it. */
export const dayStart = (day: string, timezone: string): Date =>
  fromClocks(new Date(`${day}T00:00:00Z`), timezone)

/** The day so many days on in the calendar. */
export const movedDay = (day: string, days: number): string =>
  dateText(new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS))

/** Each day from the one that `first` is in to the one that `last` is in, and perhaps the next. */
export const daysBetween = (
  of: { first: Date; last: Date },
  timezone: string,
): { day: string; startAt: Date }[] =>
  dayStarts({ from: of.first, to: of.last }, timezone).map(({ label, startAt }) => ({ day: label, startAt }))

const HOUR_MS = 3_600_000
const EDGE_TEXT = 'Write -<n><h|d|w|m>, now, a date (2026-01-31) or an ISO 8601 time'
/** Years that a date has four digits in, and that sales can be of. */
const [EARLIEST, LATEST] = [Date.parse('1972-01-01T00:00:00Z'), Date.parse('9900-01-01T00:00:00Z')]

function requireRange({ period, from, to }: SalesRange): void {
  if (from >= to) throw invalidInput({ rangeStart: 'The range ends before it begins' })
  if (from.getTime() < EARLIEST || to.getTime() > LATEST)
    throw invalidInput({ rangeStart: 'The range begins before 1972 or ends too late' })
  const shortestMs = { hour: HOUR_MS, day: DAY_MS, month: 28 * DAY_MS }[period]
  if ((to.getTime() - from.getTime()) / shortestMs > BUCKETS_MAX)
    throw invalidInput({ rangeStart: `A range has at most ${BUCKETS_MAX} points: choose a longer period` })
}

/** What a text means as the first (`startAt`) and as the last (`endAt`, exclusive) instant of a range. */
function readEdge(text: string, now: Date, timezone: string): { startAt: Date; endAt: Date } | null {
  const relative = /^-(\d{1,4})([hdwm])$/.exec(text)
  if (relative) return instant(movedBack(now, Number(relative[1]), relative[2] ?? 'h', timezone))
  if (text === 'now') return instant(now)
  const month = /^(\d{4}-\d{2})$/.exec(text)
  if (month) return isDay(`${text}-01`) ? stretch(`${text}-01`, movedMonth(text, 1), timezone) : null
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return isDay(text) ? stretch(text, movedDay(text, 1), timezone) : null
  const time = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:?\d{2})?$/.exec(text)
  if (!time?.[1] || !isDay(time[1])) return null
  const shown = new Date(`${time[1]}T${time[2]}${offsetText(time[3])}`)
  if (Number.isNaN(shown.getTime())) return null
  const at = time[3] === undefined ? fromClocks(shown, timezone) : shown
  return { startAt: at, endAt: at }
}

const offsetText = (text = 'Z') => text.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')

/** As an end it is the last that is shown. */
const instant = (at: Date) => ({ startAt: at, endAt: new Date(at.getTime() + 1) })

const stretch = (first: string, next: string, timezone: string) => ({
  startAt: dayStart(first, timezone),
  endAt: dayStart(next, timezone),
})

/** Hours are so long ago; days, weeks and months are by the calendar, at the same time of the day. */
function movedBack(now: Date, count: number, unit: string, timezone: string): Date {
  if (unit === 'h') return new Date(now.getTime() - count * HOUR_MS)
  const interval = { unit: UNITS[unit] ?? 'day', count: 1 }
  return count === 0 ? now : periodStart(now, interval, -count, timezone)
}

const UNITS: Record<string, 'day' | 'week' | 'month'> = { d: 'day', w: 'week', m: 'month' }

type Stretch = Pick<SalesRange, 'from' | 'to'>
type Start = { label: string; startAt: Date }

/** Each day from the one that `from` is in, to the first that begins at `to` or after it. */
function dayStarts({ from, to }: Stretch, timezone: string): Start[] {
  const starts: Start[] = []
  for (let shown = Date.parse(`${dayOf(from, timezone)}T00:00:00Z`); ; shown += DAY_MS) {
    const midnight = new Date(shown)
    const startAt = fromClocks(midnight, timezone)
    starts.push({ label: dateText(midnight), startAt })
    if (startAt >= to) return starts
  }
}

function monthStarts({ from, to }: Stretch, timezone: string): Start[] {
  const starts: Start[] = []
  for (let day = `${dayOf(from, timezone).slice(0, 7)}-01`; ; day = movedMonth(day, 1)) {
    const startAt = dayStart(day, timezone)
    starts.push({ label: day.slice(0, 7), startAt })
    if (startAt >= to) return starts
  }
}

/**
 * An hour begins where the clocks show a full one, and where they jump: a day of 25 hours has 25, of which two show the
 * same label (their instants tell them apart), and where clocks move by half an hour one is half as long.
 */
function hourStarts({ from, to }: Stretch, timezone: string): Start[] {
  const starts: Start[] = []
  for (let at = dayStart(dayOf(from, timezone), timezone); ; at = nextHour(at, timezone)) {
    if (starts[0] && at <= from) starts.pop()
    const label = `${onClocks(at, timezone).toISOString().slice(0, 13).replace('T', ' ')}:00`
    starts.push({ label, startAt: at })
    if (at >= to) return starts
  }
}

function nextHour(at: Date, timezone: string): Date {
  const shown = onClocks(at, timezone).getTime()
  const offset = (of: number) => onClocks(new Date(of), timezone).getTime() - of
  const full = at.getTime() + HOUR_MS - (shown % HOUR_MS)
  const before = shown - at.getTime()
  if (offset(full) === before) return new Date(full)
  for (let quarter = at.getTime() + QUARTER_MS; quarter < full; quarter += QUARTER_MS)
    if (offset(quarter) !== before) return new Date(quarter)
  return new Date(full)
}

const dateText = (shown: Date): string => shown.toISOString().slice(0, 10)

/** The first of a month so many months on. */
function movedMonth(label: string, months: number): string {
  const [year = 0, month = 1] = label.split('-').map(Number)
  return dateText(new Date(Date.UTC(year, month - 1 + months, 1)))
}

function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && dateText(at) === text
}
