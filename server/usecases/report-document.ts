import { findBrand } from '@/db/queries/brand'
import {
  type DocumentFilter,
  listProductNames,
  sumProducts,
  sumTaxes,
  type TaxSum,
} from '@/db/queries/report-document'
import type { Month } from '../core/report-month'
import type { OwnerCtx } from '../ctx'
import { DomainError, invariant } from '../errors'
import { type ReportRange, reportMonths } from './report'

export type { TaxSum }

export type DocumentRange = ReportRange & { brandId?: string | undefined }

/**
 * What the tax office wants to know of a period: net, tax and gross by currency, country, state and rate, from the
 * invoices issued in it (drafts and voided ones are none) less the credit notes issued in it.
 */
export async function readTaxReport(
  ctx: OwnerCtx,
  range: DocumentRange,
): Promise<{ months: Month[]; rows: TaxSum[] }> {
  const { months, filter } = await documentsOf(ctx, range)
  return { months, rows: await sumTaxes(ctx.db, filter) }
}

/** One product in one currency: its net revenue in each month of the report, and in all of them. */
export type ProductRevenue = {
  productId: string | null
  name: string | null
  currency: string
  months: number[]
  net: number
}

/** Net revenue by product, the largest first within its currency, from invoices less credit notes. */
export async function readProductReport(
  ctx: OwnerCtx,
  range: DocumentRange,
): Promise<{ months: Month[]; products: ProductRevenue[] }> {
  const { months, filter } = await documentsOf(ctx, range)
  const [sums, names] = await Promise.all([
    sumProducts(ctx.db, filter, months),
    listProductNames(ctx.db, ctx.owner.id),
  ])
  const products = new Map<string, ProductRevenue>()
  for (const { productId, currency, month, net } of sums) {
    const key = `${currency} ${productId}`
    const name = productId === null ? null : (names.get(productId) ?? null)
    const of = products.get(key) ?? { productId, name, currency, months: months.map(() => 0), net: 0 }
    of.months[month] = (of.months[month] ?? 0) + net
    of.net += net
    products.set(key, of)
  }
  const own = ctx.owner.defaultCurrency
  const rank = ({ currency }: ProductRevenue) => (currency === own ? '' : currency)
  return {
    months,
    products: [...products.values()].sort((a, b) =>
      rank(a) === rank(b) ? b.net - a.net : rank(a) < rank(b) ? -1 : 1,
    ),
  }
}

/** The documents of a range; `not_found` for a brand that is not the owner's. */
export async function documentsOf(
  ctx: OwnerCtx,
  range: DocumentRange,
): Promise<{ months: Month[]; filter: DocumentFilter }> {
  const months = reportMonths(ctx, range)
  const [first, last] = [months[0], months.at(-1)]
  invariant(first && last, 'a report has a month')
  const { brandId } = range
  if (brandId !== undefined && !(await findBrand(ctx.db, ctx.owner.id, brandId)))
    throw new DomainError('not_found', { message: 'No such brand' })
  return { months, filter: { ownerId: ctx.owner.id, from: first.startAt, before: last.endAt, brandId } }
}
