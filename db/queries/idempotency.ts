import { and, eq, isNull, lt, sql } from 'drizzle-orm'
import type { Db } from '@/db'
import { idempotencyKey } from '@/db/schema'

type Key = { scope: string; key: string }

// The database's clock decides here: several processes, perhaps on several machines, share these rows.
// A lock is handled as text, because a Date would lose its microseconds.

/** The lock of a key nobody used before; undefined when there is a row. */
export async function insertKey(
  db: Db,
  key: Key & { requestHash: string },
  lockMs: number,
): Promise<string | undefined> {
  const [row] = await db
    .insert(idempotencyKey)
    .values({ scope: key.scope, key: key.key, requestHash: key.requestHash, lockedUntil: lockEnd(lockMs) })
    .onConflictDoNothing()
    .returning({ lockedUntil: lockText })
  return row?.lockedUntil
}

export async function readKey(db: Db, key: Key) {
  const [row] = await db
    .select({
      requestHash: idempotencyKey.requestHash,
      status: idempotencyKey.status,
      body: idempotencyKey.body,
      expired: sql<boolean>`${tooOld}`,
      stale: sql<boolean>`${idempotencyKey.lockedUntil} < now()`,
    })
    .from(idempotencyKey)
    .where(same(key))
  return row
}

/** Takes over the lock of a process that died; undefined when somebody else was quicker. */
export async function takeStaleKey(db: Db, key: Key, lockMs: number): Promise<string | undefined> {
  const [row] = await db
    .update(idempotencyKey)
    .set({ lockedUntil: lockEnd(lockMs) })
    .where(and(same(key), isNull(idempotencyKey.status), lt(idempotencyKey.lockedUntil, sql`now()`)))
    .returning({ lockedUntil: lockText })
  return row?.lockedUntil
}

export async function dropExpiredKey(db: Db, key: Key): Promise<void> {
  await db.delete(idempotencyKey).where(and(same(key), tooOld))
}

/** Deletes keys past their day, a bounded number per call, in the order of their index. */
export async function deleteOldKeys(db: Db): Promise<void> {
  await db.execute(sql`
    delete from ${idempotencyKey} where ctid in (
      select ctid from ${idempotencyKey} where ${tooOld}
      order by created_at limit ${DELETE_MAX} for update skip locked
    )`)
}

const DELETE_MAX = 20

const same = (key: Key) => and(eq(idempotencyKey.scope, key.scope), eq(idempotencyKey.key, key.key))

const lockEnd = (lockMs: number) => sql`now() + ${lockMs} * interval '1 millisecond'`

const lockText = sql<string>`${idempotencyKey.lockedUntil}::text`

/** Past its day, and not at work: a lock that is held is never swept away. */
const tooOld = sql`(${idempotencyKey.createdAt} < now() - interval '24 hours' and ${idempotencyKey.lockedUntil} < now())`
