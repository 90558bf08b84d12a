import { listRevenueCurrencies } from '@/db/queries/mrr-report'
import {
  isMonth,
  MONTHS_MAX,
  type Month,
  monthLabel,
  monthsApart,
  monthsLater,
  monthsOf,
} from '../core/report-month'
import { isCurrency } from '../core/settings'
import type { OwnerCtx } from '../ctx'
import { invalidInput } from '../errors'

/** Which months a report is about: `2026-01` to `2026-12`, both among them; unset: the last twelve. */
export type ReportRange = { from?: string | undefined; to?: string | undefined }

/** What reports of monthly revenue are about: one currency, nothing is converted. Unset: the owner's own. */
export type RevenueRange = ReportRange & { currency?: string | undefined }

const MONTHS_DEFAULT = 12

/** The months of a report in the owner's time zone; `invalid_input` for what is none, or too many. */
export function reportMonths(ctx: OwnerCtx, range: ReportRange): Month[] {
  const { timezone } = ctx.owner
  const to = range.to ?? monthLabel(ctx.now, timezone)
  const from = range.from ?? (isMonth(to) ? monthsLater(to, 1 - MONTHS_DEFAULT) : to)
  if (!isMonth(from)) throw invalidInput({ from: 'This is not a month' })
  if (!isMonth(to)) throw invalidInput({ to: 'This is not a month' })
  const count = monthsApart(from, to) + 1
  if (count < 1) throw invalidInput({ to: 'The last month is before the first' })
  if (count > MONTHS_MAX) throw invalidInput({ from: `A report has ${MONTHS_MAX} months at most` })
  return monthsOf({ from, to }, timezone)
}

/** One month by its name. */
export function reportMonth(ctx: OwnerCtx, label: string): Month {
  const [month] = reportMonths(ctx, { from: label, to: label })
  if (!month) throw invalidInput({ month: 'This is not a month' })
  return month
}

/** The currency of a report, and all there is to choose from, the owner's own first. */
export async function reportCurrency(
  ctx: OwnerCtx,
  asked: string | undefined,
): Promise<{ currency: string; currencies: string[] }> {
  const own = ctx.owner.defaultCurrency
  const currency = asked ?? own
  if (!isCurrency(currency)) throw invalidInput({ currency: 'This currency is not known' })
  const others = (await listRevenueCurrencies(ctx.db, ctx.owner.id)).filter((each) => each !== own)
  return { currency, currencies: [own, ...others] }
}
