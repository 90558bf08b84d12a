import { eq, sql } from 'drizzle-orm'
import { isUuid } from '@/db/id'
import { findSessionUser } from '@/db/queries/user'
import { user } from '@/db/schema'
import type { Actor, Ctx } from '../ctx'
import { DomainError } from '../errors'

/** What a session cookie claims. */
export type SessionClaim = { userId: string; tokenVersion: number }

/**
 * The person behind a session, or nobody when it was revoked. Read on each use and cached nowhere, so that a
 * revocation holds from the next request on.
 */
export async function actorForSession(ctx: Pick<Ctx, 'db'>, claim: SessionClaim): Promise<Actor> {
  if (!isUuid(claim.userId)) return { kind: 'nobody' }
  const found = await findSessionUser(ctx.db, claim.userId)
  if (!found || found.tokenVersion !== claim.tokenVersion) return { kind: 'nobody' }
  return { kind: 'user', userId: found.id, email: found.email }
}

/** What a new session of a user has to claim. Throws `unauthenticated` when there is no such user. */
export async function sessionClaim(ctx: Pick<Ctx, 'db'>, userId: string): Promise<SessionClaim> {
  const found = isUuid(userId) ? await findSessionUser(ctx.db, userId) : undefined
  if (!found) throw new DomainError('unauthenticated')
  return { userId: found.id, tokenVersion: found.tokenVersion }
}

/** Signs a user out everywhere: one's own sessions, or anybody's for the operator and the system. */
export async function revokeSessions(ctx: Ctx, userId: string): Promise<void> {
  const { actor } = ctx
  const own = actor.kind === 'user' && actor.userId === userId
  const allowed = own || actor.kind === 'operator' || actor.kind === 'system'
  const revoked =
    allowed && isUuid(userId)
      ? await ctx.db
          .update(user)
          .set({ tokenVersion: sql`${user.tokenVersion} + 1` })
          .where(eq(user.id, userId))
          .returning({ id: user.id })
      : []
  if (revoked.length === 0) throw new DomainError('not_found', { message: 'No such user' })
}
