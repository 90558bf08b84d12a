import { z } from '@hono/zod-openapi'
import type { InvoiceDraft } from '../../../core/invoice'
import type { Money } from '../../../core/money'
import type { CallPreview } from '../../../usecases/subscription-preview'
import { percentOf } from './customer'

const MoneyAnswer = z.object({ amount: z.number().int(), currency: z.string() })

const DraftInvoice = z.object({
  currency: z.string(),
  total: z.number().int(),
  tax_total: z.number().int(),
  sub_total: z.number().int(),
  credit_applied: z.number().int(),
  amount_due: z.number().int(),
  lines: z.array(
    z.object({
      description: z.string(),
      currency: z.string(),
      total: z.number().int(),
      sub_total: z.number().int(),
      tax_total: z.number().int(),
      tax_rate: z.number().openapi({ description: 'percent' }),
      quantity: z.number(),
    }),
  ),
})

/** What a call would write: under the names of an invoice, which it is not yet. */
export const Preview = z
  .object({
    invoice: DraftInvoice.nullable().openapi({ description: 'due at once; null when nothing is' }),
    credit: MoneyAnswer.nullable().openapi({ description: "kept for the customer's next invoices" }),
    refund: MoneyAnswer.nullable().openapi({ description: 'given back to the means of payment' }),
    effective_at: z.iso.datetime(),
  })
  .openapi('Preview')

export function presentPreview(preview: CallPreview): z.infer<typeof Preview> {
  return {
    invoice: preview.invoice && presentDraft(preview.invoice),
    credit: preview.credit && presentMoney(preview.credit),
    refund: preview.refund && presentMoney(preview.refund),
    effective_at: preview.effectiveAt.toISOString(),
  }
}

const presentMoney = ({ amount, currency }: Money) => ({ amount, currency })

function presentDraft(draft: InvoiceDraft): z.infer<typeof DraftInvoice> {
  const { currency } = draft
  return {
    currency,
    total: draft.total.amount,
    tax_total: draft.tax.amount,
    sub_total: draft.net.amount,
    credit_applied: draft.creditApplied.amount,
    amount_due: draft.amountDue.amount,
    lines: draft.lines.map((line) => ({
      description: line.description,
      currency,
      total: line.total.amount,
      sub_total: line.net.amount,
      tax_total: line.tax.amount,
      tax_rate: percentOf(line.ratePpm),
      quantity: Number(line.quantity),
    })),
  }
}
