import { sql } from 'drizzle-orm'
import type { Ctx } from '../ctx'
import { abandonAttempt, listAbandoned, takeDueAttempts } from './attempt'
import { readyAttempts, runReady } from './charge-batch'
import { enterCustomer } from './customer'
import { listPendingRefunds, runRefund } from './refund'

/** Attempts taken in one go, and how many of them talk to Stripe at the same time. */
const BATCH = 200
const CONCURRENCY = 32
/** A payment left at 3-D Secure for this long is given up, as at Stripe (23 hours). */
const ABANDONED_MS = 23 * 3_600_000

type Options = { ownerId?: string; onError?: (error: unknown, id: string) => void }

/**
 * The one loop of money in: first charges whose process died, dunning retries and answers that got lost
 * are all attempts that are due. Answers how many were run.
 */
export async function chargeDue(ctx: Ctx, options: Options = {}): Promise<number> {
  const due = await takeDueAttempts(ctx, BATCH, options.ownerId)
  await each(await readyAttempts(ctx, due), options, runReady)
  return due.length
}

/** Refunds whose process died before Stripe answered. */
export async function refundDue(ctx: Ctx, options: Options = {}): Promise<number> {
  const due = await listPendingRefunds(ctx)
  await each(due, options, async ({ id, customerId }) => {
    await runRefund(await enterCustomer(ctx, customerId), id)
  })
  return due.length
}

/** Gives up payments whose customers left at 3-D Secure: a start expires, a change is dropped. */
export async function expireAbandoned(ctx: Ctx, options: Options = {}): Promise<number> {
  const owners = await ctx.db.execute<{ id: string; clockAt: Date | null }>(sql`
    select distinct o.id, o.clock_at as "clockAt" from payment_attempt a join owner o on o.id = a.owner_id
    where a.status = 'requires_action' ${options.ownerId ? sql`and o.id = ${options.ownerId}` : sql``}`)
  let count = 0
  for (const { id, clockAt } of owners) {
    const now = clockAt ? new Date(clockAt) : ctx.now
    const stale = await listAbandoned(ctx, new Date(now.getTime() - ABANDONED_MS), id)
    await each(stale, options, async (attempt) => {
      await abandonAttempt(await enterCustomer(ctx, attempt.customerId), attempt)
    })
    count += stale.length
  }
  return count
}

/** Runs the work a few at a time; one that fails is reported and stops none of the others. */
async function each<T extends { id: string }>(
  items: T[],
  options: Options,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items]
  const lane = async () => {
    for (let item = queue.shift(); item; item = queue.shift()) {
      try {
        await work(item)
      } catch (error) {
        if (!options.onError) throw error
        options.onError(error, item.id)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, items.length) }, lane))
}
