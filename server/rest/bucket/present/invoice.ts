import { z } from '@hono/zod-openapi'
import type { Customer } from '../../../ctx'
import type { InvoiceWithLines } from '../../../usecases/invoice'
import {
  listOf,
  Metadata,
  presentAddress,
  presentList,
  StripeAddress,
  unix,
  unixOrNull,
  type View,
} from './parts'

const Line = z.object({
  id: z.string(),
  object: z.literal('line_item'),
  amount: z.number().int(),
  amount_excluding_tax: z.number().int(),
  currency: z.string(),
  description: z.string(),
  discount_amounts: z.array(z.object({ amount: z.number().int() })),
  discountable: z.boolean(),
  livemode: z.boolean(),
  metadata: Metadata,
  period: z.object({ start: z.number().int(), end: z.number().int() }),
  proration: z.boolean(),
  quantity: z.number().int(),
  subscription: z.string().nullable(),
  tax_amounts: z.array(z.object({ amount: z.number().int(), taxable_amount: z.number().int() })),
  type: z.enum(['subscription', 'invoiceitem']),
})

/** Stripe's invoice object. Amounts are minor units. */
export const Invoice = z
  .object({
    id: z.string(),
    object: z.literal('invoice'),
    account_country: z.string().nullable(),
    account_name: z.string(),
    amount_due: z.number().int(),
    amount_paid: z.number().int(),
    amount_remaining: z.number().int(),
    amount_shipping: z.literal(0),
    attempt_count: z.number().int(),
    attempted: z.boolean(),
    automatic_tax: z.object({ enabled: z.literal(false), status: z.null() }),
    billing_reason: z.enum(['subscription_create', 'subscription_cycle', 'subscription_update', 'manual']),
    collection_method: z.literal('charge_automatically'),
    created: z.number().int(),
    currency: z.string(),
    customer: z.string(),
    customer_address: StripeAddress,
    customer_email: z.string(),
    customer_name: z.string(),
    customer_tax_ids: z.array(z.object({ type: z.string(), value: z.string() })),
    default_tax_rates: z.array(z.string()).max(0),
    due_date: z.number().int(),
    ending_balance: z.literal(0),
    hosted_invoice_url: z.string(),
    invoice_pdf: z.string(),
    lines: listOf(Line),
    livemode: z.boolean(),
    metadata: Metadata,
    number: z.string(),
    paid: z.boolean(),
    paid_out_of_band: z.literal(false),
    payment_settings: z.object({ payment_method_types: z.null() }),
    period_end: z.number().int(),
    period_start: z.number().int(),
    post_payment_credit_notes_amount: z.literal(0),
    pre_payment_credit_notes_amount: z.literal(0),
    starting_balance: z.number().int(),
    status: z.enum(['draft', 'open', 'paid', 'void', 'uncollectible']),
    status_transitions: z.object({
      finalized_at: z.number().int(),
      marked_uncollectible_at: z.null(),
      paid_at: z.number().int().nullable(),
      voided_at: z.number().int().nullable(),
    }),
    subscription: z.string().nullable(),
    subtotal: z.number().int(),
    tax: z.number().int(),
    total: z.number().int(),
    total_discount_amounts: z.array(z.object({ amount: z.number().int() })),
    total_excluding_tax: z.number().int(),
    total_tax_amounts: z.array(z.object({ amount: z.number().int(), taxable_amount: z.number().int() })),
  })
  .openapi('Invoice')

export function presentInvoice(
  invoice: InvoiceWithLines,
  of: Pick<Customer, 'id' | 'bucketId' | 'stripeCustomerId'>,
  view: View,
): z.infer<typeof Invoice> {
  const { buyer, seller } = invoice
  const due = invoice.total - invoice.creditApplied
  const page = `${view.origin}/portal/${of.bucketId}/invoices/${invoice.id}`
  const periods = invoice.lines.flatMap((line) => [unix(line.periodStartAt), unix(line.periodEndAt)])
  const currency = invoice.currency.toLowerCase()
  return {
    id: invoice.id,
    object: 'invoice',
    account_country: seller.address.country ?? null,
    account_name: seller.name,
    amount_due: due,
    amount_paid: invoice.amountPaid,
    amount_remaining: due - invoice.amountPaid,
    amount_shipping: 0,
    attempt_count: invoice.amountPaid > 0 ? 1 : 0,
    attempted: invoice.amountPaid > 0,
    automatic_tax: { enabled: false, status: null },
    billing_reason: REASONS[invoice.reason],
    collection_method: 'charge_automatically',
    created: unix(invoice.issuedAt),
    currency,
    customer: of.stripeCustomerId ?? of.id,
    customer_address: presentAddress(buyer.address),
    customer_email: buyer.email,
    customer_name: buyer.companyName ?? buyer.name,
    customer_tax_ids: buyer.taxNumber ? [{ type: 'eu_vat', value: buyer.taxNumber }] : [],
    default_tax_rates: [],
    due_date: unix(invoice.dueAt),
    ending_balance: 0,
    hosted_invoice_url: page,
    invoice_pdf: `${page}/pdf`,
    lines: presentList(
      invoice.lines.map((line) => presentLine(line, currency, view)),
      `/v1/invoices/${invoice.id}/lines`,
    ),
    livemode: view.livemode,
    metadata: {},
    number: invoice.number,
    paid: invoice.status === 'paid',
    paid_out_of_band: false,
    payment_settings: { payment_method_types: null },
    period_end: Math.max(...periods),
    period_start: Math.min(...periods),
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    // Stripe counts what a customer has as a negative balance.
    starting_balance: -invoice.creditApplied,
    status: invoice.status,
    status_transitions: {
      finalized_at: unix(invoice.issuedAt),
      marked_uncollectible_at: null,
      paid_at: unixOrNull(invoice.paidAt),
      voided_at: unixOrNull(invoice.voidedAt),
    },
    subscription: invoice.subscriptionId,
    subtotal: invoice.subtotal,
    tax: invoice.tax,
    total: invoice.total,
    total_discount_amounts: invoice.discount === 0 ? [] : [{ amount: invoice.discount }],
    total_excluding_tax: invoice.net,
    total_tax_amounts: invoice.tax === 0 ? [] : [{ amount: invoice.tax, taxable_amount: invoice.net }],
  }
}

function presentLine(
  line: InvoiceWithLines['lines'][number],
  currency: string,
  view: View,
): z.infer<typeof Line> {
  return {
    id: line.id,
    object: 'line_item',
    amount: line.amount,
    amount_excluding_tax: line.net,
    currency,
    description: line.description,
    discount_amounts: line.discount === 0 ? [] : [{ amount: line.discount }],
    discountable: line.amount > 0,
    livemode: view.livemode,
    metadata: {},
    period: { start: unix(line.periodStartAt), end: unix(line.periodEndAt) },
    proration: line.kind === 'proration_charge' || line.kind === 'proration_credit',
    quantity: Number(line.quantity),
    subscription: line.subscriptionId,
    tax_amounts: line.tax === 0 ? [] : [{ amount: line.tax, taxable_amount: line.net }],
    type: line.kind === 'item' ? 'invoiceitem' : 'subscription',
  }
}

const REASONS = {
  subscription_start: 'subscription_create',
  subscription_cycle: 'subscription_cycle',
  subscription_change: 'subscription_update',
  checkout: 'subscription_create',
  manual: 'manual',
  import: 'manual',
} as const
