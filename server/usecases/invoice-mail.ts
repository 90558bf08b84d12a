import { findCreditNote } from '@/db/queries/credit-note'
import { findInvoice } from '@/db/queries/invoice'
import type { event } from '@/db/schema'
import { dueOf } from '../core/invoice-state'
import type { CustomerCtx } from '../ctx'
import type { MailContent } from './mail-content'

type EventRow = typeof event.$inferSelect

/** The invoice itself: when it is issued to be paid rather than charged, and whenever the owner sends it. */
export async function invoiceMail(
  ctx: CustomerCtx,
  row: EventRow,
  home: string,
): Promise<MailContent | null> {
  const bill = await findInvoice(ctx.db, ctx.owner.id, row.subjectId ?? row.id)
  if (!bill || bill.status === 'draft' || bill.status === 'void') return null
  const sentToBePaid = bill.reason === 'manual' || ctx.customer.billingType === 'invoice'
  if (row.type === 'invoice.issued' && !sentToBePaid) return null
  const due = dueOf(bill)
  return {
    template: 'invoice',
    path: `${home}/invoices/${bill.id}`,
    invoiceNumber: bill.number,
    dueAt: bill.dueAt,
    isPaid: due <= 0,
    amount: due > 0 ? due : bill.total,
    currency: bill.currency,
  }
}

/** Nothing once it is paid, however late the mail is made. */
export async function overdueMail(
  ctx: CustomerCtx,
  row: EventRow,
  home: string,
): Promise<MailContent | null> {
  const bill = await findInvoice(ctx.db, ctx.owner.id, row.subjectId ?? row.id)
  if (bill?.status !== 'open') return null
  return {
    template: 'invoiceOverdue',
    path: `${home}/invoices/${bill.id}`,
    invoiceNumber: bill.number,
    dueAt: bill.dueAt,
    amount: dueOf(bill),
    currency: bill.currency,
  }
}

export async function creditNoteMail(
  ctx: CustomerCtx,
  row: EventRow,
  home: string,
): Promise<MailContent | null> {
  const note = await findCreditNote(ctx.db, ctx.owner.id, row.subjectId ?? row.id)
  const bill = note && (await findInvoice(ctx.db, ctx.owner.id, note.invoiceId))
  if (!note || !bill) return null
  return {
    template: 'creditNote',
    path: `${home}/invoices/${bill.id}`,
    creditNoteNumber: note.number,
    invoiceNumber: bill.number,
    reducesDue: note.reducesDue,
    givenBack: note.refunded,
    keptAsCredit: note.credited,
    amount: note.total,
    currency: note.currency,
  }
}
