import { and, eq, ilike, inArray, like } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { brand, numberSeries } from '@/db/schema'
import type { Page, PageInput } from '@/server/core/page'
import { isUuid } from '../id'
import { containing, pageOf, pageParts } from './page'

type BrandRow = typeof brand.$inferSelect

/** Both hold at once; a name is found anywhere, with its case, a code is exact. */
export type BrandFilter = {
  name?: string | undefined
  code?: string | undefined
  /** Found anywhere in the name, in any case. */
  text?: string | undefined
}

/** The owner's brands, oldest first. */
export async function pageBrands(
  db: Db,
  ownerId: string,
  filter: BrandFilter,
  page: PageInput,
): Promise<Page<BrandRow>> {
  const { where, orderBy, limit } = pageParts(brand.id, page)
  const rows = await db
    .select()
    .from(brand)
    .where(
      and(
        eq(brand.ownerId, ownerId),
        where,
        filter.name ? like(brand.name, containing(filter.name)) : undefined,
        filter.code ? eq(brand.code, filter.code) : undefined,
        filter.text ? ilike(brand.name, containing(filter.text)) : undefined,
      ),
    )
    .orderBy(orderBy)
    .limit(limit)
  return pageOf(rows, page)
}

export async function findBrand(db: Db | Tx, ownerId: string, id: string): Promise<BrandRow | undefined> {
  if (!isUuid(id)) return undefined
  const [row] = await db
    .select()
    .from(brand)
    .where(and(eq(brand.ownerId, ownerId), eq(brand.id, id)))
  return row
}

export async function findBrandByCode(
  db: Db | Tx,
  ownerId: string,
  code: string,
): Promise<BrandRow | undefined> {
  const [row] = await db
    .select()
    .from(brand)
    .where(and(eq(brand.ownerId, ownerId), eq(brand.code, code)))
  return row
}

/** The next number of the invoices of each of these brands; 1 where none was given yet. */
export async function listNextNumbers(
  db: Db,
  ownerId: string,
  brandIds: string[],
): Promise<Map<string, number>> {
  const rows =
    brandIds.length === 0
      ? []
      : await db
          .select({ id: numberSeries.brandId, next: numberSeries.next })
          .from(numberSeries)
          .where(
            and(
              eq(numberSeries.ownerId, ownerId),
              inArray(numberSeries.brandId, brandIds),
              eq(numberSeries.series, 'invoice'),
            ),
          )
  return new Map(brandIds.map((id) => [id, rows.find((row) => row.id === id)?.next ?? 1]))
}
