import { Table } from '@/components/ui/table'
import type { Words } from '@/components/words'
import type { Product, ProductRow } from './types'
import { type ProductWords, productWords } from './words'

export interface ProductTableProps {
  products: readonly ProductRow[]
  base: string
  words: Words
}

export function ProductTable({ products, base, words }: ProductTableProps) {
  const t = productWords(words.locale)
  return (
    <Table
      caption={t('title')}
      rows={products}
      rowKey={(row) => row.id}
      rowHref={(row) => `${base}/products/${row.id}`}
      columns={[
        { key: 'name', header: t('column.name'), cell: (row) => row.name, phone: 'title' },
        {
          key: 'reference',
          header: t('column.reference'),
          cell: (row) => row.externalReference,
          weight: 'quiet',
          phone: 'hidden',
        },
        { key: 'tax', header: t('column.tax'), cell: (row) => taxText(row, t, words), weight: 'quiet' },
        {
          key: 'parts',
          header: t('column.prices'),
          cell: (row) => t('counts', { prices: row.prices, plans: row.plans }),
          weight: 'quiet',
          phone: 'status',
        },
      ]}
    />
  )
}

/** How a product is taxed, as far as it says so itself. */
export function taxText(
  { taxRatePpm, taxType }: Pick<Product, 'taxRatePpm' | 'taxType'>,
  t: ProductWords,
  words: Words,
): string {
  if (taxRatePpm !== null) return t('taxRate', { rate: words.rate(taxRatePpm) })
  return taxType?.name ?? t('taxDefault')
}
