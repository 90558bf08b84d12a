import { and, eq, gte, like, lt, ne, type SQL } from 'drizzle-orm'
import type { Db } from '@/db'
import { brand, customer, invoice, receipt } from '@/db/schema'
import type { Page, PageInput } from '@/server/core/page'
import { isUuid } from '../id'
import type { CustomerView } from './customer-list'
import { type Invoice, type InvoiceLineRow, listInvoiceLines } from './invoice'
import { containing, pageOf, pageParts } from './page'

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

/** A customer's invoices without drafts, newest first; after an id, those that are older than it. */
export async function pageLatestInvoices(
  db: Db,
  ownerId: string,
  customerId: string,
  page: PageInput,
): Promise<Page<Invoice & { lines: InvoiceLineRow[] }>> {
  const { where, orderBy, limit } = pageParts(invoice.id, page, 'desc')
  const ofCustomer = and(eq(invoice.ownerId, ownerId), eq(invoice.customerId, customerId))
  const rows = await db
    .select()
    .from(invoice)
    .where(and(ofCustomer, ne(invoice.status, 'draft'), where))
    .orderBy(orderBy)
    .limit(limit)
  const found = pageOf(rows, page)
  const ids = found.rows.map((row) => row.id)
  const lines = await listInvoiceLines(db, ownerId, ids)
  return {
    rows: found.rows.map((row) => ({ ...row, lines: lines.filter((line) => line.invoiceId === row.id) })),
    hasMore: found.hasMore,
  }
}

/** All of these hold at once; `from` is inclusive, `before` is not, and both are of the day of issue. */
export type InvoiceFilter = {
  customerId?: string | undefined
  status?: Invoice['status'] | undefined
  number?: string | undefined
  currency?: string | undefined
  from?: Date | undefined
  before?: Date | undefined
}

export type InvoiceView = { invoice: Invoice & { lines: InvoiceLineRow[] }; customer: CustomerView }

/** An owner's invoices with their lines and customers, oldest first, drafts too; of one id where told. */
export async function pageOwnerInvoices(
  db: Db,
  ownerId: string,
  filter: InvoiceFilter & { id?: string },
  page: PageInput,
): Promise<Page<InvoiceView>> {
  if ([filter.id, filter.customerId].some((id) => id !== undefined && !isUuid(id)))
    return { rows: [], hasMore: false }
  const { where, orderBy, limit } = pageParts(invoice.id, page)
  const rows = await db
    .select({ invoice, customer, brandCode: brand.code })
    .from(invoice)
    .innerJoin(customer, and(eq(customer.ownerId, invoice.ownerId), eq(customer.id, invoice.customerId)))
    .innerJoin(brand, and(eq(brand.ownerId, customer.ownerId), eq(brand.id, customer.brandId)))
    .where(and(eq(invoice.ownerId, ownerId), where, ...conditions(filter)))
    .orderBy(orderBy)
    .limit(limit)
  const found = pageOf(rows, page)
  const lines = await listInvoiceLines(
    db,
    ownerId,
    found.rows.map((row) => row.invoice.id),
  )
  return {
    rows: found.rows.map(({ invoice: row, customer: of, brandCode }) => ({
      invoice: { ...row, lines: lines.filter((line) => line.invoiceId === row.id) },
      customer: { customer: of, brandCode },
    })),
    hasMore: found.hasMore,
  }
}

function conditions(filter: InvoiceFilter & { id?: string }): (SQL | undefined)[] {
  const { id, customerId, status, number, currency, from, before } = filter
  return [
    id === undefined ? undefined : eq(invoice.id, id),
    customerId === undefined ? undefined : eq(invoice.customerId, customerId),
    status === undefined ? undefined : eq(invoice.status, status),
    number ? like(invoice.number, containing(number)) : undefined,
    currency === undefined ? undefined : eq(invoice.currency, currency),
    from === undefined ? undefined : gte(invoice.issuedAt, from),
    before === undefined ? undefined : lt(invoice.issuedAt, before),
  ]
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
