import type { Metadata } from 'next'
import { baseFormWords } from '@/components/dashboard/form-words'
import { ProductForm } from '@/components/product/product-form'
import { productMessages, productWords } from '@/components/product/words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { openToWrite, peekDashboard, required } from '../../../../open'

type Props = { params: Promise<{ owner: string; id: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: productWords(page.words.locale)('edit') } : {}
}

export default async function EditProductPage({ params }: Props) {
  const { id } = await params
  const { api, base, key, words } = await openToWrite(params, `/products/${id}/edit`)
  const [product, taxTypes] = await Promise.all([
    required(api.product.get({ ...key, id })),
    required(api.product.taxTypes(key)),
  ])
  const t = productWords(words.locale)
  const { errors, ...form } = productMessages(words.locale).form
  return (
    <Main width="narrow">
      <PageHeader title={t('edit')} back={{ href: `${base}/products/${id}`, label: product.name }} />
      <Card>
        <ProductForm
          ownerId={key.ownerId}
          product={product}
          taxTypes={taxTypes}
          base={`${base}/products`}
          words={{ ...form, ...baseFormWords(words, errors) }}
        />
      </Card>
    </Main>
  )
}
