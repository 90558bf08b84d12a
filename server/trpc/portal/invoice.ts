import { z } from 'zod'
import { invoiceDocument } from '../../usecases/document'
import { invoices, requireInvoice } from '../../usecases/invoice'
import { confirmIntent, payInvoice } from '../../usecases/pay'
import { receipts } from '../../usecases/receipt'
import { customerProcedure, router } from '../trpc'
import { presentOpen } from './open-invoice'
import { presentAttempt, presentCharge, presentInvoice, presentReceipt } from './present'

const invoiceId = z.uuid()

export const invoiceRouter = router({
  /** Newest first, each with its receipts. */
  list: customerProcedure.query(async ({ ctx: { scope } }) => {
    const [rows, paid, open] = await Promise.all([invoices(scope), receipts(scope), presentOpen(scope)])
    const debited = new Set(
      open.filter((of) => of.attempts.some((a) => a.status === 'processing')).map((of) => of.id),
    )
    return rows.map((row) => ({
      ...presentInvoice(row),
      /** A bank debit for it is on its way. */
      isProcessing: debited.has(row.id),
      receipts: paid.filter((of) => of.receipt.invoiceId === row.id).map(presentReceipt),
    }))
  }),

  /** One invoice: what is printed on it, and what became of each attempt to pay it. */
  get: customerProcedure.input(z.object({ id: invoiceId })).query(async ({ ctx, input }) => {
    const [row, printed, paid] = await Promise.all([
      requireInvoice(ctx.scope, input.id),
      invoiceDocument(ctx.scope, input.id),
      receipts(ctx.scope),
    ])
    return {
      ...presentInvoice(row),
      printed,
      attempts: row.attempts.map(presentAttempt),
      receipts: paid.filter((of) => of.receipt.invoiceId === row.id).map(presentReceipt),
    }
  }),

  /** Pays an open invoice with the means of payment named, or the default. */
  pay: customerProcedure
    .input(z.object({ id: invoiceId, paymentMethodId: z.string().max(64).optional() }))
    .mutation(async ({ ctx, input }) => {
      const { id, paymentMethodId } = input
      const { invoice, attempt } = await payInvoice(ctx.scope, { invoiceId: id, paymentMethodId })
      return presentCharge(invoice, attempt)
    }),

  /** After 3-D Secure: what Stripe says became of the payment. */
  confirm: customerProcedure
    .input(z.object({ intentId: z.string().max(255) }))
    .mutation(async ({ ctx, input }) => {
      const { attempt } = await confirmIntent(ctx.scope, input)
      return presentCharge({ id: attempt.invoiceId }, attempt)
    }),
})
