import type { Metadata } from 'next'
import { addressWords } from '@/components/billing-details/address-words'
import { countryOptions } from '@/components/billing-details/countries'
import { customerFormWords, customerTexts, customerWords } from '@/components/customer/customer-words'
import { NewCustomerForm } from '@/components/customer/new-customer-form'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { LANGUAGES } from '../../../../locale'
import { type DashboardParams, openToWrite, peekDashboard, required } from '../../../open'

type Props = { params: DashboardParams }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: customerWords(page.words.locale)('form.title') } : {}
}

export default async function NewCustomerPage({ params }: Props) {
  const { api, owner, base, key, words } = await openToWrite(params, '/customers/new')
  const brands = await required(api.customer.brands(key))
  const t = customerWords(words.locale)
  const path = `${base}/customers`
  return (
    <Main width="narrow">
      <PageHeader
        back={{ href: path, label: t('back') }}
        title={t('form.title')}
        description={t('form.lead')}
      />
      <Card>
        <NewCustomerForm
          ownerId={owner.id}
          path={path}
          brands={brands}
          countries={countryOptions(words.locale)}
          languages={LANGUAGES}
          words={{
            ...customerFormWords(words),
            form: customerTexts(words.locale).form,
            address: addressWords(words),
          }}
        />
      </Card>
    </Main>
  )
}
