import type { ReactNode } from 'react'
import { cx } from './cx'

export interface DescriptionListProps {
  items: readonly { term: ReactNode; description: ReactNode; key: string }[]
  /** `rows`: term left, description right of it. `stacked`: one above the other, in columns. */
  layout?: 'rows' | 'stacked'
}

/** Facts about one thing. */
export function DescriptionList({ items, layout = 'rows' }: DescriptionListProps) {
  const isRows = layout === 'rows'
  return (
    <dl className={isRows ? 'divide-y' : 'grid gap-x-6 gap-y-4 sm:grid-cols-2'}>
      {items.map(({ key, term, description }) => (
        <div
          key={key}
          className={cx(
            'min-w-0',
            isRows &&
              'grid gap-x-6 gap-y-0.5 py-2.5 first:pt-0 last:pb-0 sm:grid-cols-[minmax(8rem,12rem)_1fr]',
          )}
        >
          <dt className="text-sm text-ink-3 sm:leading-[1.3125rem]">{term}</dt>
          <dd className="min-w-0 wrap-break-word">{description}</dd>
        </div>
      ))}
    </dl>
  )
}
