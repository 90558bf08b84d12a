import type { Metadata } from 'next'
import Link from 'next/link'
import { AttentionList } from '@/components/customer/attention-list'
import { DoneNotice } from '@/components/customer/done-notice'
import { InvoiceTable } from '@/components/invoice/invoice-table'
import { CurrentPlan } from '@/components/subscription/current-plan'
import { NextChargeCard } from '@/components/subscription/next-charge'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { Notice } from '@/components/ui/notice'
import { one, openPage, type PortalParams, peekPage, required, type Search } from '../open'

type Props = { params: PortalParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekPage(params)
  // The template of a layout holds for the pages below it, not for the one beside it.
  return page
    ? { title: { absolute: `${page.words.t('overview.title')} · ${page.customer.brand.name}` } }
    : {}
}

/** Everything a customer comes for at a glance: the plan, the next charge, what needs doing, the last invoices. */
export default async function OverviewPage({ params, searchParams }: Props) {
  const { customer, base, key, portal, words } = await openPage(params)
  const [overview, search] = await Promise.all([required(portal.customer.overview(key)), searchParams])
  const { t } = words
  const processing = new Set(
    overview.open.filter((i) => i.attempts.some((a) => a.status === 'processing')).map((i) => i.id),
  )
  return (
    <Main>
      <h1 className="sr-only">{t('overview.title')}</h1>
      <DoneNotice
        done={one(search.done)}
        customer={customer}
        subscription={overview.subscription}
        words={words}
      />
      {!customer.canWrite && <Notice>{t('viewer')}</Notice>}
      <AttentionList overview={overview} now={customer.now} base={base} words={words} />
      <div className="grid gap-5 md:grid-cols-[1.25fr_1fr]">
        <div className="grid content-start gap-5">
          {overview.subscriptions.length === 0 ? (
            <CurrentPlan customer={customer} overview={overview} base={base} words={words} />
          ) : (
            overview.subscriptions.map((subscription) => (
              <CurrentPlan key={subscription.id} {...{ customer, overview, subscription, base, words }} />
            ))
          )}
        </div>
        <NextChargeCard overview={overview} base={base} words={words} />
      </div>
      <Card
        id="invoices"
        title={t('overview.invoices')}
        padding="none"
        aside={
          overview.recent.length > 0 && (
            <Link href={`${base}/invoices`} className="link-alone inline-flex min-h-6 items-center text-sm">
              {t('overview.allInvoices')}
            </Link>
          )
        }
      >
        {overview.recent.length === 0 ? (
          <EmptyState title={t('overview.noInvoices')}>{t('invoices.emptyText')}</EmptyState>
        ) : (
          <InvoiceTable invoices={overview.recent} processing={processing} base={base} words={words} />
        )}
      </Card>
    </Main>
  )
}
