import { Package, Plus } from 'lucide-react'
import type { Metadata } from 'next'
import { Done } from '@/components/dashboard/done'
import { formWords } from '@/components/dashboard/form-words'
import { cursorOf, Pager } from '@/components/dashboard/pager'
import { SearchForm } from '@/components/dashboard/search-form'
import { ProductTable } from '@/components/product/product-table'
import { productWords } from '@/components/product/words'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { type DashboardParams, one, openDashboard, peekDashboard, required, type Search } from '../../open'

type Props = { params: DashboardParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: productWords(page.words.locale)('title') } : {}
}

/** What is sold. */
export default async function ProductsPage({ params, searchParams }: Props) {
  const { api, base, key, mayWrite, words } = await openDashboard(params, '/products')
  const search = await searchParams
  const q = one(search.q)
  const page = await required(api.product.list({ ...key, q, ...cursorOf(search) }))
  const { locale } = words
  const t = productWords(locale)
  const path = `${base}/products`
  const create = mayWrite && (
    <ButtonLink href={`${path}/new`} variant="primary" icon={<Plus aria-hidden="true" />}>
      {t('new')}
    </ButtonLink>
  )
  const isEmpty = page.rows.length === 0 && !q
  return (
    <Main width="wide">
      <PageHeader title={t('title')} description={t('lead')} actions={!isEmpty && create} />
      <Done what={one(search.done)} locale={locale} />
      {isEmpty ? (
        <Card>
          <EmptyState icon={<Package />} title={t('empty')} action={create}>
            {t('emptyText')}
          </EmptyState>
        </Card>
      ) : (
        <>
          <SearchForm label={t('search')} path={path} value={q} locale={locale} />
          <Card padding="none">
            {page.rows.length === 0 ? (
              <EmptyState title={formWords(locale)('nothingFound')}>
                {formWords(locale)('nothingFoundText')}
              </EmptyState>
            ) : (
              <ProductTable products={page.rows} base={base} words={words} />
            )}
            <Pager label={t('pages')} path={path} search={search} page={page} locale={locale} />
          </Card>
        </>
      )}
    </Main>
  )
}
