/** A text, a number as it is, or nothing. Amounts are given as decimal text (`decimalAmount`), dates as ISO text. */
export type CsvCell = string | number | null

/**
 * Rows as CSV (RFC 4180, lines end with CRLF). A spreadsheet runs a cell that begins like a formula, and names of
 * customers come from strangers: such a text gets an apostrophe in front, a number stays one.
 */
export function csv(rows: readonly (readonly CsvCell[])[]): string {
  return rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('')
}

function cellText(cell: CsvCell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const safe = FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** What Excel, LibreOffice and Google Sheets take for a formula, also behind spaces (OWASP, "CSV injection"). */
const FORMULA = /^\s*[=+\-@\t\r]|^[\t\r\n]/
const NUMBER = /^-?\d+(\.\d+)?$/
/** Semicolons too: where the comma is the decimal sign, a spreadsheet splits cells at them. */
const NEEDS_QUOTES = /[",;\t\r\n]|^\s|\s$/
