import { invalidInput } from '../errors'
import type { LineInput } from './invoice'
import { type Currency, money } from './money'
import { ANY_PRODUCT } from './tax'

/** An item of an invoice that the owner writes by hand; `amount` is the price of one, in minor units. */
export type ManualItem = {
  description: string
  amount: number
  currency: Currency
  quantity: number
  taxTypeId: string | null
  taxIncluded: boolean
}

/** Items of one invoice at most. */
const ITEMS_MAX = 500
/** Far beyond any invoice, and far from where numbers stop being exact. */
const SUM_MAX = 1e12

/** The currency that all items are in. Throws `invalid_input`, naming each item that does not fit. */
export function currencyOf(items: readonly ManualItem[]): Currency {
  const [first] = items
  if (!first) throw invalidInput({ items: 'An invoice needs at least one item' })
  if (items.length > ITEMS_MAX) throw invalidInput({ items: `An invoice has at most ${ITEMS_MAX} items` })
  const wrong: Record<string, string> = {}
  let sum = 0
  items.forEach((item, i) => {
    if (item.currency !== first.currency) wrong[`items[${i}].currency`] = 'All items are in one currency'
    sum += Math.abs(item.amount * item.quantity)
    if (sum > SUM_MAX) wrong[`items[${i}].amount`] = 'This is too much for one invoice'
  })
  if (Object.keys(wrong).length > 0) throw invalidInput(wrong)
  return first.currency
}

/** Items as lines to be priced; below zero an item takes something off. */
export const itemLines = (items: readonly ManualItem[], at: Date): LineInput[] =>
  items.map(({ description, amount, currency, quantity, taxIncluded, taxTypeId }) => ({
    kind: 'item',
    subscriptionId: null,
    product: { ...ANY_PRODUCT, taxTypeId },
    priceId: null,
    description,
    quantity,
    unitAmount: amount,
    amount: money(amount * quantity, currency),
    taxIncluded,
    periodStartAt: at,
    periodEndAt: at,
  }))
