import type { Words } from '@/components/words'
import { declineReason } from '@/server/core/decline'
import type { Recorded } from './money-types'
import { type MoneyWords, moneyWords } from './money-words'

export interface HistoryProps {
  events: readonly Recorded[]
  currency: string
  words: Words
}

/** What was recorded of a document or payment, newest first: what, when, and by whom. */
export function History({ events, currency, words }: HistoryProps) {
  const t = moneyWords(words.locale)
  if (events.length === 0) return <p className="text-ink-2">{t('history.none')}</p>
  return (
    <ol className="grid gap-3">
      {events.map((event) => (
        <li key={event.id} className="flex flex-wrap gap-x-4 gap-y-0.5">
          <div className="min-w-0 flex-1">
            <p className="num whitespace-normal">
              {nameOf(event.type, t)}
              {event.amount !== null && ` · ${words.money(event.amount, currency)}`}
              {event.to !== null && ` · ${event.to}`}
            </p>
            <p className="text-sm text-ink-3">
              {byWhom(event.by, t)}
              {event.declineCode !== null &&
                ` · ${words.common(`decline.${declineReason(event.declineCode)}`)}`}
            </p>
          </div>
          <time dateTime={event.at.toISOString()} className="num text-sm text-ink-3">
            {words.date(event.at, 'time')}
          </time>
        </li>
      ))}
    </ol>
  )
}

type Known = Parameters<MoneyWords>[0] extends infer Key
  ? Key extends `event.${infer Name}`
    ? Name
    : never
  : never

const KNOWN = [
  'invoice_issued',
  'invoice_paid',
  'invoice_voided',
  'invoice_drafted',
  'invoice_draft_changed',
  'invoice_draft_deleted',
  'invoice_uncollectible',
  'invoice_sent',
  'invoice_overdue',
  'credit_note_issued',
  'credit_note_kept_as_credit',
  'payment_received',
  'payment_processing',
  'payment_failed',
  'payment_action_required',
  'payment_reversed',
  'payment_disputed',
  'payment_dispute_closed',
  'payment_dispute_answered',
  'payment_dispute_accepted',
  'payment_refunded',
  'payment_refund_failed',
] as const satisfies readonly Known[]

function nameOf(type: string, t: MoneyWords): string {
  const known = KNOWN.find((name) => name === type.replace('.', '_'))
  return known ? t(`event.${known}`) : t('event.other', { type })
}

const MACHINES = ['system', 'key', 'link', 'operator', 'nobody'] as const

function byWhom(by: string, t: MoneyWords): string {
  const machine = MACHINES.find((name) => name === by)
  return machine ? t(`history.by.${machine}`) : t('history.by.person', { email: by })
}
