import { machine } from './machine'

/** One figure that was promised, and whether it holds. */
export type Target = { what: string; measured: number; bound: string; met: boolean }

export type Report = {
  name: string
  what: string
  columns: string[]
  rows: (string | number)[][]
  targets: Target[]
}

/** A target that holds from `bound` on. */
export function atLeast(what: string, measured: number, bound: number): Target {
  return { what, measured: round(measured), bound: `≥ ${bound}`, met: measured >= bound }
}

/** A target that holds below `bound`. */
export function below(what: string, measured: number, bound: number): Target {
  return { what, measured: round(measured), bound: `< ${bound}`, met: measured < bound }
}

export function printReport(report: Report): void {
  const { cpu, cores, memoryGb, node, load1 } = machine()
  const targets = report.targets.map(({ what, measured, bound, met }) => [
    what,
    measured,
    bound,
    met ? 'PASS' : 'FAIL',
  ])
  console.log(
    [
      '',
      `${report.name}: ${report.what}`,
      `${cpu}, ${cores} cores, ${memoryGb} GB, Node ${node}, load ${load1}`,
      '',
      ...table([report.columns, ...report.rows]),
      '',
      ...table([['target', 'measured', 'bound', ''], ...targets]),
      '',
    ].join('\n'),
  )
}

/** Two decimals are all that a measurement on a shared machine is worth. */
export const round = (value: number): number => Math.round(value * 100) / 100

/** The middle value; of an even number of them the lower middle. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted[Math.floor((sorted.length - 1) / 2)]
  if (middle === undefined) throw new Error('A median needs at least one value')
  return middle
}

/** Text to the left, numbers to the right. */
function table(rows: (string | number)[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => String(row[column] ?? '').length)),
  )
  return rows.map((row) => {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0
      return typeof cell === 'number' ? String(cell).padStart(width) : cell.padEnd(width)
    })
    return `  ${cells.join('  ')}`.trimEnd()
  })
}
