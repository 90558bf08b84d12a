import { z } from 'zod'
import type { Page } from '../../core/page'

/** Where a list of the dashboard goes on: with what comes after a row, or before it. */
export const cursorInput = { after: z.uuid().optional(), before: z.uuid().optional() }

/** The rows on either side of a page, as ids to ask on from; null at the end. */
export function cursorsOf(
  page: Page<{ id: string }>,
  asked: { after?: string | undefined; before?: string | undefined },
): { previous: string | null; next: string | null } {
  const [first, last] = [page.rows[0]?.id ?? null, page.rows.at(-1)?.id ?? null]
  if (asked.before !== undefined) return { previous: page.hasMore ? first : null, next: last }
  return { previous: asked.after === undefined ? null : first, next: page.hasMore ? last : null }
}
