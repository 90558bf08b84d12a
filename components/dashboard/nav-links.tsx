'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { cx } from '@/components/ui/cx'

export type NavSection = { title: string; links: readonly { href: string; label: string }[] }

/** The places of the dashboard in groups; the one a page belongs to is marked and said. */
export function NavLinks({ base, sections }: { base: string; sections: readonly NavSection[] }) {
  const path = usePathname()
  return (
    <div className="grid gap-5">
      {sections.map(({ title, links }) => (
        <div key={title} className="grid gap-0.5">
          <p className="px-2.5 pb-1 text-xs font-medium text-ink-3">{title}</p>
          <ul className="grid gap-0.5">
            {links.map(({ href, label }) => {
              const isCurrent = href === base ? path === base : path === href || path.startsWith(`${href}/`)
              return (
                <li key={href}>
                  <Link
                    href={href}
                    aria-current={isCurrent ? 'page' : undefined}
                    className={cx(
                      'flex min-h-8 items-center rounded-md px-2.5 text-sm',
                      isCurrent
                        ? 'bg-accent-soft font-medium text-ink'
                        : 'text-ink-2 hover:bg-sunken hover:text-ink',
                    )}
                  >
                    {label}
                  </Link>
                </li>
              )
            })}
          </ul>
        </div>
      ))}
    </div>
  )
}
