import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { PauseForm } from '@/components/subscription/pause-form'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { addMonths } from '@/server/core/time'
import { one, openPage, type PortalParams, peekPage, required, type Search } from '../../open'

type Props = { params: PortalParams; searchParams: Search }

const MONTHS = [1, 2, 3, 6] as const

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await peekPage(params))?.words.t('overview.pause') }
}

/** A while without paying, or the end of one. */
export default async function PausePage({ params, searchParams }: Props) {
  const { customer, base, key, portal, words } = await openPage(params, '/pause')
  const subscriptionId = one((await searchParams).subscription)
  const subscription = await required(portal.subscription.get({ ...key, subscriptionId }))
  const { t, date } = words
  const isPaused = subscription?.status === 'paused'
  const mayPause = subscription?.status === 'active' || subscription?.status === 'trialing'
  if (!subscription || !(isPaused || (customer.features.pause && mayPause))) notFound()
  const plan = subscription.offer.title
  return (
    <Main width="narrow">
      <PageHeader
        back={{ href: base, label: t('cancel.back') }}
        title={isPaused ? t('pause.goOn', { plan }) : t('pause.title', { plan })}
        description={isPaused ? t('pause.goOnText') : t('pause.text')}
      />
      {customer.canWrite ? (
        <Card>
          <PauseForm
            customerId={customer.id}
            subscriptionId={subscription.id}
            months={
              isPaused
                ? null
                : MONTHS.map((months) => ({
                    value: months,
                    label: t('pause.months', { count: months }),
                    detail: t('pause.until', { date: date(addMonths(customer.now, months)) }),
                  }))
            }
            doneHref={base}
            words={{
              ...words.problems,
              legend: t('pause.howLong'),
              submit: isPaused ? t('overview.unpause') : t('pause.submit'),
            }}
          />
        </Card>
      ) : (
        <Notice>{t('viewer')}</Notice>
      )}
    </Main>
  )
}
