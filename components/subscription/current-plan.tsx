import type { ReactNode } from 'react'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import type { Words } from '@/components/words'
import { offerTitle, perInterval, priceText } from '../plan/offer-words'
import type { Customer, Overview, Subscription } from '../portal/types'
import { ResumeButton } from './resume-button'
import { StatusChip } from './status-chip'

export interface CurrentPlanProps {
  customer: Customer
  overview: Overview
  /** Which of those that run; the newest one unless it is told. */
  subscription?: Subscription | null
  base: string
  words: Words
}

/** The plan someone is on: what it costs, how long it goes on, and what can be done with it. */
export function CurrentPlan(props: CurrentPlanProps) {
  const { customer, overview, base, words } = props
  const { subscription = overview.subscription } = props
  const { t } = words
  if (!subscription || subscription.status === 'canceled')
    return (
      <Card id="plan" title={t('overview.plan')} titleStyle="quiet">
        <NoPlan last={subscription} base={base} words={words} />
      </Card>
    )
  return (
    <Card
      id="plan"
      title={t('overview.plan')}
      titleStyle="quiet"
      aside={<StatusChip subscription={subscription} words={words} />}
      footer={scheduled(customer, subscription, base, words)}
    >
      <Price subscription={subscription} words={words} />
      <p className="mt-1.5 text-ink-2">{sentenceOf(subscription, overview, words)}</p>
      {customer.canWrite && <Actions {...{ customer, overview, subscription, base, words }} />}
    </Card>
  )
}

type ActionsProps = Omit<CurrentPlanProps, 'subscription'> & { subscription: Subscription }

/** What the brand leaves to its customers. */
function Actions({ customer, overview, subscription, base, words }: ActionsProps) {
  const { t } = words
  const { features } = customer
  const { id, status, cancelAt } = subscription
  const runs = status === 'active' || status === 'trialing' || status === 'past_due'
  const of = overview.subscriptions.length > 1 ? `?subscription=${id}` : ''
  return (
    <div className="mt-5 flex flex-wrap gap-2 empty:hidden">
      {status !== 'incomplete' && status !== 'paused' && features.changePlan && (
        <ButtonLink href={`${base}/plans${of}`} variant={overview.open.length > 0 ? 'plain' : 'primary'}>
          {t('overview.change')}
        </ButtonLink>
      )}
      {runs && features.changeSeats && (
        <ButtonLink href={`${base}/seats${of}`}>{t('overview.changeSeats')}</ButtonLink>
      )}
      {(status === 'paused' || (features.pause && (status === 'active' || status === 'trialing'))) && (
        <ButtonLink href={`${base}/pause${of}`} variant={status === 'paused' ? 'primary' : 'quiet'}>
          {status === 'paused' ? t('overview.unpause') : t('overview.pause')}
        </ButtonLink>
      )}
      {cancelAt === null && features.cancel && (
        <ButtonLink href={`${base}/cancel${of}`} variant="quiet">
          {t('overview.cancel')}
        </ButtonLink>
      )}
    </div>
  )
}

function NoPlan({ last, base, words }: { last: Subscription | null; base: string; words: Words }) {
  const { t } = words
  const ended =
    last?.endedAt &&
    t('overview.ended', { plan: offerTitle(last.offer, words), date: words.date(last.endedAt) })
  return (
    <EmptyState
      title={t('overview.noPlan')}
      action={
        <ButtonLink href={`${base}/plans`} variant="primary">
          {t('overview.seePlans')}
        </ButtonLink>
      }
    >
      {ended ?? t('overview.noPlanText')}
    </EmptyState>
  )
}

function Price({ subscription, words }: { subscription: Subscription; words: Words }) {
  const { offer, quantity } = subscription
  const { amount, currency } = offer.unitAmount
  return (
    <>
      <p className="text-lg font-semibold tracking-tight">{offer.title}</p>
      <p className="mt-1 flex flex-wrap items-baseline gap-x-2">
        <span className="num text-3xl font-semibold tracking-[-0.02em]">
          {words.money(amount * quantity, currency)}
        </span>
        <span className="text-ink-2">{perInterval(offer.interval, words)}</span>
      </p>
      {quantity > 1 && (
        <p className="num mt-1 text-sm text-ink-3">
          {words.t('overview.seats', { quantity, amount: words.money(amount, currency) })}
        </p>
      )}
    </>
  )
}

function sentenceOf(subscription: Subscription, { next }: Overview, words: Words): string {
  const { t, date, money } = words
  const { status, cancelAt, trialEndAt, periodEndAt, offer, nextOffer } = subscription
  if (status === 'incomplete') return t('overview.incompleteText', { plan: offer.title })
  if (status === 'past_due') return t('overview.pastDueText')
  if (status === 'unpaid') return t('overview.unpaidText')
  if (status === 'paused')
    return subscription.resumeAt
      ? t('overview.pausedUntil', { date: date(subscription.resumeAt) })
      : t('overview.pausedText')
  if (cancelAt !== null) return t('overview.endsOn', { date: date(cancelAt) })
  if (status !== 'trialing' || trialEndAt === null)
    return nextOffer
      ? t('overview.runsUntil', { date: date(periodEndAt) })
      : t('overview.renews', { date: date(periodEndAt) })
  if (!next) return t('overview.trialUntil', { date: date(trialEndAt) })
  const amount = money(next.amountDue, next.currency)
  return t('overview.trialThen', { date: date(trialEndAt), plan: (nextOffer ?? offer).title, amount })
}

/** What is going to happen by itself, and how to take it back; undefined when nothing is. */
function scheduled(customer: Customer, subscription: Subscription, base: string, words: Words): ReactNode {
  const { t, date } = words
  const { nextOffer, cancelAt, periodEndAt, offer } = subscription
  if (!nextOffer && cancelAt === null) return undefined
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      {nextOffer && (
        <p>
          <strong className="font-semibold text-ink">{t('overview.scheduled')}</strong>{' '}
          {t('overview.scheduledText', {
            plan: nextOffer.title,
            date: date(periodEndAt),
            price: priceText(nextOffer, words),
          })}
        </p>
      )}
      {customer.canWrite && (
        <ResumeButton
          customerId={customer.id}
          subscriptionId={subscription.id}
          doneHref={`${base}?done=resumed`}
          words={words.problems}
          size="sm"
          variant={nextOffer ? 'plain' : 'primary'}
        >
          {t('overview.keep', { plan: offer.title })}
        </ResumeButton>
      )}
    </div>
  )
}
