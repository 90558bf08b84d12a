import { z } from 'zod'
import { enterPayment } from '../../usecases/payment-list'
import { refundPayment } from '../../usecases/payment-refund'
import { findAttempts, findPayments, paymentFile } from '../../usecases/payment-search'
import { ownerProcedure, router } from '../trpc'
import { moneySearch, searchOf, someOf } from './money-list'
import { presentAttemptRow, presentPaymentFile, presentPaymentRow } from './money-present'
import { presentPage } from './page'

const STANDINGS = ['completed', 'refunded', 'disputed', 'reversed'] as const

export const ownerPaymentRouter = router({
  /** Payments, newest first; with `failed` or `waiting` the attempts that brought none, or none yet. */
  list: ownerProcedure
    .input(moneySearch.extend({ standing: z.enum([...STANDINGS, 'failed', 'waiting']).optional() }))
    .query(async ({ ctx: { scope }, input }) => {
      const { standing } = input
      const search = searchOf(scope, input)
      if (standing === 'failed' || standing === 'waiting') {
        const page = await findAttempts(scope, { ...search, standing }, someOf(input))
        return presentPage(page, input, { cursor: ({ attempt }) => attempt.id, row: presentAttemptRow })
      }
      const page = await findPayments(scope, { ...search, standing }, someOf(input))
      return presentPage(page, input, { cursor: ({ payment }) => payment.id, row: presentPaymentRow })
    }),

  /** One payment with all that became of it, and what of it can still be given back. */
  get: ownerProcedure
    .input(z.object({ id: z.uuid() }))
    .query(async ({ ctx: { scope }, input }) =>
      presentPaymentFile(await paymentFile(scope, input.id), scope.now),
    ),

  /** Gives a part of it back, or all. `over` says what is left when it was less than was asked for. */
  refund: ownerProcedure
    .input(
      z.object({
        id: z.uuid(),
        amount: z.int().min(1),
        currency: z.string().length(3),
        reason: z.string().trim().max(500).optional(),
      }),
    )
    .mutation(async ({ ctx: { scope }, input: { id, amount, currency, reason } }) => {
      const of = await enterPayment(scope, id)
      const answer = await refundPayment(of, id, { amount, currency, reason: reason || null })
      if (answer.kind === 'over') return { kind: 'over' as const, left: answer.left }
      const { status, stripeRefundId } = answer.refund
      const standing = status === 'pending' && stripeRefundId === null ? ('unknown' as const) : status
      return { kind: 'made' as const, standing }
    }),
})
