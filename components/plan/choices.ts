import type { Offer, PlanOffer, Subscription } from '../portal/types'
import { sameRhythm } from './offer-words'

/** The rhythms that offers are sold in, the most usual first. */
export function rhythmsOf(offers: readonly PlanOffer[]): Offer['interval'][] {
  const found: Offer['interval'][] = []
  for (const { interval } of offers)
    if (!found.some((known) => sameRhythm(known, interval))) found.push(interval)
  return found
}

/** The rhythm the page opens with: the one asked for, else the customer's own, else the first. */
export function chosenRhythm(
  rhythms: readonly Offer['interval'][],
  asked: string | undefined,
  subscription: Subscription | null,
): Offer['interval'] | undefined {
  const own = subscription?.status === 'canceled' ? undefined : subscription?.offer.interval
  return (
    rhythms.find((rhythm) => rhythmKey(rhythm) === asked) ??
    rhythms.find((rhythm) => own && sameRhythm(rhythm, own)) ??
    rhythms[0]
  )
}

/** How a rhythm is written in an address: "month", "3-month". */
export const rhythmKey = ({ unit, count }: Offer['interval']): string =>
  count === 1 ? unit : `${count}-${unit}`

/** Where an offer stands for a customer, and so what can be done with it. */
export type Standing = 'current' | 'scheduled' | 'waiting' | 'trial' | 'subscribe' | 'switch' | 'closed'

export function standingOf(offer: PlanOffer, subscription: Subscription | null): Standing {
  const same = (other: Offer | null) => other?.name === offer.name
  if (!subscription || subscription.status === 'canceled') return freeStanding(offer)
  if (subscription.status === 'incomplete') return same(subscription.offer) ? 'waiting' : 'subscribe'
  if (same(subscription.offer)) return 'current'
  if (same(subscription.nextOffer)) return 'scheduled'
  return offer.isOpen ? 'switch' : 'closed'
}

function freeStanding(offer: PlanOffer): Standing {
  if (!offer.isOpen) return 'closed'
  return offer.trialAvailable ? 'trial' : 'subscribe'
}
