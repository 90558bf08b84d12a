import type { Words } from '@/components/words'
import type { Preview } from '../portal/types'

/**
 * What will happen to their money, in one sentence: "€18.40 today on Visa •• 4242, then €49.00 on
 * 1 December 2026." `method` is null for one that is entered on the page.
 */
export function sentenceOf(preview: Preview, method: string | null, words: Words): string {
  const { t, money, date } = words
  const { invoice, credit, offer } = preview
  const next = preview.next && {
    next: money(preview.next.amountDue, preview.next.currency),
    date: date(preview.next.issuedAt),
  }
  const plan = offer.title
  if (preview.kind === 'trial') {
    if (!next) return t('choose.sentence.freeOnce')
    return method ? t('choose.sentence.trial', { ...next, method }) : t('choose.sentence.trialNone', next)
  }
  if (preview.kind === 'scheduled')
    return t('choose.sentence.scheduled', { plan, next: '', date: '', ...next })
  if (preview.kind === 'moved' && next) return t('choose.sentence.moved', { plan, ...next })
  if (preview.kind === 'credit' && credit && next) {
    const kept = { credit: money(credit.amount, credit.currency), date: next.date }
    return preview.next?.amountDue === 0
      ? t('choose.sentence.creditCovers', kept)
      : t('choose.sentence.credit', { ...kept, ...next })
  }
  if (!invoice || invoice.amountDue === 0)
    return next ? t('choose.sentence.free', next) : t('choose.sentence.freeOnce')
  const amount = money(invoice.amountDue, invoice.currency)
  if (!next)
    return method
      ? t('choose.sentence.startOnce', { amount, method })
      : t('choose.sentence.startOnceNew', { amount })
  return method
    ? t('choose.sentence.start', { amount, method, ...next })
    : t('choose.sentence.startNew', { amount, ...next })
}

/** What the button says: the amount, or what happens without one. */
export function submitText(preview: Preview, words: Words): string {
  const { t, money, date } = words
  const { kind, invoice, offer, effectiveAt } = preview
  const plan = offer.title
  if (kind === 'trial') return t('choose.submitTrial', { days: offer.trialDays })
  if (kind === 'scheduled') return t('choose.submitScheduled', { date: date(effectiveAt, 'day') })
  if (kind === 'unchanged') return t('choose.submitKeep', { plan })
  if (invoice && invoice.amountDue > 0)
    return t('choose.pay', { amount: money(invoice.amountDue, invoice.currency) })
  return kind === 'start' ? t('choose.submitStart', { plan }) : t('choose.submitFree', { plan })
}

/** The heading of the page. */
export function choiceTitle(preview: Preview, plan: string, words: Words): string {
  const { t } = words
  switch (preview.kind) {
    case 'start':
      return t('choose.start', { plan })
    case 'trial':
      return t('choose.trial', { plan, days: preview.offer.trialDays })
    case 'unchanged':
      return t('choose.keepEnding', { plan })
    default:
      return t('choose.change', { plan })
  }
}
