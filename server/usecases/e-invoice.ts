import { findCreditNote } from '@/db/queries/credit-note'
import { findInvoice, type Invoice, listInvoiceLines } from '@/db/queries/invoice'
import {
  dayIn,
  type EInvoice,
  type EInvoiceLine,
  type EInvoiceParty,
  type EInvoiceProfile,
  eInvoiceProblems,
  netDiscount,
} from '../core/e-invoice'
import type { Party } from '../core/invoice'
import { dueOf } from '../core/invoice-state'
import type { CustomerCtx } from '../ctx'
import { DomainError, invariant } from '../errors'

/** The document before its sentences are put into words. */
export type EInvoiceFacts = Omit<EInvoice, 'sentences'>

/**
 * What an invoice says to a machine: what was written when it was issued, and what is still due. Throws `not_found`
 * outside the customer, and for drafts and void invoices, which nobody is to book.
 */
export async function eInvoiceOf(ctx: CustomerCtx, id: string): Promise<EInvoiceFacts> {
  const row = await findInvoice(ctx.db, ctx.owner.id, id)
  if (!row || row.customerId !== ctx.customer.id || row.status === 'draft' || row.status === 'void')
    throw new DomainError('not_found')
  const day = dayOf(ctx)
  const lines = await listInvoiceLines(ctx.db, row.ownerId, [row.id])
  return {
    ...headOf(ctx, row),
    kind: 'invoice',
    number: row.number,
    day: day(row.issuedAt),
    dueDay: day(row.dueAt),
    lines: lines.map((line) => ({
      description: line.description,
      quantity: line.quantity,
      net: line.net,
      discount: netDiscount(line),
      ratePpm: line.taxRatePpm,
      tax: line.tax,
      period: line.kind === 'item' ? null : periodOf(ctx, line),
    })),
    total: row.total,
    prepaid: row.total - dueOf(row),
    corrects: null,
  }
}

/** What each profile of an e-invoice lacks of an issued invoice, by field; null for a draft and for one void. */
export async function eInvoiceGaps(
  ctx: CustomerCtx,
  id: string,
): Promise<Record<EInvoiceProfile, string[]> | null> {
  try {
    const facts = { ...(await eInvoiceOf(ctx, id)), sentences: [] }
    const lacks = (profile: EInvoiceProfile) => Object.keys(eInvoiceProblems(facts, profile))
    return { factur_x: lacks('factur_x'), xrechnung: lacks('xrechnung') }
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not_found') return null
    throw error
  }
}

/** The same of a credit note; its amounts are what it takes back. Nothing of it is to be paid to the seller. */
export async function eCreditNoteOf(ctx: CustomerCtx, id: string): Promise<EInvoiceFacts> {
  const note = await findCreditNote(ctx.db, ctx.owner.id, id)
  if (!note || note.customerId !== ctx.customer.id) throw new DomainError('not_found')
  const bill = await findInvoice(ctx.db, ctx.owner.id, note.invoiceId)
  invariant(bill, 'a credit note has its invoice')
  const day = dayOf(ctx)
  return {
    ...headOf(ctx, bill),
    kind: 'credit_note',
    number: note.number,
    day: day(note.issuedAt),
    dueDay: day(note.issuedAt),
    lines: note.lines.map(({ description, net, tax, taxRatePpm }) => ({
      description,
      quantity: 1,
      net,
      discount: 0,
      ratePpm: taxRatePpm,
      tax,
      period: null,
    })),
    total: note.total,
    prepaid: 0,
    corrects: { number: bill.number, day: day(bill.issuedAt) },
  }
}

function headOf(ctx: CustomerCtx, row: Invoice) {
  return {
    currency: row.currency,
    seller: partyOf(row.seller),
    buyer: partyOf(row.buyer),
    buyerReference: referenceOf(ctx.customer),
    notes: row.notes,
  }
}

/** The Leitweg-ID, or whatever else the buyer wants named: metadata `buyer_reference`, else the owner's reference. */
function referenceOf({ metadata, reference, id }: CustomerCtx['customer']): string {
  const given = metadata.buyer_reference ?? metadata.leitweg_id
  return typeof given === 'string' && given.trim() !== '' ? given : (reference ?? id)
}

const partyOf = (party: Party): EInvoiceParty => ({
  name: party.companyName ?? party.name,
  contact: party.name,
  email: party.email,
  address: party.address,
  taxNumber: party.taxNumber ?? null,
})

const dayOf = (ctx: CustomerCtx) => (at: Date) => dayIn(at, ctx.owner.timezone)

/** The days of a period as people name them: it ends before the instant at which the next one begins. */
function periodOf(
  ctx: CustomerCtx,
  { periodStartAt, periodEndAt }: { periodStartAt: Date; periodEndAt: Date },
): EInvoiceLine['period'] {
  const last = new Date(Math.max(periodEndAt.getTime() - 1, periodStartAt.getTime()))
  return { start: dayOf(ctx)(periodStartAt), end: dayOf(ctx)(last) }
}
