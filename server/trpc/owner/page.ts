import { z } from 'zod'
import type { Page, PageInput } from '../../core/page'

/** Rows on one page of the dashboard. */
const PAGE = 50

/** Where a list goes on: after or before one of its rows. */
export const pageInput = z.object({
  after: z.string().max(64).optional(),
  before: z.string().max(64).optional(),
})

type Asked = z.infer<typeof pageInput>

export const pageOf = ({ after, before }: Asked): PageInput => ({ limit: PAGE, after, before })

/** A page of a list as it is shown, with the cursors of the pages beside it; null where there is none. */
export function presentPage<T, R>(
  { rows, hasMore }: Page<T>,
  asked: Asked,
  of: { cursor: (row: T) => string; row: (row: T) => R },
): { rows: R[]; previous: string | null; next: string | null } {
  const isBack = asked.before !== undefined
  const [first, last] = [rows[0], rows.at(-1)]
  const hasPrevious = isBack ? hasMore : asked.after !== undefined
  const hasNext = isBack || hasMore
  return {
    rows: rows.map(of.row),
    previous: first && hasPrevious ? of.cursor(first) : null,
    next: last && hasNext ? of.cursor(last) : null,
  }
}
