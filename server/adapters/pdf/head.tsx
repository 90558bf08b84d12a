import { View } from '@react-pdf/renderer'
import type { InvoiceDocument, PrintedDocument } from '../../core/document'
import { formatDate, formatMoney } from '../../core/format'
import {
  accentAsText,
  accentOf,
  BAD,
  BAD_SOFT,
  GOOD,
  GOOD_SOFT,
  INK_2,
  INK_3,
  LINE,
  WARN,
  WARN_SOFT,
} from '../color'
import type { PdfTranslator } from '../messages'
import { Words } from './text'

type Props = { document: PrintedDocument; t: PdfTranslator }

/** The one thing a reader looks for: how much, and whether it is owed. */
export function Headline({ document, t }: Props) {
  const { amount, stamp, tone } = standing(document, t)
  return (
    <View style={{ marginTop: 34, flexDirection: 'row', alignItems: 'center', gap: 12 }}>
      <Words display figures style={{ fontSize: 26, lineHeight: 1.15 }}>
        {formatMoney(amount, document.currency, document.locale)}
      </Words>
      <Stamp tone={tone}>{stamp}</Stamp>
    </View>
  )
}

/** Who bills, who is billed, and the numbers and dates that bookkeeping asks for. */
export function Parties({ document, t }: Props) {
  const { seller, buyer } = document
  return (
    <View
      style={{
        marginTop: 22,
        paddingTop: 16,
        borderTopWidth: 0.75,
        borderTopColor: LINE,
        flexDirection: 'row',
        gap: 24,
      }}
    >
      <Party
        heading={t('from')}
        name={seller.name}
        rows={[
          ...seller.address,
          seller.taxNumber && t('taxNumber', { number: seller.taxNumber }),
          seller.email,
        ]}
      />
      <Party
        heading={t('billedTo')}
        name={buyer.companyName ?? buyer.name}
        rows={[
          buyer.companyName === undefined || buyer.companyName === buyer.name ? undefined : buyer.name,
          ...buyer.address,
          buyer.vatNumber && t('vatNumber', { number: buyer.vatNumber }),
          buyer.email,
        ]}
      />
      <Facts document={document} t={t} />
    </View>
  )
}

const TONES = {
  good: { ink: GOOD, soft: GOOD_SOFT },
  warn: { ink: WARN, soft: WARN_SOFT },
  bad: { ink: BAD, soft: BAD_SOFT },
}

function standing(document: PrintedDocument, t: PdfTranslator) {
  const date = (at: Date) => formatDate(at, document.locale, { timeZone: document.timeZone })
  if (document.kind === 'receipt')
    return {
      amount: document.amountPaid,
      stamp: t('status.receipt', { date: date(document.paidAt) }),
      tone: TONES.good,
    }
  if (document.kind === 'credit_note')
    return {
      amount: document.total,
      stamp: t('status.credit_note', { number: document.invoiceNumber }),
      tone: TONES.good,
    }
  if (document.status === 'paid')
    return {
      amount: document.total,
      stamp: t('status.paid', { date: date(paidAt(document)) }),
      tone: TONES.good,
    }
  if (document.status === 'void') return { amount: document.total, stamp: t('status.void'), tone: TONES.bad }
  return {
    amount: document.amountDue,
    stamp: t('status.open', { date: date(document.dueAt) }),
    tone: TONES.warn,
  }
}

function Stamp({ tone, children }: { tone: { ink: string; soft: string }; children: string }) {
  return (
    <View
      style={{
        flexDirection: 'row',
        alignItems: 'center',
        gap: 5,
        backgroundColor: tone.soft,
        borderRadius: 10,
        paddingHorizontal: 9,
        paddingVertical: 4,
        marginTop: 2,
      }}
    >
      <View style={{ width: 5, height: 5, borderRadius: 2.5, backgroundColor: tone.ink }} />
      <Words style={{ color: tone.ink, fontWeight: 500, fontSize: 8.5, lineHeight: 1.2 }}>{children}</Words>
    </View>
  )
}

function Party(props: { heading: string; name: string; rows: (string | undefined)[] }) {
  return (
    <View style={{ flex: 1 }}>
      <Words style={{ color: INK_3, fontSize: 8, marginBottom: 4 }}>{props.heading}</Words>
      <Words style={{ fontWeight: 600 }}>{props.name}</Words>
      {props.rows.filter(Boolean).map((row) => (
        <Words key={row} style={{ color: INK_2 }}>
          {row ?? ''}
        </Words>
      ))}
    </View>
  )
}

function Facts({ document, t }: Props) {
  const date = (at: Date) => formatDate(at, document.locale, { timeZone: document.timeZone })
  const facts = factsOf(document, t, date)
  return (
    <View style={{ width: 132 }}>
      {facts.map(([label, value]) => (
        <View key={label} style={{ marginBottom: 6 }}>
          <Words style={{ color: INK_3, fontSize: 8, marginBottom: 1 }}>{label}</Words>
          <Words style={{ fontWeight: 500 }}>{value}</Words>
        </View>
      ))}
      {document.kind === 'invoice' && document.status === 'open' && document.payUrl !== undefined ? (
        <Words
          href={document.payUrl}
          style={{
            color: accentAsText(accentOf(document.seller.accent)),
            fontWeight: 600,
            textDecoration: 'none',
          }}
        >
          {`${t('pay')} →`}
        </Words>
      ) : null}
    </View>
  )
}

function factsOf(
  document: PrintedDocument,
  t: PdfTranslator,
  date: (at: Date) => string,
): [string, string][] {
  switch (document.kind) {
    case 'invoice':
      return [
        [t('invoiceNumber'), document.number],
        [t('issued'), date(document.issuedAt)],
        ...dueFact(document, t, date),
      ]
    case 'receipt':
      return [
        [t('receiptNumber'), document.number],
        [t('invoiceNumber'), document.invoiceNumber],
        [t('paid'), date(document.paidAt)],
      ]
    case 'credit_note':
      return [
        [t('creditNoteNumber'), document.number],
        [t('issued'), date(document.issuedAt)],
        [t('invoiceNumber'), `${document.invoiceNumber}, ${date(document.invoiceIssuedAt)}`],
      ]
  }
}

function dueFact(
  document: InvoiceDocument,
  t: PdfTranslator,
  date: (at: Date) => string,
): [string, string][] {
  if (document.status !== 'void') return [[t('due'), date(document.dueAt)]]
  return document.voidedAt ? [[t('voided'), date(document.voidedAt)]] : []
}

function paidAt(document: InvoiceDocument): Date {
  return document.paidAt ?? document.payments.at(-1)?.at ?? document.issuedAt
}
