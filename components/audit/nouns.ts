import type { AuditWords } from './audit-words'

/** What the log can be narrowed to, in the order in which people look for it. */
export const AUDIT_NOUNS = [
  'customer',
  'subscription',
  'invoice',
  'payment',
  'payment_method',
  'credit_note',
  'credit',
  'product',
  'price',
  'plan',
  'feature',
  'voucher',
  'metric',
  'usage',
  'usage_limit',
  'checkout',
  'tax',
  'tax_type',
  'tax_country',
  'tax_rule',
  'brand',
  'settings',
  'webhook',
  'api_key',
  'member',
  'owner',
  'stripe_account',
  'import',
  'clock',
] as const

export const nounChoices = (t: AuditWords) =>
  AUDIT_NOUNS.map((noun) => ({ value: noun, label: t(`noun.${noun}`) }))
