import { Import } from 'lucide-react'
import type { Metadata } from 'next'
import { ImportTable } from '@/components/import/import-table'
import { importWords } from '@/components/import/import-words'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { type DashboardParams, one, openDashboard, peekDashboard, required, type Search } from '../../open'

type Props = { params: DashboardParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: importWords(page.words.locale)('title') } : {}
}

/** What can be brought in, and what was. */
export default async function ImportsPage({ params, searchParams }: Props) {
  const { api, base, key, words, mayWrite } = await openDashboard(params, '/imports')
  const t = importWords(words.locale)
  const search = await searchParams
  const [after, before] = [one(search.after), one(search.before)]
  const cursor = after ? { after } : before ? { before } : {}
  const { imports, previous, next } = await required(api.import.list({ ...key, ...cursor }))
  const path = `${base}/imports`
  return (
    <Main>
      <PageHeader title={t('title')} description={t('lead')} />
      {mayWrite && (
        <div className="grid gap-5 sm:grid-cols-2">
          <Card
            title={t('fromCsv')}
            id="csv"
            footer={
              <Choose href={`${path}/csv`} of={t('fromCsv')}>
                {t('choose')}
              </Choose>
            }
          >
            <p className="text-ink-2">{t('fromCsvText')}</p>
          </Card>
          <Card
            title={t('fromStripe')}
            id="stripe"
            footer={
              <Choose href={`${path}/stripe`} of={t('fromStripe')}>
                {t('choose')}
              </Choose>
            }
          >
            <p className="text-ink-2">{t('fromStripeText')}</p>
          </Card>
        </div>
      )}
      <Card padding="none" title={t('table')} id="imports">
        {imports.length === 0 ? (
          <EmptyState icon={<Import />} title={t('empty')}>
            {mayWrite ? t('emptyText') : t('onlyLook')}
          </EmptyState>
        ) : (
          <ImportTable imports={imports} base={base} t={t} words={words} />
        )}
        <Pagination
          label={t('pages')}
          previous={{ href: previous && `${path}?before=${previous}`, label: t('newer') }}
          next={{ href: next && `${path}?after=${next}`, label: t('older') }}
        />
      </Card>
    </Main>
  )
}

/** Read out by itself, a link says what it chooses. */
const Choose = ({ href, of, children }: { href: string; of: string; children: string }) => (
  <ButtonLink href={href} size="sm" aria-label={`${children}: ${of}`}>
    {children}
  </ButtonLink>
)
