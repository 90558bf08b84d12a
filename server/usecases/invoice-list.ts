import { type InvoiceFilter, type InvoiceView, pageOwnerInvoices } from '@/db/queries/invoice-list'
import type { Page, PageInput } from '../core/page'
import type { OwnerCtx } from '../ctx'
import { DomainError } from '../errors'

export type { InvoiceFilter, InvoiceView }

/** The owner's invoices, drafts among them, oldest first. */
export const listOwnerInvoices = (
  ctx: OwnerCtx,
  filter: InvoiceFilter,
  page: PageInput,
): Promise<Page<InvoiceView>> => pageOwnerInvoices(ctx.db, ctx.owner.id, filter, page)

/** One invoice with its customer; `not_found` outside the owner. */
export async function requireInvoiceView(ctx: OwnerCtx, id: string): Promise<InvoiceView> {
  const [found] = (await pageOwnerInvoices(ctx.db, ctx.owner.id, { id }, { limit: 1 })).rows
  if (!found) throw new DomainError('not_found', { message: 'No such invoice' })
  return found
}
