import { Plus, Webhook } from 'lucide-react'
import type { Metadata } from 'next'
import { Done } from '@/components/dashboard/done'
import { cursorOf, Pager } from '@/components/dashboard/pager'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Table } from '@/components/ui/table'
import { WebhookStatus } from '@/components/webhook/webhook-status'
import { webhookWords } from '@/components/webhook/words'
import { type DashboardParams, one, openDashboard, peekDashboard, required, type Search } from '../../open'

type Props = { params: DashboardParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: webhookWords(page.words.locale)('title') } : {}
}

/** Who hears of what happens. */
export default async function WebhooksPage({ params, searchParams }: Props) {
  const { api, base, key, mayWrite, words } = await openDashboard(params, '/webhooks')
  const search = await searchParams
  const page = await required(api.webhook.list({ ...key, ...cursorOf(search) }))
  const t = webhookWords(words.locale)
  const path = `${base}/webhooks`
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
            {
              key: 'name',
              header: t('column.name'),
              cell: (row) => (
                <>
                  {row.name}
                  <span className="block text-sm font-normal break-all text-ink-3">{row.url}</span>
                </>
              ),
              phone: 'title',
            },
            {
              key: 'events',
              header: t('column.events'),
              cell: (row) => (row.events.length === 0 ? t('all') : t('count', { count: row.events.length })),
              weight: 'quiet',
            },
            {
              key: 'status',
              header: t('column.status'),
              cell: (row) => <WebhookStatus webhook={row} words={words} />,
              phone: 'status',
            },
          ]}
          empty={
            <EmptyState icon={<Webhook />} title={t('empty')} action={create}>
              {t('emptyText')}
            </EmptyState>
          }
        />
        <Pager label={t('pages')} path={path} search={search} page={page} locale={words.locale} />
      </Card>
    </Main>
  )
}
