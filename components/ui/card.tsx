import type { ReactNode } from 'react'
import { cx } from './cx'

export interface CardProps {
  /** The heading of the section; leave out for a bare surface. */
  title?: ReactNode
  /** `quiet`: a small grey label above a large figure. `plain`: a heading over content. */
  titleStyle?: 'plain' | 'quiet'
  description?: ReactNode
  /** Chip, link or button at the end of the heading's line. */
  aside?: ReactNode
  /** Below a hairline: what belongs to the card but not to its content. */
  footer?: ReactNode
  /** `none` for tables and lists that bring their own padding. */
  padding?: 'normal' | 'none'
  /** Heading level, by the page's outline. */
  level?: 2 | 3
  id?: string
  className?: string
  children?: ReactNode
}

/** A section of a page on its own surface. */
export function Card({
  title,
  titleStyle = 'plain',
  description,
  aside,
  footer,
  padding = 'normal',
  level = 2,
  id,
  className,
  children,
}: CardProps) {
  const Heading = level === 2 ? 'h2' : 'h3'
  const headingId = id === undefined ? undefined : `${id}-title`
  return (
    <section
      id={id}
      aria-labelledby={title === undefined ? undefined : headingId}
      className={cx('flex min-w-0 flex-col rounded-lg border bg-surface shadow-low', className)}
    >
      {title !== undefined && (
        <header
          className={cx(
            'flex items-start justify-between gap-4 px-5 max-sm:px-4',
            padding === 'none' ? 'pt-4 pb-2' : 'pt-5',
          )}
        >
          <div className="min-w-0">
            <Heading
              id={headingId}
              className={
                titleStyle === 'quiet'
                  ? 'text-sm font-medium text-ink-3'
                  : 'text-lg font-semibold tracking-tight'
              }
            >
              {title}
            </Heading>
            {description !== undefined && <div className="mt-0.5 text-sm text-ink-2">{description}</div>}
          </div>
          {Boolean(aside) && <div className="flex shrink-0 items-center gap-2">{aside}</div>}
        </header>
      )}
      <div
        className={cx(
          'min-w-0 flex-1',
          padding === 'normal' && 'px-5 pb-5 max-sm:px-4 max-sm:pb-4',
          padding === 'normal' &&
            (title === undefined ? 'pt-5 max-sm:pt-4' : titleStyle === 'quiet' ? 'pt-1.5' : 'pt-4'),
        )}
      >
        {children}
      </div>
      {Boolean(footer) && (
        <footer className="border-t px-5 py-3.5 text-sm text-ink-2 max-sm:px-4">{footer}</footer>
      )}
    </section>
  )
}
