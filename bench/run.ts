// npm run bench [-- <benchmark>… [--json]]: measures the product as it runs and judges it by ratios taken in one run.
import { apiRead } from './api-read'
import { apiReadKey } from './api-read-key'
import { billingRun } from './billing-run'
import { charges } from './charges'
import { events } from './events'
import { limitCheck } from './limit-check'
import { machine } from './machine'
import { portal } from './portal'
import { stopAll } from './process'
import { printReport, type Report } from './report'
import { sales } from './sales'
import { salesDashboard } from './sales-dashboard'
import { salesSearch } from './sales-search'

const benchmarks: Record<string, () => Promise<Report>> = {
  'api-read': apiRead,
  'api-read-key': apiReadKey,
  'billing-run': billingRun,
  events,
  'limit-check': limitCheck,
  charges,
  portal,
  sales,
  'sales-search': salesSearch,
  'sales-dashboard': salesDashboard,
}
const argv = process.argv.slice(2)
const json = argv.includes('--json')
const named = argv.filter((word) => word !== '--json')
/** `api-read` is `api-read-key` too: a benchmark is named by its name or by how it begins. */
const isNamed = (name: string, by: string) => name === by || name.startsWith(`${by}-`)
const unknown = named.filter((by) => !Object.keys(benchmarks).some((name) => isNamed(name, by)))
if (unknown.length > 0) {
  console.error(
    `There is no benchmark ${unknown.join(', ')}; there are ${Object.keys(benchmarks).join(', ')}`,
  )
  process.exit(2)
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stopAll().finally(() => process.exit(130)))
}

const reports: Report[] = []
for (const [name, measure] of Object.entries(benchmarks)) {
  if (named.length > 0 && !named.some((by) => isNamed(name, by))) continue
  const report = await measure()
  reports.push(report)
  if (!json) printReport(report)
}
if (json) console.log(JSON.stringify({ machine: machine(), reports }, null, 2))
process.exitCode = reports.every(({ targets }) => targets.every(({ met }) => met)) ? 0 : 1
