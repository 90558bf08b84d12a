import {
  pageSubscriptions,
  type SubscriptionFilter,
  type SubscriptionView,
} from '@/db/queries/subscription-list'
import type { Page, PageInput } from '../core/page'
import type { CustomerCtx, OwnerCtx } from '../ctx'
import { DomainError } from '../errors'
import { enterCustomer } from './customer'

export type { SubscriptionFilter, SubscriptionView }

/** Subscriptions of the scope, oldest first. */
export const listSubscriptions = (
  ctx: OwnerCtx | CustomerCtx,
  filter: Omit<SubscriptionFilter, 'id'>,
  page: PageInput,
): Promise<Page<SubscriptionView>> => {
  const ofCustomer = 'customer' in ctx ? { customerId: ctx.customer.id } : {}
  return pageSubscriptions(ctx.db, ctx.owner.id, { ...filter, ...ofCustomer }, page)
}

/** One subscription; `not_found` outside the scope, and for a start that was never paid. */
export async function requireSubscription(
  ctx: OwnerCtx | CustomerCtx,
  id: string,
): Promise<SubscriptionView> {
  const ofCustomer = 'customer' in ctx ? { customerId: ctx.customer.id } : {}
  const [found] = (await pageSubscriptions(ctx.db, ctx.owner.id, { id, ...ofCustomer }, { limit: 1 })).rows
  if (!found) throw new DomainError('not_found', { message: 'No such subscription' })
  return found
}

/** The scope of the customer whose subscription this is. */
export async function enterSubscription(ctx: OwnerCtx, id: string): Promise<CustomerCtx> {
  const { subscription } = await requireSubscription(ctx, id)
  return enterCustomer(ctx, subscription.customerId)
}
