import type { Words } from '@/components/words'
import type { OwnerOffer } from '../customer/owner-types'
import { offerTitle, priceText } from '../plan/offer-words'
import type { SubscriptionWords } from './subscription-words'

/** An offer as an address and a select have it: a plan at one of its prices. */
export const offerKey = ({ planId, priceId }: { planId: string; priceId: string }): string =>
  `${planId}.${priceId}`

/** What can be chosen from, by name and price; what is not sold any more says so. */
export function offerOptions(
  offers: readonly OwnerOffer[],
  t: SubscriptionWords,
  words: Words,
): { value: string; label: string }[] {
  return offers.map((offer) => {
    const name = offer.isMetered
      ? `${offerTitle(offer, words)} · ${t('usage')}`
      : `${offerTitle(offer, words)} · ${offer.isOnce ? words.money(offer.unitAmount.amount, offer.unitAmount.currency) : priceText(offer, words)}`
    return { value: offerKey(offer), label: offer.isOpen ? name : t('start.closed', { plan: name }) }
  })
}
