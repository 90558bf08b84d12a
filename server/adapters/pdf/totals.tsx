import { View } from '@react-pdf/renderer'
import { MANUAL_PAYMENT, type PrintedDocument } from '../../core/document'
import { formatDate, formatMoney, formatRate } from '../../core/format'
import { isTaxNote } from '../../core/tax'
import { INK, INK_2, INK_3, LINE, LINE_STRONG } from '../color'
import type { PdfTranslator } from '../messages'
import { Words } from './text'

type Props = { document: PrintedDocument; t: PdfTranslator }
type Sum = { label: string; amount: string; weight: 'plain' | 'total' | 'due' }

/** Payment on the left, the sums on the right: one block that never stands on two pages. */
export function Totals({ document, t }: Props) {
  return (
    <View wrap={false} style={{ flexDirection: 'row', gap: 40, marginTop: 14 }}>
      <View style={{ flex: 1, paddingTop: 4 }}>
        <Payments document={document} t={t} />
      </View>
      <View style={{ width: 250 }}>
        {sumsOf(document, t).map((sum) => (
          <SumRow key={sum.label} sum={sum} />
        ))}
      </View>
    </View>
  )
}

/** What the law asks to be said, kept together and apart from the figures. */
export function LegalNotes({ document, t }: { document: PrintedDocument; t: PdfTranslator }) {
  const reason = document.kind === 'credit_note' ? document.reason : undefined
  const notes = [
    ...(reason === undefined ? [] : [t('reason', { reason })]),
    ...document.legalNotes.map((note) => (isTaxNote(note) ? t(`notes.${note}`) : note)),
  ]
  if (notes.length === 0) return null
  return (
    <View style={{ marginTop: 26, gap: 4, maxWidth: 400 }}>
      {notes.map((note) => (
        <Words key={note} style={{ color: INK_2, fontSize: 8 }}>
          {note}
        </Words>
      ))}
    </View>
  )
}

function sumsOf(document: PrintedDocument, t: PdfTranslator): Sum[] {
  const money = (amount: number) => formatMoney(amount, document.currency, document.locale)
  const off = (amount: number) => money(amount === 0 ? 0 : -amount)
  const plain = (label: string, amount: string): Sum => ({ label, amount, weight: 'plain' })
  return [
    plain(t('subtotal'), money(document.subtotal)),
    ...document.discounts.map(({ label, amount }) => plain(label, off(amount))),
    ...document.taxes.map(({ label, ratePpm, net, tax }) => {
      const rate = formatRate(ratePpm, document.locale)
      return plain(t('taxOn', { label: label ?? t('tax'), rate, net: money(net) }), money(tax))
    }),
    { label: t('total'), amount: money(document.total), weight: 'total' },
    ...settlementOf(document, t),
  ]
}

/** How the total was, or is to be, settled. */
function settlementOf(document: PrintedDocument, t: PdfTranslator): Sum[] {
  const money = (amount: number) => formatMoney(amount, document.currency, document.locale)
  const off = (amount: number) => money(amount === 0 ? 0 : -amount)
  const plain = (label: string, amount: string): Sum => ({ label, amount, weight: 'plain' })
  if (document.kind === 'credit_note')
    return [
      ...(document.reducesDue > 0 ? [plain(t('reducesDue'), money(document.reducesDue))] : []),
      ...(document.givenBack > 0 ? [plain(t('givenBack'), money(document.givenBack))] : []),
      ...(document.keptAsCredit > 0 ? [plain(t('keptAsCredit'), money(document.keptAsCredit))] : []),
    ]
  const credited = document.amountCredited ?? 0
  return [
    ...(document.creditApplied > 0 ? [plain(t('creditApplied'), off(document.creditApplied))] : []),
    ...(document.amountPaid > 0 ? [plain(t('amountPaid'), off(document.amountPaid))] : []),
    ...(credited > 0 ? [plain(t('amountCredited'), off(credited))] : []),
    { label: t('amountDue'), amount: money(document.amountDue), weight: 'due' },
  ]
}

function SumRow({ sum }: { sum: Sum }) {
  const plain = sum.weight === 'plain'
  const color = plain ? INK_2 : INK
  const size = sum.weight === 'due' ? 11 : 9
  return (
    <View
      style={{
        flexDirection: 'row',
        justifyContent: 'space-between',
        gap: 16,
        paddingVertical: plain ? 3.5 : 7,
        ...(plain ? {} : { borderTopWidth: 0.75, borderTopColor: LINE_STRONG, marginTop: 4 }),
      }}
    >
      <View style={{ flex: 1 }}>
        <Words style={{ color, fontSize: size, fontWeight: plain ? 400 : 600 }}>{sum.label}</Words>
      </View>
      <Words figures style={{ color, fontSize: size, fontWeight: plain ? 400 : 600, textAlign: 'right' }}>
        {sum.amount}
      </Words>
    </View>
  )
}

function Payments({ document, t }: Props) {
  const money = (amount: number) => formatMoney(amount, document.currency, document.locale)
  const date = (at: Date) => formatDate(at, document.locale, { timeZone: document.timeZone })
  const refunds = (document.refunds ?? []).map(({ at, amount }) => ({
    title: t('refunded', { date: date(at) }),
    amount: money(amount === 0 ? 0 : -amount),
    note: undefined,
  }))
  const payments = document.payments.map(({ method, at, amount, reference }) => ({
    title: method === MANUAL_PAYMENT ? t('manualPayment') : method,
    amount: money(amount),
    note: [date(at), reference === undefined ? undefined : t('reference', { reference })]
      .filter(Boolean)
      .join(' · '),
  }))
  if (payments.length + refunds.length === 0) return null
  return (
    <View style={{ maxWidth: 210 }}>
      <Words style={{ color: INK_3, fontSize: 8, marginBottom: 2 }}>
        {t(payments.length > 1 ? 'payments' : 'payment')}
      </Words>
      {[...payments, ...refunds].map((entry, at) => (
        <View
          // biome-ignore lint/suspicious/noArrayIndexKey: two equal refunds of a day differ by their place alone
          key={at}
          style={{ paddingVertical: 6, ...(at === 0 ? {} : { borderTopWidth: 0.5, borderTopColor: LINE }) }}
        >
          <View style={{ flexDirection: 'row', justifyContent: 'space-between', gap: 12 }}>
            <View style={{ flex: 1 }}>
              <Words figures style={{ fontWeight: 500 }}>
                {entry.title}
              </Words>
            </View>
            <Words figures>{entry.amount}</Words>
          </View>
          {entry.note === undefined ? null : (
            <Words figures style={{ color: INK_3, fontSize: 8 }}>
              {entry.note}
            </Words>
          )}
        </View>
      ))}
    </View>
  )
}
