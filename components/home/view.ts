import { HOME_RANGES, type HomeRange } from '@/server/core/home-range'
import { SALES_PERIODS, type SalesPeriod } from '@/server/core/sales-range'

/** What the home's address says: which range, whose sales, as what. */
export type HomeView = {
  range: HomeRange
  /** As typed, for a custom range. */
  from: string | undefined
  to: string | undefined
  period: SalesPeriod | undefined
  brandId: string | null
  currency: string | undefined
  shows: 'chart' | 'table'
}

const PARAMS = ['range', 'from', 'to', 'period', 'brand', 'currency', 'view'] as const
type Param = (typeof PARAMS)[number]

const DEFAULT_RANGE: HomeRange = '30d'

/** Reads an address; what it does not know is as if it were not there. */
export function homeView(read: (param: Param) => string | undefined): HomeView {
  const [range, period] = [read('range'), read('period')]
  const [from, to] = [read('from') || undefined, read('to') || undefined]
  return {
    range: HOME_RANGES.find((known) => known === range) ?? (from || to ? 'custom' : DEFAULT_RANGE),
    from,
    to,
    period: SALES_PERIODS.find((known) => known === period),
    brandId: read('brand') || null,
    currency: read('currency') || undefined,
    shows: read('view') === 'table' ? 'table' : 'chart',
  }
}

/** The address of a view below `path`: what is as it would be anyway is left out. */
export function homeHref(path: string, view: HomeView): string {
  const isCustom = view.range === 'custom'
  const said: Record<Param, string | null | undefined> = {
    range: view.range === DEFAULT_RANGE ? undefined : view.range,
    from: isCustom ? view.from : undefined,
    to: isCustom ? view.to : undefined,
    period: view.period,
    brand: view.brandId,
    currency: view.currency,
    view: view.shows === 'table' ? 'table' : undefined,
  }
  const query = new URLSearchParams(PARAMS.flatMap((param) => (said[param] ? [[param, said[param]]] : [])))
  return query.size === 0 ? path : `${path}?${query}`
}
