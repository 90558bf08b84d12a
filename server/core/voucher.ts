import { invariant } from '../errors'
import { allocate, type Currency, type Money, money, mulDiv, PPM, sub, sum } from './money'

/** What gives out an automatic voucher. */
export type VoucherEvent = 'expired_card_added'

/** A voucher takes a part off the next invoice, or is worth an amount of credit in each of some currencies. */
export type VoucherEffect =
  | { type: 'percentage'; percentOffPpm: number }
  | { type: 'fixed_credit'; amounts: readonly Money[] }

export type Voucher = {
  id: string
  effect: VoucherEffect
  /** A code that a person enters, or something that happens. */
  entry: { type: 'manual'; code: string } | { type: 'automatic'; event: VoucherEvent }
  enabled: boolean
  expiresAt: Date | null
  redemptionsMax: number | null
  oncePerCustomer: boolean
}

export type RedeemFacts = {
  by: 'code' | VoucherEvent
  /** Times it was redeemed, by anybody and by this customer, counted under a lock. */
  redemptions: number
  redemptionsOfCustomer: number
  currencies: CreditCurrencyFacts
}

/** What applying a voucher comes to: a refusal for people, credit at once, or a discount on the next invoice. */
export type Redemption =
  | { kind: 'refused'; message: string }
  | { kind: 'credit'; amount: Money }
  | { kind: 'discount'; percentOffPpm: number }

/** Applies a voucher to a customer (behaviour page, section 10). An unknown code never gets here: it is a 400 too. */
export function redeem(voucher: Voucher, facts: RedeemFacts, now: Date): Redemption {
  const refused = (message: string): Redemption => ({ kind: 'refused', message })
  if (!voucher.enabled) return refused('This voucher is not valid')
  if (!isGivenBy(voucher, facts.by)) return refused('This voucher is not valid')
  if (voucher.expiresAt && voucher.expiresAt <= now) return refused('This voucher has expired')
  if (voucher.redemptionsMax !== null && facts.redemptions >= voucher.redemptionsMax)
    return refused('This voucher has been used up')
  if (voucher.oncePerCustomer && facts.redemptionsOfCustomer > 0)
    return refused('This voucher was already used')
  const { effect } = voucher
  if (effect.type === 'percentage') return { kind: 'discount', percentOffPpm: effect.percentOffPpm }
  const currency = creditCurrency(facts.currencies)
  const amount = effect.amounts.find((m) => m.currency === currency)
  return amount ? { kind: 'credit', amount } : refused(`This voucher is not for ${currency}`)
}

export type CreditCurrencyFacts = {
  /** The one currency of the customer's credit, once there is any. */
  credit: Currency | null
  /** Of the last live subscription. */
  subscription: Currency | null
  default: Currency
}

/** The currency credit is given in: that of the credit there is, else the subscription's, else the owner's. */
export const creditCurrency = (facts: CreditCurrencyFacts): Currency =>
  facts.credit ?? facts.subscription ?? facts.default

/** A percentage voucher that was applied and waits for an invoice. */
export type UnusedVoucher = { id: string; percentOffPpm: number; appliedAt: Date }

/** A line with its tax; `total` is `net + tax`. Lines below zero give back what was billed before. */
export type TaxedLine = { net: Money; tax: Money; total: Money }

export type Adjusted = {
  /** Taken from the customer's credit; below zero it is a debit that was added to the bill. */
  creditApplied: Money
  creditLeft: Money
  /** The one voucher used up by this invoice, and what it takes off each line, in their order. */
  voucher: { id: string; off: TaxedLine; lines: TaxedLine[] } | null
  amountDue: Money
}

/**
 * What is left to pay (section 8, "Order of adjustments"): lines with their tax, then credit, then one unused
 * percentage voucher, the one applied first, on what remains. The voucher takes net and tax off in the lines'
 * own proportion. It is kept for later when nothing remains, and never reduces a debit: only what is sold.
 */
export function adjust(
  lines: readonly TaxedLine[],
  facts: { credit: Money; vouchers: readonly UnusedVoucher[] },
): Adjusted {
  const { credit, vouchers } = facts
  const { currency } = credit
  const total = totalOf(lines, currency).total
  invariant(total.amount >= 0, 'a total below zero is credit, not an invoice')
  const creditApplied = money(total.amount === 0 ? 0 : Math.min(credit.amount, total.amount), currency)
  const remaining = money(total.amount - Math.max(creditApplied.amount, 0), currency)
  const voucher = remaining.amount === 0 ? undefined : firstApplied(vouchers)
  const off =
    voucher && takeOff(lines, mulDiv(remaining.amount, voucher.percentOffPpm, PPM, 'half_up'), currency)
  const afterCredit = sub(total, creditApplied)
  return {
    creditApplied,
    creditLeft: sub(credit, creditApplied),
    voucher: voucher && off ? { id: voucher.id, ...off } : null,
    amountDue: off ? sub(afterCredit, off.off.total) : afterCredit,
  }
}

const isGivenBy = (voucher: Voucher, by: RedeemFacts['by']): boolean =>
  voucher.entry.type === 'manual' ? by === 'code' : voucher.entry.event === by

function firstApplied(vouchers: readonly UnusedVoucher[]): UnusedVoucher | undefined {
  const byAge = (a: UnusedVoucher, b: UnusedVoucher) =>
    a.appliedAt.getTime() - b.appliedAt.getTime() || (a.id < b.id ? -1 : 1)
  return [...vouchers].sort(byAge)[0]
}

/** Spreads an amount over the lines that cost something; each part keeps its line's share of tax. */
function takeOff(
  lines: readonly TaxedLine[],
  amount: number,
  currency: Currency,
): { off: TaxedLine; lines: TaxedLine[] } {
  const weights = lines.map((line) => Math.max(line.total.amount, 0))
  const parts = allocate(money(amount, currency), weights).map((part, i) => share(lines[i], part))
  return { off: totalOf(parts, currency), lines: parts }
}

function share(line: TaxedLine | undefined, part: Money): TaxedLine {
  if (!line || part.amount === 0)
    return { net: money(0, part.currency), tax: money(0, part.currency), total: part }
  const net = money(mulDiv(part.amount, line.net.amount, line.total.amount, 'half_up'), part.currency)
  return { net, tax: sub(part, net), total: part }
}

function totalOf(lines: readonly TaxedLine[], currency: Currency): TaxedLine {
  const of = (pick: (line: TaxedLine) => Money) => sum(lines.map(pick), currency)
  return { net: of((l) => l.net), tax: of((l) => l.tax), total: of((l) => l.total) }
}
