import { z } from 'zod'
import { acceptDispute, answerDispute } from '../../usecases/dispute-answer'
import { disputeFile, type FoundDispute, findDisputes } from '../../usecases/dispute-list'
import { ownerProcedure, router } from '../trpc'
import {
  presentCustomerName,
  presentDisputeOf,
  presentMoneyIn,
  presentPaidBy,
  presentRecorded,
} from './money-present'
import { pageInput, pageOf, presentPage } from './page'

/** As much as Stripe takes. */
const TEXT_MAX = 20_000

const one = z.object({ id: z.uuid() })

export const ownerDisputeRouter = router({
  /** Newest first. */
  list: ownerProcedure
    .input(
      pageInput.extend({
        status: z.enum(['open', 'won', 'lost']).optional(),
        text: z.string().trim().max(100).optional(),
      }),
    )
    .query(async ({ ctx: { scope }, input }) => {
      const search = { status: input.status, text: input.text || undefined }
      const page = await findDisputes(scope, search, pageOf(input))
      return presentPage(page, input, { cursor: ({ dispute }) => dispute.id, row: presentFound })
    }),

  /** One dispute with its history; `stripe` is where the same one is at Stripe. */
  get: ownerProcedure.input(one).query(async ({ ctx: { scope, stripeJs }, input }) => {
    const file = await disputeFile(scope, input.id)
    const stripe = stripeJs.scriptUrl === null ? stripePath(file, stripeJs.publishableKey) : null
    return { ...presentFound(file), events: file.events.map(presentRecorded), stripe }
  }),

  /** Answers it in words, once and for all. */
  answer: ownerProcedure
    .input(one.extend({ text: z.string().trim().min(1).max(TEXT_MAX) }))
    .mutation(async ({ ctx: { scope }, input: { id, text } }) => {
      await answerDispute(scope, id, { text })
    }),

  /** Gives it up. */
  accept: ownerProcedure.input(one).mutation(async ({ ctx: { scope }, input }) => {
    await acceptDispute(scope, input.id)
  }),
})

function presentFound({ dispute, payment, customer, invoice, method }: FoundDispute) {
  return {
    ...presentDisputeOf(dispute),
    payment: presentMoneyIn(payment),
    method: presentPaidBy(method),
    customer: presentCustomerName(customer),
    invoice,
  }
}

/** Stripe's dashboard has what is real and what is only tried out apart; the sandbox is in neither. */
const stripePath = ({ dispute }: FoundDispute, key: string): string =>
  `https://dashboard.stripe.com/${key.startsWith('pk_test_') ? 'test/' : ''}disputes/${dispute.stripeDisputeId}`
