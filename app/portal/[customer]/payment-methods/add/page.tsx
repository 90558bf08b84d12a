import type { Metadata } from 'next'
import { owedOf } from '@/components/invoice/owed'
import { AddForm } from '@/components/payment-method/add-form'
import { newMethodProps } from '@/components/payment-method/pay-options'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { one, openPage, type PortalParams, peekPage, required, type Search } from '../../../open'

type Props = { params: PortalParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await peekPage(params))?.words.t('add.title') }
}

/** Adds a card or bank account; what a plan that is past due owes is paid with it, and said before. */
export default async function AddPaymentMethodPage({ params, searchParams }: Props) {
  const { customer, base, key, portal, words } = await openPage(params, '/payment-methods/add')
  const [overview, stripe, search] = await Promise.all([
    required(portal.customer.overview(key)),
    required(portal.paymentMethod.stripe(key)),
    searchParams,
  ])
  const { t } = words
  const isMandate = one(search.type) === 'sepa_debit'
  const owed = owedOf(overview, base, words)
  const currency = overview.next?.currency ?? overview.subscription?.offer.unitAmount.currency ?? 'EUR'
  const newMethod = newMethodProps(customer, stripe, currency, words)
  const hasOther = overview.methods.some((method) => method.status === 'active')
  return (
    <Main width="narrow">
      <PageHeader
        back={{ href: `${base}/payment-methods`, label: t('add.back') }}
        title={isMandate ? t('add.mandateTitle') : t('add.title')}
        description={owed ? undefined : isMandate ? t('add.mandateLead') : t('add.lead')}
      />
      {customer.canWrite ? (
        <Card>
          <AddForm
            newMethod={isMandate ? { ...newMethod, types: ['sepa_debit'] } : newMethod}
            makeDefault={hasOther ? 'ask' : 'must'}
            doneHref={`${base}/payment-methods?done=added`}
            owed={owed}
            setupIntentId={one(search.setup_intent) ?? null}
            words={{
              ...words.problems,
              makeDefault: t('add.makeDefault'),
              makeDefaultHint: t('add.makeDefaultHint'),
              submit: t('add.submit'),
              submitPay: t('add.submitPay', { amount: owed?.amount ?? '' }),
              authenticating: t('choose.authenticating'),
              finishing: t('add.finishing'),
            }}
          />
        </Card>
      ) : (
        <Notice>{t('viewer')}</Notice>
      )}
      <p className="text-sm text-ink-3">{t('methods.secure', { brand: customer.brand.name })}</p>
    </Main>
  )
}
