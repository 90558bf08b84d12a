import { readAmount, readCount } from '@/server/core/amount-input'
import { decimalAmount } from '@/server/core/format'
import type { InvoiceFile } from './money-types'

/** An item as it is typed. */
export type Item = {
  key: string
  description: string
  quantity: string
  amount: string
  taxTypeId: string
  taxIncluded: boolean
}

/** The same as the server takes it. */
export type Shown = NonNullable<InvoiceFile['items']>[number]

/** Per item, which of its fields cannot be sent. */
export type Wrong = Record<string, Partial<Record<'description' | 'quantity' | 'amount', true>>>

export const newItem = (): Item => ({
  key: crypto.randomUUID(),
  description: '',
  quantity: '1',
  amount: '',
  taxTypeId: '',
  taxIncluded: false,
})

export const withKey = (item: Shown, currency: string): Item => ({
  key: crypto.randomUUID(),
  description: item.description,
  quantity: String(item.quantity),
  amount: decimalAmount(item.amount, currency),
  taxTypeId: item.taxTypeId ?? '',
  taxIncluded: item.taxIncluded,
})

/** What was typed, as it is sent; null when something cannot be, and then `wrong` says what. */
export function readItems(items: readonly Item[], currency: string): { items: Shown[] | null; wrong: Wrong } {
  const wrong: Wrong = {}
  const read = items.map((item): Shown => {
    const quantity = readCount(item.quantity)
    const amount = readSigned(item.amount, currency)
    const description = item.description.trim()
    const of: Wrong[string] = {}
    if (description === '') of.description = true
    if (quantity === null || quantity < 1) of.quantity = true
    if (amount === null) of.amount = true
    if (Object.keys(of).length > 0) wrong[item.key] = of
    return {
      description,
      quantity: quantity ?? 1,
      amount: amount ?? 0,
      taxTypeId: item.taxTypeId || null,
      taxIncluded: item.taxIncluded,
    }
  })
  return { items: Object.keys(wrong).length > 0 ? null : read, wrong }
}

/** An item may take something off. */
function readSigned(text: string, currency: string): number | null {
  const typed = text.trim()
  const isBelow = /^[-−]/.test(typed)
  const amount = readAmount(isBelow ? typed.slice(1) : typed, currency)
  return amount === null || !isBelow ? amount : -amount
}
