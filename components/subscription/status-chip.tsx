import { Chip } from '@/components/ui/chip'
import type { Tone } from '@/components/ui/tone'
import type { Words } from '@/components/words'
import type { Subscription } from '../portal/types'

const TONES: Record<Subscription['status'], Tone> = {
  trialing: 'accent',
  active: 'good',
  past_due: 'bad',
  unpaid: 'bad',
  paused: 'neutral',
  incomplete: 'warn',
  incomplete_expired: 'neutral',
  canceled: 'neutral',
}

/** The state of a subscription in a word, an end that is coming included. */
export function StatusChip({ subscription, words }: { subscription: Subscription; words: Words }) {
  const { status, cancelAt } = subscription
  if (cancelAt !== null && status !== 'canceled')
    return (
      <Chip tone="warn">{words.common('subscription.ending', { date: words.date(cancelAt, 'day') })}</Chip>
    )
  return <Chip tone={TONES[status]}>{words.common(`subscription.${status}`)}</Chip>
}
