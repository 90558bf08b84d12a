import { z } from '@hono/zod-openapi'
import type { Customer } from '../../../ctx'
import type { ReceiptWithPayment } from '../../../usecases/receipt'
import { Metadata, presentAddress, StripeAddress, unix, type View } from './parts'

/** Stripe has no receipt object: its receipts are charges with a number and an address. So is this one. */
export const Receipt = z
  .object({
    id: z.string(),
    object: z.literal('charge'),
    amount: z.number().int(),
    amount_captured: z.number().int(),
    amount_refunded: z.number().int(),
    billing_details: z.object({
      address: StripeAddress,
      email: z.string(),
      name: z.string(),
      phone: z.null(),
    }),
    captured: z.literal(true),
    created: z.number().int(),
    currency: z.string(),
    customer: z.string(),
    description: z.string(),
    disputed: z.boolean(),
    invoice: z.string(),
    invoice_number: z.string(),
    livemode: z.boolean(),
    metadata: Metadata,
    paid: z.boolean(),
    payment_intent: z.string(),
    receipt_email: z.string(),
    receipt_id: z.string(),
    receipt_number: z.string(),
    receipt_pdf: z.string(),
    receipt_url: z.string(),
    refunded: z.boolean(),
    status: z.enum(['succeeded', 'failed']),
  })
  .openapi('Receipt')

export function presentReceipt(
  { receipt, payment, invoice }: ReceiptWithPayment,
  of: Pick<Customer, 'id' | 'bucketId' | 'stripeCustomerId'>,
  view: View,
): z.infer<typeof Receipt> {
  const { buyer } = invoice
  const reversed = payment.status === 'reversed'
  const portal = `${view.origin}/portal/${of.bucketId}`
  return {
    id: payment.stripeChargeId ?? payment.id,
    object: 'charge',
    amount: payment.amount,
    amount_captured: payment.amount,
    amount_refunded: payment.refunded,
    billing_details: {
      address: presentAddress(buyer.address),
      email: buyer.email,
      name: buyer.companyName ?? buyer.name,
      phone: null,
    },
    captured: true,
    created: unix(receipt.issuedAt),
    currency: payment.currency.toLowerCase(),
    customer: of.stripeCustomerId ?? of.id,
    description: invoice.number,
    disputed: payment.status === 'disputed',
    invoice: invoice.id,
    invoice_number: invoice.number,
    livemode: view.livemode,
    metadata: {},
    paid: !reversed,
    payment_intent: payment.stripePaymentIntentId ?? payment.id,
    receipt_email: buyer.email,
    receipt_id: receipt.id,
    receipt_number: receipt.number,
    receipt_pdf: `${portal}/receipts/${receipt.id}/pdf`,
    receipt_url: `${portal}/invoices/${invoice.id}`,
    refunded: payment.status === 'fully_refunded',
    status: reversed ? 'failed' : 'succeeded',
  }
}
