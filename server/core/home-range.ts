import { DomainError, invalidInput } from '../errors'
import { bucketsOf, parseSalesRange, SALES_PERIODS, type SalesPeriod, type SalesRange } from './sales-range'
import { DAY_MS } from './time'

/** The ranges that the dashboard's home offers; the months of `12m` are the calendar's, this one included. */
export const HOME_RANGES = ['24h', '7d', '30d', '12m', 'custom'] as const
export type HomeRange = (typeof HOME_RANGES)[number]

export type HomeRangeAsk = {
  range: HomeRange
  /** The first and the last day of a custom range, `YYYY-MM-DD` in the owner's time zone. */
  from?: string | undefined
  to?: string | undefined
  period?: SalesPeriod | undefined
}

/** What is shown, and by which periods it could be. */
export type HomeRangePlan = { range: SalesRange; periods: SalesPeriod[] }

/**
 * The stretch of time that a range means now, by the period that is asked for where the chart can show it, else by the
 * one that suits it. By hour and by day the sums are the same; by month they are those of whole months. Throws
 * `invalid_input` for a custom range whose days are wrong (`from`, `to`).
 */
export function planHomeRange(ask: HomeRangeAsk, now: Date, timezone: string): HomeRangePlan {
  const base = baseRange(ask, now, timezone)
  const from = bucketsOf(base, timezone)[0]?.startAt ?? base.from
  const whole = { ...base, from }
  const periods = SALES_PERIODS.filter((period) => canShow(whole, period))
  const wanted = periods.find((period) => period === ask.period) ?? base.period
  return { range: { ...whole, period: wanted }, periods: periods.length > 0 ? periods : [base.period] }
}

const START = { '24h': '-23h', '7d': '-6d', '30d': '-29d', '12m': '-11m' }
const PERIOD: Record<keyof typeof START, SalesPeriod> = {
  '24h': 'hour',
  '7d': 'day',
  '30d': 'day',
  '12m': 'month',
}

function baseRange(ask: HomeRangeAsk, now: Date, timezone: string): SalesRange {
  const { range } = ask
  if (range !== 'custom')
    return parseSalesRange(
      { period: PERIOD[range], rangeStart: START[range], rangeEnd: 'now' },
      now,
      timezone,
    )
  const days = customDays(ask, now, timezone)
  const count = (days.to.getTime() - days.from.getTime()) / DAY_MS
  return { ...days, period: count <= 2 ? 'hour' : count <= DAYS_BY_DAY ? 'day' : 'month' }
}

const DAYS_BY_DAY = 92

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** The days that were typed; a month up to today while nothing was. */
function customDays({ from, to }: HomeRangeAsk, now: Date, timezone: string): SalesRange {
  const wrong = {
    ...(from === undefined || DAY.test(from) ? {} : { from: 'day' }),
    ...(to === undefined || DAY.test(to) ? {} : { to: 'day' }),
  }
  if (Object.keys(wrong).length > 0) throw invalidInput(wrong)
  try {
    return parseSalesRange({ period: 'day', rangeStart: from ?? '-1m', rangeEnd: to ?? 'now' }, now, timezone)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    throw invalidInput({ [error.details.fields?.rangeEnd === undefined ? 'from' : 'to']: 'range' })
  }
}

/** More points than this are no chart any more: neither eyes nor arrow keys tell them apart. */
const POINTS_MAX = 370
const LENGTH_MS: Record<SalesPeriod, number> = { hour: 3_600_000, day: DAY_MS, month: 30 * DAY_MS }

/** Two points or more, as near as it takes to decide; shorter than a month is not shown by month. */
function canShow({ from, to }: Pick<SalesRange, 'from' | 'to'>, period: SalesPeriod): boolean {
  const points = (to.getTime() - from.getTime()) / LENGTH_MS[period]
  return points > (period === 'hour' ? 0 : 1.5) && points <= POINTS_MAX
}
