import { type Column, Table } from '@/components/ui/table'
import type { Words } from '@/components/words'
import { formatCountry } from '@/server/core/format'
import { CustomerStanding } from './customer-standing'
import { customerWords } from './customer-words'
import { customerName } from './name'
import type { ListedCustomer } from './owner-types'

export interface CustomerTableProps {
  customers: readonly ListedCustomer[]
  base: string
  words: Words
}

/** Customers of an owner; a row opens one. */
export function CustomerTable({ customers, base, words }: CustomerTableProps) {
  const t = customerWords(words.locale)
  const columns: Column<ListedCustomer>[] = [
    {
      key: 'customer',
      header: t('column.customer'),
      cell: (row) => (
        <>
          <span className="block font-medium">{customerName(row)}</span>
          {customerName(row) !== row.email && (
            <span className="block text-sm font-normal text-ink-3">{row.email}</span>
          )}
        </>
      ),
      phone: 'title',
    },
    {
      key: 'plan',
      header: t('column.plan'),
      cell: (row) => row.plans.map(({ name }) => name).join(', '),
      weight: 'quiet',
      phone: 'detail',
    },
    {
      key: 'status',
      header: t('column.status'),
      cell: (row) => <CustomerStanding of={row} t={t} />,
      phone: 'value',
    },
    {
      key: 'country',
      header: t('column.country'),
      cell: (row) => (row.country === null ? '' : formatCountry(row.country, words.locale)),
      weight: 'quiet',
      phone: 'hidden',
    },
    {
      key: 'since',
      header: t('column.since'),
      cell: (row) => words.date(row.createdAt, 'medium'),
      align: 'end',
      weight: 'quiet',
      phone: 'hidden',
    },
  ]
  return (
    <Table
      caption={t('caption')}
      columns={columns}
      rows={customers}
      rowKey={(row) => row.id}
      rowHref={(row) => `${base}/customers/${row.id}`}
    />
  )
}
