import { and, eq, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import { isUuid, newId } from '@/db/id'
import { findOwnerMembership, listUserOwners } from '@/db/queries/user'
import { brand, owner, ownerMember } from '@/db/schema'
import type { OwnerRole } from '@/db/schema/user'
import { ownerNow } from '../clock'
import { mayWrite } from '../core/api-key'
import { isCurrency, isTimezone } from '../core/settings'
import { type Brand, type Ctx, type Owner, type OwnerCtx, type TxCtx, transact } from '../ctx'
import { DomainError, invariant } from '../errors'
import { ensureUser, insertCustomer, parse } from './customer'
import { record } from './event'

const createInput = z.object({
  email: z.email().max(320),
  name: z.string().trim().min(1).max(200),
  timezone: z.string().refine(isTimezone, 'This timezone is not known').default('UTC'),
  currency: z.string().trim().toUpperCase().refine(isCurrency, 'This currency is not known').default('EUR'),
})

/**
 * Creates an owner with its brand `default` and the person of that e-mail as admin. The first one is the
 * house; each other one also becomes a customer of the house. Only for the operator; an e-mail that an owner
 * has already is `conflict`.
 */
export async function createOwner(ctx: Ctx, input: z.input<typeof createInput>): Promise<Owner> {
  if (ctx.actor.kind !== 'operator') throw new DomainError('forbidden')
  const fields = parse(createInput, input)
  return transact(ctx, async (t) => {
    // One at a time, so that only one can be the first.
    await t.tx.execute(sql`lock table ${owner} in share row exclusive mode`)
    const others = await t.tx
      .select({ id: owner.id, isHouse: owner.isHouse, email: owner.email })
      .from(owner)
      .where(or(owner.isHouse, sql`lower(${owner.email}) = lower(${fields.email})`))
    if (others.some((other) => other.email.toLowerCase() === fields.email.toLowerCase())) {
      throw new DomainError('conflict', { message: `There is an owner with the e-mail ${fields.email}` })
    }
    const house = others.find((other) => other.isHouse)
    const created = await insertOwner(t, { ...fields, isHouse: house === undefined })
    const { email, name } = fields
    const billed = house && (await insertCustomer(t, { ownerId: house.id, email, name }))
    const houseCustomerId = billed?.id ?? null
    if (billed) await t.tx.update(owner).set({ houseCustomerId }).where(eq(owner.id, created.id))
    await record(t, 'owner.created', { ownerId: created.id, subjectId: created.id })
    return { ...created, houseCustomerId }
  })
}

/** An owner by UUID, e-mail or name. Only for the operator; a name that several have is `conflict`. */
export async function findOwner(ctx: Ctx, idOrEmailOrName: string): Promise<Owner> {
  if (ctx.actor.kind !== 'operator') throw new DomainError('forbidden')
  const text = idOrEmailOrName.trim()
  const rows = await ctx.db
    .select()
    .from(owner)
    .where(
      isUuid(text)
        ? eq(owner.id, text)
        : or(sql`lower(${owner.email}) = lower(${text})`, sql`lower(${owner.name}) = lower(${text})`),
    )
    .limit(3)
  const byEmail = rows.find((row) => row.email.toLowerCase() === text.toLowerCase())
  const found = byEmail ?? rows[0]
  if (!found) throw new DomainError('not_found', { message: `There is no owner ${text}` })
  if (!byEmail && rows.length > 1) {
    throw new DomainError('conflict', { message: `Several owners are called ${text}: use the e-mail or id` })
  }
  return found
}

/**
 * Enters an owner's scope: a user's own (the one joined first unless named), a key's owner, any for the
 * operator and the system (the house unless named). Outside it is `not_found`; nobody is `unauthenticated`.
 * The context's `now` becomes the owner's now.
 */
export async function ownerScope(ctx: Ctx, ownerId?: string): Promise<OwnerCtx> {
  if (ctx.actor.kind === 'nobody') throw new DomainError('unauthenticated')
  const found = ownerId === undefined || isUuid(ownerId) ? await ownerInScope(ctx, ownerId) : undefined
  if (!found) throw new DomainError('not_found', { message: 'No such owner' })
  return { ...ctx, now: ownerNow(found.owner, ctx.now), owner: found.owner, role: found.role }
}

/** The owners the signed-in user is a member of, each with the role in it. */
export async function myOwners(ctx: Ctx) {
  if (ctx.actor.kind !== 'user') throw new DomainError('unauthenticated')
  return listUserOwners(ctx.db, ctx.actor.userId)
}

/** The name, accent and e-mail of whoever runs this installation: what sign-in pages and mails show. */
export async function houseBrand(
  ctx: Pick<Ctx, 'db'>,
): Promise<Pick<Brand, 'name' | 'accent'> & { supportEmail?: string }> {
  const [found] = await ctx.db
    .select({ name: brand.name, accent: brand.accent, supportEmail: brand.email })
    .from(owner)
    .innerJoin(brand, and(eq(brand.ownerId, owner.id), eq(brand.id, owner.primaryBrandId)))
    .where(eq(owner.isHouse, true))
  return found ?? { name: 'Folio', accent: '#0b6b4d' }
}

/** Refuses all but admins what concerns access itself: keys and members. */
export function requireAdmin(ctx: { role: OwnerCtx['role'] }): void {
  if (ctx.role === 'admin' || ctx.role === 'system') return
  throw new DomainError('forbidden', { message: 'Only an admin can do this' })
}

async function insertOwner(
  t: TxCtx,
  fields: z.output<typeof createInput> & { isHouse: boolean },
): Promise<Owner> {
  const id = newId()
  const [created] = await t.tx
    .insert(owner)
    .values({
      id,
      email: fields.email,
      name: fields.name,
      isHouse: fields.isHouse,
      timezone: fields.timezone,
      defaultCurrency: fields.currency,
    })
    .returning()
  invariant(created, 'an inserted owner is returned')
  const brandId = newId()
  await t.tx
    .insert(brand)
    .values({ ownerId: id, id: brandId, code: 'default', name: fields.name, email: fields.email })
  await t.tx.update(owner).set({ primaryBrandId: brandId }).where(eq(owner.id, id))
  const userId = await ensureUser(t, fields.email)
  await t.tx.insert(ownerMember).values({ ownerId: id, userId, role: 'admin' })
  return { ...created, primaryBrandId: brandId }
}

type Scope = { owner: Owner; role: OwnerRole | 'system' }

async function ownerInScope(ctx: Ctx, ownerId: string | undefined): Promise<Scope | undefined> {
  const { actor, db } = ctx
  switch (actor.kind) {
    case 'user':
      return findOwnerMembership(db, actor.userId, ownerId)
    case 'api_key': {
      if (ownerId !== undefined && ownerId !== actor.ownerId) return undefined
      return withRole(
        await db.query.owner.findFirst({ where: eq(owner.id, actor.ownerId) }),
        keyRole(actor.scopes),
      )
    }
    case 'operator':
    case 'system': {
      const where = ownerId === undefined ? eq(owner.isHouse, true) : eq(owner.id, ownerId)
      return withRole(await db.query.owner.findFirst({ where }), 'system')
    }
    case 'link':
    case 'nobody':
      return undefined
  }
}

const withRole = (found: Owner | undefined, role: Scope['role']): Scope | undefined =>
  found && { owner: found, role }

/** A key that may write nowhere looks only; where another may write is for the face that took it to see to. */
export const keyRole = (scopes: string[]): OwnerRole => (mayWrite(scopes) ? 'admin' : 'viewer')
