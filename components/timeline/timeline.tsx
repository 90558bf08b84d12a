import {
  Ban,
  CircleCheck,
  CircleX,
  Clock,
  CreditCard,
  FileText,
  Gavel,
  type LucideIcon,
  Repeat,
  Settings,
  Ticket,
  Undo2,
  UserRound,
  Wallet,
} from 'lucide-react'
import Link from 'next/link'
import { cx } from '@/components/ui/cx'
import type { Words } from '@/components/words'
import { actorText, sentenceOf, subjectHref, type TimelineEntry } from './sentence'
import { timelineWords } from './timeline-words'

export type { TimelineEntry }

export interface TimelineProps {
  /** `timelineEntries` of the use-cases makes them from events; `owner.customer.timeline` answers them so. */
  entries: readonly TimelineEntry[]
  /** `/dashboard/<owner>`: what things link below. */
  base: string
  /** `owner` names the customer of each entry, `customer` does not: the page is about it. */
  of: 'customer' | 'owner'
  words: Words
}

/**
 * What happened, the newest first: each entry says what, who did it and when, and leads to what it is about. Paging is
 * the page's own. The words are `messages/dashboard/timeline.<locale>.json`, by the type of the event.
 */
export function Timeline({ entries, base, of, words }: TimelineProps) {
  const t = timelineWords(words.locale)
  return (
    <ol className="grid">
      {entries.map((entry, at) => {
        const { Icon, tone } = lookOf(entry.type)
        const href = subjectHref(entry, base)
        const text = sentenceOf(entry, t, words)
        const isLast = at === entries.length - 1
        return (
          <li key={entry.id} className="relative flex gap-3 pb-4 last:pb-0">
            {!isLast && <span aria-hidden="true" className="absolute top-7 bottom-0 left-3 w-px bg-line" />}
            <span
              aria-hidden="true"
              className={cx('grid size-6 shrink-0 place-items-center rounded-full bg-sunken', tone)}
            >
              <Icon className="size-3.5" />
            </span>
            <div className="flex min-w-0 flex-1 flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5 pt-0.5">
              <div className="min-w-0">
                <p className="num whitespace-normal wrap-break-word">
                  {href === null ? (
                    text
                  ) : (
                    <Link href={href} className="rounded-sm hover:underline">
                      {text}
                    </Link>
                  )}
                </p>
                <p className="text-sm text-ink-3">
                  {of === 'owner' && entry.customer !== null && (
                    <>
                      <Link href={`${base}/customers/${entry.customer.id}`} className="hover:underline">
                        {entry.customer.name}
                      </Link>
                      {' · '}
                    </>
                  )}
                  {actorText(entry, t)}
                </p>
              </div>
              <time dateTime={entry.at.toISOString()} className="num text-sm text-ink-3">
                {words.date(entry.at, 'time')}
              </time>
            </div>
          </li>
        )
      })}
    </ol>
  )
}

type Look = { Icon: LucideIcon; tone: string }

const QUIET = 'text-ink-3'

/** What stands out: money that came, went back or did not come. */
const LOOKS: Record<string, Look> = {
  'payment.received': { Icon: CircleCheck, tone: 'text-good' },
  'invoice.paid': { Icon: CircleCheck, tone: 'text-good' },
  'payment.failed': { Icon: CircleX, tone: 'text-bad' },
  'payment.reversed': { Icon: CircleX, tone: 'text-bad' },
  'payment.refund_failed': { Icon: CircleX, tone: 'text-bad' },
  'payment.disputed': { Icon: Gavel, tone: 'text-bad' },
  'payment.refunded': { Icon: Undo2, tone: QUIET },
  'payment.processing': { Icon: Clock, tone: 'text-warn' },
  'payment.action_required': { Icon: Clock, tone: 'text-warn' },
  'invoice.overdue': { Icon: Clock, tone: 'text-warn' },
  'subscription.past_due': { Icon: Repeat, tone: 'text-bad' },
  'subscription.unpaid': { Icon: Repeat, tone: 'text-bad' },
  'subscription.canceled': { Icon: Ban, tone: QUIET },
  'subscription.started': { Icon: Repeat, tone: 'text-good' },
  'subscription.activated': { Icon: Repeat, tone: 'text-good' },
  'customer.disabled': { Icon: Ban, tone: 'text-bad' },
}

const BY_NOUN: Record<string, LucideIcon> = {
  invoice: FileText,
  credit_note: FileText,
  payment: Wallet,
  credit: Wallet,
  payment_method: CreditCard,
  subscription: Repeat,
  voucher: Ticket,
  customer: UserRound,
}

const lookOf = (type: string): Look =>
  LOOKS[type] ?? { Icon: BY_NOUN[type.split('.')[0] ?? ''] ?? Settings, tone: QUIET }
