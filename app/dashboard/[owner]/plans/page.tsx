import { LayoutList, Plus } from 'lucide-react'
import type { Metadata } from 'next'
import { Done } from '@/components/dashboard/done'
import { formWords } from '@/components/dashboard/form-words'
import { cursorOf, listHref, Pager } from '@/components/dashboard/pager'
import { SearchForm } from '@/components/dashboard/search-form'
import { PlanTable } from '@/components/plan/plan-table'
import { planWords } from '@/components/plan/words'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Segments } from '@/components/ui/segments'
import { type DashboardParams, one, openDashboard, peekDashboard, required, type Search } from '../../open'

type Props = { params: DashboardParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: planWords(page.words.locale)('title') } : {}
}

/** What customers choose. */
export default async function PlansPage({ params, searchParams }: Props) {
  const { api, base, key, mayWrite, words } = await openDashboard(params, '/plans')
  const search = await searchParams
  const q = one(search.q)
  const archived = one(search.show) === 'archived'
  const page = await required(api.plan.list({ ...key, q, archived, ...cursorOf(search) }))
  const { locale } = words
  const t = planWords(locale)
  const path = `${base}/plans`
  const create = mayWrite && (
    <ButtonLink href={`${path}/new`} variant="primary" icon={<Plus aria-hidden="true" />}>
      {t('new')}
    </ButtonLink>
  )
  return (
    <Main width="wide">
      <PageHeader
        title={t('title')}
        description={t('lead')}
        actions={
          <>
            <ButtonLink href={`${path}/features`}>{t('feature.title')}</ButtonLink>
            {create}
          </>
        }
      />
      <Done what={one(search.done)} locale={locale} />
      <div className="flex flex-wrap items-center justify-between gap-3">
        <SearchForm
          label={t('search')}
          path={path}
          value={q}
          kept={{ show: archived ? 'archived' : undefined }}
          locale={locale}
        />
        <Segments
          label={t('view')}
          items={[
            { href: listHref(path, search, { show: undefined }), label: t('current'), current: !archived },
            { href: listHref(path, search, { show: 'archived' }), label: t('archived'), current: archived },
          ]}
        />
      </div>
      <Card padding="none">
        {page.rows.length > 0 ? (
          <PlanTable plans={page.rows} base={base} words={words} />
        ) : q ? (
          <EmptyState title={formWords(locale)('nothingFound')}>
            {formWords(locale)('nothingFoundText')}
          </EmptyState>
        ) : archived ? (
          <EmptyState title={t('emptyArchived')}>{t('emptyArchivedText')}</EmptyState>
        ) : (
          <EmptyState icon={<LayoutList />} title={t('empty')} action={create}>
            {t('emptyText')}
          </EmptyState>
        )}
        <Pager label={t('pages')} path={path} search={search} page={page} locale={locale} />
      </Card>
    </Main>
  )
}
