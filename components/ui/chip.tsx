import type { ReactNode } from 'react'
import { cx } from './cx'
import type { Tone } from './tone'

const TONES: Record<Tone, string> = {
  neutral: 'bg-sunken text-ink-2 shadow-[inset_0_0_0_1px_var(--line)]',
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
  accent: 'bg-accent-soft text-accent',
}

export interface ChipProps {
  tone?: Tone
  /** The dot says "state"; leave it out for a plain tag. */
  dot?: 'shown' | 'hidden'
  children: ReactNode
}

/** The state of a thing in a word or two. Colour only repeats what the word says. */
export function Chip({ tone = 'neutral', dot = 'shown', children }: ChipProps) {
  return (
    <span
      className={cx(
        'inline-flex min-h-5.5 items-center gap-1.5 rounded-full px-2 text-xs font-medium whitespace-nowrap',
        TONES[tone],
      )}
    >
      {dot === 'shown' && <span aria-hidden="true" className="size-1.5 rounded-full bg-current" />}
      {children}
    </span>
  )
}
