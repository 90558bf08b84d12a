import type { Metadata } from 'next'
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

/** Adds a card or bank account; with an invoice still to pay, paying it with the new one comes next. */
export default async function AddPaymentMethodPage({ params, searchParams }: Props) {
  const { customer, base, key, portal, words } = await openPage(params, '/payment-methods/add')
  const [overview, stripe, search] = await Promise.all([
    required(portal.customer.overview(key)),
    required(portal.paymentMethod.stripe(key)),
    searchParams,
  ])
  const { t, money } = words
  const isMandate = one(search.type) === 'sepa_debit'
  const open = overview.open.find(({ attempts }) => attempts.every(({ status }) => status !== 'processing'))
  const currency = overview.next?.currency ?? overview.subscription?.offer.unitAmount.currency ?? 'EUR'
  const newMethod = newMethodProps(customer, stripe, currency, words)
  const hasOther = overview.methods.some((method) => method.status === 'active')
  const lead = open ? t('add.leadOpen', { amount: money(open.amountDue, open.currency) }) : t('add.lead')
  return (
    <Main width="narrow">
      <PageHeader
        back={{ href: `${base}/payment-methods`, label: t('add.back') }}
        title={isMandate ? t('add.mandateTitle') : t('add.title')}
        description={isMandate ? t('add.mandateLead') : lead}
      />
      {customer.canWrite ? (
        <Card>
          <AddForm
            newMethod={isMandate ? { ...newMethod, types: ['sepa_debit'] } : newMethod}
            makeDefault={hasOther ? 'ask' : 'must'}
            doneHref={open ? `${base}/invoices/${open.id}/pay` : `${base}/payment-methods?done=added`}
            setupIntentId={one(search.setup_intent) ?? null}
            words={{
              ...words.problems,
              makeDefault: t('add.makeDefault'),
              makeDefaultHint: t('add.makeDefaultHint'),
              submit: t('add.submit'),
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
