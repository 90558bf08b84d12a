import { z } from '@hono/zod-openapi'
import type { PaymentView, RefundView } from '../../../usecases/payment-list'
import { Customer, presentCustomer } from './customer'

export const Payment = z
  .object({
    id: z.uuid(),
    amount: z.number().int(),
    currency: z.string(),
    external_reference: z.string().nullable(),
    status: z.enum(['completed', 'disputed', 'partially_refunded', 'fully_refunded', 'failed']),
    created_at: z.string(),
    customer: Customer,
    receipts: z.array(z.object({ id: z.uuid(), created_at: z.string(), valid: z.boolean() })),
    invoice: z.uuid().openapi({ description: 'the id of the invoice that it paid' }),
    refunded: z.number().int().openapi({ description: 'minor units given back' }),
  })
  .openapi('Payment')

/** A payment that the bank took back has failed after all. */
export function presentPayment({ payment, customer, receipts }: PaymentView): z.infer<typeof Payment> {
  const valid = payment.status !== 'reversed'
  return {
    id: payment.id,
    amount: payment.amount,
    currency: payment.currency,
    external_reference: payment.stripePaymentIntentId ?? payment.reference,
    status: payment.status === 'reversed' ? 'failed' : payment.status,
    created_at: payment.paidAt.toISOString(),
    customer: presentCustomer(customer),
    receipts: receipts.map((r) => ({ id: r.id, created_at: r.issuedAt.toISOString(), valid })),
    invoice: payment.invoiceId,
    refunded: payment.refunded,
  }
}

export const Refund = z
  .object({
    id: z.uuid(),
    amount: z.number().int(),
    currency: z.string(),
    external_reference: z.string().nullable(),
    comment: z.string().nullable(),
    status: z.enum(['started', 'rejected', 'issued']),
    created_at: z.string(),
    payment: Payment,
    customer: Customer,
    billing_admin: z.null().openapi({ description: 'nobody: refunds are made by programs' }),
  })
  .openapi('Refund')

const STATUS = { pending: 'started', succeeded: 'issued', failed: 'rejected' } as const

export function presentRefund({ refund, payment }: RefundView): z.infer<typeof Refund> {
  return {
    id: refund.id,
    amount: refund.amount,
    currency: refund.currency,
    external_reference: refund.stripeRefundId,
    comment: refund.reason,
    status: STATUS[refund.status],
    created_at: (refund.settledAt ?? refund.createdAt).toISOString(),
    payment: presentPayment(payment),
    customer: presentCustomer(payment.customer),
    billing_admin: null,
  }
}
