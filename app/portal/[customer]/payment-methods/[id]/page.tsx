import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { addressWords } from '@/components/billing-details/address-words'
import { countryOptions } from '@/components/billing-details/countries'
import { AddressForm } from '@/components/payment-method/address-form'
import { methodLabel } from '@/components/payment-method/label'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { messagesFor } from '../../../../messages'
import { openPage, peekPage, required } from '../../../open'

type Props = { params: Promise<{ customer: string; id: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await peekPage(params))?.words.t('methods.edit') }
}

/** The billing address of one card. */
export default async function CardAddressPage({ params }: Props) {
  const { id } = await params
  const { customer, base, key, portal, words } = await openPage(params, `/payment-methods/${id}`)
  const methods = await required(portal.paymentMethod.list(key))
  const { t } = words
  const method = methods.find((each) => each.id === id && each.type === 'card') ?? notFound()
  const back = `${base}/payment-methods`
  return (
    <Main width="narrow">
      <PageHeader
        back={{ href: back, label: t('add.back') }}
        title={t('edit.title', { method: methodLabel(method, words) })}
        description={t('edit.lead')}
      />
      {customer.canWrite ? (
        <Card>
          <AddressForm
            customerId={customer.id}
            methodId={id}
            holderName={method.holderName ?? ''}
            address={method.address}
            countries={countryOptions(words.locale)}
            doneHref={`${back}?done=updated`}
            words={{
              ...words.problems,
              holder: t('edit.holder'),
              optional: messagesFor(words.locale).ui.optional,
              submit: t('edit.submit'),
              wrong: t('details.errors.default'),
              address: addressWords(words),
            }}
          />
        </Card>
      ) : (
        <Notice>{t('viewer')}</Notice>
      )}
    </Main>
  )
}
