import { Plus, Tag } from 'lucide-react'
import type { Metadata } from 'next'
import { Done } from '@/components/dashboard/done'
import { cursorOf, Pager } from '@/components/dashboard/pager'
import { PriceTable } from '@/components/price/price-table'
import { taxText } from '@/components/product/product-table'
import { productWords } from '@/components/product/words'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { DescriptionList } from '@/components/ui/description-list'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { one, openDashboard, peekDashboard, required, type Search } from '../../../open'

type Props = { params: Promise<{ owner: string; id: string }>; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: productWords(page.words.locale)('column.name') } : {}
}

/** One product with its prices. */
export default async function ProductPage({ params, searchParams }: Props) {
  const { id } = await params
  const { api, base, key, mayWrite, words } = await openDashboard(params, `/products/${id}`)
  const search = await searchParams
  const [product, prices] = await Promise.all([
    required(api.product.get({ ...key, id })),
    required(api.price.list({ ...key, productId: id, ...cursorOf(search) })),
  ])
  const t = productWords(words.locale)
  const path = `${base}/products/${id}`
  const addPrice = mayWrite && (
    <ButtonLink href={`${path}/prices/new`} variant="primary" icon={<Plus aria-hidden="true" />}>
      {t('prices.new')}
    </ButtonLink>
  )
  const hasPrices = prices.rows.length > 0
  return (
    <Main width="wide">
      <PageHeader
        title={product.name}
        back={{ href: `${base}/products`, label: t('back') }}
        actions={mayWrite && <ButtonLink href={`${path}/edit`}>{t('edit')}</ButtonLink>}
      />
      <Done what={one(search.done)} locale={words.locale} />
      <Card
        id="prices"
        title={t('prices.title')}
        description={t('prices.lead')}
        padding="none"
        aside={hasPrices && addPrice}
        footer={
          hasPrices &&
          mayWrite && (
            <ButtonLink href={`${base}/plans/new?product=${id}`} size="sm">
              {t('prices.plan')}
            </ButtonLink>
          )
        }
      >
        {hasPrices ? (
          <PriceTable prices={prices.rows} words={words} />
        ) : (
          <EmptyState icon={<Tag />} title={t('prices.empty')} action={addPrice}>
            {t('prices.emptyText')}
          </EmptyState>
        )}
        <Pager label={t('prices.pages')} path={path} search={search} page={prices} locale={words.locale} />
      </Card>
      <Card id="details" title={t('details')}>
        <DescriptionList
          items={[
            { key: 'kind', term: t('kind'), description: product.physical ? t('physical') : t('digital') },
            { key: 'tax', term: t('column.tax'), description: taxText(product, t, words) },
            {
              key: 'reference',
              term: t('column.reference'),
              description: product.externalReference ?? <span className="text-ink-3">{t('none')}</span>,
            },
            { key: 'created', term: t('created'), description: words.date(product.createdAt) },
          ]}
        />
      </Card>
    </Main>
  )
}
