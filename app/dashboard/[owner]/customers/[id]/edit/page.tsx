import type { Metadata } from 'next'
import { countryOptions } from '@/components/billing-details/countries'
import { DetailsForm } from '@/components/billing-details/details-form'
import { detailsWords } from '@/components/billing-details/details-words'
import { AccountForm } from '@/components/customer/account-form'
import { customerFormWords, customerTexts } from '@/components/customer/customer-words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { LANGUAGES } from '../../../../../locale'
import { messagesFor } from '../../../../../messages'
import { required } from '../../../../open'
import { type CustomerParams, openCustomerToWrite } from '../open'

type Props = { params: CustomerParams }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { t, name } = await openCustomerToWrite(params, '/edit')
  return { title: t('edit.title', { name }) }
}

/** Two forms, because they are two things: what is printed, and what only the owner says. */
export default async function EditCustomerPage({ params }: Props) {
  const { api, owner, key, customer, name, path, t, words } = await openCustomerToWrite(params, '/edit')
  const brands = await required(api.customer.brands(key))
  const messages = messagesFor(words.locale)
  const formWords = customerFormWords(words)
  return (
    <Main width="narrow">
      <PageHeader back={{ href: path, label: name }} title={t('edit.title', { name })} />
      <Card id="details" title={t('edit.details')}>
        <DetailsForm
          customer={customer}
          ownerId={owner.id}
          countries={countryOptions(words.locale)}
          languages={LANGUAGES}
          doneHref={`${path}?done=saved`}
          words={{
            ...detailsWords(
              words,
              { brandName: customer.brand.name, email: customer.email },
              { optional: messages.ui.optional, errors: messages.portal.details.errors },
            ),
            ...formWords,
            errors: messages.portal.details.errors,
          }}
        />
      </Card>
      <Card id="account" title={t('edit.account')}>
        <AccountForm
          ownerId={owner.id}
          customer={customer}
          brands={brands}
          doneHref={`${path}?done=saved`}
          words={{ ...formWords, form: customerTexts(words.locale).form }}
        />
      </Card>
    </Main>
  )
}
