import { and, eq } from 'drizzle-orm'
import { lockPaymentsOf } from '@/db/queries/credit-note'
import { payment } from '@/db/schema'
import { type CustomerCtx, requireWrite, type TxCtx } from '../ctx'
import { DomainError, invalidInput } from '../errors'
import { transactOnce } from './once'
import { refundable } from './payment-standing'
import { openRefund, type Refund, runRefund } from './refund'

/** What asking for a refund came to. `over`: more than what is left of the payment, in minor units. */
export type RefundAnswer = { kind: 'made'; refund: Refund } | { kind: 'over'; left: number }

/**
 * Gives part of a payment back. What was given back before, or is on its way, counts; the payment's row is locked
 * meanwhile. When Stripe does not answer, the refund stays pending and a job goes on with it. Throws `not_found`,
 * and `invalid_input` for another currency.
 */
export async function refundPayment(
  ctx: CustomerCtx,
  paymentId: string,
  input: { amount: number; currency: string | null; reason: string | null },
): Promise<RefundAnswer> {
  requireWrite(ctx)
  const opened = await transactOnce(ctx, (t) => open(t, paymentId, input))
  if (opened.kind === 'over') return opened
  try {
    return { kind: 'made', refund: await runRefund(ctx, opened.refund.id) }
  } catch (error) {
    if (error instanceof DomainError && error.code === 'stripe_unavailable') return opened
    throw error
  }
}

async function open(
  t: TxCtx<CustomerCtx>,
  paymentId: string,
  input: { amount: number; currency: string | null; reason: string | null },
): Promise<RefundAnswer> {
  const [of] = await t.tx
    .select()
    .from(payment)
    .where(
      and(eq(payment.ownerId, t.owner.id), eq(payment.customerId, t.customer.id), eq(payment.id, paymentId)),
    )
  if (!of) throw new DomainError('not_found', { message: 'No such payment' })
  if (input.currency !== null && input.currency !== of.currency)
    throw invalidInput({ currency: `This payment was made in ${of.currency}` })
  // All of the invoice's: what may go back of one depends on what went back of the others.
  const all = await lockPaymentsOf(t.tx, t.owner.id, of.invoiceId)
  const left = await refundable(t, all.find(({ id }) => id === of.id) ?? of)
  if (input.amount > left) return { kind: 'over', left }
  return { kind: 'made', refund: await openRefund(t, of, { amount: input.amount, reason: input.reason }) }
}
