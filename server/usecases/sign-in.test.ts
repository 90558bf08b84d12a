import { describe, expect, it } from 'vitest'
import { signInToken, user } from '@/db/schema'
import type { Actor } from '../ctx'
import { identityTestkit, later, START } from './identity-testkit'
import { actorForSession, revokeSessions } from './session'
import { allowLinkRequest, DEMO_EMAIL, demoUser, keepLink, LINK_LIFE_MS, signIn, takeLink } from './sign-in'

const kit = identityTestkit()
const nobody = () => kit.ctx({ kind: 'nobody' })
let unique = 0
const email = () => `someone${++unique}@example.com`

describe('a sign-in link', () => {
  it('works once, for its e-mail in any case', async () => {
    const to = email()
    await keepLink(nobody(), { email: to, secret: 's1' })
    expect(await takeLink(nobody(), { email: to.toUpperCase(), secret: 's1' })).toEqual({
      email: to,
      expiresAt: later(LINK_LIFE_MS),
    })
    expect(await takeLink(nobody(), { email: to, secret: 's1' })).toBeNull()
  })

  it('works for one of two who use it at once', async () => {
    const to = email()
    await keepLink(nobody(), { email: to, secret: 'race' })
    const used = await Promise.all([1, 2, 3, 4].map(() => takeLink(nobody(), { email: to, secret: 'race' })))
    expect(used.filter((link) => link !== null)).toHaveLength(1)
  })

  it('is for nobody else, and not used up by trying', async () => {
    const to = email()
    await keepLink(nobody(), { email: to, secret: 's2' })
    expect(await takeLink(nobody(), { email: email(), secret: 's2' })).toBeNull()
    expect(await takeLink(nobody(), { email: to, secret: 'guess' })).toBeNull()
    expect(await takeLink(nobody(), { email: to, secret: 's2' })).not.toBeNull()
  })

  it('ends after 15 minutes and is swept away', async () => {
    const to = email()
    await keepLink(nobody(), { email: to, secret: 's3' })
    const late = kit.ctx({ kind: 'nobody' }, later(15 * 60_000))
    expect(await takeLink(late, { email: to, secret: 's3' })).toBeNull()
    await keepLink(kit.ctx({ kind: 'nobody' }, later(15 * 60_000 + 1)), { email: email(), secret: 's4' })
    const left = await kit.ctx().db.select({ email: signInToken.email }).from(signInToken)
    expect(left).not.toContainEqual({ email: to })
  })

  it('is kept as a hash', async () => {
    await keepLink(nobody(), { email: email(), secret: 'a-secret-in-a-mail' })
    expect(await kit.isStored('a-secret-in-a-mail')).toBe(false)
    // The scan does find what is there.
    expect(await kit.isStored(`someone${unique}@example.com`)).toBe(true)
  })

  it('is refused for what is no address', async () => {
    await expect(keepLink(nobody(), { email: 'x', secret: 's' })).rejects.toMatchObject({
      code: 'invalid_input',
    })
  })
})

describe('allowLinkRequest', () => {
  it('allows five per e-mail, whatever the address and the case', async () => {
    for (let count = 0; count < 5; count += 1) {
      await allowLinkRequest(nobody(), { email: 'victim@example.com', address: `192.0.2.${count}` })
    }
    await expect(
      allowLinkRequest(nobody(), { email: 'Victim@example.com', address: '192.0.2.99' }),
    ).rejects.toMatchObject({ code: 'rate_limited' })
  })

  it('allows thirty per address, whatever the e-mail', async () => {
    const ask = () => allowLinkRequest(nobody(), { email: email(), address: '198.51.100.7' })
    for (let count = 0; count < 30; count += 1) await ask()
    await expect(ask()).rejects.toMatchObject({ code: 'rate_limited' })
  })
})

describe('signIn', () => {
  it('creates the person once, keeps the first proof and fills an empty name', async () => {
    const to = email()
    const made = await Promise.all([1, 2, 3].map(() => signIn(nobody(), { email: to })))
    expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    expect(made[0]).toMatchObject({ email: to, emailVerifiedAt: START, name: null, tokenVersion: 1 })
    const again = await signIn(kit.ctx({ kind: 'nobody' }, later(1_000)), {
      email: to.toUpperCase(),
      name: 'Ada',
    })
    expect(again).toMatchObject({ id: made[0]?.id, emailVerifiedAt: START, name: 'Ada' })
    expect(await signIn(nobody(), { email: to, name: 'Other' })).toMatchObject({ name: 'Ada' })
  })
})

describe('sessions', () => {
  it('hold until they are revoked, from the next use on', async () => {
    const person = await signIn(nobody(), { email: email() })
    const claim = { userId: person.id, tokenVersion: person.tokenVersion }
    const actor: Actor = { kind: 'user', userId: person.id, email: person.email }
    expect(await actorForSession(kit.ctx(), claim)).toEqual(actor)
    await revokeSessions(kit.ctx(actor), person.id)
    expect(await actorForSession(kit.ctx(), claim)).toEqual({ kind: 'nobody' })
    const anew = await signIn(nobody(), { email: person.email })
    expect(await actorForSession(kit.ctx(), { userId: anew.id, tokenVersion: anew.tokenVersion })).toEqual(
      actor,
    )
  })

  it('are nobody’s for a claim that makes no sense', async () => {
    for (const userId of ['', 'x', '00000000-0000-7000-8000-000000000000']) {
      expect(await actorForSession(kit.ctx(), { userId, tokenVersion: 1 })).toEqual({ kind: 'nobody' })
    }
  })

  it('are revoked by their person, the operator and the system only', async () => {
    const person = await signIn(nobody(), { email: email() })
    const other = await signIn(nobody(), { email: email() })
    const asOther: Actor = { kind: 'user', userId: other.id, email: other.email }
    for (const actor of [asOther, { kind: 'nobody' }] as const) {
      await expect(revokeSessions(kit.ctx(actor), person.id)).rejects.toMatchObject({ code: 'not_found' })
    }
    await revokeSessions(kit.ctx({ kind: 'operator' }), person.id)
    await revokeSessions(kit.ctx({ kind: 'system' }), person.id)
    await expect(revokeSessions(kit.ctx(), 'nonsense')).rejects.toMatchObject({ code: 'not_found' })
    const rows = await kit.ctx().db.select({ id: user.id, version: user.tokenVersion }).from(user)
    expect(rows).toContainEqual({ id: person.id, version: 3 })
    expect(rows).toContainEqual({ id: other.id, version: 1 })
  })
})

describe('demoUser', () => {
  it('is there once the demo data is', async () => {
    await expect(demoUser(nobody(), 'owner')).rejects.toMatchObject({ code: 'not_found' })
    await signIn(nobody(), { email: DEMO_EMAIL.owner })
    expect(await demoUser(nobody(), 'owner')).toMatchObject({ email: DEMO_EMAIL.owner })
  })
})
