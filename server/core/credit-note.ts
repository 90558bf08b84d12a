import { invalidInput } from '../errors'
import type { InvoiceStatus } from './invoice'
import { allocate, type Currency, type Money, money, mulDiv, sub, sum } from './money'

/** A line of an issued invoice, after discounts; `total` is `net + tax`, below zero where something was given back. */
export type CreditableLine = { id: string; ratePpm: number; net: Money; tax: Money; total: Money }

/** A line of a credit note: what it takes back of one line of the invoice, in the same sign. */
export type CreditedLine = { lineId: string; ratePpm: number; net: Money; tax: Money; total: Money }

export type CreditNoteFacts = {
  status: InvoiceStatus
  currency: Currency
  lines: readonly CreditableLine[]
  /** The lines of all earlier credit notes of this invoice. */
  credited: readonly CreditedLine[]
  /** What is still to be paid of the invoice. */
  amountDue: Money
}

/** Amounts are gross: what the customer gets back. `null` is all that is left of a line. */
export type CreditNoteRequest =
  | { kind: 'all' }
  | { kind: 'amount'; amount: Money }
  | { kind: 'lines'; lines: readonly { lineId: string; amount: Money | null }[] }

export type CreditNotePlan = {
  lines: CreditedLine[]
  /** One row per rate, as the document wants it. */
  taxes: { ratePpm: number; net: Money; tax: Money }[]
  net: Money
  tax: Money
  total: Money
  /** The part that only lowers what is still due, and the part to refund or to keep as credit. */
  reducesDue: Money
  givesBack: Money
}

/**
 * Corrects an issued invoice, which itself is never changed (issue 3, point 14; behaviour page, section 9, has refunds
 * alone). Net and tax are counted on from earlier credit notes, so that notes over a whole line come to exactly
 * its net and its tax. Throws `invalid_input` when more would come back than was invoiced, of a line or in all.
 */
export function planCreditNote(facts: CreditNoteFacts, request: CreditNoteRequest): CreditNotePlan {
  if (facts.status === 'draft' || facts.status === 'void')
    throw invalidInput({ invoice: 'Only an issued invoice can be corrected by a credit note' })
  const rests = facts.lines.map((line) => restOf(line, facts))
  const left = sum(
    rests.map((rest) => rest.total),
    facts.currency,
  )
  if (left.amount <= 0) throw invalidInput({ invoice: 'This invoice has been credited in full' })
  const lines = amountsOf(rests, left, request)
    .map((amount, i) => creditOf(facts.lines[i], rests[i], amount))
    .filter((line) => line !== null)
  const of = (pick: (line: CreditedLine) => Money) => sum(lines.map(pick), facts.currency)
  const total = of((line) => line.total)
  if (total.amount <= 0) throw invalidInput({ lines: 'A credit note gives something back' })
  if (total.amount > left.amount) throw invalidInput({ lines: tooMuch(left) })
  const reducesDue = money(Math.min(total.amount, Math.max(facts.amountDue.amount, 0)), facts.currency)
  return {
    lines,
    taxes: taxesOf(lines),
    net: of((line) => line.net),
    tax: of((line) => line.tax),
    total,
    reducesDue,
    givesBack: sub(total, reducesDue),
  }
}

/** What is left of each line, in the invoice's order: for a form, and for the checks here. */
export const creditableLines = (facts: CreditNoteFacts): CreditableLine[] =>
  facts.lines.map((line) => restOf(line, facts))

const tooMuch = (left: Money): string => `At most ${left.amount} can be credited`

function restOf(line: CreditableLine, { credited, currency }: CreditNoteFacts): CreditableLine {
  const before = credited.filter((note) => note.lineId === line.id)
  const less = (pick: (of: Omit<CreditableLine, 'id'>) => Money) =>
    sub(pick(line), sum(before.map(pick), currency))
  return { ...line, net: less((l) => l.net), tax: less((l) => l.tax), total: less((l) => l.total) }
}

/** The gross amount to take back of each line, zero where nothing is. */
function amountsOf(rests: readonly CreditableLine[], left: Money, request: CreditNoteRequest): Money[] {
  const { currency } = left
  if (request.kind === 'all') return rests.map((rest) => rest.total)
  if (request.kind === 'lines') return namedAmounts(rests, request.lines, currency)
  const { amount } = request
  if (amount.currency !== currency) throw invalidInput({ currency: `This invoice is in ${currency}` })
  if (amount.amount <= 0) throw invalidInput({ amount: 'The amount must be above zero' })
  if (amount.amount > left.amount) throw invalidInput({ amount: tooMuch(left) })
  return allocate(
    amount,
    rests.map((rest) => Math.max(rest.total.amount, 0)),
  )
}

function namedAmounts(
  rests: readonly CreditableLine[],
  named: readonly { lineId: string; amount: Money | null }[],
  currency: Currency,
): Money[] {
  const wrong: Record<string, string> = {}
  const amounts = rests.map(() => money(0, currency))
  const taken = new Set<number>()
  named.forEach(({ lineId, amount }, i) => {
    const at = rests.findIndex((rest) => rest.id === lineId)
    const rest = rests[at]
    if (!rest) wrong[`lines[${i}].line`] = 'There is no such line on this invoice'
    else if (taken.has(at)) wrong[`lines[${i}].line`] = 'This line is named twice'
    else if (amount !== null && amount.currency !== currency)
      wrong[`lines[${i}].currency`] = `This invoice is in ${currency}`
    else if (!isPartOf(amount ?? rest.total, rest.total)) wrong[`lines[${i}].amount`] = tooMuch(rest.total)
    else amounts[at] = amount ?? rest.total
    taken.add(at)
  })
  if (named.length === 0) wrong.lines = 'Name at least one line'
  if (Object.keys(wrong).length > 0) throw invalidInput(wrong)
  return amounts
}

/** Of the same sign, not zero, and not more. */
const isPartOf = (part: Money, whole: Money): boolean =>
  whole.amount > 0
    ? part.amount > 0 && part.amount <= whole.amount
    : part.amount < 0 && part.amount >= whole.amount

/**
 * Net and tax of a part. The share of net is counted over all that was ever credited of the line and rounded half
 * up, less what earlier notes took; it stays within what is left, should those have been rounded otherwise.
 */
function creditOf(
  line: CreditableLine | undefined,
  rest: CreditableLine | undefined,
  amount: Money,
): CreditedLine | null {
  if (!line || !rest || amount.amount === 0) return null
  const sign = amount.amount < 0 ? -1 : 1
  const before = sub(line.total, rest.total).amount
  const share = mulDiv(before + amount.amount, line.net.amount, line.total.amount, 'half_up')
  const wanted = (share - sub(line.net, rest.net).amount) * sign
  const atLeast = Math.max(0, (amount.amount - rest.tax.amount) * sign)
  const atMost = Math.min(amount.amount * sign, rest.net.amount * sign)
  const net = money(Math.min(Math.max(wanted, atLeast), atMost) * sign, amount.currency)
  return { lineId: line.id, ratePpm: line.ratePpm, net, tax: sub(amount, net), total: amount }
}

function taxesOf(lines: readonly CreditedLine[]): CreditNotePlan['taxes'] {
  const rates = [...new Set(lines.map((line) => line.ratePpm))].sort((a, b) => b - a)
  return rates.map((ratePpm) => {
    const ofRate = lines.filter((line) => line.ratePpm === ratePpm)
    const currency = ofRate[0]?.total.currency ?? ''
    const of = (pick: (line: CreditedLine) => Money) => sum(ofRate.map(pick), currency)
    return { ratePpm, net: of((line) => line.net), tax: of((line) => line.tax) }
  })
}
