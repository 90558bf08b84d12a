import { and, eq, ne } from 'drizzle-orm'
import type { Db } from '@/db'
import { invoice, receipt } from '@/db/schema'
import type { Page, PageInput } from '@/server/core/page'
import { isUuid } from '../id'
import { type Invoice, type InvoiceLineRow, listInvoiceLines } from './invoice'
import { pageOf, pageParts } from './page'

/** A customer's invoices with their lines, oldest first; drafts are nobody's but the owner's. */
export async function pageInvoices(
  db: Db,
  ownerId: string,
  customerId: string,
  page: PageInput,
): Promise<Page<Invoice & { lines: InvoiceLineRow[] }>> {
  const { where, orderBy, limit } = pageParts(invoice.id, page)
  const rows = await db
    .select()
    .from(invoice)
    .where(
      and(
        eq(invoice.ownerId, ownerId),
        eq(invoice.customerId, customerId),
        ne(invoice.status, 'draft'),
        where,
      ),
    )
    .orderBy(orderBy)
    .limit(limit)
  const found = pageOf(rows, page)
  const lines = await listInvoiceLines(
    db,
    ownerId,
    found.rows.map((row) => row.id),
  )
  return {
    rows: found.rows.map((row) => ({ ...row, lines: lines.filter((line) => line.invoiceId === row.id) })),
    hasMore: found.hasMore,
  }
}

/** Whose invoice or receipt this is; undefined when the owner has none of that id. */
export async function findDocumentCustomer(
  db: Db,
  ownerId: string,
  of: { kind: 'invoice' | 'receipt'; id: string },
): Promise<string | undefined> {
  if (!isUuid(of.id)) return undefined
  const table = of.kind === 'invoice' ? invoice : receipt
  const [row] = await db
    .select({ customerId: table.customerId })
    .from(table)
    .where(and(eq(table.ownerId, ownerId), eq(table.id, of.id)))
  return row?.customerId
}
