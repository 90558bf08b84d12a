import { cx } from '@/components/ui/cx'
import { formatMoney, formatUnitAmount, type Locale } from '@/server/core/format'
import type { Currency } from '@/server/core/money'

export { formatMoney, formatUnitAmount }

export interface MoneyProps {
  /** Minor units. */
  amount: number
  currency: Currency
  locale: Locale
  /** `signed` puts a plus before what is owed to the reader. */
  sign?: 'auto' | 'signed'
  className?: string
}

/** An amount as text, in figures that line up. The one place where Money becomes text on a page. */
export function Money({ amount, currency, locale, sign = 'auto', className }: MoneyProps) {
  const text = formatMoney(amount, currency, locale)
  return (
    <span className={cx('num', className)}>
      {sign === 'signed' && amount > 0 ? '+' : ''}
      {text}
    </span>
  )
}
