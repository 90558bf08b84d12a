import { Chip } from '@/components/ui/chip'
import type { Locale } from '@/server/core/format'
import type { PaymentFile } from '../invoice/money-types'
import { moneyWords } from '../invoice/money-words'

type Refund = PaymentFile['refunds'][number]

const TONES = { pending: 'warn', unknown: 'warn', succeeded: 'good', failed: 'bad' } as const

const standingOf = ({ status, isUnknown }: Refund) => (isUnknown ? 'unknown' : status)

/** What a refund stands at. */
export function RefundChip({ refund, locale }: { refund: Refund; locale: Locale }) {
  const standing = standingOf(refund)
  return <Chip tone={TONES[standing]}>{moneyWords(locale)(`refundState.${standing}`)}</Chip>
}

/** What that means and what comes next; null when there is nothing to say. */
export function refundText(refund: Refund, locale: Locale): string | null {
  const t = moneyWords(locale)
  switch (standingOf(refund)) {
    case 'pending':
      return t('refundState.pendingText')
    case 'unknown':
      return t('refundState.unknownText')
    case 'failed':
      return refund.failureMessage && t('refundState.failedText', { message: refund.failureMessage })
    case 'succeeded':
      return null
  }
}
