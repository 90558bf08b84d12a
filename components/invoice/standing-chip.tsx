import { Chip } from '@/components/ui/chip'
import type { Tone } from '@/components/ui/tone'
import type { Locale } from '@/server/core/format'
import type { InvoiceListRow } from './money-types'
import { moneyWords } from './money-words'

const TONES = {
  draft: 'neutral',
  open: 'accent',
  overdue: 'bad',
  processing: 'warn',
  paid: 'good',
  void: 'neutral',
  uncollectible: 'neutral',
} as const satisfies Record<string, Tone>

export interface StandingChipProps {
  invoice: Pick<InvoiceListRow, 'status' | 'isOverdue' | 'isProcessing'>
  locale: Locale
}

/** What an invoice stands at for its owner. */
export function StandingChip({ invoice, locale }: StandingChipProps) {
  const { status, isOverdue, isProcessing } = invoice
  const standing = status !== 'open' ? status : isProcessing ? 'processing' : isOverdue ? 'overdue' : 'open'
  return <Chip tone={TONES[standing]}>{moneyWords(locale)(`status.${standing}`)}</Chip>
}
