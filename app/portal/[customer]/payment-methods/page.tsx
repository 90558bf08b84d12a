import { CreditCard, Plus } from 'lucide-react'
import type { Metadata } from 'next'
import { owedOf } from '@/components/invoice/owed'
import { MethodList } from '@/components/payment-method/method-list'
import { MethodsDone } from '@/components/payment-method/methods-done'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { one, openPage, type PortalParams, peekPage, required, type Search } from '../../open'

type Props = { params: PortalParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await peekPage(params))?.words.t('methods.title') }
}

/** The cards and the bank account, and which of them is charged. */
export default async function PaymentMethodsPage({ params, searchParams }: Props) {
  const { customer, base, key, portal, words } = await openPage(params, '/payment-methods')
  const [overview, stripe, search] = await Promise.all([
    required(portal.customer.overview(key)),
    required(portal.paymentMethod.stripe(key)),
    searchParams,
  ])
  const { methods } = overview
  const { t } = words
  const add = (
    <ButtonLink href={`${base}/payment-methods/add`} variant="primary" icon={<Plus aria-hidden="true" />}>
      {t('methods.add')}
    </ButtonLink>
  )
  return (
    <Main>
      <PageHeader
        title={t('methods.title')}
        description={t('methods.lead')}
        actions={customer.canWrite && methods.length > 0 && add}
      />
      <MethodsDone done={one(search.done)} method={one(search.method)} methods={methods} words={words} />
      {!customer.canWrite && <Notice>{t('viewer')}</Notice>}
      {methods.length === 0 ? (
        <Card>
          <EmptyState icon={<CreditCard />} title={t('methods.empty')} action={customer.canWrite && add}>
            {t('methods.emptyText')}
          </EmptyState>
        </Card>
      ) : (
        <MethodList
          customer={customer}
          methods={methods}
          owed={owedOf(overview, base, words)}
          stripe={{ ...stripe, locale: words.locale }}
          base={base}
          words={words}
        />
      )}
      <p className="text-sm text-ink-3">{t('methods.secure', { brand: customer.brand.name })}</p>
    </Main>
  )
}
