import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import { type ClockRun, claimClockRun, claimEnd, findClockRun } from '@/db/queries/clock'
import { clockRun } from '@/db/schema'
import { wallNow } from '../clock'
import { addIsoDuration } from '../core/time'
import { actorName, type Ctx, type OwnerCtx, requireWrite, transact } from '../ctx'
import { DomainError, invalidInput } from '../errors'
import { farthest, nextDue, requireSandbox, requireTestMode, runDue, setClock, stepTowards } from './clock'
import { record } from './event'
import { ownerScope } from './owner'

export type { ClockRun }

/** A step that takes longer than this is taken for dead, and another process goes on. */
const CLAIM_MS = 60_000
/** How long one slice works, so that a job gives the others their turn and a page shows that it moves. */
export const SLICE_MS = 1_500

/** Where to: an instant, as far as an ISO 8601 duration, or to the next instant at which anything is due. */
export type RunTo = { to: Date } | { by: string } | { next: true }

/** The time machine of an owner: where its clock is, where it is going, and what comes next. */
export type TimeMachine = {
  now: Date
  frozen: boolean
  run: ClockRun | null
  /** When something is due next; null: nothing within the farthest that the clock goes. */
  nextAt: Date | null
}

/** Throws `sandbox_only` where money is real. */
export async function readTimeMachine(ctx: OwnerCtx): Promise<TimeMachine> {
  requireTestMode(ctx)
  const [run, next] = await Promise.all([findClockRun(ctx.db, ctx.owner.id), nextDue(ctx, ctx.now)])
  return {
    now: ctx.now,
    frozen: ctx.owner.clockAt !== null,
    run: run ?? null,
    nextAt: next !== null && next < farthest(ctx.now) ? next : null,
  }
}

/** Stops the owner's clock where it is. A clock that stands already stays. Never undone: time does not go back. */
export async function freezeClock(ctx: OwnerCtx): Promise<void> {
  if (ctx.owner.clockAt === null) await setClock(ctx, ctx.now)
  else requireWrite(ctx)
}

/**
 * Sets the owner's clock going to an instant. It stops at each one at which anything is due and does it, and what one
 * call has no time for is gone on with by `continueClockRuns`. Throws `conflict` while it is under way.
 */
export async function startClockRun(ctx: OwnerCtx, input: RunTo): Promise<void> {
  const to = await targetOf(ctx, input)
  await requireSandbox(ctx, to)
  await freezeClock(ctx)
  const fresh = {
    fromAt: ctx.now,
    targetAt: to,
    at: ctx.now,
    steps: 0,
    actor: actorName(ctx.actor),
    startedAt: wallNow(),
    finishedAt: null,
    claimedUntil: null,
    error: null,
  }
  const { finishedAt: _, ...row } = fresh
  const [started] = await ctx.db
    .insert(clockRun)
    .values({ ownerId: ctx.owner.id, ...row })
    .onConflictDoUpdate({
      target: clockRun.ownerId,
      set: fresh,
      setWhere: isNotNull(clockRun.finishedAt),
    })
    .returning({ ownerId: clockRun.ownerId })
  if (!started) throw new DomainError('conflict', { message: 'The clock is being moved already' })
}

/** Ends a run where the clock is now. Nothing that was done is undone. */
export async function stopClockRun(ctx: OwnerCtx): Promise<void> {
  requireWrite(ctx)
  requireTestMode(ctx)
  const run = await findClockRun(ctx.db, ctx.owner.id)
  if (run && run.finishedAt === null) await finish(ctx, run, ctx.now)
}

/** One slice of one run that nobody works on. Answers how many steps were made; for the schedule. */
export async function continueClockRuns(
  ctx: Ctx,
  options: { ownerId?: string; sliceMs?: number; onError?: (error: unknown, id: string) => void } = {},
): Promise<number> {
  if (!ctx.stripe.advanceClock) return 0
  const run = await claimClockRun(ctx.db, { ownerId: options.ownerId, forMs: CLAIM_MS })
  if (!run) return 0
  try {
    return await workOn(ctx, run, options.sliceMs ?? SLICE_MS)
  } catch (error) {
    // The claim runs out by itself: what broke is tried again after a while, and not at once for ever.
    const message = error instanceof Error ? error.message : String(error)
    await ctx.db.update(clockRun).set({ error: message }).where(underWay(run.ownerId))
    options.onError?.(error, run.ownerId)
    return 0
  }
}

/** Step after step until the slice is over, the target is reached, or somebody stopped it. */
async function workOn(ctx: Ctx, run: ClockRun, sliceMs: number): Promise<number> {
  const endsAt = wallNow().getTime() + sliceMs
  const scope = await ownerScope({ ...ctx, actor: { kind: 'system' } }, run.ownerId)
  let at = scope.now
  // What a process that died had reached may not have been done to the end.
  await runDue(scope, at)
  let steps = 0
  while (at < run.targetAt) {
    at = await stepTowards(scope, at, run.targetAt)
    steps++
    const [going] = await ctx.db
      .update(clockRun)
      .set({ at, steps: run.steps + steps, claimedUntil: claimEnd(CLAIM_MS), error: null })
      .where(underWay(run.ownerId))
      .returning({ ownerId: clockRun.ownerId })
    if (!going) return steps
    if (wallNow().getTime() >= endsAt) break
  }
  if (at >= run.targetAt) await finish(scope, run, at)
  else await ctx.db.update(clockRun).set({ claimedUntil: null }).where(underWay(run.ownerId))
  return Math.max(1, steps)
}

async function finish(ctx: OwnerCtx, run: ClockRun, at: Date): Promise<void> {
  await transact(ctx, async (t) => {
    const [ended] = await t.tx
      .update(clockRun)
      .set({ at, finishedAt: wallNow(), claimedUntil: null, error: null })
      .where(underWay(run.ownerId))
      .returning({ ownerId: clockRun.ownerId })
    if (ended)
      await record(t, 'clock.advanced', {
        ownerId: run.ownerId,
        at,
        payload: { to: at.toISOString(), by: run.actor },
      })
  })
}

async function targetOf(ctx: OwnerCtx, input: RunTo): Promise<Date> {
  if ('to' in input) return input.to
  if ('next' in input) {
    const { nextAt } = await readTimeMachine(ctx)
    if (!nextAt) throw invalidInput({ to: 'Nothing will become due' })
    return nextAt
  }
  const to = addIsoDuration(ctx.now, input.by)
  if (!to) throw invalidInput({ to: `${input.by.slice(0, 50)} is not a duration such as P1M or P14D` })
  return to
}

const underWay = (ownerId: string) => and(eq(clockRun.ownerId, ownerId), isNull(clockRun.finishedAt))
