import type { ChartSeries, ChartTone } from '@/components/ui/chart'
import { amountCell, type Making, monthPoints, type ProductReport, type Report, textCell } from './model'
import { currenciesOf } from './tax'
import { hrefOf } from './view'

const TONES: readonly ChartTone[] = ['chart-1', 'chart-2', 'chart-3', 'chart-4', 'chart-5']

/** Net revenue by product and month. */
export function productReport(of: ProductReport, own: string, { path, view, words, t }: Making): Report {
  const currencies = currenciesOf(
    of.products.map(({ currency }) => currency),
    own,
  )
  const currency = view.currency ?? currencies[0] ?? own
  const products = of.products.filter((product) => product.currency === currency)
  const by = { currency, words }
  const [first, last] = [of.months[0]?.label ?? '', of.months.at(-1)?.label ?? '']
  const documents = (productId: string | null, from: string, to: string) =>
    hrefOf(`${path}/documents`, { from, to, currency, brand: view.brandId, product: productId ?? 'none' })
  const nameOf = ({ name }: ProductReport['products'][number]) => name ?? t('product.none')
  const net = products.reduce((sum, product) => sum + product.net, 0)
  return {
    currency,
    currencies,
    figures: [{ key: 'net', label: t('product.net'), value: words.money(net, currency) }],
    chart: {
      points: monthPoints(of.months, words),
      series: seriesOf(products.map((product) => ({ name: nameOf(product), months: product.months }))),
      bars: 'stacked',
      unit: 'money',
    },
    head: [
      t('product.product'),
      ...of.months.map(({ startAt }) => words.date(startAt, 'monthShort')),
      t('total'),
    ],
    rows: [
      ...products.map((product) => ({
        key: product.productId ?? 'none',
        cells: [
          textCell(nameOf(product)),
          ...product.months.map((amount, i) => {
            const label = of.months[i]?.label ?? ''
            return amountCell(amount, by, documents(product.productId, label, label))
          }),
          amountCell(product.net, by, documents(product.productId, first, last)),
        ],
      })),
      {
        key: 'total',
        weight: 'total' as const,
        cells: [
          textCell(t('total')),
          ...of.months.map((month, i) =>
            amountCell(
              products.reduce((sum, { months }) => sum + (months[i] ?? 0), 0),
              by,
              hrefOf(`${path}/documents`, {
                from: month.label,
                to: month.label,
                currency,
                brand: view.brandId,
              }),
            ),
          ),
          amountCell(
            net,
            by,
            hrefOf(`${path}/documents`, { from: first, to: last, currency, brand: view.brandId }),
          ),
        ],
      },
    ],
  }

  /** The largest by themselves, the rest together: there are as many tones. */
  function seriesOf(all: { name: string; months: number[] }[]): ChartSeries[] {
    const many = all.length > TONES.length
    const shown = many ? all.slice(0, TONES.length - 1) : all
    const rest = many ? all.slice(TONES.length - 1) : []
    const others = of.months.map((_, i) => rest.reduce((sum, { months }) => sum + (months[i] ?? 0), 0))
    return [...shown, ...(many ? [{ name: t('product.others'), months: others }] : [])].map(
      ({ name, months }, i) => ({
        key: `${i}`,
        name,
        tone: TONES[i] ?? 'chart-5',
        kind: 'bar' as const,
        values: months,
        texts: months.map((amount) => words.money(amount, currency)),
      }),
    )
  }
}
