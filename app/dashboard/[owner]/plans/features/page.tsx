import { Plus, SquareCheck } from 'lucide-react'
import type { Metadata } from 'next'
import { ActButton } from '@/components/dashboard/act'
import { Done } from '@/components/dashboard/done'
import { baseFormWords } from '@/components/dashboard/form-words'
import { cursorOf, Pager } from '@/components/dashboard/pager'
import { planWords } from '@/components/plan/words'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Table } from '@/components/ui/table'
import { type DashboardParams, one, openDashboard, peekDashboard, required, type Search } from '../../../open'

type Props = { params: DashboardParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: planWords(page.words.locale)('feature.title') } : {}
}

/** What plans give, as programs know it. */
export default async function FeaturesPage({ params, searchParams }: Props) {
  const { api, base, key, mayWrite, words } = await openDashboard(params, '/plans/features')
  const search = await searchParams
  const page = await required(api.feature.list({ ...key, ...cursorOf(search) }))
  const t = planWords(words.locale)
  const path = `${base}/plans/features`
  const form = baseFormWords(words)
  const removeWords = { ...form, problem: { ...form.problem, conflict: t('feature.conflict') } }
  const create = mayWrite && (
    <ButtonLink href={`${path}/new`} variant="primary" icon={<Plus aria-hidden="true" />}>
      {t('feature.new')}
    </ButtonLink>
  )
  return (
    <Main>
      <PageHeader
        title={t('feature.title')}
        description={t('feature.lead')}
        back={{ href: `${base}/plans`, label: t('back') }}
        actions={page.rows.length > 0 && create}
      />
      <Done what={one(search.done)} locale={words.locale} />
      <Card padding="none">
        <Table
          caption={t('feature.title')}
          rows={page.rows}
          rowKey={(row) => row.id}
          columns={[
            {
              key: 'name',
              header: t('feature.name'),
              cell: (row) => (
                <>
                  {row.name}
                  <span className="block text-sm font-normal text-ink-3">{row.description}</span>
                </>
              ),
              phone: 'title',
            },
            {
              key: 'code',
              header: t('feature.code'),
              cell: (row) => <code className="text-sm">{row.code}</code>,
              weight: 'quiet',
            },
            {
              key: 'actions',
              header: <span className="sr-only">{t('feature.remove')}</span>,
              cell: (row) =>
                mayWrite && (
                  <ActButton
                    act={{ call: 'feature.remove', input: { ...key, id: row.id } }}
                    label={t('feature.remove')}
                    size="sm"
                    variant="quiet"
                    confirm={{
                      title: t('feature.removeTitle', { feature: row.name }),
                      description: t('feature.removeText'),
                      confirmLabel: t('feature.remove'),
                    }}
                    words={removeWords}
                  />
                ),
              align: 'end',
              phone: 'action',
            },
          ]}
          empty={
            <EmptyState icon={<SquareCheck />} title={t('feature.empty')} action={create}>
              {t('feature.emptyText')}
            </EmptyState>
          }
        />
        <Pager label={t('feature.pages')} path={path} search={search} page={page} locale={words.locale} />
      </Card>
    </Main>
  )
}
