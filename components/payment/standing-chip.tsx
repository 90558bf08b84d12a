import { Chip } from '@/components/ui/chip'
import type { Tone } from '@/components/ui/tone'
import type { Locale } from '@/server/core/format'
import type { PaymentListRow } from '../invoice/money-types'
import { moneyWords } from '../invoice/money-words'

const TONES = {
  completed: 'good',
  disputed: 'bad',
  partially_refunded: 'neutral',
  fully_refunded: 'neutral',
  reversed: 'bad',
  failed: 'bad',
  canceled: 'neutral',
  pending: 'neutral',
  unknown: 'warn',
  requires_action: 'warn',
  processing: 'warn',
  paid: 'good',
} as const satisfies Record<string, Tone>

/** What a payment, or an attempt to get one, stands at. */
export function PaymentChip({
  of,
  locale,
}: {
  of: { status: PaymentListRow['status']; isUnknown?: boolean }
  locale: Locale
}) {
  const standing = of.isUnknown ? 'unknown' : of.status
  return <Chip tone={TONES[standing]}>{moneyWords(locale)(`payStatus.${standing}`)}</Chip>
}
