import { and, eq } from 'drizzle-orm'
import { findInvoice } from '@/db/queries/invoice'
import { payment, refund } from '@/db/schema'
import type { CustomerCtx } from '../ctx'
import type { EventRow, MailContent } from './mail-content'

/** To the owner: a refund was refused, or sent back after it had gone through. */
export async function refundFailed(ctx: CustomerCtx, row: EventRow): Promise<MailContent | null> {
  const [found] = await ctx.db
    .select({ refund, payment })
    .from(refund)
    .innerJoin(payment, and(eq(payment.ownerId, refund.ownerId), eq(payment.id, refund.paymentId)))
    .where(and(eq(refund.ownerId, ctx.owner.id), eq(refund.id, row.subjectId ?? row.id)))
  if (!found) return null
  const bill = await findInvoice(ctx.db, ctx.owner.id, found.payment.invoiceId)
  return {
    template: 'refundFailed',
    path: `/dashboard/${ctx.owner.id}/payments/${found.payment.id}`,
    customerEmail: ctx.customer.email,
    invoiceNumber: bill?.number ?? '',
    reason: found.refund.failureMessage,
    wasGiven: row.payload.wasGiven === true,
    amount: found.refund.amount,
    currency: found.refund.currency,
  }
}
