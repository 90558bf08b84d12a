import { type CustomerCtx, type OwnerCtx, requireWrite, transact } from '../ctx'
import { invalidInput } from '../errors'
import type { DisputeState } from '../stripe/client'
import { enterCustomer, stripeFor } from './customer'
import { followDispute } from './dispute'
import { type FoundDispute, requireDispute } from './dispute-list'
import { record } from './event'

/**
 * Answers an open dispute in words, once and for all: the bank then decides. Files are added at Stripe. Throws
 * `not_found`, and `invalid_input` for one that takes no answer any more.
 */
export async function answerDispute(ctx: OwnerCtx, id: string, input: { text: string }): Promise<void> {
  await settle(ctx, id, 'payment.dispute_answered', (stripe, stripeId) =>
    stripe.answerDispute(stripeId, input),
  )
}

/** Gives an open dispute up: its money stays with the customer. Throws as `answerDispute` does. */
export async function acceptDispute(ctx: OwnerCtx, id: string): Promise<void> {
  await settle(ctx, id, 'payment.dispute_accepted', (stripe, stripeId) => stripe.acceptDispute(stripeId))
}

type Stripe = ReturnType<typeof stripeFor>

/** Tells Stripe, then writes what it says the dispute is by now: the same as when its webhook comes. */
async function settle(
  ctx: OwnerCtx,
  id: string,
  type: 'payment.dispute_answered' | 'payment.dispute_accepted',
  tell: (stripe: Stripe, stripeDisputeId: string) => Promise<DisputeState>,
): Promise<void> {
  requireWrite(ctx)
  const found = await requireDispute(ctx, id)
  if (found.dispute.status !== 'open' || found.dispute.stage === 'under_review')
    throw invalidInput({ dispute: 'This dispute takes no answer any more' })
  const scope = await enterCustomer(ctx, found.payment.customerId)
  const state = await tell(stripeFor(scope), found.dispute.stripeDisputeId)
  await note(scope, found, type)
  await followDispute(scope, found.payment, state)
}

const note = (
  scope: CustomerCtx,
  { dispute, payment }: FoundDispute,
  type: 'payment.dispute_answered' | 'payment.dispute_accepted',
): Promise<void> =>
  transact(scope, (t) =>
    record(t, type, {
      ownerId: payment.ownerId,
      customerId: payment.customerId,
      subjectId: payment.id,
      payload: { disputeId: dispute.id, amount: dispute.amount },
    }),
  )
