import { z } from '@hono/zod-openapi'
import type { CustomerView } from '../../../usecases/customer-record'
import { amountDue, type InvoiceWithLines } from '../../../usecases/invoice'
import type { ChargeAnswer } from '../../../usecases/invoice-charge'
import type { PayLinkOf } from '../app'
import { paymentFailure } from '../error'
import { Address, Customer, percentOf, presentAddress, presentCustomer } from './customer'
import { FailureReason } from './decline'

const Line = z.object({
  id: z.uuid(),
  description: z.string(),
  currency: z.string(),
  total: z.number().int(),
  sub_total: z.number().int(),
  tax_total: z.number().int(),
  tax_rate: z.number().openapi({ description: 'percent' }),
  quantity: z.number().int(),
})

/** Under the documented names (`paid`, `payeeaddress`) and the served ones (`is_paid`, `payee_address`). */
export const Invoice = z
  .object({
    id: z.uuid(),
    number: z.string().openapi({ description: 'empty until a draft is finalised' }),
    status: z.enum(['draft', 'open', 'paid', 'void', 'uncollectible']),
    currency: z.string(),
    customer: Customer,
    total: z.number().int(),
    tax_total: z.number().int(),
    sub_total: z.number().int(),
    amount_due: z.number().int().openapi({ description: 'what is still to be paid' }),
    amount_paid: z.number().int(),
    amount_credited: z.number().int().openapi({ description: 'what credit notes took off what was due' }),
    credit_applied: z
      .number()
      .int()
      .openapi({ description: "taken from the customer's credit; below zero a debit that was added" }),
    paid: z.boolean(),
    is_paid: z.boolean(),
    pay_link: z.string().openapi({ description: 'where anybody who has the address can pay it' }),
    created_at: z.string(),
    paid_at: z.string().nullable(),
    due_date: z.string(),
    biller_address: Address,
    payeeaddress: Address,
    payee_address: Address,
    lines: z.array(Line),
  })
  .openapi('Invoice')

export function presentInvoice(
  row: InvoiceWithLines,
  of: { customer: CustomerView; payLinkOf: PayLinkOf },
): z.infer<typeof Invoice> {
  const paid = row.status === 'paid'
  const payee = presentAddress(row.buyer.address, row.buyer.companyName)
  return {
    id: row.id,
    number: row.number,
    status: row.status,
    currency: row.currency,
    customer: presentCustomer(of.customer),
    total: row.total,
    tax_total: row.tax,
    sub_total: row.net,
    amount_due: amountDue(row),
    amount_paid: row.amountPaid,
    amount_credited: row.amountCredited,
    credit_applied: row.creditApplied,
    paid,
    is_paid: paid,
    pay_link: of.payLinkOf(row),
    created_at: row.issuedAt.toISOString(),
    paid_at: row.paidAt?.toISOString() ?? null,
    due_date: row.dueAt.toISOString(),
    biller_address: presentAddress(row.seller.address, row.seller.companyName ?? row.seller.name),
    payeeaddress: payee,
    payee_address: payee,
    lines: row.lines.map((line) => ({
      id: line.id,
      description: line.description,
      currency: row.currency,
      total: line.total,
      sub_total: line.net,
      tax_total: line.tax,
      tax_rate: percentOf(line.taxRatePpm),
      quantity: Number(line.quantity),
    })),
  }
}

export const Charged = z
  .object({ paid: z.boolean(), failure_reason: FailureReason.nullable() })
  .openapi('PaymentResponse', { example: { paid: true, failure_reason: null } })

/** 402 for a decline, with the reason; else whether it is paid. */
export function presentCharge(answer: ChargeAnswer) {
  if (answer.kind === 'declined') return { status: 402 as const, body: paymentFailure(answer.code) }
  return { status: 200 as const, body: { paid: answer.kind === 'paid', failure_reason: null } }
}
