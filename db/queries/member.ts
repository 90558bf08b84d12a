import { and, asc, eq, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { ownerMember, user } from '@/db/schema'
import type { OwnerRole } from '@/db/schema/user'
import { isUuid } from '../id'

/** A member of an owner's team as the team sees them. */
export type MemberView = {
  userId: string
  email: string
  name: string | null
  role: OwnerRole
  /** When the address was proven by signing in; null: invited, and not come yet. */
  verifiedAt: Date | null
  joinedAt: Date
}

/** The team of an owner, in the order in which they joined. */
export function listOwnerMembers(db: Db | Tx, ownerId: string, limit: number): Promise<MemberView[]> {
  return select(db)
    .where(eq(ownerMember.ownerId, ownerId))
    .orderBy(asc(ownerMember.createdAt), asc(ownerMember.userId))
    .limit(limit)
}

export async function findOwnerMember(
  db: Db | Tx,
  ownerId: string,
  userId: string,
): Promise<MemberView | undefined> {
  if (!isUuid(userId)) return undefined
  const [row] = await select(db).where(and(eq(ownerMember.ownerId, ownerId), eq(ownerMember.userId, userId)))
  return row
}

export async function countOwnerMembers(
  db: Db | Tx,
  ownerId: string,
): Promise<{ members: number; admins: number }> {
  const [row] = await db
    .select({
      members: sql<number>`count(*)::int`,
      admins: sql<number>`count(*) filter (where ${ownerMember.role} = 'admin')::int`,
    })
    .from(ownerMember)
    .where(eq(ownerMember.ownerId, ownerId))
  return row ?? { members: 0, admins: 0 }
}

const select = (db: Db | Tx) =>
  db
    .select({
      userId: ownerMember.userId,
      email: user.email,
      name: user.name,
      role: ownerMember.role,
      verifiedAt: user.emailVerifiedAt,
      joinedAt: ownerMember.createdAt,
    })
    .from(ownerMember)
    .innerJoin(user, eq(user.id, ownerMember.userId))
