'use client'

import { type CSSProperties, type KeyboardEvent, type PointerEvent, useId, useState } from 'react'
import { type ChartTone, SWATCH } from './chart-tone'
import { cx } from './cx'

export interface ChartReaderProps {
  label: string
  hint: string
  /** What each point is called. */
  points: readonly string[]
  series: readonly { key: string; name: string; tone: ChartTone; texts: readonly string[] }[]
}

/**
 * Lies over a chart's drawing and shows the values of one point: the one under the pointer or finger, or the one that
 * the arrow keys have come to, which is read out. It is a slider to assistive technology: the one part whose arrow
 * keys reach the page.
 */
export function ChartReader({ label, hint, points, series }: ChartReaderProps) {
  const hintId = useId()
  const [chosen, setChosen] = useState<number | null>(null)
  const last = points.length - 1
  // Fewer points than before: what was chosen may be gone.
  const at = chosen === null ? null : Math.min(chosen, last)

  const onPointer = (event: PointerEvent<HTMLElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    const slot = Math.floor(((event.clientX - left) * points.length) / width)
    setChosen(Math.max(0, Math.min(last, slot)))
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') setChosen(null)
    const target = targetOf(event.key, at ?? last, last)
    if (target === null) return
    event.preventDefault()
    setChosen(target)
  }
  const values = at === null ? '' : series.map(({ name, texts }) => `${name} ${texts[at] ?? ''}`).join(', ')
  return (
    <>
      <div
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-describedby={hintId}
        aria-orientation="horizontal"
        aria-valuemin={1}
        aria-valuemax={points.length}
        aria-valuenow={(at ?? last) + 1}
        aria-valuetext={points[at ?? last]}
        onFocus={() => setChosen((now) => now ?? last)}
        onBlur={() => setChosen(null)}
        onKeyDown={onKeyDown}
        onPointerDown={onPointer}
        onPointerMove={onPointer}
        onPointerLeave={(event) => {
          if (event.pointerType === 'mouse') setChosen(null)
        }}
        className="absolute inset-0 cursor-crosshair touch-pan-y rounded-sm"
      >
        {at !== null && <Readout {...{ at, points, series }} />}
      </div>
      <span id={hintId} className="sr-only">
        {hint}
      </span>
      <span role="status" className="sr-only">
        {values}
      </span>
    </>
  )
}

function Readout({ at, points, series }: Pick<ChartReaderProps, 'points' | 'series'> & { at: number }) {
  const share = 100 / points.length
  const isRight = at + 0.5 > points.length / 2
  return (
    <>
      <span
        aria-hidden="true"
        style={{ left: `${at * share}%`, width: `${share}%` }}
        className="pointer-events-none absolute inset-y-0 min-w-px bg-[color-mix(in_srgb,var(--ink)_6%,transparent)]"
      />
      <span
        aria-hidden="true"
        style={
          {
            '--beside': `calc(${isRight ? (points.length - at) * share : (at + 1) * share}% + 8px)`,
          } as CSSProperties
        }
        className={cx(
          // On a phone it stands in the corner away from the point: beside it there is no room.
          isRight
            ? 'right-(--beside) max-sm:right-auto max-sm:left-0'
            : 'left-(--beside) max-sm:left-auto max-sm:right-0',
          'pointer-events-none absolute top-0 z-10 grid gap-1.5 rounded-md border bg-surface px-3 py-2.5 text-sm shadow-high',
        )}
      >
        <span className="font-medium whitespace-nowrap">{points[at]}</span>
        {series.map(({ key, name, tone, texts }) => (
          <span key={key} className="flex items-center gap-2 text-ink-2">
            <span className={cx('size-2 shrink-0 rounded-full', SWATCH[tone])} />
            <span className="whitespace-nowrap">{name}</span>
            <span className="num ml-auto pl-4 text-ink">{texts[at]}</span>
          </span>
        ))}
      </span>
    </>
  )
}

/** Where a key leads, by the keys of a slider (ARIA Authoring Practices). */
function targetOf(key: string, at: number, last: number): number | null {
  const leap = Math.max(1, Math.round(last / 10))
  const targets: Record<string, number> = {
    ArrowLeft: at - 1,
    ArrowDown: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at + 1,
    PageDown: at - leap,
    PageUp: at + leap,
    Home: 0,
    End: last,
  }
  const target = targets[key]
  return target === undefined ? null : Math.max(0, Math.min(last, target))
}
