import { monthLabel, monthsLater } from '@/server/core/report-month'

export const REPORTS = ['mrr', 'cohorts', 'lifetime', 'tax', 'products'] as const
export type ReportName = (typeof REPORTS)[number]

export const isReport = (name: string): name is ReportName => REPORTS.some((known) => known === name)

/** What a report's address says. */
export type ReportView = {
  /** Months as typed; unset: the last twelve. */
  from: string | undefined
  to: string | undefined
  currency: string | undefined
  brandId: string | undefined
  /** Of cohorts: what is counted. */
  measure: 'customers' | 'revenue'
}

const PARAMS = ['from', 'to', 'currency', 'brand', 'measure'] as const
type Param = (typeof PARAMS)[number]

/** Reads an address. */
export function reportView(read: (param: Param) => string | undefined): ReportView {
  return {
    from: read('from') || undefined,
    to: read('to') || undefined,
    currency: read('currency') || undefined,
    brandId: read('brand') || undefined,
    measure: read('measure') === 'revenue' ? 'revenue' : 'customers',
  }
}

/** The address of a view of a report below `path`. */
export function reportHref(path: string, view: ReportView): string {
  const { from, to, currency, brandId, measure } = view
  return hrefOf(path, {
    ...{ from, to, currency },
    brand: brandId,
    measure: measure === 'revenue' ? measure : undefined,
  })
}

/** A path with the parameters that are set. */
export function hrefOf(path: string, params: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(params)) if (value !== undefined) query.set(name, String(value))
  return query.size === 0 ? path : `${path}?${query}`
}

export type Preset = '12m' | '24m' | 'month' | 'lastMonth' | 'quarter' | 'lastQuarter' | 'year' | 'lastYear'

/** The months that presets stand for, at an owner's now. */
export function presetMonths(preset: Preset, now: Date, timezone: string): { from: string; to: string } {
  const month = monthLabel(now, timezone)
  const year = month.slice(0, 4)
  const quarter = monthsLater(month, -((Number(month.slice(5)) - 1) % 3))
  switch (preset) {
    case '12m':
      return { from: monthsLater(month, -11), to: month }
    case '24m':
      return { from: monthsLater(month, -23), to: month }
    case 'month':
      return { from: month, to: month }
    case 'lastMonth':
      return { from: monthsLater(month, -1), to: monthsLater(month, -1) }
    case 'quarter':
      return { from: quarter, to: monthsLater(quarter, 2) }
    case 'lastQuarter':
      return { from: monthsLater(quarter, -3), to: monthsLater(quarter, -1) }
    case 'year':
      return { from: `${year}-01`, to: `${year}-12` }
    case 'lastYear':
      return { from: monthsLater(`${year}-01`, -12), to: monthsLater(`${year}-01`, -1) }
  }
}
