import { TRPCError } from '@trpc/server'
import { expect, test } from 'vitest'
import { ownerMember } from '@/db/schema'
import type { OwnerRole } from '@/db/schema/user'
import type { Actor } from '../ctx'
import { testkit } from '../testkit'
import { ensureUser } from '../usecases/customer'
import { callerFrom } from './caller'
import { appRouter } from './root'

const kit = testkit()

// Typed as the tree of routers, kept as a flat record of paths.
const flat = appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>
const PATHS = Object.keys(flat).filter((path) => path.startsWith('owner.'))
/** What is about the person and not about one owner. */
const OWN = ['owner.session.list']
/** What a person may do about themselves, whatever their role. */
const PERSONAL = ['owner.member.leave']

test.each(PATHS.filter((path) => !OWN.includes(path)))(
  '%s: nobody is 401, and who is no member of the owner is 404, whatever else is sent',
  async (path) => {
    const [mine, other] = [await kit.owner(), await kit.owner()]
    expect(await codeOf(call({ kind: 'nobody' }, path, { ownerId: other.id }))).toBe('UNAUTHORIZED')
    expect(await codeOf(call(await member(mine.id), path, { ownerId: other.id }))).toBe('NOT_FOUND')
  },
)

test('a viewer is refused every change, whatever else is sent', async () => {
  const owner = await kit.owner()
  const viewer = await member(owner.id, 'viewer')
  const changes = PATHS.filter((path) => flat[path]?._def.type === 'mutation' && !PERSONAL.includes(path))
  for (const path of changes)
    expect([path, await codeOf(call(viewer, path, { ownerId: owner.id }))]).toEqual([path, 'FORBIDDEN'])
})

test('a person sees each owner they are a member of, with the role in it, and no other', async () => {
  const [a, b] = [await kit.owner(), await kit.owner()]
  await kit.owner()
  const actor = await member(a.id, 'viewer')
  await join(actor.userId, b.id, 'admin')
  const list = await callerOf(actor).owner.session.list()
  expect(list.map(({ id, role }) => [id, role]).sort()).toEqual(
    [
      [a.id, 'viewer'],
      [b.id, 'admin'],
    ].sort(),
  )
  expect(await callerOf(actor).owner.session.get({ ownerId: a.id })).toMatchObject({
    name: a.name,
    role: 'viewer',
    email: actor.email,
  })
})

async function member(ownerId: string, role: OwnerRole = 'admin') {
  const email = `${crypto.randomUUID()}@example.com`
  const userId = await kit.database.db.transaction((tx) => ensureUser({ tx }, email))
  await join(userId, ownerId, role)
  return { kind: 'user' as const, userId, email }
}

const join = (userId: string, ownerId: string, role: OwnerRole) =>
  kit.database.db.insert(ownerMember).values({ ownerId, userId, role })

function callerOf(actor: Actor) {
  const stripeJs = { publishableKey: 'pk_test_folio', scriptUrl: null }
  return callerFrom({ ctx: kit.ctx({ actor }), stripeJs, scopes: new Map(), ownerScopes: new Map() })
}

/** Calls a procedure by its path, as HTTP does. */
function call(actor: Actor, path: string, input: object): Promise<unknown> {
  const verb = path
    .split('.')
    .reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], callerOf(actor))
  return (verb as (input: unknown) => Promise<unknown>)(input)
}

async function codeOf(answer: Promise<unknown>): Promise<string> {
  const error = await answer.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  return error instanceof TRPCError ? error.code : 'OK'
}
