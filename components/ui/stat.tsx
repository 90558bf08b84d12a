import type { ReactNode } from 'react'
import { cx } from './cx'

export interface StatProps {
  label: ReactNode
  value: ReactNode
  /** A unit or period beside the value ("per month"). */
  unit?: ReactNode
  /** Below: a comparison, a count. */
  detail?: ReactNode
  detailTone?: 'neutral' | 'good' | 'bad'
  size?: 'md' | 'lg'
}

const TONES = { neutral: 'text-ink-3', good: 'text-good', bad: 'text-bad' }

/** One figure that matters. */
export function Stat({ label, value, unit, detail, detailTone = 'neutral', size = 'md' }: StatProps) {
  return (
    <div className="min-w-0">
      <div className="text-sm text-ink-3">{label}</div>
      <div className="flex flex-wrap items-baseline gap-x-2">
        <span
          className={cx('num font-semibold tracking-[-0.022em]', size === 'lg' ? 'text-3xl' : 'text-2xl')}
        >
          {value}
        </span>
        {unit !== undefined && <span className="text-ink-2">{unit}</span>}
      </div>
      {detail !== undefined && <div className={cx('text-sm', TONES[detailTone])}>{detail}</div>}
    </div>
  )
}
