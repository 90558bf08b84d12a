import { type CsvCell, csv } from '@/server/core/csv'

/** A CSV file to be saved under a name ("sales-2026-11.csv"); its first row names the columns. */
export function csvFile(name: string, rows: readonly (readonly CsvCell[])[]): Response {
  // With the mark, Excel reads UTF-8 as what it is.
  return new Response(`\uFEFF${csv(rows)}`, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${name.replace(/[^\w.-]+/g, '-')}"`,
      'Cache-Control': 'private, no-store',
    },
  })
}
