import { Card } from '@/components/ui/card'
import { type SumLine, SumList } from '@/components/ui/sum-list'
import { formatMoney, type Locale } from '@/server/core/format'
import type { InvoiceFile } from './money-types'
import type { MoneyMessages } from './money-words'

type Seen = NonNullable<InvoiceFile['draft']>

export interface EditorSumsProps {
  seen: Seen | null
  locale: Locale
  words: MoneyMessages['editor']
}

/** What the items come to: net, tax, and what is left to pay when credit is used up. */
export function EditorSums({ seen, locale, words }: EditorSumsProps) {
  return (
    <Card id="sums" title={words.sums} titleStyle="quiet" className="lg:sticky lg:top-6">
      <div aria-live="polite">
        {seen ? (
          <SumList lines={linesOf(seen, locale, words)} />
        ) : (
          <p className="text-ink-2">{words.sumsLater}</p>
        )}
      </div>
    </Card>
  )
}

function linesOf(seen: Seen, locale: Locale, words: MoneyMessages['editor']): SumLine[] {
  const amount = (value: number) => formatMoney(value, seen.currency, locale)
  const quiet = (key: string, label: string, value: number): SumLine[] =>
    value === 0 ? [] : [{ key, label, value: amount(value), weight: 'quiet' }]
  return [
    { key: 'net', label: words.net, value: amount(seen.net) },
    ...quiet('discount', words.discount, -seen.discount),
    { key: 'tax', label: words.tax, value: amount(seen.tax), weight: 'quiet' },
    { key: 'total', label: words.total, value: amount(seen.total) },
    ...quiet('credit', seen.creditApplied > 0 ? words.credit : words.debit, -seen.creditApplied),
    { key: 'due', label: words.due, value: amount(seen.amountDue), weight: 'total' },
  ]
}
