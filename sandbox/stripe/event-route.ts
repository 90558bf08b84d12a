import { resourceMissing } from './error'
import type { EventRecord } from './event'
import { bool, list, pageShape, range, text } from './param'
import { type Route, route } from './route'
import type { Unit } from './unit'

type Stored = { data: EventRecord; pending: string }

export const eventRoutes: Route[] = [
  route(
    'GET',
    '/v1/events',
    { ...pageShape, created: range(), type: text(), types: list(text()), delivery_success: bool() },
    async ({ unit, params }) => {
      const { sql } = unit.engine
      const limit = params.limit ?? 10
      const isBackwards = params.ending_before !== undefined
      const cursor = await cursorOf(unit, params.ending_before ?? params.starting_after)
      const types = params.types ?? (params.type === undefined ? [] : [params.type])
      const patterns = types.map((type) => type.replaceAll(/[%_\\]/g, '\\$&').replaceAll('*', '%'))
      const { created } = params
      const rows = await sql<Stored[]>`
        select e.data, ${pendingCount(unit)} as pending from stripe_sandbox.event e
        where e.account = ${unit.account}
          ${patterns.length === 0 ? sql`` : sql`and e.type like any(${patterns})`}
          ${created?.gt === undefined ? sql`` : sql`and e.created > ${created.gt}`}
          ${created?.gte === undefined ? sql`` : sql`and e.created >= ${created.gte}`}
          ${created?.lt === undefined ? sql`` : sql`and e.created < ${created.lt}`}
          ${created?.lte === undefined ? sql`` : sql`and e.created <= ${created.lte}`}
          ${params.delivery_success === undefined ? sql`` : sql`and (${pendingCount(unit)} = 0) = ${params.delivery_success}`}
          ${cursor === undefined ? sql`` : isBackwards ? sql`and e.seq > ${cursor}` : sql`and e.seq < ${cursor}`}
        ${isBackwards ? sql`order by e.seq asc` : sql`order by e.seq desc`} limit ${limit + 1}`
      const page = rows.slice(0, limit).map(present)
      if (isBackwards) page.reverse()
      return { object: 'list', data: page, has_more: rows.length > limit, url: '/v1/events' }
    },
  ),
  route('GET', '/v1/events/:id', {}, async ({ unit, path }) => {
    const [row] = await unit.engine.sql<Stored[]>`
      select e.data, ${pendingCount(unit)} as pending from stripe_sandbox.event e
      where e.account = ${unit.account} and e.id = ${path('id')}`
    if (row === undefined) throw resourceMissing('event', path('id'), { param: 'id' })
    return present(row)
  }),
]

function present({ data, pending }: Stored): EventRecord {
  return { ...data, pending_webhooks: Number(pending) }
}

/** How many endpoints have not accepted the event yet. */
function pendingCount(unit: Unit) {
  return unit.engine.sql`(
    select count(*) from stripe_sandbox.delivery d
    where d.account = e.account and d.event = e.id and d.status = 'pending')`
}

async function cursorOf(unit: Unit, id: string | undefined): Promise<string | undefined> {
  if (id === undefined) return undefined
  const [row] = await unit.engine.sql<{ seq: string }[]>`
    select seq from stripe_sandbox.event where account = ${unit.account} and id = ${id}`
  if (row === undefined) throw resourceMissing('event', id, { param: 'starting_after', status: 400 })
  return row.seq
}
