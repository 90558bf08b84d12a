import { homeView } from '@/components/home/view'
import { homeWords } from '@/components/home/words'
import { decimalAmount } from '@/server/core/format'
import { csvFile } from '../../csv'
import { type DashboardParams, openDashboard, required } from '../../open'

/** The numbers of the home's chart, in every currency. */
export async function GET(request: Request, { params }: { params: DashboardParams }): Promise<Response> {
  const url = new URL(request.url)
  const { range, from, to, period, brandId } = homeView((name) => url.searchParams.get(name) ?? undefined)
  const { api, key, words } = await openDashboard(params)
  const sales = await required(api.home.sales({ ...key, range, from, to, period, brandId }))
  const t = homeWords(words.locale)
  const point = ({ hour: 'chart.pointHour', day: 'chart.pointDay', month: 'chart.pointMonth' } as const)[
    sales.period
  ]
  const columns = sales.currencies.map((currency) => {
    const of = (kind: 'charged' | 'refunded') =>
      sales.series.find((each) => each.kind === kind && each.currency === currency)?.values ?? []
    const [charged, refunded] = [of('charged'), of('refunded')]
    const text = (amount = 0) => decimalAmount(amount, currency)
    return {
      names: [t('csv.charged', { currency }), t('csv.refunded', { currency }), t('csv.net', { currency })],
      cells: (at: number) => [
        text(charged[at]),
        text(refunded[at]),
        text((charged[at] ?? 0) - (refunded[at] ?? 0)),
      ],
    }
  })
  const rows = sales.labels.map((label, at) => [label, ...columns.flatMap(({ cells }) => cells(at))])
  const name = `sales-${sales.labels[0] ?? ''}-${sales.labels.at(-1) ?? ''}.csv`
  return csvFile(name, [[t(point), ...columns.flatMap(({ names }) => names)], ...rows])
}
