import type { Metadata } from 'next'
import Link from 'next/link'
import { InvoiceActs } from '@/components/invoice/acts'
import { InvoiceDocuments } from '@/components/invoice/documents'
import { History } from '@/components/invoice/history'
import { InvoiceSheet } from '@/components/invoice/invoice-sheet'
import { MoneyTrail } from '@/components/invoice/money-trail'
import type { InvoiceFile } from '@/components/invoice/money-types'
import { type MoneyWords, moneyWords } from '@/components/invoice/money-words'
import { StandingChip } from '@/components/invoice/standing-chip'
import { DraftSum } from '@/components/invoice/sum'
import { Said } from '@/components/portal/said'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { DescriptionList } from '@/components/ui/description-list'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import type { Words } from '@/components/words'
import { settings } from '@/server/env'
import { one, openDashboard, peekDashboard, required, type Search } from '../../../open'

type Props = { params: Promise<{ owner: string; id: string }>; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: moneyWords(page.words.locale)('invoices.title') } : {}
}

/** One invoice: what is printed on it, what became of it, and what can be done with it. */
export default async function InvoicePage({ params, searchParams }: Props) {
  const { id } = await params
  const { api, base, key, mayWrite, words } = await openDashboard(params, `/invoices/${id}`)
  const [invoice, search] = await Promise.all([required(api.invoice.get({ ...key, id })), searchParams])
  const t = moneyWords(words.locale)
  const { customer } = invoice
  const isProcessing = invoice.attempts.some(({ status }) => status === 'processing')
  const path = `${base}/invoices/${id}`
  return (
    <Main width="wide">
      <PageHeader
        back={{ href: `${base}/invoices`, label: t('invoices.title') }}
        title={titleOf(invoice, t)}
        description={t('invoice.for', { customer: customer.name })}
        chip={<StandingChip invoice={{ ...invoice, isProcessing }} locale={words.locale} />}
        actions={
          mayWrite && <InvoiceActs invoice={invoice} isProcessing={isProcessing} path={path} words={words} />
        }
      />
      <JustDone what={one(search.done)} t={t} />
      <State invoice={invoice} isProcessing={isProcessing} words={words} />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_21rem]">
        <div className="grid gap-6">
          {invoice.printed && (
            <Card padding="none">
              <InvoiceSheet printed={invoice.printed} words={words} />
            </Card>
          )}
          {invoice.status === 'draft' && (
            <Card id="sums" title={t('invoice.sums')}>
              {invoice.draft ? (
                <DraftSum draft={invoice.draft} totalLabel={words.t('sum.due')} words={words} />
              ) : (
                <Notice tone="warn">{t('invoice.noSums')}</Notice>
              )}
            </Card>
          )}
          {invoice.status !== 'draft' && (
            <Card id="payments" title={t('invoice.money')}>
              <MoneyTrail invoice={invoice} base={base} words={words} />
            </Card>
          )}
          {invoice.notes.length > 0 && (
            <Card id="notes" title={t('invoice.notes')}>
              <Notes invoice={invoice} base={base} words={words} />
            </Card>
          )}
          <Card id="history" title={t('invoice.events')}>
            <History events={invoice.events} currency={invoice.currency} words={words} />
          </Card>
        </div>
        <div className="grid gap-6">
          <Card id="facts" title={t('invoice.facts')} titleStyle="quiet">
            <DescriptionList layout="stacked" items={factsOf(invoice, { base, words, t })} />
          </Card>
          {invoice.status !== 'draft' && (
            <Card id="documents" title={t('invoice.documents')} titleStyle="quiet">
              <InvoiceDocuments
                invoice={invoice}
                base={base}
                payUrl={invoice.payPath && `${settings().appUrl}${invoice.payPath}`}
                words={words}
              />
            </Card>
          )}
        </div>
      </div>
    </Main>
  )
}

const titleOf = ({ number }: InvoiceFile, t: MoneyWords): string =>
  number === '' ? t('invoice.draft') : t('invoice.title', { number })

const DONE = [
  'finalized',
  'drafted',
  'sent',
  'charged',
  'open',
  'paid',
  'voided',
  'lost',
  'credited',
] as const

function JustDone({ what, t }: { what: string | undefined; t: MoneyWords }) {
  const known = DONE.find((each) => each === what)
  if (!known) return null
  return (
    <Said>
      <Notice tone={known === 'open' ? 'warn' : 'good'} title={t(`done.${known}`)} live="status" />
    </Said>
  )
}

type StateProps = { invoice: InvoiceFile; isProcessing: boolean; words: Words }

/** What it stands at in a sentence, and what comes next. */
function State({ invoice, isProcessing, words }: StateProps) {
  const t = moneyWords(words.locale)
  const due = words.money(invoice.amountDue, invoice.currency)
  if (invoice.status === 'draft') return <Notice>{t('invoice.isDraft')}</Notice>
  if (invoice.status === 'void') return <Notice>{t('invoice.isVoid')}</Notice>
  if (invoice.status === 'uncollectible') return <Notice>{t('invoice.isLost', { amount: due })}</Notice>
  if (invoice.status !== 'open') return null
  if (isProcessing) return <Notice>{t('invoice.onItsWay')}</Notice>
  const date = words.date(invoice.dueAt)
  return (
    <Notice tone={invoice.isOverdue ? 'bad' : 'info'} title={t('invoice.owed', { amount: due })}>
      {invoice.isOverdue ? t('invoice.owedSince', { date }) : t('invoice.owedUntil', { date })}
    </Notice>
  )
}

function Notes({ invoice, base, words }: { invoice: InvoiceFile; base: string; words: Words }) {
  const t = moneyWords(words.locale)
  const amount = (value: number) => words.money(value, invoice.currency)
  return (
    <ul className="grid gap-4">
      {invoice.notes.map((note) => (
        <li key={note.id} className="flex flex-wrap gap-x-4 gap-y-0.5">
          <div className="min-w-0 flex-1">
            <a href={`${base}/credit-notes/${note.id}/pdf`} className="link-alone">
              {t('invoice.note', { number: note.number })}
            </a>
            <p className="num text-sm whitespace-normal text-ink-2">
              {t('invoice.noteParts', {
                due: amount(note.reducesDue),
                refunded: amount(note.refunded),
                credited: amount(note.credited),
              })}
            </p>
            {note.reason !== '' && <p className="text-sm text-ink-3">{note.reason}</p>}
          </div>
          <div className="text-right">
            <p className="num">{amount(-note.total)}</p>
            <p className="num text-sm text-ink-3">{words.date(note.issuedAt, 'medium')}</p>
          </div>
        </li>
      ))}
    </ul>
  )
}

function factsOf(invoice: InvoiceFile, { base, words, t }: { base: string; words: Words; t: MoneyWords }) {
  const { customer } = invoice
  const date = (at: Date) => <span className="num">{words.date(at, 'medium')}</span>
  return [
    {
      key: 'customer',
      term: t('invoice.fact.customer'),
      description: (
        <Link href={`${base}/customers/${customer.id}`} className="link-alone">
          {customer.name}
        </Link>
      ),
    },
    { key: 'reason', term: t('invoice.fact.reason'), description: t(`invoice.reason.${invoice.reason}`) },
    {
      key: 'issued',
      term: t('invoice.fact.issued'),
      description: date(invoice.issuedAt),
      shown: invoice.status !== 'draft',
    },
    { key: 'due', term: t('invoice.fact.due'), description: date(invoice.dueAt) },
    {
      key: 'paid',
      term: t('invoice.fact.paid'),
      description: invoice.paidAt && date(invoice.paidAt),
      shown: invoice.paidAt !== null,
    },
    {
      key: 'voided',
      term: t('invoice.fact.voided'),
      description: invoice.voidedAt && date(invoice.voidedAt),
      shown: invoice.voidedAt !== null,
    },
    { key: 'brand', term: t('invoice.fact.brand'), description: invoice.brandName },
    {
      key: 'subscription',
      term: t('invoice.fact.subscription'),
      description: (
        <Link href={`${base}/subscriptions/${invoice.subscriptionId}`} className="link-alone">
          {t('invoice.fact.subscriptionOpen')}
        </Link>
      ),
      shown: invoice.subscriptionId !== null,
    },
  ].filter(({ shown = true }) => shown)
}
