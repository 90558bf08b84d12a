import { and, eq, sql } from 'drizzle-orm'
import { parse, stringify } from 'superjson'
import { idempotencyKey } from '@/db/schema'
import { type Ctx, type KeyedRequest, type TxCtx, transact } from '../ctx'

/**
 * `transact` for the transaction in which a verb does what must not be done twice. With an Idempotency-Key its
 * result is written down with it, and the same request again, after whatever crash, gets that result instead of
 * doing it again. What a verb does afterwards (charging an attempt, asking for a refund) must bear repetition by
 * itself. Without a key it is `transact`.
 */
export async function transactOnce<C extends Ctx, T>(ctx: C, work: (t: TxCtx<C>) => Promise<T>): Promise<T> {
  const { request } = ctx
  if (!request) return transact(ctx, work)
  const step = request.steps
  request.steps += 1
  return transact(ctx, async (t) => {
    const [row] = await t.tx
      .select({ steps: idempotencyKey.steps })
      .from(idempotencyKey)
      .where(keyOf(request))
      .for('update')
    const kept = row?.steps[step]
    if (typeof kept === 'string') return parse<T>(kept)
    const result = await work(t)
    await t.tx
      .update(idempotencyKey)
      .set({ steps: sql`${idempotencyKey.steps} || jsonb_build_array(${stringify(result)}::text)` })
      .where(keyOf(request))
    return result
  })
}

/** Whether this request did its decisive transaction before: what leads up to it is not to be done again. */
export async function hasBegun(ctx: Ctx): Promise<boolean> {
  if (!ctx.request) return false
  const [row] = await ctx.db
    .select({ steps: idempotencyKey.steps })
    .from(idempotencyKey)
    .where(keyOf(ctx.request))
  return (row?.steps.length ?? 0) > 0
}

const keyOf = (request: KeyedRequest) =>
  and(eq(idempotencyKey.scope, request.scope), eq(idempotencyKey.key, request.key))
