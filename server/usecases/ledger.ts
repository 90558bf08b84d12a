import { insertRows } from '@/db/bulk'
import { newId } from '@/db/id'
import { ledgerTransfer } from '@/db/schema'
import type { Transfer } from '../core/ledger'
import { money } from '../core/money'
import { saleOf } from '../core/sales'
import type { OwnerCtx, TxCtx } from '../ctx'
import { invariant } from '../errors'
import { type CountedSale, countSales } from './sales-count'

/** What transfers are about. */
export type TransferRefs = {
  ownerId: string
  reason: string
  customerId?: string
  invoiceId?: string
  paymentId?: string
  refundId?: string
  at?: Date
}

/** Writes transfers in the transaction that moves the money. None is written for none. */
export async function post(t: LedgerTx, transfers: Transfer[], of: TransferRefs): Promise<void> {
  await postRows(t, transferRows(t, transfers, of))
}

type LedgerTx = Pick<TxCtx<OwnerCtx>, 'tx' | 'now' | 'owner'>
type TransferRow = typeof ledgerTransfer.$inferInsert

/**
 * The one place that writes to the ledger, and counts what of it are sales: the rows of one thing that happened, or of
 * thousands at once, of one owner.
 */
export async function postRows(t: Pick<LedgerTx, 'tx' | 'owner'>, rows: TransferRow[]): Promise<void> {
  await Promise.all([insertRows(t.tx, ledgerTransfer, rows), countSales(t, rows.flatMap(salesOf))])
}

function salesOf(row: TransferRow): CountedSale[] {
  const { debit, credit, currency, invoiceId, refundId, at } = row
  const transfer = { debit, credit, amount: money(row.amount, currency) }
  const sale = saleOf(transfer, { isRefund: refundId != null })
  if (sale === null) return []
  invariant(invoiceId, 'what is charged or refunded is of an invoice')
  return [{ ...sale, invoiceId, at }]
}

/** The rows of transfers, for whoever writes those of many at once. */
export function transferRows(
  t: Pick<TxCtx, 'now'>,
  transfers: Transfer[],
  { at, ...refs }: TransferRefs,
): TransferRow[] {
  return transfers.map(({ debit, credit, amount }) => ({
    ...NO_REFS,
    ...refs,
    id: newId(),
    debit,
    credit,
    amount: amount.amount,
    currency: amount.currency,
    at: at ?? t.now,
  }))
}

/** Rows that are written together all have the same columns. */
const NO_REFS = { customerId: null, invoiceId: null, paymentId: null, refundId: null, disputeId: null }
