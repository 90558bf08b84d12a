import { Chart } from '@/components/ui/chart'
import { niceTicks, stackedExtremes } from '@/components/ui/chart-scale'
import type { Words } from '@/components/words'
import { formatMoneyTick, formatRate } from '@/server/core/format'
import type { Report } from './model'
import type { ReportWords } from './words'

/** A report drawn, on a scale of amounts or of parts. */
export function ReportChart({
  title,
  report,
  words,
  t,
}: {
  title: string
  report: Report
  words: Words
  t: ReportWords
}) {
  const { chart, currency } = report
  if (chart === null || chart.points.length === 0) return null
  const values = chart.series.map((series) => series.values)
  const marks = niceTicks(chart.bars === 'stacked' ? stackedExtremes(values) : values.flat())
  const text = (value: number) =>
    chart.unit === 'money'
      ? formatMoneyTick(value, currency, words.locale)
      : formatRate(value * 10_000, words.locale)
  return (
    <Chart
      label={title}
      hint={t('hint')}
      points={chart.points}
      series={chart.series}
      bars={chart.bars}
      ticks={marks.map((value) => ({ value, text: text(value) }))}
      height={264}
    />
  )
}
