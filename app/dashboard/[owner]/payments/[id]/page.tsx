import type { Metadata } from 'next'
import Link from 'next/link'
import { DisputeChip } from '@/components/dispute/dispute-chip'
import { History } from '@/components/invoice/history'
import type { PaymentFile } from '@/components/invoice/money-types'
import { type MoneyWords, moneyWords } from '@/components/invoice/money-words'
import { paidByText } from '@/components/payment/paid-by'
import { RefundChip, refundText } from '@/components/payment/refund-state'
import { PaymentChip } from '@/components/payment/standing-chip'
import { paymentSums } from '@/components/payment/sums'
import { Said } from '@/components/portal/said'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { DescriptionList } from '@/components/ui/description-list'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { SumList } from '@/components/ui/sum-list'
import type { Words } from '@/components/words'
import { one, openDashboard, peekDashboard, required, type Search } from '../../../open'

type Props = { params: Promise<{ owner: string; id: string }>; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: moneyWords(page.words.locale)('payments.title') } : {}
}

/** One payment: what is left of it, what went back, and what was recorded. */
export default async function PaymentPage({ params, searchParams }: Props) {
  const { id } = await params
  const { api, base, key, mayWrite, words } = await openDashboard(params, `/payments/${id}`)
  const [payment, search] = await Promise.all([required(api.payment.get({ ...key, id })), searchParams])
  const t = moneyWords(words.locale)
  const amount = words.money(payment.amount, payment.currency)
  return (
    <Main width="wide">
      <PageHeader
        back={{ href: `${base}/payments`, label: t('payments.title') }}
        title={t('payment.title', { amount })}
        description={t('payment.by', { customer: payment.customer.name, date: words.date(payment.paidAt) })}
        chip={<PaymentChip of={payment} locale={words.locale} />}
        actions={
          mayWrite &&
          payment.room.left > 0 && (
            <ButtonLink href={`${base}/payments/${id}/refund`} variant="primary">
              {t('payment.refund')}
            </ButtonLink>
          )
        }
      />
      <JustDone what={one(search.done)} t={t} />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_21rem]">
        <div className="grid gap-6">
          <Card id="sums" title={t('payment.sums')}>
            <SumList lines={paymentSums(payment, words)} />
          </Card>
          <Card id="refunds" title={t('payment.refunds')}>
            <Refunds payment={payment} words={words} />
          </Card>
          <Card id="history" title={t('invoice.events')}>
            <History events={payment.events} currency={payment.currency} words={words} />
          </Card>
        </div>
        <Card id="facts" title={t('payment.facts')} titleStyle="quiet">
          <DescriptionList layout="stacked" items={factsOf(payment, { base, words, t })} />
        </Card>
      </div>
    </Main>
  )
}

const DONE = { refunded: 'good', refundPending: 'info', refundUnknown: 'warn', refundFailed: 'bad' } as const

function JustDone({ what, t }: { what: string | undefined; t: MoneyWords }) {
  const known = (Object.keys(DONE) as (keyof typeof DONE)[]).find((each) => each === what)
  if (!known) return null
  return (
    <Said>
      <Notice tone={DONE[known]} title={t(`done.${known}`)} live="status" />
    </Said>
  )
}

function Refunds({ payment, words }: { payment: PaymentFile; words: Words }) {
  const t = moneyWords(words.locale)
  if (payment.refunds.length === 0) return <p className="text-ink-2">{t('payment.noRefunds')}</p>
  return (
    <ul className="grid gap-3.5">
      {payment.refunds.map((refund) => {
        const at = refund.settledAt ?? refund.createdAt
        const text = refundText(refund, words.locale)
        return (
          <li key={refund.id} className="flex flex-wrap gap-x-4 gap-y-0.5">
            <div className="min-w-0 flex-1">
              <p className="num flex flex-wrap items-center gap-x-2.5 gap-y-1">
                {words.money(refund.amount, refund.currency)}
                <RefundChip refund={refund} locale={words.locale} />
              </p>
              {refund.reason !== null && <p className="text-sm text-ink-2">{refund.reason}</p>}
              {text !== null && <p className="text-sm text-ink-3">{text}</p>}
            </div>
            <time dateTime={at.toISOString()} className="num text-sm text-ink-3">
              {words.date(at, 'medium')}
            </time>
          </li>
        )
      })}
    </ul>
  )
}

function factsOf(payment: PaymentFile, { base, words, t }: { base: string; words: Words; t: MoneyWords }) {
  const link = (href: string, text: string) => (
    <Link href={href} className="link-alone">
      {text}
    </Link>
  )
  return [
    {
      key: 'customer',
      term: t('invoice.fact.customer'),
      description: link(`${base}/customers/${payment.customer.id}`, payment.customer.name),
    },
    {
      key: 'invoice',
      term: t('column.invoice'),
      description: link(`${base}/invoices/${payment.invoice.id}`, payment.invoice.number),
    },
    { key: 'method', term: t('column.method'), description: paidByText(payment.method, words) },
    ...(payment.reference === null
      ? []
      : [{ key: 'reference', term: t('payment.reference'), description: payment.reference }]),
    ...payment.receipts.map((receipt) => ({
      key: receipt.id,
      term: t('invoice.documents'),
      description: (
        <a href={`${base}/receipts/${receipt.id}/pdf`} className="link-alone">
          {t('invoice.receipt', { number: receipt.number })}
        </a>
      ),
    })),
    ...payment.disputes.map((dispute) => ({
      key: dispute.id,
      term: t('payment.dispute', { amount: words.money(dispute.amount, dispute.currency) }),
      description: (
        <span className="flex flex-wrap items-center gap-2">
          {link(`${base}/disputes/${dispute.id}`, t('payment.openDispute'))}
          <DisputeChip dispute={dispute} locale={words.locale} />
        </span>
      ),
    })),
  ]
}
