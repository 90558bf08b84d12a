import { Chip } from '@/components/ui/chip'
import type { Tone } from '@/components/ui/tone'
import type { CustomerWords } from './customer-words'
import type { ListedCustomer } from './owner-types'

type Standing = 'active' | 'trialing' | 'past_due' | 'none' | 'disabled' | 'paused' | 'incomplete' | 'ending'

const TONES: Record<Standing, Tone> = {
  active: 'good',
  trialing: 'accent',
  past_due: 'bad',
  none: 'neutral',
  disabled: 'neutral',
  paused: 'neutral',
  incomplete: 'warn',
  ending: 'warn',
}

/** Where a customer stands in a word: what needs somebody most goes before the rest. */
export function standingOf({ isDisabled, plans }: Pick<ListedCustomer, 'isDisabled' | 'plans'>): Standing {
  const has = (...statuses: string[]) => plans.some(({ status }) => statuses.includes(status))
  if (isDisabled) return 'disabled'
  if (has('past_due', 'unpaid')) return 'past_due'
  if (has('incomplete')) return 'incomplete'
  if (plans.some(({ status, cancelAt }) => status === 'active' && cancelAt === null)) return 'active'
  if (has('active')) return 'ending'
  if (has('trialing')) return 'trialing'
  return has('paused') ? 'paused' : 'none'
}

export function CustomerStanding({ of, t }: { of: Parameters<typeof standingOf>[0]; t: CustomerWords }) {
  const standing = standingOf(of)
  return <Chip tone={TONES[standing]}>{t(`standing.${standing}`)}</Chip>
}
