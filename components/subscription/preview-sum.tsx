import { SumList } from '@/components/ui/sum-list'
import type { Words } from '@/components/words'
import type { CallPreview } from '../customer/owner-types'
import { DraftSum } from '../invoice/sum'
import type { SubscriptionWords } from './subscription-words'

export interface PreviewSumProps {
  preview: CallPreview
  t: SubscriptionWords
  words: Words
}

/** What is invoiced today line by line, what is given back or kept, and the invoice that follows. */
export function PreviewSum({ preview, t, words }: PreviewSumProps) {
  const { invoice, next, credit, refund } = preview
  const back = [
    refund && { key: 'refund', label: t('givenBack'), value: words.money(refund.amount, refund.currency) },
    credit && { key: 'credit', label: t('kept'), value: words.money(credit.amount, credit.currency) },
  ].filter((line) => line !== null)
  return (
    <div className="grid gap-5">
      <section aria-labelledby="today">
        <h2 id="today" className="mb-1.5 text-sm font-medium text-ink-3">
          {t('today')}
        </h2>
        {invoice && <DraftSum draft={invoice} totalLabel={t('dueToday')} words={words} />}
        {back.length > 0 && <SumList lines={back} />}
        {!invoice && back.length === 0 && <p className="text-lg font-semibold">{t('nothingToday')}</p>}
      </section>
      <section aria-labelledby="then" className="border-t pt-4">
        <h2 id="then" className="mb-1.5 text-sm font-medium text-ink-3">
          {t('then')}
        </h2>
        {next ? (
          <SumList
            lines={[
              {
                key: 'next',
                label: t('nextInvoice', { date: words.date(next.issuedAt) }),
                value: words.money(next.amountDue, next.currency),
                detail: next.lines.map(({ description }) => description).join(', '),
              },
            ]}
          />
        ) : (
          <p className="text-ink-2">{t('nextNone')}</p>
        )}
      </section>
    </div>
  )
}

/** What is due today, in minor units. */
export const dueOf = ({ invoice }: CallPreview): number => invoice?.amountDue ?? 0

/** The same as people read it; null when it is nothing. */
export const dueText = ({ invoice }: CallPreview, words: Words): string | null =>
  invoice && invoice.amountDue > 0 ? words.money(invoice.amountDue, invoice.currency) : null

/** What becomes of the money today, in a sentence: charged to what, owed, or nothing. */
export function todaySentence(
  preview: CallPreview,
  of: { billingType: 'card' | 'invoice'; method: string | null },
  t: SubscriptionWords,
  words: Words,
): string {
  const amount = dueText(preview, words)
  const { trialEndAt, credit, effectiveAt, previewedAt } = preview
  if (trialEndAt !== null) return t('say.trial', { date: words.date(trialEndAt) })
  if (amount !== null)
    return of.billingType === 'invoice'
      ? t('say.owe', { amount })
      : t('say.charge', { amount, method: of.method ?? t('detail.noMethod') })
  if (credit) return t('say.credit', { amount: words.money(credit.amount, credit.currency) })
  return effectiveAt > previewedAt ? t('say.later', { date: words.date(effectiveAt) }) : t('say.nothing')
}
