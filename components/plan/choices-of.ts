import { perInterval } from '@/components/plan/offer-words'
import { priceLine } from '@/components/price/price-words'
import { productWords } from '@/components/product/words'
import type { Words } from '@/components/words'
import { formatUnitAmount } from '@/server/core/format'
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
    amount: amountText(price, words),
    per: price.interval ? perInterval(price.interval, words) : t('text.onceWord'),
    taxIncluded: price.taxIncluded,
  }))
}

/** What a card shows in large: of tiers the first one's price of a unit. */
function amountText({ amount, currency, tiers }: PlanChoices['prices'][number], words: Words): string {
  const [first] = tiers
  return first ? formatUnitAmount(first.unitAmount, currency, words.locale) : words.money(amount, currency)
}
