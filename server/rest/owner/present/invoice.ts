import { z } from '@hono/zod-openapi'
import type { CustomerCtx } from '../../../ctx'
import { type InvoiceWithLines, UPCOMING } from '../../../usecases/invoice'
import {
  presentInvoice as presentStripeInvoice,
  Invoice as StripeInvoice,
} from '../../bucket/present/invoice'
import { unix, type View } from '../../bucket/present/parts'

/** Lines that come with an invoice; the rest is asked for. */
export const LINES_SHOWN = 10

export const Line = StripeInvoice.shape.lines.shape.data.element.openapi('InvoiceLine')

/** Stripe's invoice object. Amounts are minor units. Of one that is upcoming nothing is final, and it has no number. */
export const Invoice = StripeInvoice.extend({
  billing_reason: z.enum([...StripeInvoice.shape.billing_reason.options, 'upcoming']),
  hosted_invoice_url: z.string().nullable(),
  invoice_pdf: z.string().nullable(),
  lines: StripeInvoice.shape.lines.extend({ data: z.array(Line), has_more: z.boolean() }),
  next_payment_attempt: z.number().int().nullable(),
  number: z.string().nullable(),
  status_transitions: StripeInvoice.shape.status_transitions.extend({
    finalized_at: z.number().int().nullable(),
  }),
}).openapi('OwnerInvoice')

export const CheckedInvoice = Invoice.extend({
  MoreChk: z.string().openapi({ description: 'the `check` that Lines and Pdf ask for' }),
}).openapi('CheckedInvoice')

/** An invoice with its first lines. */
export function presentInvoice(
  invoice: InvoiceWithLines,
  { customer }: Pick<CustomerCtx, 'customer'>,
  view: View,
): z.infer<typeof Invoice> {
  const whole = presentStripeInvoice(invoice, customer, view)
  const isUpcoming = invoice.id === UPCOMING
  return {
    ...whole,
    lines: {
      ...whole.lines,
      data: whole.lines.data.slice(0, LINES_SHOWN),
      has_more: whole.lines.data.length > LINES_SHOWN,
      url: `/Owner/Invoice/${invoice.id}/Lines`,
    },
    next_payment_attempt: isUpcoming ? unix(invoice.issuedAt) : null,
    ...(isUpcoming ? NOT_YET : {}),
    ...(isUpcoming
      ? { status_transitions: { ...whole.status_transitions, finalized_at: null, paid_at: null } }
      : {}),
  }
}

/** Lines of an invoice, as they are in it. */
export function presentLines(
  invoice: InvoiceWithLines,
  lines: InvoiceWithLines['lines'],
  of: Pick<CustomerCtx, 'customer'>,
  view: View,
): z.infer<typeof Line>[] {
  return lines.length === 0 ? [] : presentStripeInvoice({ ...invoice, lines }, of.customer, view).lines.data
}

const NOT_YET = {
  billing_reason: 'upcoming',
  hosted_invoice_url: null,
  invoice_pdf: null,
  number: null,
} as const
