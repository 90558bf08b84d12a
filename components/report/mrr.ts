import type { ChartTone } from '@/components/ui/chart'
import type { MovementKind } from '@/server/core/mrr-movement'
import {
  amountCell,
  countCell,
  type Making,
  type MrrReport,
  monthPoints,
  type Report,
  textCell,
} from './model'
import { hrefOf } from './view'

const KINDS: readonly [MovementKind, ChartTone][] = [
  ['new', 'chart-1'],
  ['expansion', 'chart-3'],
  ['reactivation', 'chart-5'],
  ['contraction', 'chart-4'],
  ['churn', 'chart-2'],
]

/** How monthly revenue moved. */
export function mrrReport(of: MrrReport, { path, words, t }: Making): Report {
  const { currency, currencies, months, total, now } = of
  const by = { currency, words }
  const money = (amount: number) => words.money(amount, currency)
  const [first, last] = [months[0]?.label ?? '', months.at(-1)?.label ?? '']
  const rowsOf = (kind: MovementKind, from: string, to: string) =>
    hrefOf(`${path}/movements`, { currency, from, to, kind })
  const payingAt = (month: string, at: 'start' | 'end') => hrefOf(`${path}/paying`, { currency, month, at })
  const current = now === null ? (months.at(-1)?.closing.amount ?? 0) : now.recorded + now.usage
  return {
    currency,
    currencies,
    figures: [
      { key: 'now', label: now === null ? t('mrr.closing') : t('mrr.now'), value: money(current) },
      {
        key: 'change',
        label: t('mrr.change'),
        value: money(total.closing.amount - total.opening.amount),
      },
      ...KINDS.map(([kind]) => ({ key: kind, label: t(`mrr.${kind}`), value: money(total[kind].amount) })),
    ],
    ...(now !== null && now.usage !== 0 ? { note: t('mrr.usage', { amount: money(now.usage) }) } : {}),
    chart: {
      points: monthPoints(months, words),
      series: KINDS.map(([kind, tone]) => ({
        key: kind,
        name: t(`mrr.${kind}`),
        tone,
        kind: 'bar',
        values: months.map((month) => month[kind].amount),
        texts: months.map((month) => money(month[kind].amount)),
      })),
      bars: 'stacked',
      unit: 'money',
    },
    head: [
      t('month'),
      t('mrr.opening'),
      ...KINDS.map(([kind]) => t(`mrr.${kind}`)),
      t('mrr.closing'),
      t('mrr.customers'),
    ],
    rows: [
      ...months.map((month) => ({
        key: month.label,
        cells: [
          textCell(words.date(month.startAt, 'month'), month.label),
          amountCell(month.opening.amount, by, payingAt(month.label, 'start')),
          ...KINDS.map(([kind]) =>
            amountCell(month[kind].amount, by, rowsOf(kind, month.label, month.label)),
          ),
          amountCell(month.closing.amount, by, payingAt(month.label, 'end')),
          countCell(month.customersClosing, words, payingAt(month.label, 'end')),
        ],
      })),
      {
        key: 'total',
        weight: 'total',
        cells: [
          textCell(t('total')),
          amountCell(total.opening.amount, by, payingAt(first, 'start')),
          ...KINDS.map(([kind]) => amountCell(total[kind].amount, by, rowsOf(kind, first, last))),
          amountCell(total.closing.amount, by, payingAt(last, 'end')),
          countCell(months.at(-1)?.customersClosing ?? 0, words, payingAt(last, 'end')),
        ],
      },
    ],
  }
}
