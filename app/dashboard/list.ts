import { pathWith } from '@/components/dashboard/filter-bar'
import { one, type Search } from './open'

type Values = Awaited<Search>

/** What an address says of these names; an empty answer of a form says nothing. */
export function said<Name extends string>(search: Values, names: readonly Name[]) {
  const found: Partial<Record<Name, string>> = {}
  for (const name of names) {
    const value = one(search[name])?.trim()
    if (value) found[name] = value
  }
  return found
}

/** One of a few words, or nothing. */
export const among = <Word extends string>(
  value: string | undefined,
  words: readonly Word[],
): Word | undefined => words.find((word) => word === value)

/** What an address can say of money: each is checked by the procedure; what cannot be is not asked for. */
export function moneyFilters(search: Values) {
  const { q, brand, currency, from, to, customer, after, before } = said(search, MONEY)
  const isDay = (day: string | undefined) => (day && /^\d{4}-\d{2}-\d{2}$/.test(day) ? day : undefined)
  return { q, brand, currency, from: isDay(from), to: isDay(to), customer, after, before }
}

const MONEY = ['q', 'brand', 'currency', 'from', 'to', 'customer', 'after', 'before'] as const

type PageOf = { rows: readonly { id: string }[]; hasMore: boolean }

/** The pages beside one that was read by a cursor: null where there is none. */
export function pagesBeside(
  path: string,
  filters: Record<string, string | undefined>,
  asked: { after?: string | undefined; before?: string | undefined },
  { rows, hasMore }: PageOf,
): { previous: string | null; next: string | null } {
  const at = (cursor: { after?: string | undefined; before?: string | undefined }) =>
    pathWith(path, { ...filters, ...cursor })
  const [first, last] = [rows[0]?.id, rows.at(-1)?.id]
  // Nothing is left on this page: the list begins anew.
  if (first === undefined || last === undefined) {
    const isFirst = asked.after === undefined && asked.before === undefined
    return { previous: isFirst ? null : pathWith(path, filters), next: null }
  }
  const isBack = asked.before !== undefined
  const hasPrevious = isBack ? hasMore : asked.after !== undefined
  const hasNext = isBack || hasMore
  return { previous: hasPrevious ? at({ before: first }) : null, next: hasNext ? at({ after: last }) : null }
}
