import type { Metadata } from 'next'
import { chosenRhythm, rhythmKey, rhythmsOf } from '@/components/plan/choices'
import { OfferCard } from '@/components/plan/offer-card'
import { perInterval, sameRhythm } from '@/components/plan/offer-words'
import type { Offer, Subscription } from '@/components/portal/types'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Segments } from '@/components/ui/segments'
import type { Words } from '@/components/words'
import { one, openPage, type PortalParams, peekPage, required, type Search } from '../../open'

type Props = { params: PortalParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await peekPage(params))?.words.t('plans.title') }
}

/** The plans side by side, at one rhythm at a time. */
export default async function PlansPage({ params, searchParams }: Props) {
  const { customer, base, key, portal, words } = await openPage(params, '/plans')
  const search = await searchParams
  const of = one(search.subscription)
  const [offers, subscription] = await Promise.all([
    required(portal.plan.list(key)),
    required(portal.subscription.get({ ...key, ...(of ? { subscriptionId: of } : {}) })),
  ])
  const { t } = words
  const rhythms = rhythmsOf(offers)
  const chosen = chosenRhythm(rhythms, one(search.interval), subscription)
  const shown = offers.filter((offer) => chosen && sameRhythm(offer.interval, chosen))
  const isIncluded = offers.every((offer) => offer.taxIncluded)
  return (
    <Main>
      <PageHeader
        title={t('plans.title')}
        description={isIncluded ? t('plans.leadIncluded') : t('plans.lead')}
        actions={
          rhythms.length > 1 && (
            <Segments
              label={t('plans.interval')}
              items={rhythms.map((rhythm) => ({
                href: `${base}/plans?interval=${rhythmKey(rhythm)}${of ? `&subscription=${of}` : ''}`,
                label: rhythmLabel(rhythm, words),
                current: chosen !== undefined && sameRhythm(rhythm, chosen),
              }))}
            />
          )
        }
      />
      {shown.length === 0 ? (
        <EmptyState title={t('plans.empty')} />
      ) : (
        <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
          {shown.map((offer) => (
            <OfferCard
              key={offer.name}
              offer={offer}
              subscription={subscription}
              canChoose={customer.canWrite && (customer.features.changePlan || !isRunning(subscription))}
              of={of}
              base={base}
              words={words}
            />
          ))}
        </div>
      )}
    </Main>
  )
}

/** Who runs nothing starts; who runs something changes it. */
const isRunning = (subscription: Subscription | null): boolean =>
  subscription !== null && subscription.status !== 'canceled' && subscription.status !== 'incomplete'

const rhythmLabel = (rhythm: Offer['interval'], words: Words): string =>
  rhythm.count === 1 ? words.t(`plans.${rhythm.unit}`) : perInterval(rhythm, words)
