import { addDays, dayStartAt } from '@/server/core/time'
import type { Caller } from '@/server/trpc/caller'
import { one, type Search } from '../../open'

type AuditInput = Parameters<Caller['owner']['audit']['list']>[0]

/** What the log is narrowed to, as the address has it. */
export type AuditSearch = {
  who: string | undefined
  what: AuditInput['noun']
  customer: string | undefined
  /** Days by the owner's clocks, both of them in it. */
  from: string | undefined
  to: string | undefined
}

export function readAuditSearch(search: Awaited<Search>, nouns: readonly string[]): AuditSearch {
  const what = one(search.what)
  const customer = one(search.customer)
  return {
    who: one(search.who)?.slice(0, 80) || undefined,
    what: what !== undefined && nouns.includes(what) ? (what as AuditInput['noun']) : undefined,
    customer: customer !== undefined && UUID.test(customer) ? customer : undefined,
    from: dayOf(one(search.from)),
    to: dayOf(one(search.to)),
  }
}

/** The same as the procedure wants it. */
export function auditInput({ who, what, customer, from, to }: AuditSearch, timeZone: string) {
  return {
    ...(who ? { actor: who } : {}),
    ...(what ? { noun: what } : {}),
    ...(customer ? { customerId: customer } : {}),
    ...(from ? { from: dayStartAt(from, timeZone) } : {}),
    ...(to ? { until: dayStartAt(nextDay(to), timeZone) } : {}),
  }
}

/** The address of the log, or of its file, narrowed so. */
export function auditHref(
  path: string,
  search: AuditSearch,
  page: { after?: string; before?: string } = {},
): string {
  const given = Object.entries({ ...search, ...page }).filter(([, value]) => value !== undefined)
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  return query === '' ? path : `${path}?${query}`
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

const dayOf = (text: string | undefined): string | undefined =>
  text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined

const nextDay = (day: string): string =>
  addDays(new Date(`${day}T00:00:00Z`), 1)
    .toISOString()
    .slice(0, 10)
