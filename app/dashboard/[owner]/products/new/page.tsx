import type { Metadata } from 'next'
import { baseFormWords } from '@/components/dashboard/form-words'
import { ProductForm } from '@/components/product/product-form'
import { productMessages, productWords } from '@/components/product/words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { type DashboardParams, openToWrite, peekDashboard, required } from '../../../open'

type Props = { params: DashboardParams }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: productWords(page.words.locale)('new') } : {}
}

export default async function NewProductPage({ params }: Props) {
  const { api, base, key, words } = await openToWrite(params, '/products/new')
  const taxTypes = await required(api.product.taxTypes(key))
  const t = productWords(words.locale)
  const { errors, ...form } = productMessages(words.locale).form
  return (
    <Main width="narrow">
      <PageHeader title={t('new')} back={{ href: `${base}/products`, label: t('back') }} />
      <Card>
        <ProductForm
          ownerId={key.ownerId}
          product={null}
          taxTypes={taxTypes}
          base={`${base}/products`}
          words={{ ...form, ...baseFormWords(words, errors) }}
        />
      </Card>
    </Main>
  )
}
