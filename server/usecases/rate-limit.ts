import { inArray, lt, sql } from 'drizzle-orm'
import { rateLimit } from '@/db/schema'
import type { Ctx } from '../ctx'
import { DomainError, invariant } from '../errors'

export type Use = {
  /** What is counted, for example `sign-in:email:ada@example.com`. */
  key: string
  /** How many uses one window allows. */
  limit: number
  windowMs: number
}

/**
 * Counts one use in a fixed window, in one upsert, so that any number of processes share the count.
 * Throws `rate_limited` beyond the limit, saying how long to wait.
 */
export async function countUse(ctx: Pick<Ctx, 'db' | 'now'>, use: Use): Promise<void> {
  const { limit, windowMs } = use
  invariant(windowMs > 0 && windowMs <= WINDOW_MAX_MS, 'a window is a day at most')
  const nowMs = ctx.now.getTime()
  const windowAt = new Date(nowMs - (nowMs % windowMs))
  const count = await increment(ctx, use.key.slice(0, KEY_LENGTH_MAX), windowAt)
  if (count === 1) await sweep(ctx)
  if (count <= limit) return
  const waitSeconds = Math.ceil((windowAt.getTime() + windowMs - nowMs) / 1_000)
  throw new DomainError('rate_limited', {
    message: `Too many requests. Try again in ${waitSeconds} seconds.`,
  })
}

const WINDOW_MAX_MS = 24 * 60 * 60_000
const KEY_LENGTH_MAX = 400
const SWEEP_EVERY_MS = 60_000
const SWEEP_MAX = 10_000
const SWEEP_KEY = 'sweep'

async function increment(ctx: Pick<Ctx, 'db'>, key: string, windowAt: Date): Promise<number> {
  const [row] = await ctx.db
    .insert(rateLimit)
    .values({ key, windowAt })
    .onConflictDoUpdate({
      target: [rateLimit.key, rateLimit.windowAt],
      set: { count: sql`${rateLimit.count} + 1` },
    })
    .returning({ count: rateLimit.count })
  invariant(row, 'an upsert returns its row')
  return row.count
}

/** Deletes windows that ended, a bounded number at a time: the one process that opens a new minute does it. */
async function sweep(ctx: Pick<Ctx, 'db' | 'now'>): Promise<void> {
  const nowMs = ctx.now.getTime()
  const opened = await ctx.db
    .insert(rateLimit)
    .values({ key: SWEEP_KEY, windowAt: new Date(nowMs - (nowMs % SWEEP_EVERY_MS)) })
    .onConflictDoNothing()
    .returning({ key: rateLimit.key })
  if (opened.length === 0) return
  const ended = ctx.db
    .select({ ctid: sql`ctid` })
    .from(rateLimit)
    .where(lt(rateLimit.windowAt, new Date(nowMs - WINDOW_MAX_MS)))
    .limit(SWEEP_MAX)
    .for('update', { skipLocked: true })
  await ctx.db.delete(rateLimit).where(inArray(sql`ctid`, ended))
}
