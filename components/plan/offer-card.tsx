import Link from 'next/link'
import { ButtonLink } from '@/components/ui/button'
import { Chip } from '@/components/ui/chip'
import type { Words } from '@/components/words'
import type { PlanOffer, Subscription } from '../portal/types'
import { type Standing, standingOf } from './choices'
import { offerTitle, perInterval } from './offer-words'
import { PlanCard } from './plan-card'
import { planHref } from './plan-href'

export interface OfferCardProps {
  offer: PlanOffer
  subscription: Subscription | null
  /** False for someone who may only look. */
  canChoose: boolean
  /** Which of several subscriptions is changed; unset: the only one, or the newest. */
  of?: string | undefined
  base: string
  words: Words
}

/** One plan at one price: what it is, what it costs, and the next step towards it. */
export function OfferCard({ offer, subscription, canChoose, of, base, words }: OfferCardProps) {
  const standing = standingOf(offer, subscription)
  const { amount, currency } = offer.unitAmount
  return (
    <PlanCard
      id={`plan-${offer.name}`}
      title={offer.title}
      chip={<StandingChip standing={standing} subscription={subscription} words={words} />}
      description={offer.description}
      price={words.money(amount, currency)}
      per={perInterval(offer.interval, words)}
      aside={aside(offer, words)}
      features={offer.features}
      featuresLabel={words.t('plans.features', { plan: offer.title })}
      look={standing === 'current' ? 'chosen' : 'plain'}
    >
      {canChoose && <Steps {...{ standing, offer, subscription, of, base, words }} />}
    </PlanCard>
  )
}

function StandingChip(props: { standing: Standing; subscription: Subscription | null; words: Words }) {
  const { standing, subscription, words } = props
  const { t, date } = words
  if (standing === 'current') {
    const cancelAt = subscription?.cancelAt
    return cancelAt ? (
      <Chip tone="warn">{t('plans.ending', { date: date(cancelAt, 'day') })}</Chip>
    ) : (
      <Chip tone="accent">{t('plans.current')}</Chip>
    )
  }
  if (standing === 'scheduled' && subscription)
    return <Chip>{t('plans.scheduled', { date: date(subscription.periodEndAt, 'day') })}</Chip>
  return standing === 'closed' ? <Chip dot="hidden">{t('plans.closed')}</Chip> : null
}

type StepsProps = Omit<OfferCardProps, 'canChoose'> & { standing: Standing }

function Steps({ standing, offer, subscription, of, base, words }: StepsProps) {
  const { t } = words
  const href = planHref(base, offer.name, { subscription: of })
  const plan = offerTitle(offer, words)
  switch (standing) {
    case 'current':
      return <CurrentSteps {...{ offer, subscription, of, base, words }} />
    case 'trial':
      return (
        <>
          <ButtonLink
            href={planHref(base, offer.name, { when: 'trial', subscription: of })}
            variant="primary"
            width="full"
            aria-label={t('plans.trialOf', { days: offer.trialDays, plan })}
          >
            {t('plans.trial', { days: offer.trialDays })}
          </ButtonLink>
          <Link
            href={href}
            // What is read out begins with what is seen, so that it can be asked for by voice (WCAG 2.5.3).
            aria-label={`${t('plans.subscribeNow')}: ${plan}`}
            className="link-alone inline-flex min-h-8 items-center justify-center text-sm"
          >
            {t('plans.subscribeNow')}
          </Link>
        </>
      )
    case 'subscribe':
      return (
        <ButtonLink href={href} variant="primary" width="full" aria-label={t('plans.subscribeTo', { plan })}>
          {t('plans.subscribe')}
        </ButtonLink>
      )
    case 'waiting':
      return (
        <ButtonLink href={href} variant="primary" width="full">
          {t('plans.finish')}
        </ButtonLink>
      )
    case 'switch':
      return (
        <ButtonLink href={href} width="full" aria-label={t('plans.switchTo', { plan })}>
          {t('plans.switch')}
        </ButtonLink>
      )
    default:
      return null
  }
}

/** On the plan someone has: keep it when it would end or change, else leave it. */
function CurrentSteps({ offer, subscription, of, base, words }: Omit<OfferCardProps, 'canChoose'>) {
  const { t } = words
  if (subscription?.cancelAt || subscription?.nextOffer)
    return (
      <ButtonLink href={planHref(base, offer.name, { subscription: of })} width="full">
        {t('plans.keep')}
      </ButtonLink>
    )
  return (
    <ButtonLink href={`${base}/cancel${of ? `?subscription=${of}` : ''}`} variant="quiet" width="full">
      {t('plans.cancel', { plan: offer.title })}
    </ButtonLink>
  )
}

/** What helps to compare: a yearly price by the month. */
function aside({ unitAmount, interval, taxIncluded }: PlanOffer, { t, money }: Words): string {
  const { amount, currency } = unitAmount
  const months =
    interval.unit === 'year' ? 12 * interval.count : interval.unit === 'month' ? interval.count : 1
  const notes = taxIncluded ? [t('plans.taxIncluded')] : []
  if (months > 1) {
    const isExact = amount % months === 0
    const monthly = { amount: money(Math.round(amount / months), currency) }
    notes.unshift(isExact ? t('plans.perMonth', monthly) : t('plans.perMonthAbout', monthly))
  }
  return notes.join(' · ')
}
