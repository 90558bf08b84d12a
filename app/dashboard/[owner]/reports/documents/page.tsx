import type { Metadata } from 'next'
import { cursorOf, Pager } from '@/components/dashboard/pager'
import { reportWords } from '@/components/report/words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Table } from '@/components/ui/table'
import { isTaxNote } from '@/server/core/tax'
import { type DashboardParams, one, openDashboard, peekDashboard, required, type Search } from '../../../open'

type Props = { params: DashboardParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: reportWords(page.words.locale)('rows.documents') } : {}
}

/** The invoices and credit notes behind a number of the reports of tax and products. */
export default async function DocumentsPage({ params, searchParams }: Props) {
  const search = await searchParams
  const { api, key, base, words } = await openDashboard(params, '/reports/documents')
  const t = reportWords(words.locale)
  const asked = partOf((name) => one(search[name]))
  const page = await required(api.report.documents({ ...key, ...asked, ...cursorOf(search) }))
  const { from = '', to = from, currency = '', tax, productId } = asked
  const report = productId === undefined ? 'tax' : 'products'
  return (
    <Main width="wide">
      <PageHeader
        title={t('rows.documents')}
        description={[
          from === to ? from : t('rows.of', { from, to }),
          currency,
          ...(tax ? [`${tax.country ?? t('tax.unknown')} ${words.rate(tax.ratePpm)}`] : []),
        ]
          .filter(Boolean)
          .join(' · ')}
        back={{
          href: `${base}/reports/${report}?${new URLSearchParams({ from, to, currency })}`,
          label: t('rows.back'),
        }}
      />
      <Card padding="none">
        <Table
          caption={t('rows.documents')}
          rows={page.rows}
          rowKey={({ id }) => id}
          rowHref={(row) => `${base}/invoices/${row.invoiceId}`}
          empty={<EmptyState title={t('rows.none')} />}
          columns={[
            {
              key: 'number',
              header: t('rows.number'),
              cell: (row) => `${t(`rows.${row.kind}`)} ${row.number}`,
              phone: 'title',
            },
            { key: 'customer', header: t('rows.customer'), cell: (row) => row.customer },
            {
              key: 'date',
              header: t('rows.date'),
              weight: 'quiet',
              phone: 'status',
              cell: (row) => words.date(row.issuedAt, 'medium'),
            },
            {
              key: 'net',
              header: t('tax.net'),
              align: 'end',
              phone: 'value',
              cell: (row) => words.money(row.net, row.currency),
            },
            {
              key: 'tax',
              header: t('tax.tax'),
              align: 'end',
              phone: 'hidden',
              cell: (row) => words.money(row.tax, row.currency),
            },
            {
              key: 'gross',
              header: t('tax.gross'),
              align: 'end',
              phone: 'hidden',
              cell: (row) => words.money(row.total, row.currency),
            },
          ]}
        />
        <Pager
          label={t('rows.pages')}
          path={`${base}/reports/documents`}
          search={search}
          page={page}
          locale={words.locale}
        />
      </Card>
    </Main>
  )
}

/** Which part of documents an address asks for: of a country and rate, of a product, or all of a period. */
function partOf(read: (name: string) => string | undefined) {
  const [country, rate, note, product] = [read('country'), read('rate'), read('note') ?? '', read('product')]
  return {
    from: read('from'),
    to: read('to'),
    currency: read('currency'),
    brandId: read('brand'),
    ...(product === undefined ? {} : { productId: product === 'none' ? null : product }),
    ...(rate === undefined || !/^\d{1,7}$/.test(rate)
      ? {}
      : {
          tax: {
            country: country || null,
            state: read('state') || null,
            ratePpm: Number(rate),
            note: isTaxNote(note) ? note : null,
          },
        }),
  }
}
