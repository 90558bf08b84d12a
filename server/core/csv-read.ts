/** A file's rows as text, each with the line it starts on: a cell may hold line ends. */
export type CsvRow = { line: number; cells: string[] }

/**
 * Reads CSV (RFC 4180), with commas, semicolons or tabs, whichever the first line has most of; a byte order mark and
 * empty lines are nothing. Null when a quote is never closed. At most `rowsMax` rows are read, and one more, which
 * says that there were more.
 */
export function readCsv(text: string, of: { rowsMax: number }): CsvRow[] | null {
  const source = text.replace(/^\uFEFF/, '')
  const separator = separatorOf(source)
  const rows: CsvRow[] = []
  let [cells, cell, quoted, line, startedAt]: [string[], string, boolean, number, number] = [
    [],
    '',
    false,
    1,
    1,
  ]
  const endRow = (): void => {
    const row = [...cells, cell].map((each) => each.trim())
    if (row.some((each) => each !== '')) rows.push({ line: startedAt, cells: row })
    cells = []
    cell = ''
  }
  for (let at = 0; at < source.length && rows.length <= of.rowsMax; at++) {
    const char = source[at]
    if (char === '\n') line++
    if (quoted) {
      if (char !== '"') cell += char
      else if (source[at + 1] === '"') {
        cell += '"'
        at++
      } else quoted = false
    } else if (char === '"' && cell.trim() === '') {
      cell = ''
      quoted = true
    } else if (char === separator) {
      cells.push(cell)
      cell = ''
    } else if (char === '\n') {
      endRow()
      startedAt = line
    } else if (char !== '\r') cell += char
  }
  if (quoted) return null
  endRow()
  return rows
}

const SEPARATORS = [',', ';', '\t'] as const

function separatorOf(text: string): string {
  const first = text.slice(0, text.search(/\n|$/))
  const count = (separator: string) => first.split(separator).length
  return SEPARATORS.reduce((best, each) => (count(each) > count(best) ? each : best))
}
