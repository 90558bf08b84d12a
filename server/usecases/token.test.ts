import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { customerMember, token } from '@/db/schema'
import { createCustomer } from './customer'
import { identityTestkit, later } from './identity-testkit'
import { createOwner, ownerScope } from './owner'
import {
  ACCESS_LIFE_MS,
  actorForToken,
  createToken,
  REFRESH_LIFE_MS,
  refreshAccess,
  revokeToken,
} from './token'

const kit = identityTestkit()
let unique = 0
const email = () => `person${++unique}@example.com`
const address = () => `10.0.0.${++unique}`
const unauthenticated = { code: 'unauthenticated' }

describe('createToken', () => {
  it('makes a pair that works, for a user it creates', async () => {
    const tokens = await createToken(kit.ctx(), { email: 'ada@example.com' })
    expect(tokens.expire_at).toBe(later(ACCESS_LIFE_MS).toISOString())
    expect(await actorForToken(kit.ctx(), tokens.access_token)).toMatchObject({
      kind: 'user',
      email: 'ada@example.com',
    })
    const again = await createToken(kit.ctx(), { email: 'ADA@example.com' })
    expect(await actorForToken(kit.ctx(), again.access_token)).toEqual(
      await actorForToken(kit.ctx(), tokens.access_token),
    )
  })

  it('makes the user billing admin of the customer, by bucket id or UUID, also a viewer', async () => {
    const operator = kit.ctx()
    const owner = await createOwner(operator, { email: email(), name: 'Shop' })
    const customer = await createCustomer(await ownerScope(operator, owner.id), { email: email() })
    const person = email()
    for (const key of [customer.bucketId, customer.id]) {
      const { access_token } = await createToken(operator, { email: person, customer: key })
      const actor = await actorForToken(operator, access_token)
      const members = await operator.db.select().from(customerMember)
      expect(members).toContainEqual(
        expect.objectContaining({
          customerId: customer.id,
          userId: actor.kind === 'user' ? actor.userId : null,
          role: 'billing_admin',
        }),
      )
      await operator.db.update(customerMember).set({ role: 'viewer' })
    }
  })

  it('refuses a customer that does not exist and keeps nothing', async () => {
    const before = await kit.ctx().db.$count(token)
    for (const customer of ['nonsense', 'f'.repeat(24), '00000000-0000-7000-8000-000000000000']) {
      await expect(createToken(kit.ctx(), { email: email(), customer })).rejects.toMatchObject({
        code: 'not_found',
      })
    }
    await expect(createToken(kit.ctx(), { email: 'nobody' })).rejects.toMatchObject({
      code: 'invalid_input',
      details: { fields: { email: expect.any(String) } },
    })
    expect(await kit.ctx().db.$count(token)).toBe(before)
  })

  it('is the operator’s alone', async () => {
    for (const actor of [
      { kind: 'nobody' },
      { kind: 'user', userId: 'u', email: 'e' },
      { kind: 'system' },
    ] as const) {
      await expect(createToken(kit.ctx(actor), { email: email() })).rejects.toMatchObject({
        code: 'forbidden',
      })
    }
  })

  it('keeps hashes only', async () => {
    const { access_token, refresh_token } = await createToken(kit.ctx(), { email: email() })
    expect(await kit.isStored(access_token)).toBe(false)
    expect(await kit.isStored(refresh_token)).toBe(false)
  })
})

describe('actorForToken', () => {
  it('refuses what is unknown, expired, or a refresh token', async () => {
    const { access_token, refresh_token } = await createToken(kit.ctx(), { email: email() })
    await expect(actorForToken(kit.ctx(), 'unknown')).rejects.toMatchObject(unauthenticated)
    await expect(actorForToken(kit.ctx(), '')).rejects.toMatchObject(unauthenticated)
    await expect(actorForToken(kit.ctx(), refresh_token)).rejects.toMatchObject(unauthenticated)
    await actorForToken(kit.ctx(undefined, later(ACCESS_LIFE_MS - 1)), access_token)
    await expect(
      actorForToken(kit.ctx(undefined, later(ACCESS_LIFE_MS)), access_token),
    ).rejects.toMatchObject(unauthenticated)
  })

  it('reads by index', async () => {
    const plan = await kit.ctx().db.transaction(async (tx) => {
      await tx.execute(sql`set local enable_seqscan = off`)
      return tx.execute(
        sql`explain select u.id from token t join app_user u on u.id = t.user_id where t.hash = 'x' and t.kind = 'access'`,
      )
    })
    expect(JSON.stringify(plan)).not.toContain('Seq Scan')
  })
})

describe('refreshAccess', () => {
  it('gives a fresh access token and the same refresh token', async () => {
    const made = await createToken(kit.ctx(), { email: email() })
    const at = later(ACCESS_LIFE_MS + 1)
    const fresh = await refreshAccess(kit.ctx({ kind: 'nobody' }, at), {
      refreshToken: made.refresh_token,
      clientId: '795984050',
      address: address(),
    })
    expect(fresh).toEqual({
      access_token: expect.not.stringMatching(made.access_token),
      refresh_token: made.refresh_token,
      expire_at: later(ACCESS_LIFE_MS, at).toISOString(),
      token_type: 'Bearer',
    })
    await actorForToken(kit.ctx(undefined, at), fresh.access_token)
    expect(await kit.isStored(fresh.access_token)).toBe(false)
  })

  it('removes access tokens that ended, so that they do not pile up', async () => {
    const { refresh_token } = await createToken(kit.ctx(), { email: email() })
    const before = await kit.ctx().db.$count(token)
    for (let day = 1; day <= 5; day += 1) {
      const at = later(day * (ACCESS_LIFE_MS + 1))
      await refreshAccess(kit.ctx(undefined, at), {
        refreshToken: refresh_token,
        clientId: 'c',
        address: address(),
      })
    }
    expect(await kit.ctx().db.$count(token)).toBe(before)
  })

  it.each([
    { refreshToken: undefined, clientId: 'c', field: 'refreshToken' },
    { refreshToken: 7, clientId: 'c', field: 'refreshToken' },
    { refreshToken: 'unknown', clientId: 'c', field: 'refresh_token' },
    { refreshToken: 'x'.repeat(10_000), clientId: 'c', field: 'refreshToken' },
    { refreshToken: 'unknown', clientId: '', field: 'clientId' },
    { refreshToken: 'unknown', clientId: null, field: 'clientId' },
  ])('refuses $refreshToken for client $clientId as invalid input', async ({ field, ...input }) => {
    await expect(refreshAccess(kit.ctx(), { ...input, address: address() })).rejects.toMatchObject({
      code: 'invalid_input',
      details: { fields: { [field]: expect.any(String) } },
    })
  })

  it('refuses an access token, an expired and a revoked refresh token', async () => {
    const made = await createToken(kit.ctx(), { email: email() })
    const attempt = (refreshToken: string, now?: Date) =>
      refreshAccess(kit.ctx(undefined, now), { refreshToken, clientId: 'c', address: address() })
    await expect(attempt(made.access_token)).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(attempt(made.refresh_token, later(REFRESH_LIFE_MS))).rejects.toMatchObject({
      code: 'invalid_input',
    })
    await revokeToken(kit.ctx(), made.refresh_token)
    await expect(attempt(made.refresh_token)).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it('is limited per address', async () => {
    const from = address()
    const attempt = () => refreshAccess(kit.ctx(), { refreshToken: 'guess', clientId: 'c', address: from })
    const outcomes = await Promise.allSettled(Array.from({ length: 130 }, attempt))
    const codes = outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.code)
    expect(codes.filter((code) => code === 'invalid_input')).toHaveLength(120)
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(10)
  })
})

describe('revokeToken', () => {
  it('ends a refresh token with each access token made from it', async () => {
    const made = await createToken(kit.ctx(), { email: email() })
    const fresh = await refreshAccess(kit.ctx(), {
      refreshToken: made.refresh_token,
      clientId: 'c',
      address: address(),
    })
    const other = await createToken(kit.ctx(), { email: email() })
    await revokeToken(kit.ctx(), made.refresh_token)
    for (const ended of [made.access_token, fresh.access_token]) {
      await expect(actorForToken(kit.ctx(), ended)).rejects.toMatchObject(unauthenticated)
    }
    await actorForToken(kit.ctx(), other.access_token)
  })

  it('ends an access token alone; its refresh token makes another', async () => {
    const made = await createToken(kit.ctx(), { email: email() })
    await revokeToken(kit.ctx(), made.access_token)
    await expect(actorForToken(kit.ctx(), made.access_token)).rejects.toMatchObject(unauthenticated)
    const fresh = await refreshAccess(kit.ctx(), {
      refreshToken: made.refresh_token,
      clientId: 'c',
      address: address(),
    })
    await actorForToken(kit.ctx(), fresh.access_token)
  })

  it('finds no token that is unknown or ended already', async () => {
    const made = await createToken(kit.ctx(), { email: email() })
    await revokeToken(kit.ctx(), made.access_token)
    for (const secret of ['unknown', '', made.access_token]) {
      await expect(revokeToken(kit.ctx(), secret)).rejects.toMatchObject({ code: 'not_found' })
    }
  })

  it('leaves no live access token when a refresh runs at the same time', async () => {
    for (let round = 0; round < 10; round += 1) {
      const made = await createToken(kit.ctx(), { email: email() })
      const [refreshed] = await Promise.allSettled([
        refreshAccess(kit.ctx(), { refreshToken: made.refresh_token, clientId: 'c', address: address() }),
        revokeToken(kit.ctx(), made.refresh_token),
      ])
      if (refreshed.status === 'rejected') continue
      await expect(actorForToken(kit.ctx(), refreshed.value.access_token)).rejects.toMatchObject(
        unauthenticated,
      )
    }
  })

  it('is limited per address', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 130 }, () => revokeToken(kit.ctx(), 'guess', { address: 'one' })),
    )
    const limited = outcomes.filter(
      (outcome) => outcome.status === 'rejected' && outcome.reason.code === 'rate_limited',
    )
    expect(limited).toHaveLength(10)
  })
})
