import { and, count, eq, ilike, inArray, isNull, like, or, type SQL } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { metric, plan, price, product, taxType } from '@/db/schema'
import type { Page, PageInput } from '@/server/core/page'
import { isUuid } from '../id'
import type { MetricRow } from './metric'
import { containing, pageOf, pageParts } from './page'
import type { TaxTypeRow } from './tax'

export type ProductRow = typeof product.$inferSelect & { taxType: TaxTypeRow | null }

/** A price; `metric` is what a usage price counts, null for one of seats. */
export type PriceRow = typeof price.$inferSelect & { metric: MetricRow | null }

/** All hold at once; each is found anywhere, with its case. `text` is found in either, in any case. */
export type ProductFilter = {
  name?: string | undefined
  externalReference?: string | undefined
  text?: string | undefined
}

export async function pageProducts(
  db: Db,
  ownerId: string,
  filter: ProductFilter,
  page: PageInput,
): Promise<Page<ProductRow>> {
  const { where, orderBy, limit } = pageParts(product.id, page)
  const { name, externalReference, text } = filter
  const found = text && containing(text)
  const rows = await db
    .select({ product, taxType })
    .from(product)
    .leftJoin(taxType, ofProduct)
    .where(
      and(
        eq(product.ownerId, ownerId),
        where,
        name ? like(product.name, containing(name)) : undefined,
        externalReference ? like(product.externalReference, containing(externalReference)) : undefined,
        found ? or(ilike(product.name, found), ilike(product.externalReference, found)) : undefined,
      ),
    )
    .orderBy(orderBy)
    .limit(limit)
  return pageOf(rows.map(productRow), page)
}

/** A product with its tax type, as a query that joins both has them. */
export const productRow = (row: {
  product: typeof product.$inferSelect
  taxType: TaxTypeRow | null
}): ProductRow => ({ ...row.product, taxType: row.taxType })

/** The tax type of a product, for a left join. */
export const ofProduct = and(eq(taxType.ownerId, product.ownerId), eq(taxType.id, product.taxTypeId))

export async function findProduct(db: Db | Tx, ownerId: string, id: string): Promise<ProductRow | undefined> {
  if (!isUuid(id)) return undefined
  const [row] = await db
    .select({ product, taxType })
    .from(product)
    .leftJoin(taxType, ofProduct)
    .where(and(eq(product.ownerId, ownerId), eq(product.id, id)))
  return row && productRow(row)
}

export async function pagePrices(
  db: Db,
  ownerId: string,
  productId: string,
  page: PageInput,
): Promise<Page<PriceRow>> {
  const { where, orderBy, limit } = pageParts(price.id, page)
  const rows = await db
    .select({ price, metric })
    .from(price)
    .leftJoin(metric, ofPrice)
    .where(and(eq(price.ownerId, ownerId), eq(price.productId, productId), where))
    .orderBy(orderBy)
    .limit(limit)
  return pageOf(rows.map(priceRow), page)
}

/** The prices of these ids that the owner has; an id that is none is not among them. */
export async function findPrices(db: Db | Tx, ownerId: string, ids: string[]): Promise<PriceRow[]> {
  const known = ids.filter(isUuid)
  if (known.length === 0) return []
  const rows = await db
    .select({ price, metric })
    .from(price)
    .leftJoin(metric, ofPrice)
    .where(and(eq(price.ownerId, ownerId), inArray(price.id, known)))
  return rows.map(priceRow)
}

/** Joins the metric of a usage price. */
export const ofPrice: SQL | undefined = and(eq(metric.ownerId, price.ownerId), eq(metric.id, price.metricId))

export const priceRow = (row: { price: typeof price.$inferSelect; metric: MetricRow | null }): PriceRow => ({
  ...row.price,
  metric: row.metric,
})

/** How many prices each of these products has, and how many plans that were not deleted. */
export async function countProductParts(
  db: Db,
  ownerId: string,
  ids: string[],
): Promise<Map<string, { prices: number; plans: number }>> {
  if (ids.length === 0) return new Map()
  const [prices, plans] = await Promise.all([
    db
      .select({ id: price.productId, count: count() })
      .from(price)
      .where(and(eq(price.ownerId, ownerId), inArray(price.productId, ids)))
      .groupBy(price.productId),
    db
      .select({ id: plan.productId, count: count() })
      .from(plan)
      .where(and(eq(plan.ownerId, ownerId), inArray(plan.productId, ids), isNull(plan.archivedAt)))
      .groupBy(plan.productId),
  ])
  const of = (rows: { id: string; count: number }[], id: string) =>
    rows.find((row) => row.id === id)?.count ?? 0
  return new Map(ids.map((id) => [id, { prices: of(prices, id), plans: of(plans, id) }]))
}
