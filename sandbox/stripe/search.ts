import { invalidRequest } from './error'
import type { Kind, Kinds } from './kind'
import { integer, required, text } from './param'
import type { Unit } from './unit'

export const searchShape = { query: required(text()), limit: integer({ min: 1, max: 100 }), page: text() }

const TERM =
  /^(-)?(?:metadata\["([^"]+)"\]|metadata\['([^']+)'\]|([a-z_]+))\s*(:|>=|<=|>|<|~)\s*(?:"([^"]*)"|'([^']*)'|(\S+))$/

/** Stripe's search, for terms joined by AND or OR: equality, `~` for a part, and comparison of numbers. */
export async function searchObjects<K extends Kind>(
  unit: Unit,
  url: string,
  kind: K,
  { query, limit = 10, page }: { query: string; limit?: number; page?: string },
): Promise<{
  object: 'search_result'
  data: Kinds[K][]
  has_more: boolean
  next_page: string | null
  url: string
}> {
  const { sql } = unit.engine
  const isOr = /\sOR\s/i.test(query)
  const terms = query.split(isOr ? /\s+OR\s+/i : /\s+AND\s+/i).map((term) => readTerm(unit, term.trim()))
  const joined = terms.reduce((all, term) => (isOr ? sql`${all} or ${term}` : sql`${all} and ${term}`))
  const offset = page === undefined ? 0 : Number(page)
  if (!Number.isSafeInteger(offset) || offset < 0) throw invalidRequest('Invalid page', { param: 'page' })
  const rows = await sql<{ data: Kinds[K] }[]>`
    select data from stripe_sandbox.object
    where account = ${unit.account} and kind = ${kind} and not hidden ? 'deleted' and (${joined})
    order by seq desc limit ${limit + 1} offset ${offset}`
  const hasMore = rows.length > limit
  return {
    object: 'search_result',
    data: rows.slice(0, limit).map((row) => row.data),
    has_more: hasMore,
    next_page: hasMore ? String(offset + limit) : null,
    url,
  }
}

function readTerm(unit: Unit, term: string) {
  const { sql } = unit.engine
  const match = TERM.exec(term)
  if (match === null) {
    throw invalidRequest(`We were unable to parse your search query. The part that failed is: ${term}`, {
      param: 'query',
    })
  }
  const [, negated, double, single, field, operator, quoted, apostrophed, bare] = match
  const value = quoted ?? apostrophed ?? bare ?? ''
  const key = double ?? single
  const column = key === undefined ? sql`data->>${field ?? ''}` : sql`data->'metadata'->>${key}`
  const condition =
    value === 'null'
      ? sql`${column} is null`
      : operator === ':'
        ? sql`${column} = ${value}`
        : operator === '~'
          ? sql`${column} ilike ${`%${value.replaceAll(/[%_\\]/g, '\\$&')}%`}`
          : sql`(${column})::numeric ${sql.unsafe(operator ?? '>')} ${value}::numeric`
  return negated === undefined ? condition : sql`not coalesce(${condition}, false)`
}
