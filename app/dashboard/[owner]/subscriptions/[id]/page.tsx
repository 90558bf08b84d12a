import type { Metadata } from 'next'
import Link from 'next/link'
import { ActButton } from '@/components/dashboard/act'
import { DraftSum } from '@/components/invoice/sum'
import { offerTitle } from '@/components/plan/offer-words'
import { Said } from '@/components/portal/said'
import { chargedText, termsText } from '@/components/subscription/owner-terms'
import { StatusChip } from '@/components/subscription/status-chip'
import { subscriptionFormWords } from '@/components/subscription/subscription-words'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { DescriptionList } from '@/components/ui/description-list'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { one, required, type Search } from '../../../open'
import { openSubscription, type SubscriptionPage, type SubscriptionParams } from './open'

type Props = { params: SubscriptionParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { t, subscription, name } = await openSubscription(params)
  return { title: t('detail.of', { plan: subscription.offer.title, customer: name }) }
}

/** One subscription: its terms, what comes next, and everything that can be done with it. */
export default async function SubscriptionDetailPage({ params, searchParams }: Props) {
  const page = await openSubscription(params)
  const { api, base, key, subscription, customer, name, t, words } = page
  const { next } = await required(api.customer.detail({ ...key, customerId: customer.id }))
  const { offer } = subscription
  return (
    <Main>
      <PageHeader
        back={{ href: `${base}/subscriptions`, label: t('back') }}
        title={offerTitle(offer, words)}
        chip={<StatusChip subscription={subscription} words={words} />}
        description={
          <Link href={`${base}/customers/${customer.id}`} className="link">
            {name}
          </Link>
        }
      />
      <WhatWasDone done={one((await searchParams).done)} page={page} />
      <Standing page={page} />
      {page.mayWrite && <Actions page={page} />}
      <div className="grid items-start gap-7 lg:grid-cols-2 max-sm:gap-5">
        <Card id="terms" title={t('detail.terms')} titleStyle="quiet">
          <DescriptionList items={termsOf(page)} />
        </Card>
        <Card
          id="next"
          titleStyle="quiet"
          title={next ? t('nextInvoice', { date: words.date(next.issuedAt) }) : t('then')}
        >
          {next ? (
            <DraftSum draft={next} totalLabel={words.t('sum.total')} words={words} />
          ) : (
            <p className="text-ink-2">{t('nextNone')}</p>
          )}
        </Card>
      </div>
    </Main>
  )
}

const DONE = ['changed', 'scheduled', 'canceled', 'kept', 'paused', 'resumed', 'started'] as const

function WhatWasDone({ done, page: { t } }: { done: string | undefined; page: SubscriptionPage }) {
  const what = DONE.find((each) => each === done)
  if (!what) return null
  return (
    <Said>
      <Notice tone="good" title={t(`done.${what}`)} live="status" />
    </Said>
  )
}

/** What is scheduled, paused or waits, with the one thing to do about it. */
function Standing({ page }: { page: SubscriptionPage }) {
  const { subscription: of, t, words, base, mayWrite } = page
  const { status, cancelAt, nextOffer, periodEndAt, pausedAt, resumeAt, pendingInvoiceId } = of
  const act = (call: 'subscription.keep' | 'subscription.unpause', label: string, done: string) =>
    mayWrite && (
      <ActButton
        act={{ call, input: page.of }}
        label={label}
        doneHref={`${page.path}?done=${done}`}
        words={subscriptionFormWords(words)}
      />
    )
  if (pendingInvoiceId !== null)
    return (
      <Notice
        tone="warn"
        title={t('detail.pending')}
        action={
          <ButtonLink href={`${base}/invoices/${pendingInvoiceId}`}>{t('detail.pendingAction')}</ButtonLink>
        }
      >
        {t('detail.pendingText')}
      </Notice>
    )
  if (status === 'paused' && pausedAt !== null) {
    const since = words.date(pausedAt)
    return (
      <Notice action={act('subscription.unpause', t('detail.unpause'), 'resumed')}>
        {resumeAt === null
          ? t('detail.paused', { since })
          : t('detail.pausedUntil', { since, date: words.date(resumeAt) })}
      </Notice>
    )
  }
  if (cancelAt !== null && status !== 'canceled')
    return (
      <Notice tone="warn" action={act('subscription.keep', t('detail.keep'), 'kept')}>
        {t('detail.ending', { date: words.date(cancelAt) })}
      </Notice>
    )
  if (nextOffer)
    return (
      <Notice action={act('subscription.keep', t('detail.keep'), 'kept')}>
        {t('detail.scheduled', { plan: offerTitle(nextOffer, words), date: words.date(periodEndAt) })}
      </Notice>
    )
  return null
}

const isLive = (status: string): boolean => ['trialing', 'active', 'past_due'].includes(status)

function Actions({ page: { subscription: of, path, t } }: { page: SubscriptionPage }) {
  const { status, offer } = of
  if (status === 'canceled' || status === 'incomplete' || status === 'incomplete_expired') return null
  return (
    <div className="flex flex-wrap gap-2">
      {isLive(status) && (
        <>
          <ButtonLink href={`${path}/change`} variant="primary">
            {t('detail.change')}
          </ButtonLink>
          {!offer.isMetered && <ButtonLink href={`${path}/seats`}>{t('detail.seats')}</ButtonLink>}
          {status === 'trialing' && <ButtonLink href={`${path}/trial`}>{t('detail.trial')}</ButtonLink>}
          {status !== 'past_due' && <ButtonLink href={`${path}/pause`}>{t('detail.pause')}</ButtonLink>}
          <ButtonLink href={`${path}/payment-method`}>{t('detail.method')}</ButtonLink>
        </>
      )}
      <ButtonLink href={`${path}/cancel`} variant="quiet">
        {t('detail.cancel')}
      </ButtonLink>
    </div>
  )
}

function termsOf(page: SubscriptionPage) {
  const { subscription: of, methods, customer, discounts, t, words } = page
  const { amount, currency } = of.offer.unitAmount
  const isOver = of.status === 'canceled'
  const { paymentMethodId } = of
  const facts: [string, string, string | null][] = [
    ['price', t('detail.price'), termsText(of, t, words)],
    [
      'seats',
      t('column.seats'),
      of.quantity > 1 && !of.offer.isMetered
        ? t('detail.perSeat', { quantity: of.quantity, amount: words.money(amount, currency) })
        : null,
    ],
    ['started', t('detail.started'), words.date(of.startedAt)],
    [
      'period',
      t('detail.period'),
      isOver
        ? null
        : words.t('sum.period', {
            start: words.date(of.periodStartAt, 'medium'),
            end: words.date(of.periodEndAt, 'medium'),
          }),
    ],
    [
      'trial',
      t('detail.trialEnd'),
      of.status === 'trialing' && of.trialEndAt ? words.date(of.trialEndAt) : null,
    ],
    ['ends', t('detail.ends'), !isOver && of.cancelAt ? words.date(of.cancelAt) : null],
    ['ended', t('detail.ended'), isOver && of.endedAt ? words.date(of.endedAt) : null],
    // A word of the engine's own is none of a person's.
    [
      'reason',
      t('detail.reason'),
      of.cancelReason && !/^[a-z_]+$/.test(of.cancelReason) ? of.cancelReason : null,
    ],
    [
      'charged',
      t('detail.charged'),
      isOver ? null : chargedText(methods, { paymentMethodId, billingType: customer.billingType }, t, words),
    ],
    ['discounts', t('detail.discounts'), discounts.map(({ name }) => name).join(', ') || null],
    ['id', t('column.id'), of.id],
  ]
  return facts.flatMap(([key, term, description]) =>
    description === null ? [] : [{ key, term, description }],
  )
}
