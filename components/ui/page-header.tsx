import { ArrowLeft } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'

export interface PageHeaderProps {
  title: ReactNode
  description?: ReactNode
  /** The state of the thing that the page is about. */
  chip?: ReactNode
  back?: { href: string; label: string }
  actions?: ReactNode
}

/** The top of a page: its one h1, and what can be done here. */
export function PageHeader({ title, description, chip, back, actions }: PageHeaderProps) {
  return (
    <header className="grid gap-2">
      {back !== undefined && (
        <Link
          href={back.href}
          className="-ml-1 inline-flex min-h-6 items-center gap-1.5 justify-self-start rounded-sm px-1 text-sm text-ink-2 hover:text-ink"
        >
          <ArrowLeft aria-hidden="true" className="size-3.5" />
          {back.label}
        </Link>
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="text-2xl font-[620] tracking-[-0.018em]">{title}</h1>
            {chip}
          </div>
          {description !== undefined && <p className="mt-1 max-w-160 text-ink-2">{description}</p>}
        </div>
        {Boolean(actions) && (
          <div className="flex flex-wrap gap-2 sm:ml-auto max-sm:w-full max-sm:*:flex-1">{actions}</div>
        )}
      </div>
    </header>
  )
}
