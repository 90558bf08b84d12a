import Link from 'next/link'
import type { ReactNode } from 'react'
import type { Words } from '@/components/words'
import { declineReason } from '@/server/core/decline'
import { paidByText } from '../payment/paid-by'
import { RefundChip, refundText } from '../payment/refund-state'
import { PaymentChip } from '../payment/standing-chip'
import type { InvoiceFile } from './money-types'
import { moneyWords } from './money-words'

type Step = { key: string; at: Date; title: ReactNode; chip: ReactNode; detail: string | null }

export interface MoneyTrailProps {
  invoice: InvoiceFile
  base: string
  words: Words
}

/** Each attempt, payment and refund of an invoice, oldest first. */
export function MoneyTrail({ invoice, base, words }: MoneyTrailProps) {
  const t = moneyWords(words.locale)
  const steps = [
    ...triesOf(invoice, words),
    ...paymentsOf({ invoice, base, words }),
    ...refundsOf(invoice, words),
  ]
  steps.sort((a, b) => a.at.getTime() - b.at.getTime())
  if (steps.length === 0) return <p className="text-ink-2">{t('invoice.noMoney')}</p>
  return (
    <ul className="grid gap-3.5">
      {steps.map(({ key, at, title, chip, detail }) => (
        <li key={key} className="flex flex-wrap gap-x-4 gap-y-0.5">
          <div className="min-w-0 flex-1">
            <p className="num flex flex-wrap items-center gap-x-2.5 gap-y-1 whitespace-normal">
              {title}
              {chip}
            </p>
            {detail !== null && <p className="text-sm text-ink-2">{detail}</p>}
          </div>
          <time dateTime={at.toISOString()} className="num text-sm text-ink-3">
            {words.date(at, 'medium')}
          </time>
        </li>
      ))}
    </ul>
  )
}

/** Attempts that brought no money, or none yet: those that did are payments. */
function triesOf({ attempts }: InvoiceFile, words: Words): Step[] {
  const t = moneyWords(words.locale)
  return attempts
    .filter(({ status }) => status !== 'paid')
    .map((attempt) => ({
      key: attempt.id,
      at: attempt.settledAt ?? attempt.dueAt,
      title: `${words.money(attempt.amount, attempt.currency)} · ${paidByText(attempt.method, words)}`,
      chip: <PaymentChip of={attempt} locale={words.locale} />,
      detail:
        attempt.status === 'failed' && attempt.declineCode !== null
          ? t('payment.failedReason', {
              reason: words.common(`decline.${declineReason(attempt.declineCode)}`),
            })
          : null,
    }))
}

function paymentsOf({ invoice, base, words }: MoneyTrailProps): Step[] {
  return invoice.payments.map((payment) => ({
    key: payment.id,
    at: payment.paidAt,
    title: (
      <Link href={`${base}/payments/${payment.id}`} className="link-alone">
        {words.money(payment.amount, payment.currency)} · {paidByText(payment.method, words)}
      </Link>
    ),
    chip: <PaymentChip of={payment} locale={words.locale} />,
    detail: payment.reference,
  }))
}

function refundsOf({ refunds }: InvoiceFile, words: Words): Step[] {
  return refunds.map((refund) => ({
    key: refund.id,
    at: refund.settledAt ?? refund.createdAt,
    title: words.money(-refund.amount, refund.currency),
    chip: <RefundChip refund={refund} locale={words.locale} />,
    detail: refundText(refund, words.locale) ?? refund.reason,
  }))
}
