import Link from 'next/link'
import { Card } from '@/components/ui/card'
import { Chart, type ChartPoint, type ChartSeries, ChartTable } from '@/components/ui/chart'
import { niceTicks, stackedExtremes } from '@/components/ui/chart-scale'
import { EmptyState } from '@/components/ui/empty-state'
import { Segments } from '@/components/ui/segments'
import type { Words } from '@/components/words'
import { formatMoneyTick } from '@/server/core/format'
import type { SalesPeriod } from '@/server/core/sales-range'
import type { Home } from './types'
import { type HomeView, homeHref } from './view'
import { type HomeWords, homeWords } from './words'

export interface SalesChartProps {
  home: Home
  view: HomeView
  base: string
  words: Words
}

const TITLE = { hour: 'chart.hour', day: 'chart.day', month: 'chart.month' } as const
const PERIOD = { hour: 'chart.byHour', day: 'chart.byDay', month: 'chart.byMonth' } as const
const POINT = { hour: 'chart.pointHour', day: 'chart.pointDay', month: 'chart.pointMonth' } as const

/** Sales over the range, as a chart or as the table of the same numbers. */
export function SalesChart({ home, view, base, words }: SalesChartProps) {
  const t = homeWords(words.locale)
  const { period } = home.range
  const title = t(TITLE[period])
  const points = pointsOf(home, words)
  const series = seriesOf(home, words, { t, range: view.range })
  const isEmpty = series.every(({ values }) => values.every((value) => value === 0))
  return (
    <section aria-labelledby="sales" className="grid min-w-0 content-start gap-4">
      <div className="flex min-h-8 flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <h2 id="sales" className="text-lg font-semibold tracking-tight">
          {title}
        </h2>
        {home.periods.length > 1 && (
          <Segments
            label={t('chart.period')}
            items={home.periods.map((each) => ({
              href: homeHref(base, { ...view, period: each }),
              label: t(PERIOD[each]),
              current: each === period,
            }))}
          />
        )}
      </div>
      {isEmpty ? (
        <Card>
          <EmptyState title={t('chart.empty')}>{t('chart.emptyText')}</EmptyState>
        </Card>
      ) : view.shows === 'table' ? (
        <Card padding="none">
          <ChartTable caption={title} pointHeader={t(POINT[period])} points={points} series={series} />
        </Card>
      ) : (
        <Chart
          label={title}
          hint={t('chart.hint')}
          points={points}
          series={series}
          bars="stacked"
          height={264}
          ticks={ticksOf(home, series, words)}
        />
      )}
      {!isEmpty && <Links view={view} base={base} t={t} />}
    </section>
  )
}

function Links({ view, base, t }: { view: HomeView; base: string; t: HomeWords }) {
  const other = view.shows === 'table' ? 'chart' : 'table'
  return (
    <p className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
      <Link href={homeHref(base, { ...view, shows: other })} scroll={false} className="link-alone">
        {t(other === 'table' ? 'chart.showTable' : 'chart.showChart')}
      </Link>
      {/* A file, not a page: the browser takes it as it is. */}
      <a href={homeHref(`${base}/sales.csv`, { ...view, shows: 'chart' })} className="link-alone">
        {t('chart.csv')}
      </a>
    </p>
  )
}

/** Names of points: short on the axis, whole where there is room. An hour is what the owner's clocks show. */
function pointsOf(home: Home, words: Words): ChartPoint[] {
  const say: Record<SalesPeriod, (of: { label: string; startAt: Date }) => Omit<ChartPoint, 'key'>> = {
    hour: ({ label, startAt }) => ({
      label: label.endsWith('00:00') ? words.date(startAt, 'day') : label.slice(-5),
      detail: words.date(startAt, 'time'),
    }),
    day: ({ startAt }) => ({ label: words.date(startAt, 'day'), detail: words.date(startAt, 'weekday') }),
    month: ({ label, startAt }) => ({
      label: label.endsWith('-01') ? label.slice(0, 4) : words.date(startAt, 'monthShort'),
      detail: words.date(startAt, 'month'),
    }),
  }
  return home.sales.points.map((point) => ({
    key: point.startAt.toISOString(),
    ...say[home.range.period](point),
  }))
}

/** Beyond this many points bars are too thin to be told apart. */
const BARS_MAX = 62

function seriesOf(
  { sales, currency }: Home,
  words: Words,
  { t, range }: { t: HomeWords; range: HomeView['range'] },
): ChartSeries[] {
  const texts = (values: readonly number[]) => values.map((value) => words.money(value, currency))
  const kind = sales.points.length > BARS_MAX ? 'line' : 'bar'
  const { charged, refunded, previous } = sales
  const before: ChartSeries = {
    key: 'previous',
    name: t(`chart.previous.${range}`),
    tone: 'chart-prev',
    kind: 'line',
    values: previous.charged,
    texts: texts(previous.charged),
  }
  return [
    {
      key: 'charged',
      name: t('chart.charged'),
      tone: 'chart-1',
      kind,
      values: charged,
      texts: texts(charged),
    },
    {
      key: 'refunded',
      name: t('chart.refunded'),
      tone: 'chart-2',
      kind,
      // What went back hangs below the line that what came in stands on.
      values: refunded.map((value) => 0 - value),
      texts: texts(refunded),
    },
    ...(previous.charged.some((value) => value !== 0) ? [before] : []),
  ]
}

function ticksOf({ currency }: Home, series: readonly ChartSeries[], { locale }: Words) {
  const bars = series.filter(({ kind }) => kind === 'bar').map(({ values }) => values)
  const lines = series.filter(({ kind }) => kind === 'line').flatMap(({ values }) => values)
  return niceTicks([...stackedExtremes(bars), ...lines]).map((value) => ({
    value,
    text: formatMoneyTick(value, currency, locale),
  }))
}
