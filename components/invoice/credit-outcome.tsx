import { type SumLine, SumList } from '@/components/ui/sum-list'
import type { Words } from '@/components/words'
import { paidByText } from '../payment/paid-by'
import type { CreditPreview, InvoiceFile } from './money-types'
import { moneyWords } from './money-words'

export interface CreditOutcomeProps {
  seen: CreditPreview
  invoice: InvoiceFile
  words: Words
}

/** A credit note to the cent, and where its money goes. */
export function CreditOutcome({ seen, invoice, words }: CreditOutcomeProps) {
  const t = moneyWords(words.locale)
  const amount = (value: number) => words.money(value, invoice.currency)
  const line = (key: string, label: string, value: number): SumLine[] =>
    value === 0 ? [] : [{ key, label, value: amount(value) }]
  const backNow = seen.refunds.reduce((sum, refund) => sum + refund.amount, 0)
  const lines: SumLine[] = [
    { key: 'net', label: t('credit.net'), value: amount(seen.net), weight: 'quiet' },
    ...seen.taxes.map(({ ratePpm, tax }) => ({
      key: `tax-${ratePpm}`,
      label: t('credit.tax', { rate: words.rate(ratePpm) }),
      value: amount(tax),
      weight: 'quiet' as const,
    })),
    { key: 'total', label: t('credit.total'), value: amount(seen.total), weight: 'total' },
  ]
  const where: SumLine[] = [
    ...line('off', t('credit.off'), seen.reducesDue),
    ...seen.refunds.flatMap((refund) =>
      line(refund.paymentId, backLabel(refund, invoice, words), refund.amount),
    ),
    ...line('before', t('credit.backBefore'), seen.refunded - backNow),
    ...line('kept', t('credit.kept'), seen.credited),
    ...(invoice.amountDue > 0
      ? [{ key: 'due', label: t('credit.dueAfter'), value: amount(seen.dueAfter), weight: 'total' as const }]
      : []),
  ]
  return (
    <div className="grid gap-4">
      <SumList lines={lines} />
      <SumList lines={where} />
    </div>
  )
}

function backLabel(
  { paymentId }: CreditPreview['refunds'][number],
  { payments }: InvoiceFile,
  words: Words,
): string {
  const t = moneyWords(words.locale)
  const method = payments.find(({ id }) => id === paymentId)?.method
  return method ? t('credit.back', { method: paidByText(method, words) }) : t('credit.backManual')
}
