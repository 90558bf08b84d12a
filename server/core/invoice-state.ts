import { invalidInput } from '../errors'
import type { InvoiceReason, InvoiceStatus } from './invoice'
import { addDays } from './time'

/** Every allowed move of an invoice. Paid goes back to open when a bank takes the money back. */
const TRANSITIONS: Record<InvoiceStatus, readonly InvoiceStatus[]> = {
  draft: ['open', 'paid'],
  open: ['paid', 'void', 'uncollectible'],
  uncollectible: ['paid'],
  paid: ['open'],
  void: [],
}

const WORDS: Record<InvoiceStatus, string> = {
  draft: 'A draft',
  open: 'An open invoice',
  uncollectible: 'An uncollectible invoice',
  paid: 'A paid invoice',
  void: 'A void invoice',
}

const MOVES: Record<InvoiceStatus, string> = {
  draft: 'become a draft',
  open: 'be finalised',
  uncollectible: 'be given up as uncollectible',
  paid: 'be marked as paid',
  void: 'be voided',
}

/** The status after a move that somebody asked for; `invalid_input` when the table above does not have it. */
export function moveInvoice(from: InvoiceStatus, to: InvoiceStatus): InvoiceStatus {
  const allowed = TRANSITIONS[from].includes(to) && !(from === 'paid' && to === 'open')
  if (!allowed) throw invalidInput({ invoice: `${WORDS[from]} cannot ${MOVES[to]}` })
  return to
}

/** Money that comes for it is taken: open, or given up and paid after all. */
export const isOwed = (status: InvoiceStatus): boolean => status === 'open' || status === 'uncollectible'

/** What is still to be paid, in minor units; nothing of a draft, and nothing of one that is paid or void. */
export function dueOf(row: {
  status: InvoiceStatus
  total: number
  creditApplied: number
  amountPaid: number
  amountCredited: number
}): number {
  return isOwed(row.status) ? row.total - row.creditApplied - row.amountPaid - row.amountCredited : 0
}

/** When an invoice is to be paid: at once when a card is charged for it, else after the days the owner gives. */
export function dueAtOf(
  bill: { reason: InvoiceReason; issuedAt: Date },
  of: { billingType: 'card' | 'invoice'; dueDays: number },
): Date {
  const sent = bill.reason === 'manual' || of.billingType === 'invoice'
  return sent ? addDays(bill.issuedAt, of.dueDays) : bill.issuedAt
}
