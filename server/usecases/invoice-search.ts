import { pageBrands } from '@/db/queries/brand'
import { pageCreditNotes } from '@/db/queries/credit-note'
import { listNamedCustomers } from '@/db/queries/customer-match'
import { listEventsAbout } from '@/db/queries/history'
import {
  type FoundInvoice,
  type InvoiceSearch,
  listCurrencies,
  searchInvoices,
} from '@/db/queries/invoice-search'
import { listAftermath, listAttemptsOfInvoice, listPaymentsOfInvoice } from '@/db/queries/payment-search'
import { pageTaxTypes } from '@/db/queries/tax'
import type { Page, PageInput } from '../core/page'
import type { CustomerCtx, OwnerCtx } from '../ctx'
import { requireInvoice } from './invoice'

export type { FoundInvoice, InvoiceSearch }

/** The owner's invoices that fit, newest first, drafts among them. */
export const findInvoices = (
  ctx: OwnerCtx,
  search: InvoiceSearch,
  page: PageInput,
): Promise<Page<FoundInvoice>> =>
  searchInvoices(ctx.db, { ownerId: ctx.owner.id, now: ctx.now }, search, page)

/** What lists of documents and money can be narrowed to: the owner's brands, and the currencies of its prices. */
export async function invoiceFilters(ctx: OwnerCtx) {
  const { db, owner } = ctx
  const [brands, currencies, taxTypes] = await Promise.all([
    pageBrands(db, owner.id, {}, { limit: CHOICES_MAX }),
    listCurrencies(db, owner.id),
    pageTaxTypes(db, owner.id, {}, { limit: CHOICES_MAX }),
  ])
  return {
    brands: brands.rows.map(({ id, name }) => ({ id, name })),
    currencies: [...new Set([owner.defaultCurrency, ...currencies])],
    taxTypes: taxTypes.rows.map(({ id, name, isDefault }) => ({ id, name, isDefault })),
  }
}

/** As many as a list of choices can show. */
const CHOICES_MAX = 200

/** Customers in whose name, company or e-mail a text is: enough to choose from. */
export const namedCustomers = (ctx: OwnerCtx, text: string) =>
  text === '' ? Promise.resolve([]) : listNamedCustomers(ctx.db, ctx.owner.id, text, NAMED_MAX)

const NAMED_MAX = 10

/** More credit notes than anybody writes for one invoice. */
const NOTES_MAX = 100

/** One invoice with everything that became of it: attempts, payments, refunds, disputes, credit notes, events. */
export async function invoiceFile(ctx: CustomerCtx, id: string) {
  const { db, owner } = ctx
  const invoice = await requireInvoice(ctx, id)
  const [attempts, payments, notes] = await Promise.all([
    listAttemptsOfInvoice(db, owner.id, id),
    listPaymentsOfInvoice(db, owner.id, id),
    pageCreditNotes(db, owner.id, { invoiceId: id }, { limit: NOTES_MAX }),
  ])
  const after = await listAftermath(
    db,
    owner.id,
    payments.map(({ payment }) => payment.id),
  )
  const about = [
    invoice.id,
    ...attempts.map(({ attempt }) => attempt.id),
    ...payments.map(({ payment }) => payment.id),
    ...after.refunds.map((refund) => refund.id),
    ...notes.rows.map((note) => note.id),
  ]
  const events = await listEventsAbout(db, owner.id, about)
  return { invoice, attempts, payments, notes: notes.rows, ...after, events }
}
