import { ChevronLeft, ChevronRight } from 'lucide-react'
import { ButtonLink } from './button'

export interface PaginationProps {
  /** Names the navigation ("Pages of invoices"). */
  label: string
  previous: { href: string | null; label: string }
  next: { href: string | null; label: string }
  /** "1–25 of 240", where it is known. */
  position?: string
}

/** Pages by cursor: links, so that Back works and a page can be shared. Nothing at all when there is one page. */
export function Pagination({ label, previous, next, position }: PaginationProps) {
  if (previous.href === null && next.href === null) return null
  return (
    <nav
      aria-label={label}
      className="flex items-center justify-between gap-3 border-t px-5 py-3 max-sm:px-4"
    >
      <span className="num text-sm text-ink-3">{position}</span>
      <span className="flex gap-2">
        {previous.href !== null && (
          <ButtonLink size="sm" href={previous.href} rel="prev" icon={<ChevronLeft aria-hidden="true" />}>
            {previous.label}
          </ButtonLink>
        )}
        {next.href !== null && (
          <ButtonLink size="sm" href={next.href} rel="next">
            {next.label}
            <ChevronRight aria-hidden="true" />
          </ButtonLink>
        )}
      </span>
    </nav>
  )
}
