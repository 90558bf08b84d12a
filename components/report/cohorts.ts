import { formatRate } from '@/server/core/format'
import { mulDiv, PPM } from '@/server/core/money'
import {
  amountCell,
  type Cell,
  type CohortReport,
  countCell,
  type Making,
  NOTHING,
  percentOf,
  type Report,
  textCell,
} from './model'
import { hrefOf } from './view'

/** Customers by the month they began in, and what was kept of them. */
export function cohortReport(of: CohortReport, { path, view, words, t }: Making): Report {
  const { currency, currencies, cohorts, months } = of
  const { measure } = view
  const by = { currency, words }
  const paying = (cohort: string, month: string) =>
    hrefOf(`${path}/paying`, { currency, month, at: 'end', cohort })
  const begun = cohorts.filter(({ started }) => started.customers > 0)
  const ages = months.map((_, age) => age)
  return {
    currency,
    currencies,
    figures: [],
    chart:
      begun.length === 0
        ? null
        : {
            points: ages.map((age) => ({ key: String(age), label: t('cohort.after', { count: age }) })),
            series: (['customers', 'revenue'] as const).map((each) => {
              const values = ages.map((age) => keptAt(begun, age, each))
              return {
                key: each,
                name: t(`cohort.${each}Kept`),
                tone: each === 'customers' ? 'chart-1' : 'chart-3',
                kind: 'line' as const,
                values,
                texts: values.map((value) =>
                  value === null ? '—' : formatRate(value * 10_000, words.locale),
                ),
              }
            }),
            bars: 'grouped',
            unit: 'percent',
          },
    head: [
      t('cohort.cohort'),
      measure === 'customers' ? t('cohort.size') : t('cohort.revenue'),
      ...ages.map((count) => t('cohort.after', { count })),
    ],
    rows: begun.map(({ label, started, kept }) => {
      const first = months.findIndex((month) => month.label === label)
      const startAt = months[first]?.startAt
      const size: Cell =
        measure === 'customers'
          ? countCell(started.customers, words, hrefOf(`${path}/movements`, movementsOf(label)))
          : amountCell(started.revenue, by, hrefOf(`${path}/movements`, movementsOf(label)))
      return {
        key: label,
        cells: [
          textCell(startAt ? words.date(startAt, 'month') : label, label),
          size,
          ...ages.map((age): Cell => {
            const [cell, month] = [kept[age], months[first + age]]
            if (cell === undefined || month === undefined) return NOTHING
            const [part, whole] = [cell[measure], started[measure]]
            if (whole <= 0) return NOTHING
            const ppm = mulDiv(part, PPM, whole, 'half_up')
            const shown = formatRate(mulDiv(ppm, 1, 10_000, 'half_up') * 10_000, words.locale)
            return {
              text: shown,
              raw: part === 0 ? 0 : measure === 'customers' ? part : amountCell(part, by).raw,
              shade: Math.min(ppm / PPM, 1),
              ...(part === 0 ? {} : { href: paying(label, month.label) }),
            }
          }),
        ],
      }
    }),
  }

  function movementsOf(label: string) {
    return { currency, from: label, to: label, kind: 'new', cohort: label }
  }
}

/** What all cohorts that are old enough kept at an age, together: each counts by its size. */
function keptAt(
  cohorts: CohortReport['cohorts'],
  age: number,
  measure: 'customers' | 'revenue',
): number | null {
  const old = cohorts.filter(({ kept }) => kept[age] !== undefined)
  const part = old.reduce((sum, { kept }) => sum + (kept[age]?.[measure] ?? 0), 0)
  return percentOf(
    part,
    old.reduce((sum, { started }) => sum + started[measure], 0),
  )
}
