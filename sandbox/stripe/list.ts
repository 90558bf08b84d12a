import type postgres from 'postgres'
import { resourceMissing } from './error'
import type { Kind, Kinds, Row } from './kind'
import { nounOf } from './kind'
import type { Sql } from './store'
import type { Unit } from './unit'

export type Page = { limit?: number; starting_after?: string; ending_before?: string }
type Fragment = postgres.Fragment

export type Filter = {
  kinds: readonly Kind[]
  customer?: string
  parent?: string
  created?: { gt?: number; gte?: number; lt?: number; lte?: number }
  /** Fields of the object that must be equal, by name. */
  equal?: { [field: string]: string | boolean | undefined }
  /** Any further condition, as SQL on the row. */
  where?: Fragment
}

export type ListBody<T> = { object: 'list'; data: T[]; has_more: boolean; url: string }

const LIMIT_DEFAULT = 10

/** One page of objects, newest first, as every list of Stripe's pages: by cursor ids, never by number. */
export async function listObjects<K extends Kind>(
  unit: Unit,
  url: string,
  filter: Filter & { kinds: readonly K[] },
  page: Page,
): Promise<ListBody<Kinds[K]>> {
  const { rows, hasMore } = await listRows(unit, filter, page)
  return { object: 'list', data: rows.map((row) => row.data as Kinds[K]), has_more: hasMore, url }
}

/** The rows of a page; deleted objects are never listed. */
export async function listRows(
  unit: Unit,
  filter: Filter,
  page: Page,
): Promise<{ rows: Row[]; hasMore: boolean }> {
  const { sql } = unit.engine
  const limit = page.limit ?? LIMIT_DEFAULT
  const isBackwards = page.ending_before !== undefined
  const cursor = await cursorOf(unit, filter, page)
  const edge =
    cursor === undefined ? sql`` : isBackwards ? sql`and seq > ${cursor}` : sql`and seq < ${cursor}`
  const order = isBackwards ? sql`order by seq asc` : sql`order by seq desc`
  const found = await sql<Row[]>`
    select id, kind, data, hidden, version from stripe_sandbox.object
    where account = ${unit.account} and kind = any(${[...filter.kinds]})
      and not hidden ? 'deleted' ${conditions(sql, filter)} ${edge} ${order} limit ${limit + 1}`
  const rows = found.slice(0, limit)
  if (isBackwards) rows.reverse()
  unit.keep(rows)
  return { rows, hasMore: found.length > limit }
}

function conditions(sql: Sql, filter: Filter): Fragment {
  const { customer, parent, created } = filter
  const equal = Object.entries(filter.equal ?? {})
    .filter(([, value]) => value !== undefined)
    .reduce((all, [field, value]) => sql`${all} and data->>${field} = ${String(value)}`, sql``)
  return sql`
    ${customer === undefined ? sql`` : sql`and customer = ${customer}`}
    ${parent === undefined ? sql`` : sql`and parent = ${parent}`}
    ${created?.gt === undefined ? sql`` : sql`and created > ${created.gt}`}
    ${created?.gte === undefined ? sql`` : sql`and created >= ${created.gte}`}
    ${created?.lt === undefined ? sql`` : sql`and created < ${created.lt}`}
    ${created?.lte === undefined ? sql`` : sql`and created <= ${created.lte}`}
    ${equal}
    ${filter.where ?? sql``}`
}

async function cursorOf(unit: Unit, filter: Filter, page: Page): Promise<string | undefined> {
  const id = page.ending_before ?? page.starting_after
  if (id === undefined) return undefined
  const [row] = await unit.engine.sql<{ seq: string }[]>`
    select seq from stripe_sandbox.object
    where account = ${unit.account} and id = ${id} and kind = any(${[...filter.kinds]})`
  if (row === undefined) {
    const param = page.ending_before === undefined ? 'starting_after' : 'ending_before'
    throw resourceMissing(nounOf(filter.kinds[0] ?? 'customer'), id, { param, status: 400 })
  }
  return row.seq
}
