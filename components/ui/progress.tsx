import { cx } from './cx'

export interface ProgressProps {
  label: string
  /** From 0 to `max`; null while the length of the work is not known. */
  value: number | null
  max?: number
  /** The value in words ("120 of 400"), shown at the end of the label. */
  text?: string
  tone?: 'accent' | 'warn' | 'bad'
}

const TONES = { accent: 'bg-accent', warn: 'bg-warn', bad: 'bg-bad' }

export function Progress({ label, value, max = 100, text, tone = 'accent' }: ProgressProps) {
  const share = value === null ? 1 : Math.min(1, Math.max(0, value / max))
  return (
    <div className="grid gap-1.5">
      <div className="flex justify-between gap-4 text-sm">
        <span>{label}</span>
        {text !== undefined && <span className="num text-ink-2">{text}</span>}
      </div>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={max}
        aria-valuenow={value ?? undefined}
        aria-valuetext={text}
        className="h-1.5 overflow-hidden rounded-full bg-line"
      >
        <div
          className={cx(
            'h-full origin-left rounded-full transition-transform',
            TONES[tone],
            value === null && 'animate-pulse',
          )}
          style={{ transform: `scaleX(${share})` }}
        />
      </div>
    </div>
  )
}
