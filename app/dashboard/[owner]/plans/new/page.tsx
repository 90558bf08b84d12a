import { Package } from 'lucide-react'
import type { Metadata } from 'next'
import { baseFormWords } from '@/components/dashboard/form-words'
import { cursorOf, Pager } from '@/components/dashboard/pager'
import { SearchForm } from '@/components/dashboard/search-form'
import { pricedChoices } from '@/components/plan/choices-of'
import { PlanForm } from '@/components/plan/plan-form'
import { planMessages, planWords } from '@/components/plan/words'
import { productWords } from '@/components/product/words'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Table } from '@/components/ui/table'
import {
  type DashboardPage,
  type DashboardParams,
  one,
  openToWrite,
  peekDashboard,
  required,
  type Search,
} from '../../../open'

type Props = { params: DashboardParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: planWords(page.words.locale)('new') } : {}
}

/** A new plan: first of which product, then all else. */
export default async function NewPlanPage({ params, searchParams }: Props) {
  const page = await openToWrite(params, '/plans/new')
  const search = await searchParams
  const productId = one(search.product)
  const t = planWords(page.words.locale)
  return (
    <Main width={productId ? 'wide' : 'normal'}>
      <PageHeader title={t('new')} back={{ href: `${page.base}/plans`, label: t('back') }} />
      {productId ? (
        <NewPlan page={page} productId={productId} />
      ) : (
        <ChooseProduct page={page} search={search} />
      )}
    </Main>
  )
}

async function NewPlan({ page, productId }: { page: DashboardPage; productId: string }) {
  const { api, base, key, words } = page
  const { product, prices, features } = await required(api.plan.choices({ ...key, productId }))
  const t = planWords(words.locale)
  const { errors, ...form } = planMessages(words.locale).form
  if (prices.length === 0)
    return (
      <Card>
        <EmptyState
          title={t('choose.noPrices', { product: product.name })}
          action={
            <ButtonLink href={`${base}/products/${product.id}/prices/new`} variant="primary">
              {productWords(words.locale)('prices.new')}
            </ButtonLink>
          }
        >
          {t('choose.noPricesText')}
        </EmptyState>
      </Card>
    )
  return (
    <PlanForm
      ownerId={key.ownerId}
      plan={null}
      product={product}
      prices={pricedChoices(prices, words)}
      features={features}
      base={`${base}/plans`}
      words={{ ...baseFormWords(words, errors), form, preview: planMessages(words.locale).preview }}
    />
  )
}

async function ChooseProduct({ page, search }: { page: DashboardPage; search: Awaited<Search> }) {
  const { api, base, key, words } = page
  const q = one(search.q)
  const products = await required(api.product.list({ ...key, q, ...cursorOf(search) }))
  const t = planWords(words.locale)
  const p = productWords(words.locale)
  const path = `${base}/plans/new`
  return (
    <>
      <SearchForm label={p('search')} path={path} value={q} locale={words.locale} />
      <Card id="choose" title={t('choose.title')} padding="none">
        <Table
          caption={t('choose.title')}
          rows={products.rows}
          rowKey={(row) => row.id}
          rowHref={(row) => `${path}?product=${row.id}`}
          columns={[
            { key: 'name', header: p('column.name'), cell: (row) => row.name, phone: 'title' },
            {
              key: 'parts',
              header: p('column.prices'),
              cell: (row) => p('counts', { prices: row.prices, plans: row.plans }),
              weight: 'quiet',
              align: 'end',
            },
          ]}
          empty={
            <EmptyState
              icon={<Package />}
              title={t('choose.none')}
              action={
                <ButtonLink href={`${base}/products/new`} variant="primary">
                  {p('new')}
                </ButtonLink>
              }
            >
              {t('choose.noneText')}
            </EmptyState>
          }
        />
        <Pager label={p('pages')} path={path} search={search} page={products} locale={words.locale} />
      </Card>
    </>
  )
}
