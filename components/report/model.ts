import type { ChartPoint, ChartSeries } from '@/components/ui/chart'
import type { Words } from '@/components/words'
import type { CsvCell } from '@/server/core/csv'
import { decimalAmount } from '@/server/core/format'
import type { Outputs } from '@/server/trpc/caller'
import type { ReportView } from './view'
import type { ReportWords } from './words'

type Of<Name extends keyof Outputs['owner']['report']> = Outputs['owner']['report'][Name]
export type MrrReport = Of<'mrr'>
export type CohortReport = Of<'cohorts'>
export type LifetimeReport = Of<'lifetime'>
export type TaxReport = Of<'tax'>
export type ProductReport = Of<'products'>

/** One number of a report: as people read it, as a file has it, and where its rows are. */
export type Cell = { text: string; raw: CsvCell; href?: string; shade?: number }

/** A report as the page shows it and the file has it. */
export type Report = {
  figures: { key: string; label: string; value: string; detail?: string }[]
  chart: {
    points: ChartPoint[]
    series: ChartSeries[]
    bars: 'grouped' | 'stacked'
    /** How the marks of the scale are written. */
    unit: 'money' | 'percent'
  } | null
  head: string[]
  rows: { key: string; cells: Cell[]; weight?: 'total' }[]
  /** What it is in, and what else there is. */
  currency: string
  currencies: string[]
  note?: string
}

/** What each report is made with. */
export type Making = {
  /** The address that reports are below. */
  path: string
  view: ReportView
  words: Words
  t: ReportWords
}

export const amountCell = (
  amount: number,
  { currency, words }: { currency: string; words: Words },
  href?: string,
): Cell => ({
  text: words.money(amount, currency),
  raw: decimalAmount(amount, currency),
  ...(href === undefined || amount === 0 ? {} : { href }),
})

export const countCell = (count: number, words: Words, href?: string): Cell => ({
  text: new Intl.NumberFormat(words.locale).format(count),
  raw: count,
  ...(href === undefined || count === 0 ? {} : { href }),
})

export const textCell = (text: string, raw: CsvCell = text): Cell => ({ text, raw })

export const NOTHING: Cell = { text: '—', raw: null }

/** The months of a report on an axis. */
export const monthPoints = (
  months: readonly { label: string; startAt: Date }[],
  words: Words,
): ChartPoint[] =>
  months.map(({ label, startAt }) => ({
    key: label,
    label: label.endsWith('-01') ? label.slice(0, 4) : words.date(startAt, 'monthShort'),
    detail: words.date(startAt, 'month'),
  }))

/** Kept parts as whole percents, which a chart's scale counts in. */
export const percentOf = (part: number, whole: number): number | null =>
  whole > 0 ? Math.round((part * 100) / whole) : null
