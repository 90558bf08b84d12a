'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { cx } from './cx'

export interface LinkTab {
  href: string
  label: ReactNode
  /** `exact`: only this page. `section` (the default): this page and those below it. */
  match?: 'exact' | 'section'
}

export interface LinkTabsProps {
  label: string
  tabs: readonly LinkTab[]
}

/** The parts of a place as links in a row; the current one is underlined and said. */
export function LinkTabs({ label, tabs }: LinkTabsProps) {
  const path = usePathname()
  return (
    <nav
      aria-label={label}
      className="-mb-px flex gap-5.5 overflow-x-auto [scrollbar-width:none] max-sm:[mask-image:linear-gradient(to_right,#000_calc(100%-32px),transparent)]"
    >
      {tabs.map(({ href, label: text, match }) => {
        const isCurrent = path === href || (match !== 'exact' && path.startsWith(`${href}/`))
        return (
          <Link
            key={href}
            href={href}
            aria-current={isCurrent ? 'page' : undefined}
            className={cx(
              'shrink-0 border-b-2 py-2.5 whitespace-nowrap transition-colors -outline-offset-2 last:max-sm:mr-8',
              isCurrent
                ? 'border-accent font-medium text-ink'
                : 'border-transparent text-ink-2 hover:text-ink',
            )}
          >
            {text}
          </Link>
        )
      })}
    </nav>
  )
}
