import { listReceipts, type Payment, type Receipt } from '@/db/queries/invoice'
import type { CustomerCtx } from '../ctx'

export type ReceiptOfPayment = { receipt: Receipt; payment: Payment; invoiceNumber: string }

/** A customer's receipts with the payment each proves, newest first. */
export async function receipts(ctx: CustomerCtx): Promise<ReceiptOfPayment[]> {
  const rows = await listReceipts(ctx.db, ctx.owner.id, ctx.customer.id)
  return rows.map(({ receipt, payment, invoice }) => ({ receipt, payment, invoiceNumber: invoice.number }))
}
