import { invariant } from '../errors'
import { fromClocks, onClocks } from './time'

/** A month of an owner's calendar: its name (`2026-11`) and when it is, in the owner's time zone. */
export type Month = { label: string; startAt: Date; endAt: Date }

/** The most months that one report covers. */
export const MONTHS_MAX = 60

/** The month in which an instant is, by the clocks of a time zone. */
export function monthLabel(at: Date, timezone: string): string {
  const wall = onClocks(at, timezone)
  return labelOf(wall.getUTCFullYear() * 12 + wall.getUTCMonth())
}

/** The month `count` months later: `2026-11` and 3 is `2027-02`. */
export const monthsLater = (label: string, count: number): string => labelOf(indexOf(label) + count)

/** How many months from one to the next; below zero when it is earlier. */
export const monthsApart = (from: string, to: string): number => indexOf(to) - indexOf(from)

/** Whether a text names a month. */
export const isMonth = (text: string): boolean => LABEL.test(text)

/** The months from one to another, both among them. */
export function monthsOf(range: { from: string; to: string }, timezone: string): Month[] {
  const count = monthsApart(range.from, range.to) + 1
  invariant(count >= 1 && count <= MONTHS_MAX, 'a report has from one month to as many as it can')
  return Array.from({ length: count }, (_, i) => {
    const label = monthsLater(range.from, i)
    return { label, startAt: startOf(label, timezone), endAt: startOf(monthsLater(label, 1), timezone) }
  })
}

const LABEL = /^(19|20|21)\d\d-(0[1-9]|1[0-2])$/

function indexOf(label: string): number {
  invariant(isMonth(label), `${label} is not a month`)
  return Number(label.slice(0, 4)) * 12 + Number(label.slice(5)) - 1
}

const labelOf = (index: number): string =>
  `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`

const startOf = (label: string, timezone: string): Date =>
  fromClocks(new Date(`${label}-01T00:00:00Z`), timezone)
