import { View } from '@react-pdf/renderer'
import { formatDate, formatMoney, formatQuantity, formatRate, formatUnitAmount } from '../../core/format'
import { INK_2, INK_3, LINE, LINE_STRONG } from '../color'
import type { PdfTranslator } from '../messages'
import type { DocumentLine, PrintedDocument } from './document'
import { Words } from './text'

/** A row this long may run over a page's end; shorter ones move to the next page whole. */
const UNBROKEN_DESCRIPTION_MAX = 900

const GAP = 12

/** The lines, with the column headings again at the head of each further page. */
export function Lines({ document, t }: { document: PrintedDocument; t: PdfTranslator }) {
  const rows = document.lines.map((line, at) => ({ key: `${at}`, ...rowOf(line, document, t) }))
  const headings = {
    quantity: t('table.quantity'),
    unitPrice: t('table.unitPrice'),
    tax: t('table.tax'),
    amount: t('table.amount'),
  }
  const widths = {
    quantity: columnWidth([headings.quantity, ...rows.map((row) => row.quantity)]),
    unitPrice: columnWidth([headings.unitPrice, ...rows.map((row) => row.unitPrice)]),
    tax: columnWidth([headings.tax, ...rows.map((row) => row.tax)]),
    amount: columnWidth([headings.amount, ...rows.map((row) => row.amount)]),
  }
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
      {rows.map((row) => (
        <Row key={row.key} row={row} widths={widths} />
      ))}
    </View>
  )
}

const COLUMNS = ['quantity', 'unitPrice', 'tax', 'amount'] as const
type Cells = Record<(typeof COLUMNS)[number], string>
type RowText = Cells & { key: string; description: string; notes: string[] }

function Row({ row, widths }: { row: RowText; widths: Record<keyof Cells, number> }) {
  return (
    <View
      wrap={row.description.length > UNBROKEN_DESCRIPTION_MAX}
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
    description: line.description,
    notes: notes.filter((note) => note !== undefined),
    quantity: formatQuantity(line.quantity, locale),
    unitPrice: line.unitAmount === undefined ? '' : formatUnitAmount(line.unitAmount, currency, locale),
    tax: formatRate(line.taxRatePpm, locale),
    amount: formatMoney(line.net, currency, locale),
  }
}

/** Wide enough for its longest figure: a digit of 9-point Inter is 5.6 points wide. */
function columnWidth(texts: string[]): number {
  return Math.ceil(Math.max(...texts.map((text) => text.length)) * 5.6) + 2
}
