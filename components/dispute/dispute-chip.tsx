import { Chip } from '@/components/ui/chip'
import type { Locale } from '@/server/core/format'
import type { DisputeRow } from '../invoice/money-types'
import { moneyWords } from '../invoice/money-words'

const TONES = {
  needs_response: 'bad',
  under_review: 'warn',
  open: 'warn',
  won: 'good',
  lost: 'neutral',
} as const

/** What a dispute stands at: of an open one, whose turn it is. */
export function DisputeChip({
  dispute,
  locale,
}: {
  dispute: Pick<DisputeRow, 'status' | 'stage'>
  locale: Locale
}) {
  const standing = dispute.status === 'open' ? (dispute.stage ?? 'open') : dispute.status
  return <Chip tone={TONES[standing]}>{moneyWords(locale)(`disputeStatus.${standing}`)}</Chip>
}

const REASONS = [
  'fraudulent',
  'duplicate',
  'product_not_received',
  'product_unacceptable',
  'subscription_canceled',
  'unrecognized',
  'credit_not_processed',
  'general',
  'debit_not_authorized',
  'insufficient_funds',
  'bank_cannot_process',
  'incorrect_account_details',
  'customer_initiated',
  'check_returned',
  'noncompliant',
] as const

/** Why, in the person's language. */
export function disputeReason(reason: string | null, locale: Locale): string {
  return moneyWords(locale)(`disputeReason.${REASONS.find((each) => each === reason) ?? 'other'}`)
}
