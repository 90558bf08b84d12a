import { and, eq, gte, lt, type SQL, sql } from 'drizzle-orm'
import type { Db } from '@/db'
import { brand, customer, invoice, price } from '@/db/schema'
import type { Page, PageInput } from '@/server/core/page'
import { CUSTOMER_NAMES, type CustomerNames, ofInvoice } from './customer-match'
import type { Invoice } from './invoice'
import { pageOf, pageParts } from './page'

/** All of these hold at once; `from` is inclusive, `before` is not, and both are of the day of issue. */
export type InvoiceSearch = {
  /** Found anywhere in the number, or in whose it is; whatever its case. */
  text?: string | undefined
  standing?: Invoice['status'] | 'overdue' | undefined
  customerId?: string | undefined
  brandId?: string | undefined
  currency?: string | undefined
  from?: Date | undefined
  before?: Date | undefined
}

/** An invoice as a line of a list. */
export type FoundInvoice = {
  invoice: Invoice
  customer: CustomerNames
  brandName: string
  /** A bank debit for it is on its way. */
  isProcessing: boolean
}

/** An owner's invoices, newest first, drafts too. `now` decides what is overdue. */
export async function searchInvoices(
  db: Db,
  of: { ownerId: string; now: Date },
  search: InvoiceSearch,
  page: PageInput,
): Promise<Page<FoundInvoice>> {
  const { where, orderBy, limit } = pageParts(invoice.id, page, 'desc')
  const rows = await db
    .select({
      invoice,
      customer: CUSTOMER_NAMES,
      brandName: brand.name,
      isProcessing: sql<boolean>`exists (select 1 from payment_attempt a where a.owner_id = ${invoice.ownerId}
        and a.invoice_id = ${invoice.id} and a.status = 'processing')`,
    })
    .from(invoice)
    .innerJoin(customer, and(eq(customer.ownerId, invoice.ownerId), eq(customer.id, invoice.customerId)))
    .innerJoin(brand, and(eq(brand.ownerId, invoice.ownerId), eq(brand.id, invoice.brandId)))
    .where(and(eq(invoice.ownerId, of.ownerId), where, ...conditions(of, search)))
    .orderBy(orderBy)
    .limit(limit)
  return pageOf(rows, page)
}

function conditions({ ownerId, now }: { ownerId: string; now: Date }, search: InvoiceSearch) {
  const { standing, currency, from, before } = search
  const found: (SQL | undefined)[] = [
    ...ofInvoice(ownerId, search),
    currency === undefined ? undefined : eq(invoice.currency, currency),
    from === undefined ? undefined : gte(invoice.issuedAt, from),
    before === undefined ? undefined : lt(invoice.issuedAt, before),
  ]
  if (standing === 'overdue') return [...found, eq(invoice.status, 'open'), lt(invoice.dueAt, now)]
  return [...found, standing === undefined ? undefined : eq(invoice.status, standing)]
}

/** The currencies of an owner's prices. */
export async function listCurrencies(db: Db, ownerId: string): Promise<string[]> {
  const rows = await db
    .selectDistinct({ currency: price.currency })
    .from(price)
    .where(eq(price.ownerId, ownerId))
    .orderBy(price.currency)
  return rows.map(({ currency }) => currency)
}
