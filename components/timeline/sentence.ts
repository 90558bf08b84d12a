import type { Words } from '@/components/words'
import { declineReason } from '@/server/core/decline'
import { formatCountry } from '@/server/core/format'
import type { Outputs } from '@/server/trpc/caller'
import { methodLabel } from '../payment-method/label'
import type { TimelineWords } from './timeline-words'

export type TimelineEntry = Outputs['owner']['customer']['timeline']['entries'][number]

/** "Invoice NW-2026-0007 was paid: €58.31." A type that has no words yet says itself. */
export function sentenceOf(entry: TimelineEntry, t: TimelineWords, words: Words): string {
  const key = `event.${entry.type}`
  // Types are data: which of them have words is asked, not known.
  const say = t as unknown as Say
  return say.has(key) ? say(key, argumentsOf(entry, words)) : t('unknown', { type: entry.type })
}

/** "by owner@example.com", "automatically" */
export function actorText({ actor }: TimelineEntry, t: TimelineWords): string {
  switch (actor.kind) {
    case 'user':
      return t('by.user', { name: actor.name ?? t('by.somebody') })
    case 'key':
      return t('by.key', { name: actor.name ?? '' })
    default:
      return t(`by.${actor.kind}`)
  }
}

const PAGES: Partial<Record<NonNullable<TimelineEntry['subject']>['kind'], string>> = {
  customer: 'customers',
  subscription: 'subscriptions',
  invoice: 'invoices',
  payment: 'payments',
  voucher: 'vouchers',
  product: 'products',
  plan: 'plans',
  metric: 'metrics',
  brand: 'brands',
  webhook: 'webhooks',
}

/** The page of what it is about; null where there is none. */
export function subjectHref({ subject }: TimelineEntry, base: string): string | null {
  const page = subject && PAGES[subject.kind]
  return page ? `${base}/${page}/${subject.id}` : null
}

type Say = { (key: string, values: Record<string, string | number>): string; has: (key: string) => boolean }

/** What is not known is `none`, which sentences choose by. */
function argumentsOf(
  { type, facts, customer }: TimelineEntry,
  words: Words,
): Record<string, string | number> {
  const { amount, name, method, until, seats, reason } = facts
  const isCountry = type.startsWith('tax') && name !== null && /^[A-Z]{2}$/.test(name)
  return {
    amount: amount ? words.money(Math.abs(amount.amount), amount.currency) : NONE,
    sign: amount && amount.amount < 0 ? 'debit' : 'credit',
    name: isCountry ? formatCountry(name, words.locale) : (name ?? NONE),
    customer: customer?.name ?? NONE,
    method: method ? methodLabel({ status: 'active', ...method }, words) : NONE,
    date: until ? words.date(until, 'medium') : NONE,
    seats: seats?.to ?? NONE,
    before: seats?.from ?? NONE,
    reason: reasonText(type, reason, words),
  }
}

const NONE = 'none'

function reasonText(type: string, reason: string | null, words: Words): string {
  if (reason === null) return NONE
  if (type === 'payment.failed' || type === 'payment.reversed')
    return words.common(`decline.${declineReason(reason)}`)
  // A word of the engine's is none of a person's.
  return /^[a-z_.]+$/.test(reason) ? NONE : reason
}
