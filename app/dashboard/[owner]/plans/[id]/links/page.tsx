import { Link2, Plus } from 'lucide-react'
import type { Metadata } from 'next'
import { Done } from '@/components/dashboard/done'
import { cursorOf, Pager } from '@/components/dashboard/pager'
import { LinkTable } from '@/components/plan/link-table'
import { planWords } from '@/components/plan/words'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { one, openDashboard, peekDashboard, required, type Search } from '../../../../open'

type Props = { params: Promise<{ owner: string; id: string }>; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: planWords(page.words.locale)('link.title') } : {}
}

/** Where a plan is bought without a portal. */
export default async function PlanLinksPage({ params, searchParams }: Props) {
  const { id } = await params
  const { api, base, key, mayWrite, words } = await openDashboard(params, `/plans/${id}/links`)
  const search = await searchParams
  const [plan, links] = await Promise.all([
    required(api.plan.get({ ...key, id })),
    required(api.checkout.list({ ...key, planId: id, ...cursorOf(search) })),
  ])
  const t = planWords(words.locale)
  const path = `${base}/plans/${id}/links`
  const create = mayWrite && plan.archivedAt === null && (
    <ButtonLink href={`${path}/new`} variant="primary" icon={<Plus aria-hidden="true" />}>
      {t('link.new')}
    </ButtonLink>
  )
  return (
    <Main width="wide">
      <PageHeader
        title={t('link.title')}
        description={t('link.lead')}
        back={{ href: `${base}/plans/${id}`, label: plan.name }}
        actions={links.rows.length > 0 && create}
      />
      <Done what={one(search.done)} locale={words.locale} />
      <Card padding="none">
        {links.rows.length === 0 ? (
          <EmptyState icon={<Link2 />} title={t('link.empty')} action={create}>
            {t('link.emptyText')}
          </EmptyState>
        ) : (
          <LinkTable links={links.rows} ownerId={key.ownerId} mayWrite={mayWrite} words={words} />
        )}
        <Pager label={t('link.pages')} path={path} search={search} page={links} locale={words.locale} />
      </Card>
    </Main>
  )
}
