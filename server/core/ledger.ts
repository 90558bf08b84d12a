import type { Money } from './money'

/** Accounts per owner and currency (design §5). */
export type Account =
  | 'receivable'
  | 'revenue'
  | 'tax'
  | 'stripe_cash'
  /** Money that arrived outside Stripe, as the owner told. */
  | 'bank_cash'
  /** What is owed but not expected any more. */
  | 'bad_debt'
  | 'refunds'
  | 'customer_credit'
  | 'discounts'
  | 'disputes'
  | 'fees'

/** One amount moved from `credit` to `debit`; amounts are above zero. */
export type Transfer = { debit: Account; credit: Account; amount: Money }

/** An invoice is issued: the customer owes, the owner earned; credit used settles part of it at once. */
export function issueTransfers(invoice: { net: Money; tax: Money; creditApplied: Money }): Transfer[] {
  return moved([
    { debit: 'receivable', credit: 'revenue', amount: invoice.net },
    { debit: 'receivable', credit: 'tax', amount: invoice.tax },
    { debit: 'customer_credit', credit: 'receivable', amount: invoice.creditApplied },
  ])
}

/** A voided invoice takes back what issuing it wrote. */
export function voidTransfers(invoice: { net: Money; tax: Money; creditApplied: Money }): Transfer[] {
  return issueTransfers(invoice).map((t) => ({ debit: t.credit, credit: t.debit, amount: t.amount }))
}

export const paymentTransfers = (amount: Money): Transfer[] =>
  moved([{ debit: 'stripe_cash', credit: 'receivable', amount }])

/** A payment that turned out not to have happened (late SEPA failure): the customer owes again. */
export const reversalTransfers = (amount: Money): Transfer[] =>
  moved([{ debit: 'receivable', credit: 'stripe_cash', amount }])

export const manualPaymentTransfers = (amount: Money): Transfer[] =>
  moved([{ debit: 'bank_cash', credit: 'receivable', amount }])

export const manualRefundTransfers = (amount: Money): Transfer[] =>
  moved([{ debit: 'refunds', credit: 'bank_cash', amount }])

/** What is due on an invoice is given up; it stays payable, and paying it takes this back first. */
export const writeOffTransfers = (due: Money): Transfer[] =>
  moved([{ debit: 'bad_debt', credit: 'receivable', amount: due }])

export const recoveryTransfers = (due: Money): Transfer[] =>
  moved([{ debit: 'receivable', credit: 'bad_debt', amount: due }])

/**
 * A credit note takes revenue and tax back: against what was owed, against the refunds that give money back (so that
 * these do not lower revenue twice), and as credit. `from` is where what was owed stands.
 */
export function creditNoteTransfers(
  note: Record<'net' | 'tax' | 'reducesDue' | 'refunded' | 'credited', Money>,
  from: 'receivable' | 'bad_debt',
): Transfer[] {
  const total = moved([
    { debit: 'revenue', credit: 'receivable', amount: note.net },
    { debit: 'tax', credit: 'receivable', amount: note.tax },
  ])
  const back = moved([
    { debit: 'receivable', credit: 'refunds', amount: note.refunded },
    { debit: 'receivable', credit: 'customer_credit', amount: note.credited },
  ])
  const written = from === 'bad_debt' ? recoveryTransfers(note.reducesDue) : []
  return [...total, ...back, ...written]
}

/** Stripe refused to give back what a credit note meant to: the customer has it as credit instead. */
export const refundToCreditTransfers = (amount: Money): Transfer[] =>
  moved([{ debit: 'refunds', credit: 'customer_credit', amount }])

export const refundTransfers = (amount: Money): Transfer[] =>
  moved([{ debit: 'refunds', credit: 'stripe_cash', amount }])

/** A disputed payment's money is held by Stripe until the dispute is decided. */
export const disputeTransfers = (amount: Money): Transfer[] =>
  moved([{ debit: 'disputes', credit: 'stripe_cash', amount }])

export const disputeWonTransfers = (amount: Money): Transfer[] =>
  moved([{ debit: 'stripe_cash', credit: 'disputes', amount }])

/** Stripe sent a refund back: the money is there again, and owed to nobody by it. */
export const refundReturnedTransfers = (amount: Money): Transfer[] =>
  moved([{ debit: 'stripe_cash', credit: 'refunds', amount }])

/** What Stripe keeps for its service; below zero when it gives some back. */
export const feeTransfers = (fee: Money): Transfer[] =>
  moved([{ debit: 'fees', credit: 'stripe_cash', amount: fee }])

/** Unused time given back as credit: net out of revenue, tax out of tax. */
export function creditTransfers(credit: { net: Money; tax: Money }): Transfer[] {
  return moved([
    { debit: 'revenue', credit: 'customer_credit', amount: credit.net },
    { debit: 'tax', credit: 'customer_credit', amount: credit.tax },
  ])
}

/** Credit given as a present, a voucher's or by hand: a discount until an invoice uses it. Below zero it is a debit. */
export const giftTransfers = (amount: Money): Transfer[] =>
  moved([{ debit: 'discounts', credit: 'customer_credit', amount }])

/** Zero moves nothing; below zero moves the other way. */
function moved(transfers: Transfer[]): Transfer[] {
  return transfers.flatMap(({ debit, credit, amount }) =>
    amount.amount === 0
      ? []
      : amount.amount > 0
        ? [{ debit, credit, amount }]
        : [{ debit: credit, credit: debit, amount: { ...amount, amount: -amount.amount } }],
  )
}
