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
