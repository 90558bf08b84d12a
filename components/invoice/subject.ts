import type { Words } from '@/components/words'
import type { RecentInvoice } from '../portal/types'
import { periodText } from './period'

/** "Team, 1 Nov – 1 Dec", "Change to Business": what an invoice is mainly for. */
export function subjectText({ subject }: Pick<RecentInvoice, 'subject'>, words: Words): string {
  if (!subject) return ''
  const { t } = words
  const plan = subject.description
  const period = periodText(subject.periodStartAt, subject.periodEndAt, words)
  return t(`invoices.subject.${subject.kind}`, { plan, period })
}
