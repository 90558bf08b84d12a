import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Db } from '@/db'
import { clockRun } from '@/db/schema'

export type ClockRun = typeof clockRun.$inferSelect

/** The last run of an owner's clock, under way or not. */
export async function findClockRun(db: Db, ownerId: string): Promise<ClockRun | undefined> {
  const [row] = await db.select().from(clockRun).where(eq(clockRun.ownerId, ownerId))
  return row
}

export async function isClockRunning(db: Db, ownerId: string): Promise<boolean> {
  const [row] = await db
    .select({ ownerId: clockRun.ownerId })
    .from(clockRun)
    .where(and(eq(clockRun.ownerId, ownerId), isNull(clockRun.finishedAt)))
  return row !== undefined
}

/** Takes a run that nobody works on, for a while: one of an owner, or the one that waits longest. */
export async function claimClockRun(
  db: Db,
  of: { ownerId?: string | undefined; forMs: number },
): Promise<ClockRun | undefined> {
  const free = sql`finished_at is null and (claimed_until is null or claimed_until <= now())`
  const only = of.ownerId === undefined ? sql`` : sql`and owner_id = ${of.ownerId}`
  const [row] = await db
    .update(clockRun)
    .set({ claimedUntil: claimEnd(of.forMs) })
    .where(
      sql`owner_id in (select owner_id from clock_run where ${free} ${only}
        order by claimed_until nulls first, started_at limit 1 for update skip locked)`,
    )
    .returning()
  return row
}

/** By the database's clock, which all processes share. */
export const claimEnd = (forMs: number) => sql`now() + make_interval(secs => ${forMs / 1_000})`
