import { addDays } from './time'

const BRANDS: Record<string, string> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
  discover: 'Discover',
  diners: 'Diners Club',
  jcb: 'JCB',
  unionpay: 'UnionPay',
  cartes_bancaires: 'Cartes Bancaires',
}

/** A card network as people write it; Stripe's legacy card objects use the same words. */
export const cardBrandName = (brand: string | null): string => BRANDS[brand ?? ''] ?? 'Card'

/** `Visa •• 4242` or `SEPA •• 3000`: how a means of payment is named everywhere. */
export function methodName(method: {
  type: 'card' | 'sepa_debit'
  brand: string | null
  last4: string | null
}): string {
  const name = method.type === 'card' ? cardBrandName(method.brand) : 'SEPA'
  return method.last4 ? `${name} •• ${method.last4}` : name
}

/** How long before its last day a card counts as expiring. */
export const CARD_EXPIRING_DAYS = 30

/** Whether a card's last month is over, or will be soon. What has no expiry never is. */
export function isExpiring(card: { expMonth: number | null; expYear: number | null }, now: Date): boolean {
  if (card.expMonth === null || card.expYear === null) return false
  // Months count from zero here, so this is the first instant after the card's month.
  return Date.UTC(card.expYear, card.expMonth, 1) <= addDays(now, CARD_EXPIRING_DAYS).getTime()
}
