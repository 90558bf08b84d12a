import { Chip } from '@/components/ui/chip'
import { type Column, RowAction, Table } from '@/components/ui/table'
import type { Tone } from '@/components/ui/tone'
import type { Words } from '@/components/words'
import type { Outputs } from '@/server/trpc/caller'
import type { OwnerAccountWords } from './words'

type Row = Outputs['owner']['account']['invoices']['invoices'][number]

const TONES: Record<Row['status'], Tone> = {
  open: 'bad',
  paid: 'good',
  void: 'neutral',
  uncollectible: 'neutral',
  draft: 'neutral',
}

/** What the house has billed. */
export function OwnInvoiceTable({
  invoices,
  base,
  t,
  words,
}: {
  invoices: readonly Row[]
  base: string
  t: OwnerAccountWords
  words: Words
}) {
  const columns: Column<Row>[] = [
    {
      key: 'number',
      header: t('number'),
      cell: ({ number }) => <span className="num font-medium">{number}</span>,
      phone: 'title',
    },
    {
      key: 'date',
      header: t('date'),
      cell: ({ issuedAt }) => <span className="num">{words.date(issuedAt, 'medium')}</span>,
      weight: 'quiet',
      phone: 'detail',
    },
    {
      key: 'status',
      header: t('status'),
      cell: ({ status }) => <Chip tone={TONES[status]}>{t(`statuses.${status}`)}</Chip>,
      phone: 'status',
    },
    {
      key: 'amount',
      header: t('amount'),
      cell: ({ total, currency }) => words.money(total, currency),
      align: 'end',
      phone: 'value',
    },
    {
      key: 'document',
      header: t('document'),
      cell: ({ id, number }) => (
        <RowAction>
          <a
            href={`${base}/account/invoices/${id}/pdf`}
            aria-label={t('pdfOf', { number })}
            className="link-alone inline-flex min-h-6 items-center text-sm"
          >
            {t('pdf')}
          </a>
        </RowAction>
      ),
      align: 'end',
      phone: 'action',
    },
  ]
  return <Table caption={t('invoices')} columns={columns} rows={invoices} rowKey={({ id }) => id} />
}
