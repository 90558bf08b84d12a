/** Which part of a list: at most `limit` rows, next to but without the row of the cursor. */
export type PageInput = {
  limit: number
  /** Rows that come after this id. */
  after?: string | undefined
  /** Rows that come before this id; the nearest ones, still in the list's order. */
  before?: string | undefined
}

/** A part of a list. `hasMore` counts in the direction that was read. */
export type Page<T> = { rows: T[]; hasMore: boolean }
