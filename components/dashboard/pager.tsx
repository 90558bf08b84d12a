import { Pagination } from '@/components/ui/pagination'
import type { Locale } from '@/server/core/format'
import { formWords } from './form-words'

type Search = Record<string, string | string[] | undefined>

export interface PagerProps {
  /** "Pages of products" */
  label: string
  /** The address of the list. */
  path: string
  /** What the list was asked for: filters stay when one goes on. */
  search: Search
  page: { previous: string | null; next: string | null }
  locale: Locale
}

/** The pages beside this one, as links that keep the search. */
export function Pager({ label, path, search, page, locale }: PagerProps) {
  const t = formWords(locale)
  return (
    <Pagination
      label={label}
      previous={{
        href: page.previous && listHref(path, search, { before: page.previous }),
        label: t('previous'),
      }}
      next={{ href: page.next && listHref(path, search, { after: page.next }), label: t('next') }}
    />
  )
}

/** The cursors that an address asks for. */
export function cursorOf({ after, before }: Search): { after?: string; before?: string } {
  if (typeof before === 'string') return { before }
  return typeof after === 'string' ? { after } : {}
}

/** The address of a list with other parameters; an empty one is left out, and it begins at its first page. */
export function listHref(path: string, search: Search, changes: Record<string, string | undefined>): string {
  const { after: _, before: __, done: ___, ...kept } = search
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...kept, ...changes }))
    if (typeof value === 'string' && value !== '') query.set(name, value)
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}
