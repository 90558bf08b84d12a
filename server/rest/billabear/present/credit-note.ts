import { z } from '@hono/zod-openapi'
import type { CreditNoteRequest } from '../../../core/credit-note'
import { money } from '../../../core/money'
import { invalidInput } from '../../../errors'
import type { CreditNoteInput, CreditNoteWithLines } from '../../../usecases/credit-note'
import { text } from '../document'
import { currencyCode, percentOf } from './customer'

const amount = z.number().int().min(-1e12).max(1e12)

/** Lines of the invoice, or an amount with tax spread over them, or neither for all that is left. */
export const CreditNoteBody = z
  .object({
    reason: text(500).nullish(),
    lines: z
      .array(z.object({ line: z.string().max(64), amount: amount.nullish() }))
      .max(1_000)
      .nullish()
      .openapi({ description: 'lines of the invoice by id; without an amount all that is left of the line' }),
    amount: amount.nullish().openapi({ description: 'with tax, spread over the lines' }),
    currency: currencyCode.nullish(),
    refund: z
      .boolean()
      .nullish()
      .openapi({ description: 'give what was paid back to the payment; else it becomes credit' }),
  })
  .openapi('CreateCreditNote', { example: { reason: 'Not delivered', amount: 1190, refund: true } })

/** What to credit, in the invoice's currency unless the body names one. */
export function creditNoteInput(
  body: z.infer<typeof CreditNoteBody>,
  invoiceCurrency: string,
): CreditNoteInput {
  return {
    reason: body.reason ?? '',
    request: requestOf(body, body.currency ?? invoiceCurrency),
    refund: body.refund === true ? 'to_payment' : 'to_credit',
  }
}

function requestOf(body: z.infer<typeof CreditNoteBody>, currency: string): CreditNoteRequest {
  const { lines, amount: whole } = body
  if (lines != null && whole != null) throw invalidInput({ amount: 'Either lines or an amount, not both' })
  if (lines != null)
    return {
      kind: 'lines',
      lines: lines.map(({ line, amount: part }) => ({
        lineId: line,
        amount: part == null ? null : money(part, currency),
      })),
    }
  return whole == null ? { kind: 'all' } : { kind: 'amount', amount: money(whole, currency) }
}

export const CreditNote = z
  .object({
    id: z.uuid(),
    number: z.string(),
    invoice: z.uuid().openapi({ description: 'the id of the invoice that it corrects' }),
    customer: z.uuid(),
    reason: z.string(),
    currency: z.string(),
    total: z.number().int(),
    sub_total: z.number().int(),
    tax_total: z.number().int(),
    reduces_due: z.number().int().openapi({ description: 'the part that only lowered what was due' }),
    refunded: z.number().int().openapi({ description: 'the part given back to payments' }),
    credited: z.number().int().openapi({ description: "the part kept as the customer's credit" }),
    created_at: z.string(),
    lines: z.array(
      z.object({
        line: z.uuid().openapi({ description: 'the id of the line of the invoice' }),
        description: z.string(),
        currency: z.string(),
        total: z.number().int(),
        sub_total: z.number().int(),
        tax_total: z.number().int(),
        tax_rate: z.number(),
      }),
    ),
  })
  .openapi('CreditNote')

export const presentCreditNote = (note: CreditNoteWithLines): z.infer<typeof CreditNote> => ({
  id: note.id,
  number: note.number,
  invoice: note.invoiceId,
  customer: note.customerId,
  reason: note.reason,
  currency: note.currency,
  total: note.total,
  sub_total: note.net,
  tax_total: note.tax,
  reduces_due: note.reducesDue,
  refunded: note.refunded,
  credited: note.credited,
  created_at: note.issuedAt.toISOString(),
  lines: note.lines.map((line) => ({
    line: line.invoiceLineId,
    description: line.description,
    currency: note.currency,
    total: line.total,
    sub_total: line.net,
    tax_total: line.tax,
    tax_rate: percentOf(line.taxRatePpm),
  })),
})
