import { formatQuantity, formatRate } from '@/server/core/format'
import {
  amountCell,
  type Cell,
  countCell,
  type LifetimeReport,
  type Making,
  monthPoints,
  NOTHING,
  type Report,
  textCell,
} from './model'
import { hrefOf } from './view'

type Values = Pick<LifetimeReport['total'], 'churnPpm' | 'lifespanTenths' | 'average' | 'value'>

/** What a customer is worth. */
export function lifetimeReport(of: LifetimeReport, { path, words, t }: Making): Report {
  const { currency, currencies, months, total } = of
  const by = { currency, words }
  const texts = (values: Values) => valueCells(values).map(({ text }) => text)
  const valueCells = ({ churnPpm, lifespanTenths, average, value }: Values): Cell[] => [
    churnPpm === null
      ? NOTHING
      : { text: formatRate(churnPpm - (churnPpm % 1_000), words.locale), raw: churnPpm },
    lifespanTenths === null ? NOTHING : tenths(lifespanTenths),
    average === null ? NOTHING : amountCell(average.amount, by),
    value === null ? NOTHING : amountCell(value.amount, by),
  ]
  const tenths = (count: number): Cell => {
    const text = `${Math.floor(count / 10)}.${count % 10}`
    return { text: formatQuantity(text, words.locale), raw: text }
  }
  const [churn = '', lifespan = '', average = '', value = ''] = texts(total)
  return {
    currency,
    currencies,
    figures: [
      { key: 'value', label: t('lifetime.value'), value },
      { key: 'average', label: t('lifetime.average'), value: average },
      { key: 'lifespan', label: t('lifetime.lifespan'), value: lifespan },
      { key: 'churn', label: t('lifetime.churn'), value: churn },
    ],
    ...(total.value === null ? { note: t('lifetime.unknown') } : {}),
    chart: {
      points: monthPoints(months, words),
      series: [
        {
          key: 'value',
          name: t('lifetime.value'),
          tone: 'chart-1',
          kind: 'bar',
          values: months.map((month) => month.value?.amount ?? null),
          texts: months.map((month) => (month.value ? words.money(month.value.amount, currency) : '—')),
        },
      ],
      bars: 'grouped',
      unit: 'money',
    },
    head: [
      t('month'),
      t('lifetime.customers'),
      t('lifetime.lost'),
      t('lifetime.churn'),
      t('lifetime.lifespan'),
      t('lifetime.average'),
      t('lifetime.value'),
    ],
    rows: months.map((month) => ({
      key: month.label,
      cells: [
        textCell(words.date(month.startAt, 'month'), month.label),
        countCell(
          month.customers,
          words,
          hrefOf(`${path}/paying`, { currency, month: month.label, at: 'start' }),
        ),
        countCell(
          month.lost,
          words,
          hrefOf(`${path}/movements`, { currency, from: month.label, to: month.label, kind: 'churn' }),
        ),
        ...valueCells(month),
      ],
    })),
  }
}
