import Link from 'next/link'
import { cx } from './cx'

export interface SegmentsProps {
  label: string
  items: readonly { href: string; label: string; current: boolean }[]
}

/** A small set of views of the same thing, as links: ranges, monthly or yearly. */
export function Segments({ label, items }: SegmentsProps) {
  return (
    <nav
      aria-label={label}
      className="inline-flex max-w-full overflow-x-auto rounded-md border border-line-strong bg-surface p-0.5"
    >
      {items.map((item) => (
        <Link
          key={item.href}
          href={item.href}
          scroll={false}
          aria-current={item.current ? 'true' : undefined}
          className={cx(
            'inline-flex min-h-7 grow items-center justify-center rounded-sm px-3 text-sm whitespace-nowrap -outline-offset-1',
            item.current ? 'bg-sunken font-medium text-ink' : 'text-ink-2 hover:text-ink',
          )}
        >
          {item.label}
        </Link>
      ))}
    </nav>
  )
}
