import { type Invoice, listReceipts, type Payment, type Receipt } from '@/db/queries/invoice'
import type { CustomerCtx } from '../ctx'

/** The proof of a payment, with the payment and the invoice it paid. */
export type ReceiptWithPayment = { receipt: Receipt; payment: Payment; invoice: Invoice }

/** A customer's receipts, newest first. */
export function receipts(ctx: CustomerCtx): Promise<ReceiptWithPayment[]> {
  return listReceipts(ctx.db, ctx.owner.id, ctx.customer.id)
}
