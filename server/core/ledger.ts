import type { Money } from './money'

/** Accounts per owner and currency (design §5). */
export type Account =
  | 'receivable'
  | 'revenue'
  | 'tax'
  | 'stripe_cash'
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

export const refundTransfers = (amount: Money): Transfer[] =>
  moved([{ debit: 'refunds', credit: 'stripe_cash', amount }])

/** A disputed payment's money is held by Stripe until the dispute is decided. */
export const disputeTransfers = (amount: Money): Transfer[] =>
  moved([{ debit: 'disputes', credit: 'stripe_cash', amount }])

export const disputeWonTransfers = (amount: Money): Transfer[] =>
  moved([{ debit: 'stripe_cash', credit: 'disputes', amount }])

/** Unused time given back as credit: net out of revenue, tax out of tax. */
export function creditTransfers(credit: { net: Money; tax: Money }): Transfer[] {
  return moved([
    { debit: 'revenue', credit: 'customer_credit', amount: credit.net },
    { debit: 'tax', credit: 'customer_credit', amount: credit.tax },
  ])
}

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
