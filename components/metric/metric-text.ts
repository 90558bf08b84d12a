import type { Words } from '@/components/words'
import type { MetricRow } from './types'
import { metricWords } from './words'

/** "the highest gigabytes" */
export const howText = ({ aggregation, property }: MetricRow, words: Words): string =>
  metricWords(words.locale)(`aggregation.${aggregation}`, { property: property ?? '' })

/** "region is eu and plan is not free" */
export function filterText({ filters }: MetricRow, words: Words): string {
  const t = metricWords(words.locale)
  if (filters.length === 0) return t('noFilters')
  const parts = filters.map(({ name, value, type }) =>
    type === 'inclusive' ? t('filterIs', { name, value }) : t('filterIsNot', { name, value }),
  )
  return new Intl.ListFormat(words.locale, { type: 'conjunction' }).format(parts)
}
