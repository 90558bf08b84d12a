import type { Offer } from '../../core/plan'
import { offerAmount } from '../../core/plan'
import type { Customer } from '../../ctx'
import type { CustomerDetail } from '../../usecases/customer-detail'
import type { CallPreview } from '../../usecases/subscription-preview'
import type { SubscriptionListing } from '../../usecases/subscription-search'
import { presentDraft, presentOffer, presentSubscription } from '../portal/present'

type Of = CustomerDetail['subscriptions'][number]

/** A plan at one of its prices, as an owner chooses it. */
export function presentOwnerOffer(offer: Offer) {
  return {
    ...presentOffer(offer),
    priceId: offer.priceId,
    /** Billed by what is used, after each period: seats do not matter. */
    isMetered: offer.meter !== null,
    isOnce: offer.model.type === 'one_off',
  }
}

export function presentOwnerSubscription(of: Of) {
  const { subscription: row, offer, nextOffer } = of
  return {
    ...presentSubscription(of),
    id: row.id,
    customerId: row.customerId,
    offer: presentOwnerOffer(offer),
    nextOffer: nextOffer && presentOwnerOffer(nextOffer),
    /** What each period costs before tax, where that is known before. */
    amount: offer.meter ? null : offerAmount(offer, row.quantity),
    startedAt: row.startedAt,
    canceledAt: row.canceledAt,
    pausedAt: row.pausedAt,
    resumeAt: row.resumeAt,
    paymentMethodId: row.paymentMethodId,
  }
}

export function presentSubscriptionListing(listing: SubscriptionListing) {
  const { customer } = listing
  return { ...presentOwnerSubscription(listing), customer: presentWhose(customer) }
}

export const presentWhose = ({
  id,
  name,
  companyName,
  email,
}: Pick<Customer, 'id' | 'name' | 'companyName' | 'email'>) => ({
  id,
  name,
  companyName,
  email,
})

export function presentCallPreview(preview: CallPreview, now: Date) {
  const { invoice, next, credit, refund, effectiveAt, trialEndAt } = preview
  return {
    invoice: invoice && presentDraft(invoice),
    next: next && presentDraft(next),
    credit,
    refund,
    effectiveAt,
    trialEndAt,
    /** Give it back when doing it, and exactly this is written. */
    previewedAt: now,
  }
}
