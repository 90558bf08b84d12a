import type { Metadata } from 'next'
import { cursorOf, Pager } from '@/components/dashboard/pager'
import { reportWords } from '@/components/report/words'
import { Card } from '@/components/ui/card'
import { Chip } from '@/components/ui/chip'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Table } from '@/components/ui/table'
import { MOVEMENT_KINDS } from '@/server/core/mrr-movement'
import { type DashboardParams, one, openDashboard, peekDashboard, required, type Search } from '../../../open'

type Props = { params: DashboardParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: reportWords(page.words.locale)('rows.movements') } : {}
}

/** The movements behind a number of the reports of revenue. */
export default async function MovementsPage({ params, searchParams }: Props) {
  const search = await searchParams
  const { api, key, base, words, owner } = await openDashboard(params, '/reports/movements')
  const t = reportWords(words.locale)
  const [from = '', to = from] = [one(search.from), one(search.to)]
  const kind = MOVEMENT_KINDS.find((known) => known === one(search.kind))
  const cohort = one(search.cohort)
  const currency = one(search.currency) ?? owner.defaultCurrency
  const asked = { currency, from, to, kind, cohort }
  const page = await required(api.report.movements({ ...key, ...asked, ...cursorOf(search) }))
  const path = `${base}/reports/movements`
  return (
    <Main width="wide">
      <PageHeader
        title={kind ? t(`mrr.${kind}`) : t('rows.movements')}
        description={[from === to ? from : t('rows.of', { from, to }), currency].join(' · ')}
        back={{
          href: `${base}/reports/${cohort === undefined ? 'mrr' : 'cohorts'}?currency=${encodeURIComponent(currency)}`,
          label: t('rows.back'),
        }}
      />
      <Card padding="none">
        <Table
          caption={t('rows.movements')}
          rows={page.rows}
          rowKey={({ id }) => id}
          rowHref={({ customerId }) => `${base}/customers/${customerId}`}
          empty={<EmptyState title={t('rows.none')} />}
          columns={[
            { key: 'customer', header: t('rows.customer'), cell: (row) => row.customer, phone: 'title' },
            {
              key: 'plan',
              header: t('rows.plan'),
              weight: 'quiet',
              cell: (row) =>
                row.quantity === 1 ? row.plan : `${row.plan} · ${t('rows.seats', { count: row.quantity })}`,
            },
            {
              key: 'kind',
              header: t('rows.kind'),
              phone: 'status',
              cell: (row) => (
                <Chip tone={row.amount > 0 ? 'good' : row.kind === 'churn' ? 'bad' : 'warn'}>
                  {t(`mrr.${row.kind}`)}
                </Chip>
              ),
            },
            {
              key: 'at',
              header: t('rows.date'),
              weight: 'quiet',
              cell: (row) => words.date(row.at, 'medium'),
            },
            {
              key: 'amount',
              header: t('rows.amount'),
              align: 'end',
              phone: 'value',
              cell: (row) => words.money(row.amount, row.currency),
            },
          ]}
        />
        <Pager label={t('rows.pages')} path={path} search={search} page={page} locale={words.locale} />
      </Card>
    </Main>
  )
}
