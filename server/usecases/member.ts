import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { countOwnerMembers, findOwnerMember, listOwnerMembers, type MemberView } from '@/db/queries/member'
import { lockOwner } from '@/db/queries/owner'
import { findUserByEmail } from '@/db/queries/user'
import { ownerMember } from '@/db/schema'
import type { OwnerRole } from '@/db/schema/user'
import { wallNow } from '../clock'
import { type OwnerCtx, type TxCtx, transact } from '../ctx'
import { DomainError, invalidInput, invariant } from '../errors'
import { ensureUser, parse } from './customer'
import { type EventType, record } from './event'
import { requireAdmin } from './owner'
import { countUse } from './rate-limit'

export type { MemberView }

/** What a member of an owner's team may be; what each may do is in docs/roles.md. */
export const OWNER_ROLES = ['admin', 'finance', 'viewer'] as const satisfies readonly OwnerRole[]

/** A team is read whole; a larger one is refused. */
const MEMBERS_MAX = 500
/** A form that mails whoever is typed into it must not become a way to mail many. */
const INVITES = { limit: 30, windowMs: 60 * 60_000 }

const inviteInput = z.object({
  email: z.string().trim().pipe(z.email().max(320)),
  role: z.enum(OWNER_ROLES),
  /** The language of the mail, for somebody who has none here yet. */
  locale: z.enum(['en', 'de', 'fr']).default('en'),
})

/** The team, in the order in which they joined. Everybody in it sees who else is. */
export const listMembers = (ctx: OwnerCtx): Promise<MemberView[]> =>
  listOwnerMembers(ctx.db, ctx.owner.id, MEMBERS_MAX)

/** One of the team; `not_found` outside it. */
export async function requireMember(ctx: OwnerCtx, userId: string): Promise<MemberView> {
  const found = await findOwnerMember(ctx.db, ctx.owner.id, userId)
  if (!found) throw noSuchMember()
  return found
}

/**
 * Adds the person of an e-mail to the team and mails them where to sign in. Whoever proves that address is in, from
 * then on and at once. Again for somebody who has not come yet mails once more, with the role named now; somebody who
 * has is `conflict`.
 */
export async function inviteMember(
  ctx: OwnerCtx,
  input: z.input<typeof inviteInput>,
): Promise<{ userId: string }> {
  requireAdmin(ctx)
  const { email, role, locale } = parse(inviteInput, input)
  await countUse({ db: ctx.db, now: wallNow() }, { key: `invite:${ctx.owner.id}`, ...INVITES })
  return transact(ctx, async (t) => {
    await lockTeam(t)
    const known = await findUserByEmail(t.tx, email)
    const member = known && (await findOwnerMember(t.tx, t.owner.id, known.id))
    if (member && member.verifiedAt !== null)
      throw new DomainError('conflict', {
        fields: { email: 'This person is in the team already' },
        message: 'This person is in the team already',
      })
    if (!member && (await countOwnerMembers(t.tx, t.owner.id)).members >= MEMBERS_MAX)
      throw invalidInput({ email: `A team has ${MEMBERS_MAX} people at most` })
    if (member && member.role !== role) await setRole(t, member, role)
    const userId = known?.id ?? (await ensureUser(t, email))
    if (!member) await t.tx.insert(ownerMember).values({ ownerId: t.owner.id, userId, role })
    await note(t, 'member.invited', userId, {
      email: known?.email ?? email,
      role,
      locale: known?.emailVerifiedAt ? known.locale : locale,
    })
    return { userId }
  })
}

/** Gives a member another role, from their next request on. The last admin stays one: `conflict`. */
export async function changeMemberRole(
  ctx: OwnerCtx,
  input: { userId: string; role: OwnerRole },
): Promise<void> {
  requireAdmin(ctx)
  const role = parse(z.enum(OWNER_ROLES), input.role)
  await transact(ctx, async (t) => {
    await lockTeam(t)
    const member = await requireMemberIn(t, input.userId)
    if (member.role !== role) await setRole(t, member, role)
  })
}

/**
 * Takes a member out of the team, from their next request on, by whatever they send it: cookies and tokens are asked
 * for their owners each time. What they did stays, and keys they made go on. The last admin stays: `conflict`.
 */
export async function removeMember(ctx: OwnerCtx, userId: string): Promise<void> {
  requireAdmin(ctx)
  await transact(ctx, (t) => takeOut(t, userId, 'member.removed'))
}

/** Leaves the team, as whatever one is in it. The last admin stays: `conflict`. */
export async function leaveOwner(ctx: OwnerCtx): Promise<void> {
  const { actor } = ctx
  if (actor.kind !== 'user') throw new DomainError('forbidden', { message: 'Only a person can leave a team' })
  await transact(ctx, (t) => takeOut(t, actor.userId, 'member.left'))
}

async function takeOut(
  t: TxCtx<OwnerCtx>,
  userId: string,
  type: 'member.removed' | 'member.left',
): Promise<void> {
  await lockTeam(t)
  const member = await requireMemberIn(t, userId)
  await requireAnotherAdmin(t, member)
  await t.tx.delete(ownerMember).where(keyOf(t, userId))
  await note(t, type, userId, { email: member.email, role: member.role })
}

async function setRole(t: TxCtx<OwnerCtx>, member: MemberView, role: OwnerRole): Promise<void> {
  if (role !== 'admin') await requireAnotherAdmin(t, member)
  await t.tx.update(ownerMember).set({ role }).where(keyOf(t, member.userId))
  await note(t, 'member.role_changed', member.userId, { email: member.email, from: member.role, role })
}

/** Two admins who remove each other at the same time would leave nobody: changes of one team queue. */
async function lockTeam(t: TxCtx<OwnerCtx>): Promise<void> {
  await lockOwner(t.tx, t.owner.id)
  // Whoever was an admin when the request came may have been made less of by the one before it in the queue.
  if (t.actor.kind !== 'user') return
  const self = await findOwnerMember(t.tx, t.owner.id, t.actor.userId)
  if (!self) throw noSuchMember()
  if (self.role !== t.role) throw new DomainError('forbidden', { message: 'Your role has just changed' })
}

async function requireMemberIn(t: TxCtx<OwnerCtx>, userId: string): Promise<MemberView> {
  const found = await findOwnerMember(t.tx, t.owner.id, userId)
  if (!found) throw noSuchMember()
  return found
}

async function requireAnotherAdmin(t: TxCtx<OwnerCtx>, member: MemberView): Promise<void> {
  if (member.role !== 'admin') return
  const { admins } = await countOwnerMembers(t.tx, t.owner.id)
  invariant(admins > 0, 'a member who is an admin is counted')
  if (admins === 1)
    throw new DomainError('conflict', { message: 'The last admin stays: make somebody else admin first' })
}

const noSuchMember = () => new DomainError('not_found', { message: 'No such member of the team' })

const keyOf = (t: TxCtx<OwnerCtx>, userId: string) =>
  and(eq(ownerMember.ownerId, t.owner.id), eq(ownerMember.userId, userId))

const note = (t: TxCtx<OwnerCtx>, type: EventType, userId: string, payload: Record<string, unknown>) =>
  record(t, type, { ownerId: t.owner.id, subjectId: userId, payload })
