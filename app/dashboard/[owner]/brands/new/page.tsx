import type { Metadata } from 'next'
import { addressWords } from '@/components/billing-details/address-words'
import { countryOptions } from '@/components/billing-details/countries'
import { BrandForm } from '@/components/brand/brand-form'
import { brandMessages, brandWords } from '@/components/brand/words'
import { baseFormWords } from '@/components/dashboard/form-words'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { type DashboardParams, openToWrite, peekDashboard } from '../../../open'

type Props = { params: DashboardParams }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: brandWords(page.words.locale)('new') } : {}
}

export default async function NewBrandPage({ params }: Props) {
  const { base, key, owner, words } = await openToWrite(params, '/brands/new')
  const t = brandWords(words.locale)
  const { form, features, preview } = brandMessages(words.locale)
  return (
    <Main width="wide">
      <PageHeader title={t('new')} back={{ href: `${base}/brands`, label: t('back') }} />
      <BrandForm
        ownerId={key.ownerId}
        brand={null}
        next={{ year: owner.now.getUTCFullYear(), month: owner.now.getUTCMonth() + 1, sequence: 1 }}
        countries={countryOptions(words.locale)}
        base={`${base}/brands`}
        mayWrite
        words={{
          ...baseFormWords(words, form.errors),
          form,
          features,
          preview,
          address: addressWords(words),
        }}
      />
    </Main>
  )
}
