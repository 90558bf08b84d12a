import { newId } from '@/db/id'
import { ledgerTransfer } from '@/db/schema'
import type { Transfer } from '../core/ledger'
import type { TxCtx } from '../ctx'

/** Writes transfers in the transaction that moves the money. None is written for none. */
export async function post(
  t: Pick<TxCtx, 'tx' | 'now'>,
  transfers: Transfer[],
  of: {
    ownerId: string
    reason: string
    customerId?: string
    invoiceId?: string
    paymentId?: string
    refundId?: string
    at?: Date
  },
): Promise<void> {
  if (transfers.length === 0) return
  const { at, ...refs } = of
  await t.tx.insert(ledgerTransfer).values(
    transfers.map(({ debit, credit, amount }) => ({
      ...refs,
      id: newId(),
      debit,
      credit,
      amount: amount.amount,
      currency: amount.currency,
      at: at ?? t.now,
    })),
  )
}
