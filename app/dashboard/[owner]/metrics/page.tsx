import { Gauge, Plus } from 'lucide-react'
import type { Metadata } from 'next'
import { Done } from '@/components/dashboard/done'
import { cursorOf, Pager } from '@/components/dashboard/pager'
import { howText } from '@/components/metric/metric-text'
import { metricWords } from '@/components/metric/words'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Table } from '@/components/ui/table'
import { type DashboardParams, one, openDashboard, peekDashboard, required, type Search } from '../../open'

type Props = { params: DashboardParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: metricWords(page.words.locale)('title') } : {}
}

/** What is counted. */
export default async function MetricsPage({ params, searchParams }: Props) {
  const { api, base, key, mayWrite, words } = await openDashboard(params, '/metrics')
  const search = await searchParams
  const page = await required(api.metric.list({ ...key, ...cursorOf(search) }))
  const t = metricWords(words.locale)
  const path = `${base}/metrics`
  const create = mayWrite && (
    <ButtonLink href={`${path}/new`} variant="primary" icon={<Plus aria-hidden="true" />}>
      {t('new')}
    </ButtonLink>
  )
  return (
    <Main width="wide">
      <PageHeader title={t('title')} description={t('lead')} actions={page.rows.length > 0 && create} />
      <Done what={one(search.done)} locale={words.locale} />
      <Card padding="none">
        <Table
          caption={t('title')}
          rows={page.rows}
          rowKey={(row) => row.id}
          rowHref={(row) => `${path}/${row.id}`}
          columns={[
            { key: 'name', header: t('column.name'), cell: (row) => row.name, phone: 'title' },
            {
              key: 'code',
              header: t('column.code'),
              cell: (row) => <code className="text-sm">{row.code}</code>,
              weight: 'quiet',
              phone: 'value',
            },
            { key: 'how', header: t('column.how'), cell: (row) => howText(row, words), weight: 'quiet' },
            {
              key: 'kind',
              header: t('column.kind'),
              cell: (row) => t(`kind.${row.kind}`),
              weight: 'quiet',
              phone: 'status',
            },
          ]}
          empty={
            <EmptyState icon={<Gauge />} title={t('empty')} action={create}>
              {t('emptyText')}
            </EmptyState>
          }
        />
        <Pager label={t('pages')} path={path} search={search} page={page} locale={words.locale} />
      </Card>
    </Main>
  )
}
