import type { PriceRow } from '@/components/product/types'
import { productWords } from '@/components/product/words'
import { Chip } from '@/components/ui/chip'
import { Table } from '@/components/ui/table'
import type { Words } from '@/components/words'
import { priceLine } from './price-words'

/** The prices of a product: what each comes to and how. */
export function PriceTable({ prices, words }: { prices: readonly PriceRow[]; words: Words }) {
  const t = productWords(words.locale)
  return (
    <Table
      caption={t('prices.title')}
      rows={prices}
      rowKey={(row) => row.id}
      columns={[
        {
          key: 'price',
          header: t('prices.price'),
          cell: (row) => (
            <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1">
              <span className="num">{priceLine(row, t, words)}</span>
              {!row.isPublic && <Chip dot="hidden">{t('prices.hidden')}</Chip>}
            </span>
          ),
          phone: 'title',
        },
        {
          key: 'model',
          header: t('prices.model'),
          cell: (row) =>
            row.metric
              ? `${t(`model.${row.type}`)}, ${t('prices.by', { metric: row.metric.name })}`
              : t(`model.${row.type}`),
          weight: 'quiet',
        },
        {
          key: 'tax',
          header: t('prices.tax'),
          cell: (row) => (row.taxIncluded ? t('prices.included') : t('prices.excluded')),
          weight: 'quiet',
          phone: 'status',
        },
        {
          key: 'added',
          header: t('prices.added'),
          cell: (row) => words.date(row.createdAt, 'medium'),
          align: 'end',
          weight: 'quiet',
          phone: 'hidden',
        },
      ]}
    />
  )
}
