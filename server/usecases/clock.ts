import { eq, sql } from 'drizzle-orm'
import { isClockRunning } from '@/db/queries/clock'
import { owner, stripeAccount } from '@/db/schema'
import { wallNow } from '../clock'
import { addIsoDuration, addMonths } from '../core/time'
import { type Ctx, type OwnerCtx, requireWrite, transact } from '../ctx'
import { DomainError, invalidInput } from '../errors'
import { runBilling } from './billing-run'
import { chargeDue, expireAbandoned, refundDue } from './charge-due'
import { record } from './event'
import { nextOverdueNotice, remindOverdue } from './overdue'
import {
  endDunning,
  recordExpiredCards,
  remindExpiringCards,
  remindTrials,
  TRIAL_REMINDER_DAYS,
} from './reminder'
import { processStripeEvents, pullStripeEvents } from './stripe-event'

export type ClockState = { now: Date; frozen: boolean }

/** More due instants than this in one advance mean a loop that does not move. */
const STEPS_MAX = 20_000
/** Moved on further at once, the clock would keep its caller waiting for too long. */
const YEARS_MAX = 10

/** The owner's now, and whether it is frozen. */
export function readClock(ctx: OwnerCtx): ClockState {
  return { now: ctx.now, frozen: ctx.owner.clockAt !== null }
}

/** Throws `sandbox_only` where money is real: there nobody moves time, or does what it would do. */
export function requireTestMode(ctx: Pick<Ctx, 'stripe'>): void {
  if (!ctx.stripe.advanceClock)
    throw new DomainError('sandbox_only', { message: 'This can be done in sandbox mode only' })
}

/** Freezes the owner's clock at an instant without running what would have been due. Sandbox only, never back. */
export async function setClock(ctx: OwnerCtx, to: Date): Promise<ClockState> {
  await requireSandbox(ctx, to)
  await moveTo(ctx, ctx.now, to)
  return { now: to, frozen: true }
}

/** Moves the owner's clock by an ISO 8601 duration (`P1M`, `P14D`), stepping through all that becomes due. */
export async function advanceClock(ctx: OwnerCtx, by: string): Promise<ClockState> {
  const to = addIsoDuration(ctx.now, by)
  if (!to || to <= ctx.now)
    throw invalidInput({ by: `${by.slice(0, 50)} is not a duration such as P1M or P14D` })
  return advanceTo(ctx, to)
}

/**
 * Moves the owner's clock to an instant and does on the way what time would have done: each renewal,
 * retry, reminder, trial end and bank debit at its own instant, in their order (design §6).
 */
export async function advanceTo(ctx: OwnerCtx, to: Date): Promise<ClockState> {
  await requireSandbox(ctx, to)
  let at = ctx.now
  await runDue(ctx, at)
  for (let step = 0; ; step++) {
    if (step > STEPS_MAX) throw new Error('the clock does not reach its target')
    at = await stepTowards(ctx, at, to)
    if (at >= to) break
  }
  await transact(ctx, (t) =>
    record(t, 'clock.advanced', { ownerId: ctx.owner.id, at: to, payload: { to: to.toISOString() } }),
  )
  return { now: to, frozen: true }
}

/** Moves the owner's clock from `at` to the next instant at which anything is due, or to `to`, and does it. */
export async function stepTowards(ctx: OwnerCtx, at: Date, to: Date): Promise<Date> {
  const next = await nextInstant(ctx, at, to)
  await moveTo(ctx, at, next)
  await runDue(ctx, next)
  return next
}

/** Everything that is due at one instant of one owner, until nothing is. */
export async function runDue(ctx: OwnerCtx, now: Date): Promise<void> {
  const at: Ctx = { db: ctx.db, stripe: ctx.stripe, now, actor: { kind: 'system' } }
  const only = { ownerId: ctx.owner.id }
  for (const account of await accountsOf(ctx)) await pullStripeEvents({ ...at, now: earlier(now) }, account)
  for (let round = 0; round < 100; round++) {
    const done = [
      await processStripeEvents(at),
      await remindTrials(at, only),
      await remindExpiringCards(at, only),
      await recordExpiredCards(at, only),
      await runBilling(at, only),
      await chargeDue(at, only),
      await refundDue(at, only),
      await expireAbandoned(at, only),
      await endDunning(at, only),
      await remindOverdue(at, only),
    ]
    if (done.every((count) => count === 0)) return
  }
}

/** How far the clock goes at once. */
export const farthest = (now: Date): Date => addMonths(now, YEARS_MAX * 12)

/** When anything of this owner is due next after `at`, as far as is known; null: nothing will be. */
export async function nextDue(ctx: OwnerCtx, at: Date): Promise<Date | null> {
  const { next, isProcessing } = await readDue(ctx, at)
  return next ?? (isProcessing ? dayAfter(at) : null)
}

/** The next instant to stop at on the way to `to`; a day at most while a debit is under way. */
async function nextInstant(ctx: OwnerCtx, at: Date, to: Date): Promise<Date> {
  const { next, isProcessing } = await readDue(ctx, at)
  const stops = [to, ...(next ? [next] : []), ...(isProcessing ? [dayAfter(at)] : [])]
  return new Date(Math.min(...stops.map((stop) => stop.getTime())))
}

const dayAfter = (at: Date): Date => new Date(at.getTime() + 86_400_000)

async function readDue(ctx: OwnerCtx, at: Date): Promise<{ next: Date | null; isProcessing: boolean }> {
  const from = at.toISOString()
  const id = ctx.owner.id
  const [row] = await ctx.db.execute<{ next: string | null; processing: boolean }>(sql`
    select least(
      (select min(due_at) from subscription where owner_id = ${id} and due_at > ${from}::timestamptz),
      (select min(due_at) from payment_attempt where owner_id = ${id} and status = 'pending'
        and due_at > ${from}::timestamptz),
      (select min(trial_end_at - make_interval(days => ${TRIAL_REMINDER_DAYS}::int)) from subscription
        where owner_id = ${id} and status = 'trialing' and trial_reminded_at is null
        and trial_end_at - make_interval(days => ${TRIAL_REMINDER_DAYS}::int) > ${from}::timestamptz),
      (${nextOverdueNotice(id, at)})
    ) as next,
    exists (select 1 from payment_attempt where owner_id = ${id} and status in ('processing', 'requires_action'))
      or exists (select 1 from subscription where owner_id = ${id} and status = 'past_due') as processing`)
  return { next: row?.next ? new Date(row.next) : null, isProcessing: row?.processing === true }
}

/** Stripe's sandbox has a clock of its own, which other owners may have moved: it goes on by as much. */
async function moveTo(ctx: OwnerCtx, from: Date, to: Date): Promise<void> {
  const byMs = to.getTime() - from.getTime()
  if (byMs > 0) for (const account of await accountsOf(ctx)) await ctx.stripe.advanceClock?.(account, byMs)
  await ctx.db.update(owner).set({ clockAt: to }).where(eq(owner.id, ctx.owner.id))
}

async function accountsOf(ctx: OwnerCtx): Promise<(string | null)[]> {
  const connected = await ctx.db
    .select({ stripeId: stripeAccount.stripeId })
    .from(stripeAccount)
    .where(eq(stripeAccount.ownerId, ctx.owner.id))
  return [null, ...connected.map((a) => a.stripeId)]
}

export async function requireSandbox(ctx: OwnerCtx, to: Date): Promise<void> {
  requireWrite(ctx)
  requireTestMode(ctx)
  if (Number.isNaN(to.getTime())) throw invalidInput({ now: 'This is not an instant' })
  if (to < ctx.now) throw invalidInput({ now: 'The clock cannot go back' })
  if (await isClockRunning(ctx.db, ctx.owner.id))
    throw new DomainError('conflict', { message: 'The clock is being moved already' })
  if (to > farthest(ctx.now))
    throw invalidInput({ now: `The clock goes on by ${YEARS_MAX} years at most at once` })
}

/** Events carry the sandbox account's time, which may lag the owner's. */
const earlier = (now: Date): Date => new Date(Math.min(now.getTime(), wallNow().getTime()))
