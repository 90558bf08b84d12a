import type { Metadata } from 'next'
import { cursorOf, Pager } from '@/components/dashboard/pager'
import { reportWords } from '@/components/report/words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Table } from '@/components/ui/table'
import { type DashboardParams, one, openDashboard, peekDashboard, required, type Search } from '../../../open'

type Props = { params: DashboardParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: reportWords(page.words.locale)('rows.paying') } : {}
}

/** The customers that an amount of monthly revenue is of. */
export default async function PayingPage({ params, searchParams }: Props) {
  const search = await searchParams
  const { api, key, base, words, owner } = await openDashboard(params, '/reports/paying')
  const t = reportWords(words.locale)
  const currency = one(search.currency) ?? owner.defaultCurrency
  const [month = '', cohort] = [one(search.month), one(search.cohort)]
  const at = one(search.at) === 'start' ? 'start' : 'end'
  const page = await required(api.report.paying({ ...key, currency, month, at, cohort, ...cursorOf(search) }))
  const about = [
    t(at === 'start' ? 'rows.atStart' : 'rows.atEnd', { month }),
    ...(cohort === undefined ? [] : [t('rows.cohort', { month: cohort })]),
    currency,
  ]
  return (
    <Main width="wide">
      <PageHeader
        title={t('rows.paying')}
        description={about.join(' · ')}
        back={{
          href: `${base}/reports/${cohort === undefined ? 'mrr' : 'cohorts'}?currency=${encodeURIComponent(currency)}`,
          label: t('rows.back'),
        }}
      />
      <Card padding="none">
        <Table
          caption={t('rows.paying')}
          rows={page.rows}
          rowKey={({ id }) => id}
          rowHref={({ id }) => `${base}/customers/${id}`}
          empty={<EmptyState title={t('rows.none')} />}
          columns={[
            { key: 'customer', header: t('rows.customer'), cell: (row) => row.customer, phone: 'title' },
            {
              key: 'since',
              header: t('rows.since'),
              weight: 'quiet',
              cell: (row) => words.date(row.since, 'medium'),
            },
            {
              key: 'mrr',
              header: t('rows.amount'),
              align: 'end',
              phone: 'value',
              cell: (row) => words.money(row.mrr, row.currency),
            },
          ]}
        />
        <Pager
          label={t('rows.pages')}
          path={`${base}/reports/paying`}
          search={search}
          page={page}
          locale={words.locale}
        />
      </Card>
    </Main>
  )
}
