import Link from 'next/link'
import { cx } from '@/components/ui/cx'

export type WhenOption = { href: string; label: string; text: string; aside: string; current: boolean }

/** Now, or when the period ends: two links, so that each has its address and its own preview. */
export function WhenChoice({ label, options }: { label: string; options: readonly WhenOption[] }) {
  return (
    <nav aria-label={label} className="grid gap-2 sm:grid-cols-2">
      {options.map((option) => (
        <Link
          key={option.href}
          href={option.href}
          scroll={false}
          replace
          aria-current={option.current ? 'true' : undefined}
          className={cx(
            'grid content-start gap-0.5 rounded-lg border bg-surface p-3.5 transition-colors',
            option.current
              ? 'border-accent shadow-[inset_0_0_0_1px_var(--accent)]'
              : 'border-line-strong hover:border-control',
          )}
        >
          <span className="flex justify-between gap-3 font-medium">
            {option.label}
            <span className="num">{option.aside}</span>
          </span>
          <span className="text-sm text-ink-2">{option.text}</span>
        </Link>
      ))}
    </nav>
  )
}
