import { ShieldCheck } from 'lucide-react'
import type { Metadata } from 'next'
import { cursorOf, listHref, Pager } from '@/components/dashboard/pager'
import { SearchForm } from '@/components/dashboard/search-form'
import { DisputeChip, disputeReason } from '@/components/dispute/dispute-chip'
import type { DisputeRow } from '@/components/invoice/money-types'
import { moneyWords } from '@/components/invoice/money-words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Segments } from '@/components/ui/segments'
import { type Column, Table } from '@/components/ui/table'
import type { Words } from '@/components/words'
import { type DashboardParams, one, openDashboard, peekDashboard, required, type Search } from '../../open'

type Props = { params: DashboardParams; searchParams: Search }

const STANDINGS = ['open', 'won', 'lost'] as const

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: moneyWords(page.words.locale)('disputes.title') } : {}
}

/** Payments that customers had their bank take back. */
export default async function DisputesPage({ params, searchParams }: Props) {
  const { api, base, key, words } = await openDashboard(params, '/disputes')
  const search = await searchParams
  const status = STANDINGS.find((each) => each === one(search.status))
  const text = one(search.q)?.trim() || undefined
  const page = await required(api.dispute.list({ ...key, status, text, ...cursorOf(search) }))
  const t = moneyWords(words.locale)
  const path = `${base}/disputes`
  const isEmpty = page.rows.length === 0 && !status && !text
  return (
    <Main width="wide">
      <PageHeader title={t('disputes.title')} description={t('disputes.lead')} />
      {isEmpty ? (
        <Card>
          <EmptyState icon={<ShieldCheck />} title={t('disputes.empty')}>
            {t('disputes.emptyText')}
          </EmptyState>
        </Card>
      ) : (
        <>
          <div>
            <Segments
              label={t('disputes.show')}
              items={[undefined, ...STANDINGS].map((each) => ({
                href: listHref(path, { q: text }, { status: each }),
                label: t(`disputes.standing.${each ?? 'all'}`),
                current: each === status,
              }))}
            />
          </div>
          <SearchForm
            label={t('find.qInvoice')}
            path={path}
            value={text}
            kept={{ status }}
            locale={words.locale}
          />
          <Card padding="none">
            {page.rows.length === 0 ? (
              <EmptyState title={t('none')}>{t('noneText')}</EmptyState>
            ) : (
              <Table
                caption={t('disputes.title')}
                columns={columnsOf(words)}
                rows={page.rows}
                rowKey={(row) => row.id}
                rowHref={(row) => `${path}/${row.id}`}
              />
            )}
            <Pager
              label={t('disputes.pages')}
              path={path}
              search={search}
              page={page}
              locale={words.locale}
            />
          </Card>
        </>
      )}
    </Main>
  )
}

function columnsOf({ locale, money, date }: Words): Column<DisputeRow>[] {
  const t = moneyWords(locale)
  return [
    {
      key: 'amount',
      header: t('column.amount'),
      cell: (row) => <span className="num font-medium">{money(row.amount, row.currency)}</span>,
      phone: 'title',
    },
    {
      key: 'status',
      header: t('column.status'),
      cell: (row) => <DisputeChip dispute={row} locale={locale} />,
      phone: 'value',
    },
    {
      key: 'customer',
      header: t('column.customer'),
      cell: (row) => <span className="block max-w-64 truncate">{row.customer.name}</span>,
      phone: 'detail',
    },
    {
      key: 'reason',
      header: t('column.reason'),
      cell: (row) => disputeReason(row.reason, locale),
      weight: 'quiet',
      phone: 'hidden',
    },
    {
      key: 'date',
      header: t('column.date'),
      cell: (row) => <span className="num">{date(row.openedAt, 'medium')}</span>,
      weight: 'quiet',
      phone: 'hidden',
    },
    {
      key: 'deadline',
      header: t('column.deadline'),
      cell: (row) => row.evidenceDueAt && <span className="num">{date(row.evidenceDueAt, 'medium')}</span>,
      phone: 'status',
    },
  ]
}
