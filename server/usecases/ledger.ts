import { insertRows } from '@/db/bulk'
import { newId } from '@/db/id'
import { ledgerTransfer } from '@/db/schema'
import type { Transfer } from '../core/ledger'
import type { TxCtx } from '../ctx'

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
export async function post(
  t: Pick<TxCtx, 'tx' | 'now'>,
  transfers: Transfer[],
  of: TransferRefs,
): Promise<void> {
  await postRows(t, transferRows(t, transfers, of))
}

type TransferRow = typeof ledgerTransfer.$inferInsert

/** The one place that writes to the ledger: the rows of one thing that happened, or of thousands at once. */
export async function postRows(t: Pick<TxCtx, 'tx'>, rows: TransferRow[]): Promise<void> {
  await insertRows(t.tx, ledgerTransfer, rows)
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
