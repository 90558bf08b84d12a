import { findDocumentCustomer, pageInvoices, pageLatestInvoices } from '@/db/queries/invoice-list'
import { dueOf } from '../core/invoice-state'
import type { Page, PageInput } from '../core/page'
import { type CustomerCtx, type OwnerCtx, requireWrite } from '../ctx'
import { DomainError } from '../errors'
import { enterCustomer } from './customer'
import { type InvoiceWithLines, invoices, type PaymentAttempt, requireInvoice } from './invoice'
import { payInvoice } from './pay'
import { defaultPaymentMethod, paymentMethods } from './payment-method'

/** A customer's invoices with their lines, oldest first. */
export const listInvoicesOf = (ctx: CustomerCtx, page: PageInput): Promise<Page<InvoiceWithLines>> =>
  pageInvoices(ctx.db, ctx.owner.id, ctx.customer.id, page)

/** A customer's newest invoices with their lines, the newest first. */
export async function latestInvoices(ctx: CustomerCtx, limit: number): Promise<InvoiceWithLines[]> {
  return (await invoices(ctx)).filter((row) => row.status !== 'draft').slice(0, limit)
}

/** Refuses what is not an invoice of this customer's: `not_found`, whatever it looks like. */
export async function requireOwnInvoice(ctx: CustomerCtx, id: string): Promise<void> {
  const of = await findDocumentCustomer(ctx.db, ctx.owner.id, { kind: 'invoice', id })
  if (of !== ctx.customer.id) throw new DomainError('not_found', { message: 'No such invoice' })
}

/** A customer's invoices with their lines, newest first; after an id, those that are older than it. */
export const latestInvoicePage = (ctx: CustomerCtx, page: PageInput): Promise<Page<InvoiceWithLines>> =>
  pageLatestInvoices(ctx.db, ctx.owner.id, ctx.customer.id, page)

/** The scope of the customer whose invoice or receipt this is. */
export async function enterDocument(
  ctx: OwnerCtx,
  of: { kind: 'invoice' | 'receipt'; id: string },
): Promise<CustomerCtx> {
  const customerId = await findDocumentCustomer(ctx.db, ctx.owner.id, of)
  if (customerId === undefined) throw new DomainError('not_found', { message: `No such ${of.kind}` })
  return enterCustomer(ctx, customerId)
}

/** `open`: nothing was charged, or the bank has not answered yet. `code` is Stripe's word for a decline. */
export type ChargeAnswer = { kind: 'paid' } | { kind: 'open' } | { kind: 'declined'; code: string }

/**
 * Charges what is due on an invoice to the customer's default means of payment. One that is paid is not charged
 * again; without a means of payment nothing happens. Throws `not_found`, `invoice_not_payable` for one void, and
 * `conflict` when another amount than the one told is due.
 */
export async function chargeInvoice(
  ctx: CustomerCtx,
  invoiceId: string,
  told: { amountDue?: number } = {},
): Promise<ChargeAnswer> {
  requireWrite(ctx)
  const bill = await requireInvoice(ctx, invoiceId)
  if (bill.status === 'paid') return { kind: 'paid' }
  if (told.amountDue !== undefined && told.amountDue !== dueOf(bill))
    throw new DomainError('conflict', { message: 'The amount has changed. Nothing was charged.' })
  if (bill.status === 'open' && !defaultPaymentMethod(ctx, await paymentMethods(ctx))) return { kind: 'open' }
  try {
    const { attempt } = await payInvoice(ctx, { invoiceId })
    return answerOf(attempt)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    if (error.code === 'payment_pending') return { kind: 'open' }
    // Of two charges at once the second finds the invoice paid.
    const paid =
      error.code === 'invoice_not_payable' && (await requireInvoice(ctx, invoiceId)).status === 'paid'
    if (paid) return { kind: 'paid' }
    throw error
  }
}

function answerOf(attempt: PaymentAttempt): ChargeAnswer {
  switch (attempt.status) {
    case 'paid':
      return { kind: 'paid' }
    case 'failed':
    case 'canceled':
      return { kind: 'declined', code: attempt.declineCode ?? attempt.failureCode ?? 'generic_decline' }
    case 'requires_action':
      return { kind: 'declined', code: 'authentication_required' }
    case 'pending':
    case 'processing':
      return { kind: 'open' }
  }
}
