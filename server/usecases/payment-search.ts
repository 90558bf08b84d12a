import { listEventsAbout } from '@/db/queries/history'
import { findInvoice } from '@/db/queries/invoice'
import {
  type FoundAttempt,
  type FoundPayment,
  findFoundPayment,
  listAftermath,
  type PaymentSearch,
  searchAttempts,
  searchPayments,
} from '@/db/queries/payment-search'
import type { Page, PageInput } from '../core/page'
import { type OwnerCtx, transact } from '../ctx'
import { DomainError, invariant } from '../errors'
import { refundRoom } from './payment-standing'

export type { FoundAttempt, FoundPayment, PaymentSearch }

/** The owner's payments that fit, newest first. */
export const findPayments = (
  ctx: OwnerCtx,
  search: PaymentSearch,
  page: PageInput,
): Promise<Page<FoundPayment>> => searchPayments(ctx.db, ctx.owner.id, search, page)

/** The owner's attempts to charge that failed, or are on their way, newest first. */
export const findAttempts = (
  ctx: OwnerCtx,
  search: Parameters<typeof searchAttempts>[2],
  page: PageInput,
): Promise<Page<FoundAttempt>> => searchAttempts(ctx.db, ctx.owner.id, search, page)

/** One payment with everything that became of it, and what of it can still be given back. */
export async function paymentFile(ctx: OwnerCtx, id: string) {
  const { db, owner } = ctx
  const found = await findFoundPayment(db, owner.id, id)
  if (!found) throw new DomainError('not_found', { message: 'No such payment' })
  const [after, bill, room] = await Promise.all([
    listAftermath(db, owner.id, [id]),
    findInvoice(db, owner.id, found.payment.invoiceId),
    transact(ctx, (t) => refundRoom(t, found.payment)),
  ])
  invariant(bill, 'a payment has its invoice')
  const about = [id, found.payment.attemptId, ...after.refunds.map((refund) => refund.id)]
  const events = await listEventsAbout(
    db,
    owner.id,
    about.filter((each) => each !== null),
  )
  return { ...found, bill, ...after, room, events }
}
