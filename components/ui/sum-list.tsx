import type { ReactNode } from 'react'
import { cx } from './cx'

export interface SumLine {
  key: string
  label: ReactNode
  value: ReactNode
  /** Under the label: a period, a quantity. */
  detail?: ReactNode
  /** `quiet`: taxes, discounts. `total`: below a line, in bold. */
  weight?: 'normal' | 'quiet' | 'total'
}

/** Lines that add up, figures under figures. */
export function SumList({ lines }: { lines: readonly SumLine[] }) {
  return (
    <dl className="grid">
      {lines.map(({ key, label, value, detail, weight = 'normal' }) => (
        <div
          key={key}
          className={cx(
            'flex justify-between gap-4 py-1.5',
            weight === 'quiet' && 'text-ink-2',
            weight === 'total' && 'mt-1.5 border-t pt-3 text-lg font-semibold',
          )}
        >
          <dt className="min-w-0">
            {label}
            {detail !== undefined && <span className="block text-sm font-normal text-ink-3">{detail}</span>}
          </dt>
          <dd className="num text-right">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
