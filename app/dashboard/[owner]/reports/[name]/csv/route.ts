import { notFound } from 'next/navigation'
import { isReport, reportView } from '@/components/report/view'
import { csvFile } from '../../../../csv'
import { openDashboard } from '../../../../open'
import { loadReport } from '../../load'

type Params = Promise<{ owner: string; name: string }>

/** The numbers of a report as a file. */
export async function GET(request: Request, { params }: { params: Params }): Promise<Response> {
  const { name } = await params
  const page = await openDashboard(params, `/reports/${name}`)
  if (!isReport(name)) notFound()
  const url = new URL(request.url)
  const view = reportView((param) => url.searchParams.get(param) ?? undefined)
  const { report, shown } = await loadReport(page, name, view)
  const head = report.head.map((text, i) => (i === 0 ? `${text} (${report.currency})` : text))
  const rows = report.rows.map(({ cells }) => cells.map(({ raw }) => raw))
  return csvFile(`${name}-${report.currency}-${shown.from}-${shown.to}.csv`, [head, ...rows])
}
