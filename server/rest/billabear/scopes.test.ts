import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { newId } from '@/db/id'
import { type Access, AREAS } from '@/server/core/api-key'
import { testkit } from '@/server/testkit'
import type { BillabearDeps } from './app'
import { areaFinder, areaOfTags } from './area'
import { billabearTestkit } from './billabear-testkit'
import { customerWithCard, openInvoice } from './billing-testkit'
import { billabearApi } from './routes'

const kit = testkit()
const api = billabearTestkit(kit)

const app = billabearApi({} as BillabearDeps)
/** Every route that asks for a key: method, path as the document has it, and what it is declared for. */
const routes = app.openAPIRegistry.definitions.flatMap((d) => {
  if (d.type !== 'route' || !d.route.security?.length) return []
  const method = d.route.method.toUpperCase()
  const access: Access = method === 'GET' && !('x-folio-access' in d.route) ? 'read' : 'write'
  const path = d.route.path.replace('/api/v1', '')
  return [{ method, path, access, tags: d.route.tags ?? [], area: areaOfTags(d.route.tags ?? []) }]
})

test.each(routes)('$method $path is of an area', ({ method, path, tags, area }) => {
  expect({ tags, area: AREAS.find((known) => known === area) }).toEqual({ tags, area: expect.any(String) })
  const find = areaFinder(() => app.openAPIRegistry.definitions)
  expect(find(method, `/api/v1${path.replace(/\{(\w+)\}/g, ':$1')}`)).toBe(area)
})

test('what is not declared for an area is for no key of an area', () => {
  expect(areaOfTags([])).toBeUndefined()
  expect(areaOfTags(['Nothing'])).toBeUndefined()
  expect(areaOfTags(['Customers'])).toBe('customers')
  expect(areaOfTags(['Customers', 'Invoices'])).toBe('invoices')
  const find = areaFinder(() => app.openAPIRegistry.definitions)
  expect(find('HEAD', '/api/v1/customer')).toBe('customers')
  expect(find('GET', '/api/v1/nothing')).toBeUndefined()
})

/** All that an owner has, but for when its keys were used. */
async function everythingOf(ownerId: string): Promise<Record<string, string>> {
  const { db } = kit.database
  const tables = await db.execute<{ name: string }>(sql`
    select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'owner_id' order by 1`)
  const found: Record<string, string> = {}
  for (const { name } of tables) {
    const [row] = await db.execute<{ digest: string }>(sql`
      select md5(coalesce(string_agg((to_jsonb(t) - 'last_used_at')::text, ',' order by t::text), '')) as digest
      from ${sql.identifier(name)} t where owner_id = ${ownerId}`)
    found[name] = row?.digest ?? ''
  }
  return found
}

async function world() {
  const tenant = await api.tenant()
  const ctx = await customerWithCard(kit, tenant.owner.id)
  const ids: Record<string, string> = {
    customerId: ctx.customer.id,
    invoiceId: await openInvoice(ctx),
    paymentDetailsId: ctx.customer.defaultPaymentMethodId ?? '',
  }
  const at = (path: string) => path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? newId())
  return { owner: tenant.owner, at }
}

test('a key of every other area, or only of the other access, is refused by each route, and nothing changes', async () => {
  const { owner, at } = await world()
  const keys = new Map<string, string>()
  for (const area of AREAS) {
    const others = AREAS.filter((other) => other !== area).flatMap((o) => [`${o}:read`, `${o}:write`])
    keys.set(`not ${area}`, await api.key(owner.id, { scopes: others }))
    keys.set(`${area}:read`, await api.key(owner.id, { scopes: [`${area}:read`] }))
    keys.set(`${area}:write`, await api.key(owner.id, { scopes: [`${area}:write`] }))
  }
  const before = await everythingOf(owner.id)
  for (const { method, path, access, area } of routes) {
    const other = access === 'read' ? 'write' : 'read'
    for (const held of [`not ${area}`, `${area}:${other}`]) {
      const answer = await api.call(method, at(path), {
        key: keys.get(held),
        ...(method === 'GET' ? {} : { body: {} }),
        headers: { 'idempotency-key': newId() },
      })
      const body = { code: 403, message: `This API key may not ${access} ${area}` }
      expect([method, path, held, answer.status, answer.body]).toEqual([method, path, held, 403, body])
    }
  }
  expect(await everythingOf(owner.id)).toEqual(before)
})

test.each(routes)('$method $path is open to a key of just its area and access', async (route) => {
  const { method, path, access, area } = route
  const { owner, at } = await world()
  const key = await api.key(owner.id, { scopes: [`${area}:${access}`] })
  api.errors.length = 0
  const answer = await api.call(method, at(path), { key, ...(method === 'GET' ? {} : { body: {} }) })
  // A role or a scope refused deeper down would be 403 as well; what only the sandbox does says so itself.
  const mayNot = answer.status === 403 && !/sandbox/i.test(answer.body.message)
  expect([answer.status, mayNot, api.errors]).toEqual([answer.status, false, []])
})
