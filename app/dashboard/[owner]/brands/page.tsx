import { Plus } from 'lucide-react'
import type { Metadata } from 'next'
import { countryName } from '@/components/billing-details/countries'
import { brandWords } from '@/components/brand/words'
import { Done } from '@/components/dashboard/done'
import { formWords } from '@/components/dashboard/form-words'
import { cursorOf, Pager } from '@/components/dashboard/pager'
import { SearchForm } from '@/components/dashboard/search-form'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Chip } from '@/components/ui/chip'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Table } from '@/components/ui/table'
import { type DashboardParams, one, openDashboard, peekDashboard, required, type Search } from '../../open'

type Props = { params: DashboardParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: brandWords(page.words.locale)('title') } : {}
}

/** The names an owner trades under. There is always one. */
export default async function BrandsPage({ params, searchParams }: Props) {
  const { api, base, key, mayWrite, words } = await openDashboard(params, '/brands')
  const search = await searchParams
  const q = one(search.q)
  const page = await required(api.brand.list({ ...key, q, ...cursorOf(search) }))
  const { locale } = words
  const t = brandWords(locale)
  const path = `${base}/brands`
  const isLong = q !== undefined || page.rows.length > 10 || page.next !== null
  return (
    <Main width="wide">
      <PageHeader
        title={t('title')}
        description={t('lead')}
        actions={
          mayWrite && (
            <ButtonLink href={`${path}/new`} variant="primary" icon={<Plus aria-hidden="true" />}>
              {t('new')}
            </ButtonLink>
          )
        }
      />
      <Done what={one(search.done)} locale={locale} />
      {isLong && <SearchForm label={t('search')} path={path} value={q} locale={locale} />}
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
                <span className="inline-flex items-center gap-2.5">
                  <span
                    aria-hidden="true"
                    className="size-3.5 shrink-0 rounded-full border"
                    style={{ background: row.accent }}
                  />
                  {row.name}
                  {row.isFirst && <Chip dot="hidden">{t('first')}</Chip>}
                </span>
              ),
              phone: 'title',
            },
            {
              key: 'code',
              header: t('column.code'),
              cell: (row) => <code className="text-sm">{row.code}</code>,
              weight: 'quiet',
              phone: 'hidden',
            },
            { key: 'email', header: t('column.email'), cell: (row) => row.email, weight: 'quiet' },
            {
              key: 'country',
              header: t('column.country'),
              cell: (row) => row.address.country && countryName(row.address.country, locale),
              weight: 'quiet',
              phone: 'hidden',
            },
            {
              key: 'number',
              header: t('column.number'),
              cell: (row) => row.nextNumber,
              align: 'end',
              weight: 'quiet',
              phone: 'status',
            },
          ]}
          empty={
            <EmptyState title={formWords(locale)('nothingFound')}>
              {formWords(locale)('nothingFoundText')}
            </EmptyState>
          }
        />
        <Pager label={t('pages')} path={path} search={search} page={page} locale={locale} />
      </Card>
    </Main>
  )
}
