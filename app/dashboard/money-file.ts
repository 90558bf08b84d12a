import { openDashboard } from './open'

/** Rows that a file is made from at once, and at most. */
const STEP = 200
const ROWS_MAX = 20_000

/** The page that a file belongs to, and what its address says. */
export async function fileParams(request: Request, params: Promise<{ owner: string }>, path: string) {
  const page = await openDashboard(params, path)
  return { page, search: Object.fromEntries(new URL(request.url).searchParams) }
}

type Part<Row> = { rows: Row[]; next: string | null }

/** All rows of a list, a step at a time. */
export async function everyRow<Row>(
  read: (cursor: { after?: string; limit: number }) => Promise<Part<Row>>,
): Promise<Row[]> {
  const all: Row[] = []
  let after: string | null = null
  do {
    const part: Part<Row> = await read({ limit: STEP, ...(after === null ? {} : { after }) })
    all.push(...part.rows)
    after = part.next
  } while (after !== null && all.length < ROWS_MAX)
  return all
}
