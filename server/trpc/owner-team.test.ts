import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { event, ownerMember, user } from '@/db/schema'
import type { OwnerRole } from '@/db/schema/user'
import type { Actor } from '../ctx'
import { testkit } from '../testkit'
import { actorForApiKey } from '../usecases/api-key'
import { ensureUser } from '../usecases/customer'
import { mailOf } from '../usecases/event-mail'
import { ownerScope } from '../usecases/owner'
import { actorForToken, createToken } from '../usecases/token'
import { callerFrom } from './caller'

const kit = testkit()

function callerOf(actor: Actor) {
  const stripeJs = { publishableKey: 'pk_test_folio', scriptUrl: null }
  return callerFrom({ ctx: kit.ctx({ actor }), stripeJs, scopes: new Map(), ownerScopes: new Map() }).owner
}

async function person(ownerId: string, role: OwnerRole) {
  const email = `${crypto.randomUUID()}@example.com`
  const userId = await kit.database.db.transaction((tx) => ensureUser({ tx }, email))
  await kit.database.db.update(user).set({ emailVerifiedAt: new Date() }).where(eq(user.id, userId))
  await kit.database.db.insert(ownerMember).values({ ownerId, userId, role })
  return { kind: 'user' as const, userId, email }
}

/** A team of one of each role. */
async function team() {
  const { id: ownerId } = await kit.owner()
  const [admin, finance, viewer] = [
    await person(ownerId, 'admin'),
    await person(ownerId, 'finance'),
    await person(ownerId, 'viewer'),
  ]
  return { ownerId, admin, finance, viewer, as: (actor: Actor) => callerOf(actor) }
}

const eventsOf = async (ownerId: string) =>
  kit.database.db.select().from(event).where(eq(event.ownerId, ownerId)).orderBy(event.id)

const refused = (code: string) => expect.objectContaining({ code })

test('who is invited gets a mail that leads to the sign-in, and is in once they prove the address', async () => {
  const { ownerId, admin, as } = await team()
  const email = `New.${crypto.randomUUID()}@example.com`
  const { userId } = await as(admin).member.invite({
    ownerId,
    email: ` ${email} `,
    role: 'finance',
    locale: 'de',
  })
  const [row] = await eventsOf(ownerId)
  if (!row) throw new Error('the invitation is recorded')
  const mail = await mailOf(kit.ctx(), row)
  expect(mail).toMatchObject({
    to: email,
    locale: 'de',
    content: {
      template: 'invitation',
      role: 'finance',
      by: admin.email,
      path: expect.stringContaining(ownerId),
    },
  })
  const invited = (await as(admin).member.list({ ownerId })).find((each) => each.userId === userId)
  expect(invited).toMatchObject({ email, role: 'finance', isInvited: true, isSelf: false })
  // Once more is another mail, with the role that is named now, and no second member.
  await as(admin).member.invite({ ownerId, email: email.toLowerCase(), role: 'viewer', locale: 'de' })
  expect((await eventsOf(ownerId)).map(({ type }) => type)).toEqual([
    'member.invited',
    'member.role_changed',
    'member.invited',
  ])
  expect(await as(admin).member.get({ ownerId, userId })).toMatchObject({ role: 'viewer' })
  const here = { ownerId, email: admin.email, role: 'viewer' as const, locale: 'en' as const }
  await expect(as(admin).member.invite(here)).rejects.toEqual(refused('CONFLICT'))
  await expect(as(admin).member.invite({ ...here, email: 'nobody' })).rejects.toEqual(refused('BAD_REQUEST'))
})

test('only admins change the team; the last admin stays; everybody may leave', async () => {
  const { ownerId, admin, finance, viewer, as } = await team()
  for (const actor of [finance, viewer]) {
    const verbs = as(actor).member
    expect(await verbs.list({ ownerId })).toHaveLength(3)
    const other = { ownerId, userId: admin.userId }
    await expect(verbs.changeRole({ ...other, role: 'viewer' })).rejects.toEqual(refused('FORBIDDEN'))
    await expect(verbs.remove(other)).rejects.toEqual(refused('FORBIDDEN'))
    const invitation = { ownerId, email: 'x@example.com', role: 'admin' as const, locale: 'en' as const }
    await expect(verbs.invite(invitation)).rejects.toEqual(refused('FORBIDDEN'))
  }
  const self = { ownerId, userId: admin.userId }
  await expect(as(admin).member.leave({ ownerId })).rejects.toEqual(refused('CONFLICT'))
  await expect(as(admin).member.remove(self)).rejects.toEqual(refused('CONFLICT'))
  await expect(as(admin).member.changeRole({ ...self, role: 'viewer' })).rejects.toEqual(refused('CONFLICT'))
  await as(admin).member.changeRole({ ownerId, userId: finance.userId, role: 'admin' })
  // Two admins who take each other out at the same moment leave one of them.
  const both = await Promise.allSettled([
    as(admin).member.remove({ ownerId, userId: finance.userId }),
    as(finance).member.remove(self),
  ])
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  await as(viewer).member.leave({ ownerId })
  expect((await eventsOf(ownerId)).map(({ type }) => type)).toEqual([
    'member.role_changed',
    'member.removed',
    'member.left',
  ])
  await expect(as(viewer).member.list({ ownerId })).rejects.toEqual(refused('NOT_FOUND'))
})

test('who is removed is out with the next request, by bearer token too; their keys go on', async () => {
  const { ownerId, admin, as } = await team()
  const second = await person(ownerId, 'admin')
  const { key } = await as(second).apiKey.create({ ownerId, name: 'Robot', scopes: [], endsInDays: null })
  const tokens = await createToken(kit.ctx({ actor: { kind: 'operator' } }), { email: second.email })
  const bearer = await actorForToken(kit.ctx(), tokens.access_token)
  expect((await ownerScope(kit.ctx({ actor: bearer }), ownerId)).role).toBe('admin')
  await as(admin).member.remove({ ownerId, userId: second.userId })
  await expect(ownerScope(kit.ctx({ actor: bearer }), ownerId)).rejects.toThrow('No such owner')
  await expect(as(second).member.list({ ownerId })).rejects.toEqual(refused('NOT_FOUND'))
  expect(await actorForApiKey(kit.ctx(), key)).toMatchObject({ kind: 'api_key', ownerId })
  await expect(as(admin).member.get({ ownerId, userId: second.userId })).rejects.toEqual(refused('NOT_FOUND'))
})

test('keys are for admins: made with scopes and an end, shown once, revoked for good', async () => {
  const { ownerId, admin, finance, viewer, as } = await team()
  for (const actor of [finance, viewer])
    await expect(as(actor).apiKey.list({ ownerId })).rejects.toEqual(refused('FORBIDDEN'))
  const wanted = { ownerId, name: 'Reports', scopes: ['invoices:read' as const], endsInDays: 30 }
  await expect(as(finance).apiKey.create(wanted)).rejects.toEqual(refused('FORBIDDEN'))
  const { id, key } = await as(admin).apiKey.create(wanted)
  const [listed] = await as(admin).apiKey.list({ ownerId })
  expect(listed).toMatchObject({ id, name: 'Reports', state: 'live', scopes: ['invoices:read'] })
  expect(key.startsWith(listed?.prefix ?? 'none')).toBe(true)
  expect(JSON.stringify(listed)).not.toContain(key)
  expect(listed?.expiresAt?.getTime()).toBeGreaterThan(Date.now() + 29 * 86_400_000)
  await as(admin).apiKey.revoke({ ownerId, keyId: id })
  expect(await as(admin).apiKey.get({ ownerId, keyId: id })).toMatchObject({ state: 'revoked' })
  await expect(actorForApiKey(kit.ctx(), key)).rejects.toThrow('not valid')
  const other = await team()
  await expect(as(other.admin).apiKey.revoke({ ownerId: other.ownerId, keyId: id })).rejects.toEqual(
    refused('NOT_FOUND'),
  )
})
