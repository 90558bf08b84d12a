import { z } from 'zod'
import { amountDue } from '../../usecases/invoice'
import { openPayLink, payByLink, startPayLinkSetup } from '../../usecases/pay-link'
import { publicProcedure, router } from '../trpc'
import { presentPayAnswer, presentSeller } from './present'

const link = z.object({ token: z.string().max(100) })

export const publicInvoiceRouter = router({
  /** An invoice as whoever has its pay link sees it. */
  view: publicProcedure.input(link).query(async ({ ctx, input }) => {
    const { scope, invoice } = await openPayLink(ctx.ctx, { key: ctx.open.linkKey, token: input.token })
    const last = invoice.attempts.at(-1)
    return {
      ...presentSeller(scope, ctx.stripeJs),
      number: invoice.number,
      status: invoice.status,
      currency: invoice.currency,
      total: invoice.total,
      net: invoice.net,
      tax: invoice.tax,
      paidBefore: invoice.total - amountDue(invoice),
      amountDue: amountDue(invoice),
      dueAt: invoice.dueAt,
      /** Where the buyer is, so that a card's country need not be chosen. */
      country: invoice.buyer.address.country ?? null,
      lines: invoice.lines.map(({ id, description, quantity, total }) => ({
        id,
        description,
        quantity,
        total,
      })),
      /** A bank debit for it is on its way. */
      isProcessing: last?.status === 'processing',
    }
  }),

  setup: publicProcedure.input(link).mutation(({ ctx, input }) => {
    const { address, linkKey: key } = ctx.open
    return startPayLinkSetup(ctx.ctx, { key, token: input.token, address })
  }),

  pay: publicProcedure
    .input(link.extend({ payment: z.string().max(255).nullable() }))
    .mutation(async ({ ctx, input }) => {
      const { address, linkKey: key } = ctx.open
      return presentPayAnswer(
        await payByLink(ctx.ctx, { key, token: input.token, payment: input.payment, address }),
      )
    }),
})
