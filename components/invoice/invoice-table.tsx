import Link from 'next/link'
import { type Column, RowAction, Table } from '@/components/ui/table'
import type { Words } from '@/components/words'
import type { InvoiceRow, RecentInvoice } from '../portal/types'
import { InvoiceStatus } from './invoice-status'
import { subjectText } from './subject'

type Row = RecentInvoice & { receipts?: InvoiceRow['receipts'] }

export interface InvoiceTableProps {
  invoices: readonly Row[]
  /** Invoices that a bank debit is on its way for. */
  processing?: ReadonlySet<string>
  base: string
  /** `hidden` where documents and paying are on the invoice's own page. */
  actions?: 'shown' | 'hidden'
  words: Words
}

/** Invoices in a table, a list on a phone; a row opens the invoice. */
export function InvoiceTable(props: InvoiceTableProps) {
  const { invoices, processing, base, actions = 'shown', words } = props
  const { t } = words
  const columns: Column<Row>[] = [
    {
      key: 'number',
      header: t('invoices.number'),
      cell: (row) => <span className="num font-medium">{row.number}</span>,
      phone: 'title',
    },
    {
      key: 'for',
      header: t('invoices.for'),
      cell: (row) => subjectText(row, words),
      weight: 'quiet',
      phone: 'hidden',
    },
    {
      key: 'date',
      header: t('invoices.date'),
      cell: (row) => <span className="num">{words.date(row.issuedAt, 'medium')}</span>,
      weight: 'quiet',
      phone: 'detail',
    },
    {
      key: 'status',
      header: t('invoices.status'),
      cell: (row) => (
        <InvoiceStatus
          invoice={row}
          refunded={sumOf(row.receipts)}
          processing={processing?.has(row.id) ?? false}
          words={words}
        />
      ),
      phone: 'status',
    },
    {
      key: 'total',
      header: t('invoices.total'),
      cell: (row) => words.money(row.total, row.currency),
      align: 'end',
      phone: 'value',
    },
    {
      key: 'documents',
      header: t('invoices.documents'),
      cell: (row) => <Documents row={row} base={base} words={words} />,
      align: 'end',
      phone: 'action',
    },
  ]
  return (
    <Table
      caption={t('invoices.caption')}
      columns={actions === 'shown' ? columns : columns.filter(({ key }) => key !== 'documents')}
      rows={invoices}
      rowKey={(row) => row.id}
      rowHref={(row) => `${base}/invoices/${row.id}`}
    />
  )
}

function Documents({ row, base, words }: { row: Row; base: string; words: Words }) {
  const { t } = words
  const style =
    'link-alone inline-flex min-h-6 min-w-6 items-center px-1 text-sm max-sm:first:-ml-1 sm:last:-mr-1'
  return (
    <RowAction>
      {row.amountDue > 0 && (
        <Link
          href={`${base}/invoices/${row.id}/pay`}
          aria-label={t('invoices.payOf', { number: row.number })}
          className={style}
        >
          {t('invoices.pay')}
        </Link>
      )}
      {row.receipts?.map((receipt) => (
        <a
          key={receipt.id}
          href={`${base}/receipts/${receipt.id}/pdf`}
          aria-label={t('invoices.receiptOf', { number: receipt.number })}
          className={style}
        >
          {t('invoices.receipt')}
        </a>
      ))}
      <a
        href={`${base}/invoices/${row.id}/pdf`}
        aria-label={t('invoices.pdfOf', { number: row.number })}
        className={style}
      >
        {t('invoices.pdf')}
      </a>
    </RowAction>
  )
}

const sumOf = (receipts: Row['receipts'] = []): number =>
  receipts.reduce((sum, receipt) => sum + receipt.refunded, 0)
