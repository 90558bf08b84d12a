import type { Words } from '@/components/words'
import { cardBrandName } from '@/server/core/payment-method'
import type { Method } from '../portal/types'

/** "Visa •• 4242", "Bank account •• 3000". */
export function methodLabel(
  method: Pick<Method, 'type' | 'status' | 'brand' | 'last4'>,
  words: Words,
): string {
  const { common } = words
  const last4 = method.last4 ?? '····'
  if (method.type === 'card') return common('method.card', { brand: cardBrandName(method.brand), last4 })
  return method.status === 'incomplete' ? common('method.bankWaiting') : common('method.bank', { last4 })
}

/** The mark that stands before the label. */
export const markOf = (method: Pick<Method, 'type' | 'brand'>): string =>
  method.type === 'sepa_debit' ? 'sepa_debit' : (method.brand ?? 'unknown')

/** The instant from which a card cannot be charged: its month is over. Null for a bank account. */
export function expiredFrom({ expMonth, expYear }: Pick<Method, 'expMonth' | 'expYear'>): Date | null {
  return expMonth === null || expYear === null ? null : new Date(Date.UTC(expYear, expMonth, 1))
}

/** "11/26" */
export const expiryText = ({ expMonth, expYear }: { expMonth: number; expYear: number }): string =>
  `${String(expMonth).padStart(2, '0')}/${String(expYear % 100).padStart(2, '0')}`

/** "November 2026" */
export function expiryMonth(
  { expMonth, expYear }: { expMonth: number; expYear: number },
  words: Words,
): string {
  const tag = words.locale === 'en' ? 'en-GB' : words.locale
  const month = new Date(Date.UTC(expYear, expMonth - 1, 15))
  return new Intl.DateTimeFormat(tag, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(month)
}
