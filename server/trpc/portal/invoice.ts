import { z } from 'zod'
import { listCreditNotes } from '../../usecases/credit-note'
import { invoiceDocument } from '../../usecases/document'
import { requireInvoice } from '../../usecases/invoice'
import { latestInvoicePage } from '../../usecases/invoice-charge'
import { confirmIntent, payInvoice } from '../../usecases/pay'
import { receiptsOf } from '../../usecases/receipt'
import { customerProcedure, router } from '../trpc'
import { presentOpen } from './open-invoice'
import { presentAttempt, presentCharge, presentInvoice, presentReceipt } from './present'

const invoiceId = z.uuid()
/** Invoices on one page of the portal. */
const PAGE = 50

export const invoiceRouter = router({
  /** A page of them, newest first, each with its receipts; `older` is where the next page goes on, null at the end. */
  list: customerProcedure
    .input(z.object({ before: invoiceId.optional() }))
    .query(async ({ ctx: { scope }, input }) => {
      const [page, open] = await Promise.all([
        latestInvoicePage(scope, { limit: PAGE, after: input.before }),
        presentOpen(scope),
      ])
      const paid = await receiptsOf(scope, page.rows)
      const debited = new Set(
        open.filter((of) => of.attempts.some((a) => a.status === 'processing')).map((of) => of.id),
      )
      return {
        invoices: page.rows.map((row) => ({
          ...presentInvoice(row),
          /** A bank debit for it is on its way. */
          isProcessing: debited.has(row.id),
          receipts: paid.filter((of) => of.receipt.invoiceId === row.id).map(presentReceipt),
        })),
        older: page.hasMore ? (page.rows.at(-1)?.id ?? null) : null,
      }
    }),

  /** One invoice: what is printed on it, and what became of each attempt to pay it. */
  get: customerProcedure.input(z.object({ id: invoiceId })).query(async ({ ctx, input }) => {
    const [row, printed] = await Promise.all([
      requireInvoice(ctx.scope, input.id),
      invoiceDocument(ctx.scope, input.id),
    ])
    const [paid, notes] = await Promise.all([
      receiptsOf(ctx.scope, [row]),
      listCreditNotes(ctx.scope, { invoiceId: row.id }, { limit: PAGE }),
    ])
    return {
      ...presentInvoice(row),
      printed,
      attempts: row.attempts.map(presentAttempt),
      receipts: paid.map(presentReceipt),
      notes: notes.rows.map(({ id, number, total, issuedAt }) => ({ id, number, total, issuedAt })),
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
