import { View } from '@react-pdf/renderer'
import type { ReactNode } from 'react'
import type { DocumentLine, PrintedDocument } from '../../core/document'
import { formatDate, formatMoney, formatQuantity, formatRate, formatUnitAmount } from '../../core/format'
import { INK_2, INK_3, LINE, LINE_STRONG } from '../color'
import type { PdfTranslator } from '../messages'
import { Words } from './text'

/** A row this long may run over a page's end; shorter ones move to the next page whole. */
const UNBROKEN_DESCRIPTION_MAX = 900

const GAP = 12

/**
 * The lines, with the column headings again at the head of each further page, and what stands below them. The
 * last line goes with that: sums alone on a page would not say what they sum.
 */
export function Lines(props: { document: PrintedDocument; t: PdfTranslator; children: ReactNode }) {
  const { document, t } = props
  const rows = document.lines.map((line, at) => ({ key: `${at}`, ...rowOf(line, document, t) }))
  const last = rows.at(-1)
  const headings = mapColumns((column) => t(`table.${column}`))
  const widths = mapColumns((column) =>
    columnWidth(
      headings[column],
      rows.map((row) => row[column]),
    ),
  )
  return (
    <View style={{ marginTop: 26 }}>
      <View
        fixed
        style={{
          flexDirection: 'row',
          gap: GAP,
          paddingBottom: 6,
          borderBottomWidth: 0.75,
          borderBottomColor: LINE_STRONG,
        }}
      >
        <View style={{ flex: 1 }}>
          <Words style={{ color: INK_3, fontSize: 8 }}>{t('table.description')}</Words>
        </View>
        {COLUMNS.map((column) => (
          <Words
            key={column}
            style={{ width: widths[column], color: INK_3, fontSize: 8, textAlign: 'right' }}
          >
            {headings[column]}
          </Words>
        ))}
      </View>
      {rows.slice(0, -1).map((row) => (
        <Row key={row.key} row={row} widths={widths} />
      ))}
      <View wrap={last !== undefined && isLong(last)}>
        {last && <Row row={last} widths={widths} />}
        {props.children}
      </View>
    </View>
  )
}

const COLUMNS = ['quantity', 'unitPrice', 'tax', 'amount'] as const
type Column = (typeof COLUMNS)[number]
type Cells = Record<Column, string>
type RowText = Cells & { key: string; description: string; notes: string[] }

function Row({ row, widths }: { row: RowText; widths: Record<Column, number> }) {
  return (
    <View
      wrap={isLong(row)}
      style={{
        flexDirection: 'row',
        gap: GAP,
        paddingVertical: 7,
        borderBottomWidth: 0.5,
        borderBottomColor: LINE,
      }}
    >
      <View style={{ flex: 1 }}>
        <Words style={{ fontWeight: 500 }}>{row.description}</Words>
        {row.notes.map((note) => (
          <Words key={note} figures style={{ color: INK_3, fontSize: 8 }}>
            {note}
          </Words>
        ))}
      </View>
      {COLUMNS.map((column) => (
        <Words
          key={column}
          figures
          style={{
            width: widths[column],
            textAlign: 'right',
            ...(column === 'amount' ? {} : { color: INK_2 }),
          }}
        >
          {row[column]}
        </Words>
      ))}
    </View>
  )
}

const isLong = (row: RowText): boolean => row.description.length > UNBROKEN_DESCRIPTION_MAX

function rowOf(line: DocumentLine, document: PrintedDocument, t: PdfTranslator): Omit<RowText, 'key'> {
  const { currency, locale, timeZone } = document
  const day = (at: Date) => formatDate(at, locale, { style: 'medium', timeZone })
  const notes = [
    line.period && t('period', { start: day(line.period.start), end: day(line.period.end) }),
    line.discount > 0
      ? t('lineDiscount', { amount: formatMoney(line.discount, currency, locale) })
      : undefined,
  ]
  return {
    description: wordsOf(line, t),
    notes: notes.filter((note) => note !== undefined),
    quantity: formatQuantity(line.quantity, locale),
    unitPrice: line.unitAmount === undefined ? '' : formatUnitAmount(line.unitAmount, currency, locale),
    tax: formatRate(line.taxRatePpm, locale),
    amount: formatMoney(line.net, currency, locale),
  }
}

/** Wide enough for the longest figure (a digit of 9-point Inter is 5.6 points wide) and for the heading. */
function columnWidth(heading: string, figures: string[]): number {
  const longest = Math.max(0, ...figures.map((figure) => figure.length))
  return Math.ceil(Math.max(longest * 5.6, heading.length * 4.6)) + 2
}

function mapColumns<T>(of: (column: Column) => T): Record<Column, T> {
  return { quantity: of('quantity'), unitPrice: of('unitPrice'), tax: of('tax'), amount: of('amount') }
}

function wordsOf({ description, kind }: DocumentLine, t: PdfTranslator): string {
  const plain = kind === undefined || kind === 'period' || kind === 'item'
  return plain ? description : t(`lines.${kind}`, { plan: description })
}
