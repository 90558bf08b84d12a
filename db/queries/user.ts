import { and, asc, eq, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { owner, ownerMember, user } from '@/db/schema'

export type User = typeof user.$inferSelect

/** Addresses compare without case. */
export async function findUserByEmail(db: Db | Tx, email: string): Promise<User | undefined> {
  const [row] = await db.select().from(user).where(sql`lower(${user.email}) = lower(${email})`)
  return row
}

/** What a session is checked against on each use: one read by primary key, prepared once per pool. */
export async function findSessionUser(db: Db, userId: string) {
  let query = sessions.get(db)
  if (!query) {
    query = prepareSession(db)
    sessions.set(db, query)
  }
  const [row] = await query.execute({ userId })
  return row
}

/** An owner the user is a member of, with the role: the one named, else the one joined first. */
export async function findOwnerMembership(db: Db | Tx, userId: string, ownerId: string | undefined) {
  const [row] = await db
    .select({ owner, role: ownerMember.role })
    .from(ownerMember)
    .innerJoin(owner, eq(owner.id, ownerMember.ownerId))
    .where(and(eq(ownerMember.userId, userId), ownerId ? eq(ownerMember.ownerId, ownerId) : undefined))
    .orderBy(asc(ownerMember.createdAt), asc(ownerMember.ownerId))
    .limit(1)
  return row
}

/** The owners a user is a member of, by name. */
export function listUserOwners(db: Db | Tx, userId: string) {
  return db
    .select({ id: owner.id, name: owner.name, isHouse: owner.isHouse, role: ownerMember.role })
    .from(ownerMember)
    .innerJoin(owner, eq(owner.id, ownerMember.ownerId))
    .where(eq(ownerMember.userId, userId))
    .orderBy(asc(owner.name), asc(owner.id))
}

const prepareSession = (db: Db) =>
  db
    .select({ id: user.id, email: user.email, tokenVersion: user.tokenVersion })
    .from(user)
    .where(eq(user.id, sql.placeholder('userId')))
    .prepare('find_session_user')

const sessions = new WeakMap<Db, ReturnType<typeof prepareSession>>()
