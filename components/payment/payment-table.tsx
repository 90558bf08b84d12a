import { type Column, Table } from '@/components/ui/table'
import type { Words } from '@/components/words'
import type { PaymentListRow } from '../invoice/money-types'
import { moneyWords } from '../invoice/money-words'
import { paidByText } from './paid-by'
import { PaymentChip } from './standing-chip'

export interface PaymentTableProps {
  rows: readonly PaymentListRow[]
  base: string
  words: Words
}

/** Payments, or attempts at them: a payment opens itself, an attempt the invoice it was made for. */
export function PaymentTable({ rows, base, words }: PaymentTableProps) {
  const t = moneyWords(words.locale)
  const { date, money } = words
  const columns: Column<PaymentListRow>[] = [
    {
      key: 'amount',
      header: t('column.amount'),
      cell: (row) => <span className="num font-medium">{money(row.amount, row.currency)}</span>,
      phone: 'title',
    },
    {
      key: 'status',
      header: t('column.status'),
      cell: (row) => <PaymentChip of={row} locale={words.locale} />,
      phone: 'value',
    },
    {
      key: 'customer',
      header: t('column.customer'),
      cell: (row) => <span className="block max-w-64 truncate">{row.customer.name}</span>,
      phone: 'detail',
    },
    {
      key: 'method',
      header: t('column.method'),
      cell: (row) => <span className="num whitespace-nowrap">{paidByText(row.method, words)}</span>,
      weight: 'quiet',
      phone: 'hidden',
    },
    {
      key: 'invoice',
      header: t('column.invoice'),
      cell: (row) => <span className="num whitespace-nowrap">{row.invoice.number}</span>,
      weight: 'quiet',
      phone: 'hidden',
    },
    {
      key: 'date',
      header: t('column.date'),
      cell: (row) => <span className="num whitespace-nowrap">{date(dateOf(row), 'medium')}</span>,
      weight: 'quiet',
      phone: 'status',
    },
    {
      key: 'refunded',
      header: t('column.refunded'),
      cell: (row) => (row.kind === 'payment' && row.refunded > 0 ? money(row.refunded, row.currency) : ''),
      align: 'end',
      weight: 'quiet',
      phone: 'hidden',
    },
  ]
  return (
    <Table
      caption={t('payments.title')}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      rowHref={(row) =>
        row.kind === 'payment' ? `${base}/payments/${row.id}` : `${base}/invoices/${row.invoice.id}`
      }
    />
  )
}

/** When the money came, or when it was tried last. */
export const dateOf = (row: PaymentListRow): Date =>
  row.kind === 'payment' ? row.paidAt : (row.settledAt ?? row.dueAt)
