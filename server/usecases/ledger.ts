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
  if (transfers.length === 0) return
  await t.tx.insert(ledgerTransfer).values(transferRows(t, transfers, of))
}

/** The rows of transfers, for whoever writes those of many at once. */
export function transferRows(
  t: Pick<TxCtx, 'now'>,
  transfers: Transfer[],
  { at, ...refs }: TransferRefs,
): (typeof ledgerTransfer.$inferInsert)[] {
  return transfers.map(({ debit, credit, amount }) => ({
    ...refs,
    id: newId(),
    debit,
    credit,
    amount: amount.amount,
    currency: amount.currency,
    at: at ?? t.now,
  }))
}
