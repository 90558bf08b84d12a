import { Chip } from '@/components/ui/chip'
import type { Tone } from '@/components/ui/tone'
import type { Words } from '@/components/words'
import type { RecentInvoice } from '../portal/types'

type State = RecentInvoice['status'] | 'processing' | 'refunded' | 'partlyRefunded'

const TONES: Record<State, Tone> = {
  open: 'bad',
  paid: 'good',
  void: 'neutral',
  uncollectible: 'neutral',
  draft: 'neutral',
  processing: 'warn',
  refunded: 'neutral',
  partlyRefunded: 'neutral',
}

export interface InvoiceStatusProps {
  invoice: Pick<RecentInvoice, 'status' | 'total'>
  /** What went back of what was paid, in minor units. */
  refunded?: number
  /** A bank debit for it is on its way. */
  processing?: boolean
  words: Words
}

/** What an invoice stands at, money that went back and money on its way included. */
export function InvoiceStatus({ invoice, refunded = 0, processing = false, words }: InvoiceStatusProps) {
  const state = stateOf(invoice, refunded, processing)
  return <Chip tone={TONES[state]}>{words.common(`invoiceStatus.${state}`)}</Chip>
}

function stateOf(
  invoice: Pick<RecentInvoice, 'status' | 'total'>,
  refunded: number,
  processing: boolean,
): State {
  if (invoice.status === 'open' && processing) return 'processing'
  if (invoice.status !== 'paid' || refunded === 0) return invoice.status
  return refunded >= invoice.total ? 'refunded' : 'partlyRefunded'
}
