import { listOffers } from '@/db/queries/subscription'
import {
  type SubscriptionFound,
  type SubscriptionSearch,
  type SubscriptionStanding,
  searchSubscriptions,
} from '@/db/queries/subscription-search'
import type { Page, PageInput } from '../core/page'
import type { Offer } from '../core/plan'
import type { OwnerCtx } from '../ctx'
import { offerOf } from './billing-facts'
import { nextOfferOf } from './customer-detail'

/** Every plan of an owner at each of its prices, those that are not sold any more too. */
export const ownerOffers = (ctx: OwnerCtx) => listOffers(ctx.db, ctx.owner.id)

export { SUBSCRIPTION_STANDINGS } from '@/db/queries/subscription-search'
export type { SubscriptionSearch, SubscriptionStanding }

/** A subscription with whose it is and what it is sold at. */
export type SubscriptionListing = SubscriptionFound & { offer: Offer; nextOffer: Offer | null }

/** The owner's subscriptions that a search and filters find, the newest first: what the dashboard lists. */
export async function findSubscriptions(
  ctx: OwnerCtx,
  search: SubscriptionSearch,
  page: PageInput,
): Promise<Page<SubscriptionListing>> {
  const [found, offers] = await Promise.all([
    searchSubscriptions(ctx.db, ctx.owner.id, search, page),
    listOffers(ctx.db, ctx.owner.id),
  ])
  const rows = found.rows.map((row) => ({
    ...row,
    offer: offerOf(offers, row.subscription),
    nextOffer: nextOfferOf(offers, row.subscription),
  }))
  return { rows, hasMore: found.hasMore }
}
