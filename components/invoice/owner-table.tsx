import { type Column, Table } from '@/components/ui/table'
import type { Words } from '@/components/words'
import type { InvoiceListRow } from './money-types'
import { moneyWords } from './money-words'
import { StandingChip } from './standing-chip'

export interface OwnerInvoiceTableProps {
  invoices: readonly InvoiceListRow[]
  base: string
  words: Words
}

/** An owner's invoices: whose, since when, how much, and what of it is open. */
export function OwnerInvoiceTable({ invoices, base, words }: OwnerInvoiceTableProps) {
  const t = moneyWords(words.locale)
  const { date, money } = words
  const columns: Column<InvoiceListRow>[] = [
    {
      key: 'number',
      header: t('column.number'),
      cell: (row) => (
        <span className="num font-medium whitespace-nowrap">{row.number || t('status.draft')}</span>
      ),
      phone: 'title',
    },
    {
      key: 'customer',
      header: t('column.customer'),
      cell: (row) => <span className="block max-w-64 truncate">{row.customer.name}</span>,
      phone: 'detail',
    },
    {
      key: 'issued',
      header: t('column.issued'),
      cell: (row) => <span className="num">{date(row.issuedAt, 'medium')}</span>,
      weight: 'quiet',
      phone: 'hidden',
    },
    {
      key: 'due',
      header: t('column.due'),
      cell: (row) => <span className="num">{date(row.dueAt, 'medium')}</span>,
      weight: 'quiet',
      phone: 'hidden',
    },
    {
      key: 'status',
      header: t('column.status'),
      cell: (row) => <StandingChip invoice={row} locale={words.locale} />,
      phone: 'status',
    },
    {
      key: 'total',
      header: t('column.total'),
      cell: (row) => money(row.total, row.currency),
      align: 'end',
      phone: 'value',
    },
    {
      key: 'amountDue',
      header: t('column.amountDue'),
      cell: (row) => (row.amountDue === 0 ? '' : money(row.amountDue, row.currency)),
      align: 'end',
      weight: 'quiet',
      phone: 'hidden',
    },
  ]
  return (
    <Table
      caption={t('invoices.title')}
      columns={columns}
      rows={invoices}
      rowKey={(row) => row.id}
      rowHref={(row) => `${base}/invoices/${row.id}`}
    />
  )
}
