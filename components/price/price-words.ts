import { perInterval } from '@/components/plan/offer-words'
import type { PriceRow } from '@/components/product/types'
import type { ProductWords } from '@/components/product/words'
import type { Words } from '@/components/words'
import { formatQuantity, formatUnitAmount } from '@/server/core/format'

/** What a price comes to, in a line: "€49.00 per month", "€10.00 per 1,000 per month", "3 tiers from €0.10 …". */
export function priceLine(
  price: Pick<PriceRow, 'type' | 'amount' | 'currency' | 'units' | 'tiers' | 'interval'>,
  t: ProductWords,
  words: Words,
): string {
  const { amount, currency, units, tiers, interval } = price
  const often = interval ? perInterval(interval, words) : t('text.onceWord')
  switch (price.type) {
    case 'one-off':
      return t('text.once', { amount: words.money(amount, currency) })
    case 'fixed_price':
    case 'per_unit':
      return t('text.per', { amount: words.money(amount, currency), interval: often })
    case 'package':
      return t('text.package', {
        amount: words.money(amount, currency),
        units: formatQuantity(units ?? 1, words.locale),
        interval: often,
      })
    case 'tiered_volume':
    case 'tiered_graduated': {
      const first = tiers[0]?.unitAmount ?? 0
      return t('text.tiers', {
        count: tiers.length,
        amount: formatUnitAmount(first, currency, words.locale),
        interval: often,
      })
    }
  }
}
