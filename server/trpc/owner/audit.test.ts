import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { AUDIT_NOUNS } from '@/components/audit/nouns'
import { type AuditFilter, auditQuery } from '@/db/queries/audit'
import { event } from '@/db/schema'
import { addDays } from '../../core/time'
import type { Actor } from '../../ctx'
import { START, testkit } from '../../testkit'
import { NOUNS } from '../../usecases/audit'
import { record } from '../../usecases/event'
import { callerFrom } from '../caller'

const kit = testkit()
const system: Actor = { kind: 'system' }

const audit = () =>
  callerFrom({
    ctx: kit.ctx({ actor: { kind: 'operator' } }),
    stripeJs: { publishableKey: 'pk', scriptUrl: null },
    scopes: new Map(),
    ownerScopes: new Map(),
  }).owner.audit

test('the log is read page by page either way, by the instant at which things happened, and narrowed by anything', async () => {
  const [{ id: ownerId }, other] = [await kit.owner(), await kit.owner()]
  const ada = await kit.customer(ownerId)
  const { db } = kit.database
  await db.delete(event)
  const key: Actor = { kind: 'api_key', keyId: crypto.randomUUID(), ownerId, scopes: [] }
  const write = (at: Date, type: 'invoice.issued' | 'plan.created', actor: Actor, customerId?: string) =>
    db.transaction((tx) =>
      record({ tx, actor, now: at }, type, { ownerId, ...(customerId ? { customerId } : {}) }),
    )
  // Recorded in another order than it happened: what was brought in stands where it belongs.
  await write(addDays(START, 3), 'plan.created', key)
  for (const day of [0, 2, 1]) await write(addDays(START, day), 'invoice.issued', system, ada.customer.id)
  await write(addDays(START, 4), 'plan.created', { kind: 'link', ownerId, customerId: ada.customer.id })
  const days = (entries: { at: Date }[]) =>
    entries.map(({ at }) => (at.getTime() - START.getTime()) / 86_400_000)
  const first = await audit().list({ ownerId, limit: 2 })
  expect(days(first.entries)).toEqual([4, 3])
  expect(first.previous).toBeNull()
  const second = await audit().list({ ownerId, limit: 2, after: first.next ?? '' })
  expect(days(second.entries)).toEqual([2, 1])
  const last = await audit().list({ ownerId, limit: 2, after: second.next ?? '' })
  expect([days(last.entries), last.next]).toEqual([[0], null])
  const back = await audit().list({ ownerId, limit: 2, before: last.previous ?? '' })
  expect(days(back.entries)).toEqual([2, 1])
  const narrowed = async (by: object) => days((await audit().list({ ownerId, ...by })).entries)
  expect(await narrowed({ noun: 'invoice' })).toEqual([2, 1, 0])
  expect(await narrowed({ noun: 'plan', actor: `key:${key.keyId}` })).toEqual([3])
  expect(await narrowed({ actor: 'link' })).toEqual([4])
  expect(
    await narrowed({ customerId: ada.customer.id, from: addDays(START, 1), until: addDays(START, 2) }),
  ).toEqual([1])
  expect((await audit().list({ ownerId: other.id })).entries).toEqual([])
  expect([...AUDIT_NOUNS].sort()).toEqual([...NOUNS].sort())
})

test('what is rare among much is found by an index of its own', async () => {
  const { id: ownerId } = await kit.owner()
  const { db } = kit.database
  await db.execute(sql`insert into event (owner_id, id, type, actor, at)
    select ${ownerId}, gen_random_uuid(), 'invoice.issued', 'system', now() - make_interval(secs => n)
    from generate_series(1, 20000) n`)
  await db.execute(sql`insert into event (owner_id, id, type, actor, at)
    values (${ownerId}, gen_random_uuid(), 'member.left', 'user:x', now() - interval '2 days')`)
  await db.execute(sql`analyze event`)
  const planOf = async (filter: AuditFilter) => {
    const query = auditQuery(db, ownerId, filter, { limit: 50 })
    const rows = await db.execute<{ 'QUERY PLAN': string }>(sql`explain ${query.getSQL()}`)
    return rows.map((row) => row['QUERY PLAN']).join(' ')
  }
  expect(await planOf({ noun: 'member' })).toContain('event_noun')
  expect(await planOf({ actor: 'user:x' })).toContain('event_actor')
  expect(await planOf({})).toContain('event_time')
})
