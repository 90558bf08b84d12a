import { ExternalLink } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { ActButton } from '@/components/dashboard/act'
import { baseFormWords } from '@/components/dashboard/form-words'
import { AnswerForm } from '@/components/dispute/answer-form'
import { DisputeChip, disputeReason } from '@/components/dispute/dispute-chip'
import { History } from '@/components/invoice/history'
import type { DisputeFile } from '@/components/invoice/money-types'
import { type MoneyWords, moneyMessages, moneyWords } from '@/components/invoice/money-words'
import { paidByText } from '@/components/payment/paid-by'
import { Said } from '@/components/portal/said'
import { buttonStyle } from '@/components/ui/button-style'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { DescriptionList } from '@/components/ui/description-list'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import type { Words } from '@/components/words'
import { one, openDashboard, peekDashboard, required, type Search } from '../../../open'

type Props = { params: Promise<{ owner: string; id: string }>; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: moneyWords(page.words.locale)('disputes.title') } : {}
}

/** One dispute: what is held, why, until when it can be answered, and the answer. */
export default async function DisputePage({ params, searchParams }: Props) {
  const { id } = await params
  const { api, base, key, mayWrite, words } = await openDashboard(params, `/disputes/${id}`)
  const [dispute, search] = await Promise.all([required(api.dispute.get({ ...key, id })), searchParams])
  const t = moneyWords(words.locale)
  const amount = words.money(dispute.amount, dispute.currency)
  const mayAnswer = mayWrite && dispute.status === 'open' && dispute.stage !== 'under_review'
  const form = baseFormWords(words)
  const input = { ...key, id }
  const done = one(search.done)
  return (
    <Main width="wide">
      <PageHeader
        back={{ href: `${base}/disputes`, label: t('disputes.title') }}
        title={t('dispute.title', { amount })}
        description={disputeReason(dispute.reason, words.locale)}
        chip={<DisputeChip dispute={dispute} locale={words.locale} />}
        actions={
          dispute.stripe && (
            <a href={dispute.stripe} rel="noreferrer" target="_blank" className={buttonStyle({})}>
              <ExternalLink aria-hidden="true" />
              {t('dispute.stripe')}
            </a>
          )
        }
      />
      {(done === 'answered' || done === 'accepted') && (
        <Said>
          <Notice tone="good" title={t(`done.${done}`)} live="status" />
        </Said>
      )}
      <State dispute={dispute} words={words} />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_21rem]">
        <div className="grid gap-6">
          {mayAnswer && (
            <Card id="answer" title={t('dispute.answer')} description={t('dispute.answerLead')}>
              <AnswerForm
                input={input}
                path={`${base}/disputes/${id}`}
                words={{
                  ...baseFormWords(words, { text: t('dispute.errorText') }),
                  ...moneyMessages(words.locale).dispute,
                }}
              />
              <p className="mt-4 text-sm text-ink-3">{t('dispute.files')}</p>
              <div className="mt-5 border-t pt-5">
                <ActButton
                  act={{ call: 'dispute.accept', input }}
                  label={t('dispute.accept')}
                  confirm={{
                    title: t('dispute.acceptTitle'),
                    description: t('dispute.acceptText', { amount, customer: dispute.customer.name }),
                    confirmLabel: t('dispute.acceptSubmit', { amount }),
                  }}
                  doneHref={`${base}/disputes/${id}?done=accepted`}
                  words={form}
                />
              </div>
            </Card>
          )}
          <Card id="history" title={t('invoice.events')}>
            <History events={dispute.events} currency={dispute.currency} words={words} />
          </Card>
        </div>
        <Card id="facts" title={t('dispute.facts')} titleStyle="quiet">
          <DescriptionList layout="stacked" items={factsOf(dispute, { base, words, t })} />
        </Card>
      </div>
    </Main>
  )
}

/** Whose turn it is, and what happens if nothing is done. */
function State({ dispute, words }: { dispute: DisputeFile; words: Words }) {
  const t = moneyWords(words.locale)
  if (dispute.status === 'won') return <Notice tone="good">{t('dispute.isWon')}</Notice>
  if (dispute.status === 'lost') return <Notice>{t('dispute.isLost')}</Notice>
  if (dispute.stage === 'under_review') return <Notice>{t('dispute.waits')}</Notice>
  const text =
    dispute.evidenceDueAt && t('dispute.answerUntil', { date: words.date(dispute.evidenceDueAt, 'time') })
  return <Notice tone="warn">{text ?? t('dispute.isOpen')}</Notice>
}

function factsOf(dispute: DisputeFile, { base, words, t }: { base: string; words: Words; t: MoneyWords }) {
  const { payment, customer, invoice, fee, feeCurrency } = dispute
  const link = (href: string, text: string) => (
    <Link href={href} className="link-alone">
      {text}
    </Link>
  )
  const paid = {
    amount: words.money(payment.amount, payment.currency),
    date: words.date(payment.paidAt, 'medium'),
  }
  const held = dispute.status === 'open' ? dispute.amount : 0
  return [
    { key: 'held', term: t('dispute.held'), description: words.money(held, dispute.currency) },
    ...(feeCurrency === null
      ? []
      : [{ key: 'fee', term: t('dispute.fee'), description: words.money(fee, feeCurrency) }]),
    { key: 'opened', term: t('dispute.opened'), description: words.date(dispute.openedAt, 'medium') },
    ...(dispute.closedAt === null
      ? []
      : [{ key: 'closed', term: t('dispute.closed'), description: words.date(dispute.closedAt, 'medium') }]),
    {
      key: 'customer',
      term: t('invoice.fact.customer'),
      description: link(`${base}/customers/${customer.id}`, customer.name),
    },
    {
      key: 'payment',
      term: t('dispute.payment'),
      description: link(`${base}/payments/${payment.id}`, t('dispute.paymentOpen', paid)),
    },
    { key: 'method', term: t('column.method'), description: paidByText(dispute.method, words) },
    {
      key: 'invoice',
      term: t('column.invoice'),
      description: link(`${base}/invoices/${invoice.id}`, invoice.number),
    },
  ]
}
