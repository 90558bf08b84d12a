import { and, eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { brand, customer, event, owner, ownerMember, user } from '@/db/schema'
import type { Actor } from '../ctx'
import { actorForApiKey, createApiKey } from './api-key'
import { identityTestkit, later, START } from './identity-testkit'
import { createOwner, findOwner, ownerScope } from './owner'

describe('createOwner', () => {
  const kit = identityTestkit()

  it('makes the first owner the house, with brand, admin and event, and no customer', async () => {
    const { db } = kit.ctx()
    const house = await createOwner(kit.ctx(), { email: 'house@example.com', name: 'House' })
    expect(house).toMatchObject({ isHouse: true, timezone: 'UTC', defaultCurrency: 'EUR' })
    const brands = await db.select().from(brand).where(eq(brand.ownerId, house.id))
    expect(brands).toMatchObject([{ id: house.primaryBrandId, code: 'default', name: 'House' }])
    const members = await db
      .select({ email: user.email, role: ownerMember.role })
      .from(ownerMember)
      .innerJoin(user, eq(user.id, ownerMember.userId))
    expect(members).toEqual([{ email: 'house@example.com', role: 'admin' }])
    expect(await db.select({ type: event.type }).from(event)).toEqual([{ type: 'owner.created' }])
    expect(await db.$count(customer)).toBe(0)
  })

  it('makes each other owner a customer of the house too', async () => {
    const { db } = kit.ctx()
    const shop = await createOwner(kit.ctx(), {
      email: 'shop@example.com',
      name: 'Shop',
      timezone: 'America/New_York',
      currency: 'usd',
    })
    expect(shop).toMatchObject({ isHouse: false, timezone: 'America/New_York', defaultCurrency: 'USD' })
    const house = await findOwner(kit.ctx(), 'house@example.com')
    const customers = await db
      .select({ name: customer.name, brand: brand.code })
      .from(customer)
      .innerJoin(brand, and(eq(brand.ownerId, customer.ownerId), eq(brand.id, customer.brandId)))
      .where(and(eq(customer.ownerId, house.id), eq(customer.email, 'shop@example.com')))
    expect(customers).toEqual([{ name: 'Shop', brand: 'default' }])
  })

  it('refuses an e-mail that an owner has, in any case, and leaves nothing behind', async () => {
    const { db } = kit.ctx()
    const before = [await db.$count(owner), await db.$count(customer), await db.$count(event)]
    await expect(createOwner(kit.ctx(), { email: 'SHOP@example.com', name: 'Copy' })).rejects.toMatchObject({
      code: 'conflict',
    })
    expect([await db.$count(owner), await db.$count(customer), await db.$count(event)]).toEqual(before)
  })

  it.each([
    { email: 'not an address', field: 'email' },
    { name: '  ', field: 'name' },
    { timezone: 'Mars/Olympus', field: 'timezone' },
    { timezone: '+02:00', field: 'timezone' },
    { timezone: '', field: 'timezone' },
    { currency: 'EURO', field: 'currency' },
    { currency: 'QQQ', field: 'currency' },
  ])('refuses a wrong $field', async ({ field, ...wrong }) => {
    const input = { email: 'new@example.com', name: 'New', ...wrong }
    await expect(createOwner(kit.ctx(), input)).rejects.toMatchObject({
      code: 'invalid_input',
      details: { fields: { [field]: expect.any(String) } },
    })
  })

  it('is the operator’s alone', async () => {
    for (const actor of [{ kind: 'nobody' }, { kind: 'system' }] as const) {
      const attempt = createOwner(kit.ctx(actor), { email: 'x@example.com', name: 'X' })
      await expect(attempt).rejects.toMatchObject({ code: 'forbidden' })
      await expect(findOwner(kit.ctx(actor), 'House')).rejects.toMatchObject({ code: 'forbidden' })
    }
  })
})

describe('createOwner, several at once', () => {
  const kit = identityTestkit()

  it('makes exactly one house, and one owner per e-mail', async () => {
    const names = ['a', 'b', 'c', 'd', 'a']
    const made = await Promise.allSettled(
      names.map((name) => createOwner(kit.ctx(), { email: `${name}@example.com`, name })),
    )
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(4)
    const owners = await kit.ctx().db.select().from(owner)
    expect(owners.filter(({ isHouse }) => isHouse)).toHaveLength(1)
    expect(await kit.ctx().db.$count(customer)).toBe(3)
  })
})

describe('scopes', () => {
  const kit = identityTestkit()

  async function twoOwners() {
    const operator = kit.ctx()
    const count = await operator.db.$count(owner)
    const first = await createOwner(operator, { email: `first${count}@example.com`, name: `First ${count}` })
    const second = await createOwner(operator, {
      email: `second${count}@example.com`,
      name: `Second ${count}`,
    })
    return { first, second }
  }

  async function userOf(email: string): Promise<Actor> {
    const [row] = await kit.ctx().db.select().from(user).where(eq(user.email, email))
    return { kind: 'user', userId: row?.id ?? '', email }
  }

  it('finds an owner by id, e-mail or name, and refuses a name of several', async () => {
    const { first, second } = await twoOwners()
    expect(await findOwner(kit.ctx(), first.id)).toEqual(first)
    expect(await findOwner(kit.ctx(), ` ${first.email.toUpperCase()} `)).toEqual(first)
    expect(await findOwner(kit.ctx(), second.name.toLowerCase())).toEqual(second)
    await expect(findOwner(kit.ctx(), 'No One')).rejects.toMatchObject({ code: 'not_found' })
    await createOwner(kit.ctx(), { email: 'twin@example.com', name: first.name })
    await expect(findOwner(kit.ctx(), first.name)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('lets a user into the owners it is a member of, with its role, and no other', async () => {
    const { first, second } = await twoOwners()
    const actor = await userOf(first.email)
    expect(await ownerScope(kit.ctx(actor), first.id)).toMatchObject({ owner: first, role: 'admin' })
    expect(await ownerScope(kit.ctx(actor))).toMatchObject({ owner: { id: first.id } })
    await expect(ownerScope(kit.ctx(actor), second.id)).rejects.toMatchObject({ code: 'not_found' })
    if (actor.kind !== 'user') throw new Error('a user')
    await kit
      .ctx()
      .db.insert(ownerMember)
      .values({ ownerId: second.id, userId: actor.userId, role: 'viewer' })
    expect(await ownerScope(kit.ctx(actor), second.id)).toMatchObject({ role: 'viewer' })
    expect(await ownerScope(kit.ctx(actor))).toMatchObject({ owner: { id: first.id } })
  })

  it('lets a key into its owner alone, as a viewer when it may only read', async () => {
    const { first, second } = await twoOwners()
    const scope = await ownerScope(kit.ctx(), first.id)
    const { key } = await createApiKey(scope, { name: 'all' })
    const reading = await createApiKey(scope, { name: 'reads', scopes: ['read'] })
    const actor = await actorForApiKey(kit.ctx(), key)
    expect(await ownerScope(kit.ctx(actor))).toMatchObject({ owner: { id: first.id }, role: 'admin' })
    await expect(ownerScope(kit.ctx(actor), second.id)).rejects.toMatchObject({ code: 'not_found' })
    const reader = await actorForApiKey(kit.ctx(), reading.key)
    expect(await ownerScope(kit.ctx(reader), first.id)).toMatchObject({ role: 'viewer' })
  })

  it('lets operator and system in anywhere, to the house unless told, and nobody nowhere', async () => {
    const { second } = await twoOwners()
    for (const kind of ['operator', 'system'] as const) {
      expect(await ownerScope(kit.ctx({ kind }), second.id)).toMatchObject({ role: 'system' })
      expect(await ownerScope(kit.ctx({ kind }))).toMatchObject({ owner: { isHouse: true } })
    }
    await expect(ownerScope(kit.ctx({ kind: 'nobody' }), second.id)).rejects.toMatchObject({
      code: 'unauthenticated',
    })
    for (const id of ['', 'nonsense', '00000000-0000-7000-8000-000000000000']) {
      await expect(ownerScope(kit.ctx(), id)).rejects.toMatchObject({ code: 'not_found' })
    }
  })

  it('takes the owner’s frozen clock for now', async () => {
    const { first } = await twoOwners()
    expect((await ownerScope(kit.ctx(), first.id)).now).toEqual(START)
    await kit
      .ctx()
      .db.update(owner)
      .set({ clockAt: later(1_000) })
      .where(eq(owner.id, first.id))
    expect((await ownerScope(kit.ctx(), first.id)).now).toEqual(later(1_000))
  })
})
