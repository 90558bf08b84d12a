import { CircleCheck, CircleX, Clock, Undo2 } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Words } from '@/components/words'
import { declineReason } from '@/server/core/decline'
import { methodLabel } from '../payment-method/label'
import type { InvoiceView, Method } from '../portal/types'

export interface PaymentHistoryProps {
  invoice: InvoiceView
  methods: readonly Method[]
  /** The owner's now: an attempt that was due before it is being asked about. */
  now: Date
  words: Words
}

type Entry = { key: string; at: Date; icon: ReactNode; text: string; detail?: string }

/** What was paid, went back or failed on an invoice, oldest first. */
export function PaymentHistory(props: PaymentHistoryProps) {
  const { invoice, words } = props
  const entries = [...moneyOf(invoice, words), ...attemptsOf(props)]
  entries.sort((a, b) => a.at.getTime() - b.at.getTime())
  if (entries.length === 0) return <p className="text-ink-2">{words.t('invoice.noPayments')}</p>
  return (
    <ul className="grid gap-3">
      {entries.map(({ key, at, icon, text, detail }) => (
        <li key={key} className="flex gap-3">
          <span aria-hidden="true" className="mt-0.5 [&>svg]:size-4">
            {icon}
          </span>
          <div className="min-w-0 flex-1">
            <p className="num whitespace-normal">{text}</p>
            {detail && <p className="text-sm text-ink-2">{detail}</p>}
          </div>
          <time dateTime={at.toISOString()} className="num text-sm text-ink-3">
            {words.date(at, 'medium')}
          </time>
        </li>
      ))}
    </ul>
  )
}

function moneyOf({ printed, currency }: InvoiceView, { t, money }: Words): Entry[] {
  const paid = printed.payments.map((payment, at) => ({
    key: `paid-${at}`,
    at: payment.at,
    icon: <CircleCheck className="text-good" />,
    text: t('invoice.paidOn', { amount: money(payment.amount, currency), method: payment.method }),
  }))
  const refunded = (printed.refunds ?? []).map((refund, at) => ({
    key: `refund-${at}`,
    at: refund.at,
    icon: <Undo2 className="text-ink-3" />,
    text: t('invoice.refunded', { amount: money(refund.amount, currency) }),
  }))
  return [...paid, ...refunded]
}

/** Attempts that did not, or not yet, bring money. */
function attemptsOf({ invoice, methods, now, words }: PaymentHistoryProps): Entry[] {
  const { t, common, money } = words
  return invoice.attempts.flatMap((attempt): Entry[] => {
    const { id: key, settledAt, dueAt, declineCode } = attempt
    const amount = money(attempt.amount, attempt.currency)
    const known = methods.find(({ id }) => id === attempt.paymentMethodId)
    const method = known ? methodLabel(known, words) : t('invoice.aMethod')
    const waiting = { key, at: dueAt, icon: <Clock className="text-warn" /> }
    switch (attempt.status) {
      case 'failed': {
        const reason = declineReason(declineCode)
        return [
          {
            key,
            at: settledAt ?? dueAt,
            icon: <CircleX className="text-bad" />,
            text: t('invoice.tried', { amount, method }),
            ...(reason === 'generic'
              ? {}
              : { detail: t('invoice.triedReason', { reason: common(`decline.${reason}`) }) }),
          },
        ]
      }
      case 'requires_action':
        return [{ ...waiting, text: t('invoice.waiting', { amount }) }]
      case 'processing':
        return [{ ...waiting, text: t('invoice.onItsWay', { amount }) }]
      case 'pending':
        return [
          {
            ...waiting,
            text: dueAt > now ? t('invoice.retry', { amount }) : t('invoice.checking', { amount }),
          },
        ]
      default:
        return []
    }
  })
}
