import { findCurrentSubscription, listShownSubscriptions } from '@/db/queries/subscription'
import { type PortalFeatures, portalOf } from '../core/settings'
import type { CustomerCtx } from '../ctx'
import { DomainError } from '../errors'

/** Refuses a customer what its brand does not leave to customers; the owner's own side may do it all the same. */
export function requirePortalFeature(
  ctx: Pick<CustomerCtx, 'brand' | 'asOwner'>,
  feature: keyof PortalFeatures,
): void {
  if (ctx.asOwner || portalOf(ctx.brand)[feature]) return
  throw new DomainError('forbidden', { message: 'This is not open to customers: ask the seller' })
}

/** A start is open to everybody; a change of what runs only where the brand leaves it to customers. */
export async function requireMayChoosePlan(ctx: CustomerCtx): Promise<void> {
  if (ctx.asOwner || portalOf(ctx.brand).changePlan) return
  const running = await findCurrentSubscription(ctx.db, ctx.owner.id, ctx.customer.id, {
    id: ctx.subscriptionId,
  })
  if (running && running.status !== 'incomplete') requirePortalFeature(ctx, 'changePlan')
}

/** The scope in which one of the customer's subscriptions is meant; `not_found` for one that is not its own. */
export async function inSubscription(ctx: CustomerCtx, id: string | undefined): Promise<CustomerCtx> {
  if (id === undefined) return ctx
  const own = await listShownSubscriptions(ctx.db, ctx.owner.id, ctx.customer.id)
  if (!own.some((row) => row.id === id))
    throw new DomainError('not_found', { message: 'No such subscription' })
  return { ...ctx, subscriptionId: id }
}
