import { formatRate } from '@/server/core/format'
import { amountCell, countCell, type Making, type Report, type TaxReport, textCell } from './model'
import { hrefOf } from './view'

/** Net, tax and gross by country and rate. */
export function taxReport(of: TaxReport, own: string, { path, view, words, t }: Making): Report {
  const currencies = currenciesOf(
    of.rows.map(({ currency }) => currency),
    own,
  )
  const currency = view.currency ?? currencies[0] ?? own
  const rows = of.rows.filter((row) => row.currency === currency)
  const by = { currency, words }
  const [from, to] = [of.months[0]?.label, of.months.at(-1)?.label]
  const range = { from, to, brand: view.brandId, currency }
  const sum = (key: 'net' | 'tax' | 'total' | 'documents') => rows.reduce((total, row) => total + row[key], 0)
  const all = hrefOf(`${path}/documents`, range)
  const placeOf = ({ country, state }: TaxReport['rows'][number]) =>
    country === null
      ? t('tax.unknown')
      : [countryName(country, words.locale), state].filter(Boolean).join(', ')
  return {
    currency,
    currencies,
    figures: [
      { key: 'net', label: t('tax.net'), value: words.money(sum('net'), currency) },
      { key: 'tax', label: t('tax.tax'), value: words.money(sum('tax'), currency) },
      { key: 'gross', label: t('tax.gross'), value: words.money(sum('total'), currency) },
    ],
    chart:
      rows.length < 2
        ? null
        : {
            points: rows.map((row) => ({
              key: JSON.stringify([row.country, row.state, row.ratePpm, row.note]),
              label: `${row.country ?? '?'} ${formatRate(row.ratePpm, words.locale)}`,
              detail: `${placeOf(row)}, ${formatRate(row.ratePpm, words.locale)}`,
            })),
            series: (['net', 'tax'] as const).map((each, i) => ({
              key: each,
              name: t(`tax.${each}`),
              tone: i === 0 ? ('chart-1' as const) : ('chart-2' as const),
              kind: 'bar' as const,
              values: rows.map((row) => row[each]),
              texts: rows.map((row) => words.money(row[each], currency)),
            })),
            bars: 'stacked',
            unit: 'money',
          },
    head: [
      t('tax.country'),
      t('tax.rate'),
      t('tax.note'),
      t('tax.net'),
      t('tax.tax'),
      t('tax.gross'),
      t('tax.documents'),
    ],
    rows: [
      ...rows.map((row) => {
        const { country, state, ratePpm, note } = row
        const href = hrefOf(`${path}/documents`, {
          ...range,
          country: country ?? '',
          state: state ?? '',
          rate: ratePpm,
          note: note ?? '',
        })
        return {
          key: JSON.stringify([country, state, ratePpm, note]),
          cells: [
            textCell(placeOf(row), [country, state].filter(Boolean).join('-')),
            textCell(formatRate(ratePpm, words.locale)),
            textCell(t(`tax.${note ?? 'none'}`), note),
            amountCell(row.net, by, href),
            amountCell(row.tax, by, href),
            amountCell(row.total, by, href),
            countCell(row.documents, words, href),
          ],
        }
      }),
      {
        key: 'total',
        weight: 'total' as const,
        cells: [
          textCell(t('total')),
          textCell(''),
          textCell(''),
          amountCell(sum('net'), by, all),
          amountCell(sum('tax'), by, all),
          amountCell(sum('total'), by, all),
          textCell(''),
        ],
      },
    ],
  }
}

/** The owner's own first. */
export const currenciesOf = (all: readonly string[], own: string): string[] => {
  const others = [...new Set(all)].filter((each) => each !== own).sort()
  return all.includes(own) || others.length === 0 ? [own, ...others] : others
}

const countryName = (code: string, locale: string): string =>
  new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' }).of(code) ?? code
