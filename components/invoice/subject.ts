import type { Words } from '@/components/words'
import type { RecentInvoice } from '../portal/types'

/** "Team, 1 Nov – 1 Dec", "Change to Business": what an invoice is mainly for. */
export function subjectText({ subject }: Pick<RecentInvoice, 'subject'>, words: Words): string {
  if (!subject) return ''
  const { t, date } = words
  const plan = subject.description
  const period = t('sum.period', {
    start: date(subject.periodStartAt, 'day'),
    end: date(subject.periodEndAt, 'day'),
  })
  return t(`invoices.subject.${subject.kind}`, { plan, period })
}
