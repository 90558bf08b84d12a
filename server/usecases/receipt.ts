import { type Invoice, listReceipts, listReceiptsOf, type Payment, type Receipt } from '@/db/queries/invoice'
import type { CustomerCtx } from '../ctx'

/** The proof of a payment, with the payment and the invoice it paid. */
export type ReceiptWithPayment = { receipt: Receipt; payment: Payment; invoice: Invoice }

/** A customer's receipts, newest first. */
export function receipts(ctx: CustomerCtx): Promise<ReceiptWithPayment[]> {
  return listReceipts(ctx.db, ctx.owner.id, ctx.customer.id)
}

/** The receipts of invoices that the caller has in its scope already, newest first. */
export function receiptsOf(
  ctx: CustomerCtx,
  invoices: readonly Pick<Invoice, 'id'>[],
): Promise<ReceiptWithPayment[]> {
  return listReceiptsOf(
    ctx.db,
    ctx.owner.id,
    invoices.map(({ id }) => id),
  )
}
