import type { Metadata } from 'next'
import { countryOptions } from '@/components/billing-details/countries'
import { baseFormWords } from '@/components/dashboard/form-words'
import { PriceForm } from '@/components/price/price-form'
import { productMessages, productWords } from '@/components/product/words'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { openToWrite, peekDashboard, required } from '../../../../../open'

type Props = { params: Promise<{ owner: string; id: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: productWords(page.words.locale)('prices.new') } : {}
}

/** A new price of a product, with a live preview of what a customer pays. */
export default async function NewPricePage({ params }: Props) {
  const { id } = await params
  const { api, base, key, words } = await openToWrite(params, `/products/${id}/prices/new`)
  const { locale } = words
  const countries = countryOptions(locale)
  const [product, facts] = await Promise.all([
    required(api.product.get({ ...key, id })),
    required(api.price.facts({ ...key, productId: id, countries: countries.map(({ value }) => value) })),
  ])
  const t = productWords(locale)
  const { priceForm, preview, model } = productMessages(locale)
  return (
    <Main width="wide">
      <PageHeader title={t('prices.new')} back={{ href: `${base}/products/${id}`, label: product.name }} />
      <PriceForm
        ownerId={key.ownerId}
        productId={id}
        facts={facts}
        countries={countries}
        currencies={Intl.supportedValuesOf('currency')}
        home={facts.home ?? 'DE'}
        productHref={`${base}/products/${id}`}
        words={{ ...baseFormWords(words, priceForm.errors), form: priceForm, model }}
        preview={preview}
        locale={locale}
      />
    </Main>
  )
}
