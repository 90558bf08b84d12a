import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { apiKey, event, ownerMember, user } from '@/db/schema'
import { wallNow } from '../clock'
import type { OwnerCtx } from '../ctx'
import { actorForApiKey, createApiKey, listApiKeys, revokeApiKey } from './api-key'
import { identityTestkit, later } from './identity-testkit'
import { createOwner, ownerScope } from './owner'

const kit = identityTestkit()
let unique = 0

async function newOwner(): Promise<OwnerCtx> {
  const owner = await createOwner(kit.ctx(), { email: `o${++unique}@example.com`, name: 'Shop' })
  return ownerScope(kit.ctx(), owner.id)
}

describe('createApiKey', () => {
  it('shows the key once and keeps its hash and an event', async () => {
    const owner = await newOwner()
    const { id, key } = await createApiKey(owner, { name: 'CI' })
    expect(key).toMatch(/^folio_sk_[\w-]{43}$/)
    expect(await kit.isStored(key)).toBe(false)
    expect(await kit.isStored(key.slice('folio_sk_'.length + 4))).toBe(false)
    const events = await owner.db.select().from(event).where(eq(event.subjectId, id))
    expect(events).toMatchObject([{ type: 'api_key.created', ownerId: owner.owner.id, actor: 'operator' }])
    expect(await listApiKeys(owner)).toMatchObject([{ id, name: 'CI', prefix: key.slice(0, 13) }])
  })

  it('refuses an empty name, an unknown scope and an end in the past', async () => {
    const owner = await newOwner()
    const wrong = [
      { name: ' ' },
      { name: 'x', scopes: ['admin'] as unknown as ['read'] },
      { name: 'x', expiresAt: new Date(wallNow().getTime() - 1_000) },
    ]
    for (const input of wrong) {
      await expect(createApiKey(owner, input)).rejects.toMatchObject({ code: 'invalid_input' })
    }
    expect(await listApiKeys(owner)).toEqual([])
  })

  it('is for admins', async () => {
    const owner = await newOwner()
    const [person] = await owner.db.select().from(user).where(eq(user.email, owner.owner.email))
    for (const role of ['finance', 'viewer'] as const) {
      await owner.db.update(ownerMember).set({ role }).where(eq(ownerMember.ownerId, owner.owner.id))
      const actor = { kind: 'user', userId: person?.id ?? '', email: owner.owner.email } as const
      const scope = await ownerScope(kit.ctx(actor), owner.owner.id)
      await expect(createApiKey(scope, { name: 'x' })).rejects.toMatchObject({ code: 'forbidden' })
      await expect(listApiKeys(scope)).rejects.toMatchObject({ code: 'forbidden' })
      await expect(revokeApiKey(scope, owner.owner.id)).rejects.toMatchObject({ code: 'forbidden' })
    }
  })
})

describe('actorForApiKey', () => {
  it('names the key, its owner and its scopes', async () => {
    const owner = await newOwner()
    const { id, key } = await createApiKey(owner, { name: 'CI', scopes: ['read'] })
    expect(await actorForApiKey(kit.ctx({ kind: 'nobody' }), key)).toEqual({
      kind: 'api_key',
      keyId: id,
      ownerId: owner.owner.id,
      scopes: ['read'],
    })
  })

  it('refuses what is unknown, expired or revoked', async () => {
    const owner = await newOwner()
    const expiresAt = new Date(wallNow().getTime() + 60_000)
    const { id, key } = await createApiKey(owner, { name: 'CI', expiresAt })
    const refused = { code: 'unauthenticated' }
    for (const wrong of ['', 'folio_sk_', `${key}x`, key.toLowerCase()]) {
      await expect(actorForApiKey(kit.ctx(), wrong)).rejects.toMatchObject(refused)
    }
    await actorForApiKey(kit.ctx(undefined, later(-1, expiresAt)), key)
    await expect(actorForApiKey(kit.ctx(undefined, expiresAt), key)).rejects.toMatchObject(refused)
    await revokeApiKey(owner, id)
    await expect(actorForApiKey(kit.ctx(), key)).rejects.toMatchObject(refused)
  })

  it('notes its use once a minute at most', async () => {
    const owner = await newOwner()
    const { id, key } = await createApiKey(owner, { name: 'CI' })
    const usedAt = async () => (await listApiKeys(owner)).find((row) => row.id === id)?.lastUsedAt
    await actorForApiKey(kit.ctx(), key)
    await expect.poll(usedAt).toEqual(later(0))
    await actorForApiKey(kit.ctx(undefined, later(59_000)), key)
    await actorForApiKey(kit.ctx(undefined, later(61_000)), key)
    // Had the use at 59 s been written, the one at 61 s would not have been.
    await expect.poll(usedAt).toEqual(later(61_000))
    await actorForApiKey(kit.ctx(undefined, later(62_000)), key)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await usedAt()).toEqual(later(61_000))
  })
})

describe('revokeApiKey', () => {
  it('finds no key of another owner, and keeps the first end when asked twice', async () => {
    const mine = await newOwner()
    const theirs = await newOwner()
    const { id, key } = await createApiKey(theirs, { name: 'CI' })
    for (const wrong of [id, 'nonsense', '']) {
      await expect(revokeApiKey(mine, wrong)).rejects.toMatchObject({ code: 'not_found' })
    }
    await actorForApiKey(kit.ctx(), key)
    await revokeApiKey(theirs, id)
    const [first] = await theirs.db.select().from(apiKey).where(eq(apiKey.id, id))
    await revokeApiKey(theirs, id)
    const [again] = await theirs.db.select().from(apiKey).where(eq(apiKey.id, id))
    expect(first?.revokedAt).toBeInstanceOf(Date)
    expect(again?.revokedAt).toEqual(first?.revokedAt)
  })
})
