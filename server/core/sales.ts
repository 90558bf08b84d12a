import type { Account, Transfer } from './ledger'
import type { Currency } from './money'

/** What a transfer adds to the two sums of its currency; below zero it takes away. */
export type Sale = { currency: Currency; charged: number; refunded: number }

/** Each offset of a time zone is a multiple of this long, so that every hour and day anywhere is made of it. */
export const QUARTER_MS = 900_000

/** The start of the quarter-hour that an instant is in. */
export const quarterOf = (at: Date): Date => new Date(Math.floor(at.getTime() / QUARTER_MS) * QUARTER_MS)

/**
 * Charged is what arrived for receivables, refunded is what was given back; null for a transfer that is neither:
 * fees, disputes, and what moves no cash. A debit that the bank returns lowers what is charged, a refund that is sent
 * back lowers what is refunded, both when it happens: what a closed month showed stays. `salesOfLedger` in
 * db/queries/sales.ts says the same in SQL, and `folio ledger check` compares the two.
 */
export function saleOf({ debit, credit, amount }: Transfer, of: { isRefund: boolean }): Sale | null {
  const sign = CASH.has(debit) ? 1 : -1
  const [cash, other] = sign === 1 ? [debit, credit] : [credit, debit]
  if (!CASH.has(cash) || !COUNTED.has(other)) return null
  const moved = sign * amount.amount
  return of.isRefund
    ? { currency: amount.currency, charged: 0, refunded: 0 - moved }
    : { currency: amount.currency, charged: moved, refunded: 0 }
}

const CASH: ReadonlySet<Account> = new Set(['stripe_cash', 'bank_cash'])
const COUNTED: ReadonlySet<Account> = new Set(['receivable', 'refunds'])
