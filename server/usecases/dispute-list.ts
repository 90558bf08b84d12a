import { type FoundDispute, searchDisputes } from '@/db/queries/dispute'
import { listEventsAbout } from '@/db/queries/history'
import type { Page, PageInput } from '../core/page'
import type { CustomerCtx, OwnerCtx } from '../ctx'
import { DomainError } from '../errors'
import { enterCustomer } from './customer'

export type { FoundDispute }

/** The owner's disputes, newest first. */
export const findDisputes = (
  ctx: OwnerCtx,
  search: Pick<Parameters<typeof searchDisputes>[2], 'status' | 'text'>,
  page: PageInput,
): Promise<Page<FoundDispute>> => searchDisputes(ctx.db, ctx.owner.id, search, page)

/** One dispute; `not_found` outside the owner. */
export async function requireDispute(ctx: OwnerCtx, id: string): Promise<FoundDispute> {
  const [found] = (await searchDisputes(ctx.db, ctx.owner.id, { id }, { limit: 1 })).rows
  if (!found) throw new DomainError('not_found', { message: 'No such dispute' })
  return found
}

/** The scope of the customer whose payment is disputed. */
export async function enterDispute(ctx: OwnerCtx, id: string): Promise<CustomerCtx> {
  return enterCustomer(ctx, (await requireDispute(ctx, id)).payment.customerId)
}

/** One dispute with what was recorded about it, newest first. */
export async function disputeFile(ctx: OwnerCtx, id: string) {
  const found = await requireDispute(ctx, id)
  const all = await listEventsAbout(ctx.db, ctx.owner.id, [found.payment.id])
  // Events of a dispute are about its payment: those of this one name it.
  const events = all.filter(({ event }) => event.payload.disputeId === id)
  return { ...found, events }
}
