import { asc, desc, gt, lt, type SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Page, PageInput } from '@/server/core/page'

/**
 * The parts of a query that read one page in the order of ids. One row more than `limit` is read: that it is
 * there says that there are more.
 */
export function pageParts(
  id: PgColumn,
  page: PageInput,
  order: 'asc' | 'desc' = 'asc',
): { where: SQL | undefined; orderBy: SQL; limit: number } {
  const back = page.before !== undefined
  const ascending = (order === 'asc') !== back
  const cursor = page.before ?? page.after
  return {
    where: cursor === undefined ? undefined : ascending ? gt(id, cursor) : lt(id, cursor),
    orderBy: ascending ? asc(id) : desc(id),
    limit: page.limit + 1,
  }
}

/** The page that the rows of such a query are. */
export function pageOf<T>(rows: T[], page: PageInput): Page<T> {
  const kept = rows.slice(0, page.limit)
  return {
    rows: page.before === undefined ? kept : kept.reverse(),
    hasMore: rows.length > page.limit,
  }
}

/** A text to be found anywhere in a column, as it is: `%` and `_` mean themselves. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, (c) => `\\${c}`)}%`
