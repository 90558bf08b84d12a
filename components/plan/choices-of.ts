import { perInterval } from '@/components/plan/offer-words'
import { priceLine } from '@/components/price/price-words'
import { productWords } from '@/components/product/words'
import type { Words } from '@/components/words'
import type { PricedChoice } from './plan-form'
import type { PlanChoices } from './types'

/** The prices that a plan can be sold at, in words. */
export function pricedChoices(prices: PlanChoices['prices'], words: Words): PricedChoice[] {
  const t = productWords(words.locale)
  return prices.map((price) => ({
    id: price.id,
    label: price.metric
      ? `${priceLine(price, t, words)} · ${t('prices.by', { metric: price.metric.name })}`
      : priceLine(price, t, words),
    amount: words.money(price.amount, price.currency),
    per: price.interval ? perInterval(price.interval, words) : t('text.onceWord'),
    taxIncluded: price.taxIncluded,
  }))
}
