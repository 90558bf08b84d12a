import { z } from '@hono/zod-openapi'
import type { Page, PageInput } from '../../core/page'
import { PageRefusal } from './error'

const LIMIT_DEFAULT = 10
const LIMIT_MAX = 100

const whole = (description: string) =>
  z.string().optional().openapi({ type: 'integer', format: 'int32', description })
const key = (description: string) => z.string().optional().openapi({ format: 'uuid', description })

/** The query of each list. Read as texts: what is wrong with a page is answered in its own way. */
export const PageQuery = z.object({
  limit: whole('How many items to return at one time (max 100)'),
  per_page: whole('The same as limit'),
  last_key: key('What last_key of the page before was: the list goes on after it'),
})

/** The query of lists that also page backwards. */
export const TwoWayQuery = PageQuery.extend({
  first_key: key('The first id of the page after: the list ends before it'),
})

type Query = {
  limit?: string | undefined
  per_page?: string | undefined
  last_key?: string | undefined
  first_key?: string | undefined
}

/** The page asked for. Throws `PageRefusal`: 400 below one row or for a key that is none, 413 above a hundred rows. */
export function pageFrom(query: Query, limitDefault = LIMIT_DEFAULT): PageInput {
  return {
    limit: limitFrom(query.limit ?? query.per_page, limitDefault),
    after: cursor('last_key', query.last_key),
    before: cursor('first_key', query.first_key),
  }
}

/** Lists that the document has whole come whole, up to the largest page. */
export const wholeListFrom = (query: Query): PageInput => pageFrom(query, LIMIT_MAX)

/** The answer of a list. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item), has_more: z.boolean(), last_key: z.string().nullable() })

/** A page as the document has it; `last_key` is the id of the last row, null past the end. */
export function presentPage<R extends { id: string }>(page: Page<R>) {
  return { data: page.rows, has_more: page.hasMore, last_key: page.rows.at(-1)?.id ?? null }
}

/** The answer of a list that also pages backwards. */
export const twoWayListOf = <T extends z.ZodType>(item: T) =>
  listOf(item).extend({ first_key: z.string().nullable() })

export const presentTwoWay = <R extends { id: string }>(page: Page<R>) => ({
  ...presentPage(page),
  first_key: page.rows[0]?.id ?? null,
})

/** A list that is whole says so by having no `last_key`. */
export function presentWhole<R extends { id: string }>(page: Page<R>) {
  return { ...presentPage(page), ...(page.hasMore ? {} : { last_key: null }) }
}

/** A page presented row by row. */
export const mapPage = <A, B>(page: Page<A>, present: (row: A) => B): Page<B> => ({
  rows: page.rows.map(present),
  hasMore: page.hasMore,
})

function limitFrom(given: string | undefined, limitDefault: number): number {
  if (given === undefined) return limitDefault
  const limit = /^[+-]?\d{1,15}$/.test(given) ? Number(given) : Number.NaN
  if (Number.isNaN(limit)) throw new PageRefusal(400, 'limit is not a number')
  if (limit < 1) throw new PageRefusal(400, 'limit is below 1')
  if (limit > LIMIT_MAX) throw new PageRefusal(413, 'limit is above 100')
  return limit
}

function cursor(name: string, given: string | undefined): string | undefined {
  if (given === undefined || given === '') return undefined
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(given))
    throw new PageRefusal(400, `${name} is not a key of this list`)
  return given
}
