import { z } from 'zod'
import type { CreditNoteRequest } from '../../core/credit-note'
import { money } from '../../core/money'
import {
  type CreditNoteInput,
  creditableOf,
  issueCreditNote,
  previewCreditNote,
} from '../../usecases/credit-note'
import { enterDocument } from '../../usecases/invoice-charge'
import { ownerProcedure, router } from '../trpc'

const amount = z.int().min(-1e12).max(1e12)

const noteInput = z.object({
  invoiceId: z.uuid(),
  currency: z.string().length(3),
  /** Neither lines nor an amount: all that is left. */
  lines: z
    .array(z.object({ lineId: z.uuid(), amount: amount.nullable() }))
    .max(1_000)
    .optional(),
  amount: amount.optional(),
  refund: z.enum(['to_payment', 'to_credit']),
  reason: z.string().trim().max(500).default(''),
})

export const ownerCreditNoteRouter = router({
  /** What is left of each line of an invoice, gross. */
  creditable: ownerProcedure
    .input(z.object({ invoiceId: z.uuid() }))
    .query(async ({ ctx: { scope }, input: { invoiceId: id } }) => {
      const lines = await creditableOf(await enterDocument(scope, { kind: 'invoice', id }), id)
      return lines.map((line) => ({ lineId: line.id, left: line.total.amount, ratePpm: line.ratePpm }))
    }),

  /** What it would take back and where the money would go, to the cent. */
  preview: ownerProcedure.input(noteInput).query(async ({ ctx: { scope }, input }) => {
    const of = await enterDocument(scope, { kind: 'invoice', id: input.invoiceId })
    const { plan, ...back } = await previewCreditNote(of, input.invoiceId, noteOf(input))
    return {
      net: plan.net.amount,
      tax: plan.tax.amount,
      total: plan.total.amount,
      taxes: plan.taxes.map(({ ratePpm, net, tax }) => ({ ratePpm, net: net.amount, tax: tax.amount })),
      reducesDue: plan.reducesDue.amount,
      ...back,
    }
  }),

  /** Issues it: the invoice stays as it is, and this corrects it. */
  issue: ownerProcedure.input(noteInput).mutation(async ({ ctx: { scope }, input }) => {
    const of = await enterDocument(scope, { kind: 'invoice', id: input.invoiceId })
    const { id, number } = await issueCreditNote(of, input.invoiceId, noteOf(input))
    return { id, number }
  }),
})

const noteOf = (input: z.output<typeof noteInput>): CreditNoteInput => ({
  reason: input.reason,
  request: requestOf(input),
  refund: input.refund,
})

function requestOf({ lines, amount: whole, currency }: z.output<typeof noteInput>): CreditNoteRequest {
  if (lines)
    return {
      kind: 'lines',
      lines: lines.map((line) => ({
        lineId: line.lineId,
        amount: line.amount === null ? null : money(line.amount, currency),
      })),
    }
  return whole === undefined ? { kind: 'all' } : { kind: 'amount', amount: money(whole, currency) }
}
