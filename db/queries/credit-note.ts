import { and, asc, desc, eq, gt, inArray, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { creditNote, creditNoteLine, invoiceLine, payment, refund } from '@/db/schema'
import type { Page, PageInput } from '@/server/core/page'
import { isUuid } from '../id'
import type { Payment } from './invoice'
import { pageOf, pageParts } from './page'

export type CreditNote = typeof creditNote.$inferSelect
/** A line of a credit note, with what the line of the invoice says. */
export type CreditNoteLineRow = typeof creditNoteLine.$inferSelect & { description: string }
export type CreditNoteWithLines = CreditNote & { lines: CreditNoteLineRow[] }

/** An owner's credit notes, oldest first; of one invoice or customer where told. */
export async function pageCreditNotes(
  db: Db,
  ownerId: string,
  filter: { invoiceId?: string | undefined; customerId?: string | undefined },
  page: PageInput,
): Promise<Page<CreditNoteWithLines>> {
  const { where, orderBy, limit } = pageParts(creditNote.id, page)
  const { invoiceId, customerId } = filter
  if ([invoiceId, customerId].some((id) => id !== undefined && !isUuid(id)))
    return { rows: [], hasMore: false }
  const rows = await db
    .select()
    .from(creditNote)
    .where(
      and(
        eq(creditNote.ownerId, ownerId),
        invoiceId === undefined ? undefined : eq(creditNote.invoiceId, invoiceId),
        customerId === undefined ? undefined : eq(creditNote.customerId, customerId),
        where,
      ),
    )
    .orderBy(orderBy)
    .limit(limit)
  const found = pageOf(rows, page)
  return { rows: await withLines(db, ownerId, found.rows), hasMore: found.hasMore }
}

/** One credit note; undefined when the owner has none of that id. */
export async function findCreditNote(
  db: Db | Tx,
  ownerId: string,
  id: string,
): Promise<CreditNoteWithLines | undefined> {
  if (!isUuid(id)) return undefined
  const rows = await db
    .select()
    .from(creditNote)
    .where(and(eq(creditNote.ownerId, ownerId), eq(creditNote.id, id)))
  return (await withLines(db, ownerId, rows))[0]
}

/** The lines of all credit notes of an invoice. */
export function listCreditedLines(tx: Tx, ownerId: string, invoiceId: string) {
  return tx
    .select({ line: creditNoteLine })
    .from(creditNoteLine)
    .innerJoin(
      creditNote,
      and(eq(creditNote.ownerId, creditNoteLine.ownerId), eq(creditNote.id, creditNoteLine.creditNoteId)),
    )
    .where(and(eq(creditNote.ownerId, ownerId), eq(creditNote.invoiceId, invoiceId)))
    .limit(10_000)
}

/** What earlier credit notes of an invoice gave back by refund, in minor units. */
export async function sumRefundedByNotes(tx: Tx, ownerId: string, invoiceId: string): Promise<number> {
  const [row] = await tx
    .select({ sum: sql<string>`coalesce(sum(${creditNote.refunded}), 0)` })
    .from(creditNote)
    .where(and(eq(creditNote.ownerId, ownerId), eq(creditNote.invoiceId, invoiceId)))
  return Number(row?.sum ?? 0)
}

/** The payments of an invoice, newest first, locked: nothing else is refunded of them meanwhile. */
export function lockPaymentsOf(tx: Tx, ownerId: string, invoiceId: string): Promise<Payment[]> {
  return tx
    .select()
    .from(payment)
    .where(and(eq(payment.ownerId, ownerId), eq(payment.invoiceId, invoiceId), gt(payment.amount, 0)))
    .orderBy(desc(payment.id))
    .for('update')
}

/** All refunds of these payments that were made or are on their way. */
export async function listRefundsOf(tx: Tx, ownerId: string, paymentIds: string[]) {
  if (paymentIds.length === 0) return []
  return tx
    .select()
    .from(refund)
    .where(
      and(
        eq(refund.ownerId, ownerId),
        inArray(refund.paymentId, paymentIds),
        inArray(refund.status, ['pending', 'succeeded']),
      ),
    )
}

async function withLines(db: Db | Tx, ownerId: string, notes: CreditNote[]): Promise<CreditNoteWithLines[]> {
  if (notes.length === 0) return []
  const ids = notes.map((note) => note.id)
  const rows = await db
    .select({ line: creditNoteLine, description: invoiceLine.description })
    .from(creditNoteLine)
    .innerJoin(
      invoiceLine,
      and(eq(invoiceLine.ownerId, creditNoteLine.ownerId), eq(invoiceLine.id, creditNoteLine.invoiceLineId)),
    )
    .where(and(eq(creditNoteLine.ownerId, ownerId), inArray(creditNoteLine.creditNoteId, ids)))
    .orderBy(asc(invoiceLine.position))
  const lines = rows.map(({ line, description }) => ({ ...line, description }))
  return notes.map((note) => ({ ...note, lines: lines.filter((line) => line.creditNoteId === note.id) }))
}
