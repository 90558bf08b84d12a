import type { Metadata } from 'next'
import { addressWords } from '@/components/billing-details/address-words'
import { countryOptions } from '@/components/billing-details/countries'
import { BrandForm } from '@/components/brand/brand-form'
import { RetentionForm } from '@/components/brand/retention-form'
import { brandMessages, brandWords } from '@/components/brand/words'
import { Done } from '@/components/dashboard/done'
import { baseFormWords, formWords } from '@/components/dashboard/form-words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { messagesFor } from '../../../../messages'
import { one, openDashboard, peekDashboard, required, type Search } from '../../../open'

type Props = { params: Promise<{ owner: string; id: string }>; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: brandWords(page.words.locale)('edit') } : {}
}

/** One brand, with its portal in its colour beside it. */
export default async function BrandPage({ params, searchParams }: Props) {
  const { id } = await params
  const { api, base, key, mayWrite, words } = await openDashboard(params, `/brands/${id}`)
  const [brand, search] = await Promise.all([required(api.brand.get({ ...key, id })), searchParams])
  const t = brandWords(words.locale)
  const { form, features, preview, retention } = brandMessages(words.locale)
  return (
    <Main width="wide">
      <PageHeader title={brand.name} back={{ href: `${base}/brands`, label: t('back') }} />
      <Done what={one(search.done)} locale={words.locale} />
      {!mayWrite && <Notice>{formWords(words.locale)('onlyLook')}</Notice>}
      <BrandForm
        ownerId={key.ownerId}
        brand={brand}
        next={brand.next}
        countries={countryOptions(words.locale)}
        base={`${base}/brands`}
        mayWrite={mayWrite}
        words={{
          ...baseFormWords(words, form.errors),
          form,
          features,
          preview,
          address: addressWords(words),
        }}
      />
      {brand.portal.cancel && (
        <Card title={retention.title} description={retention.hint}>
          <fieldset disabled={!mayWrite} className="min-w-0">
            <RetentionForm
              ownerId={key.ownerId}
              brandId={brand.id}
              retention={brand.retention}
              doneHref={`${base}/brands/${brand.id}?done=saved`}
              words={{
                ...baseFormWords(words, retention.errors),
                retention,
                reason: messagesFor(words.locale).portal.cancel.reasons,
              }}
            />
          </fieldset>
        </Card>
      )}
    </Main>
  )
}
