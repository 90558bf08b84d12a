import { and, eq, ne } from 'drizzle-orm'
import type { Db } from '@/db'
import { newId } from '@/db/id'
import {
  deleteLimit,
  type LimitRow,
  listLimits,
  listMovedWithLimits,
  pageLimits,
  pageWarnings,
  type WarningRow,
} from '@/db/queries/usage-cost'
import { customer, usageLimit, usageWarning } from '@/db/schema'
import { type Money, sum } from '../core/money'
import type { Page, PageInput } from '../core/page'
import type { Period } from '../core/time'
import { limitReached } from '../core/usage'
import { type Ctx, type CustomerCtx, type OwnerCtx, requireWrite, transact } from '../ctx'
import { DomainError, invariant } from '../errors'
import { enterCustomer } from './customer'
import { record } from './event'
import { gather } from './gather'
import { ownerScope } from './owner'
import { estimateUsage, type UsageCost } from './usage'

export type { LimitRow, WarningRow }

/** Minor units of the estimate's currency, tax included. */
export type LimitFields = { amount: number; action: 'WARNING' | 'DISABLE' }

export const listUsageLimits = (ctx: CustomerCtx, page: PageInput): Promise<Page<LimitRow>> =>
  pageLimits(ctx.db, { ownerId: ctx.owner.id, customerId: ctx.customer.id }, page)

/** The limits that a customer has reached, oldest first. */
export const listUsageWarnings = (ctx: CustomerCtx, page: PageInput): Promise<Page<WarningRow>> =>
  pageWarnings(ctx.db, { ownerId: ctx.owner.id, customerId: ctx.customer.id }, page)

/** Sets a limit; one that is passed already is reached at once. */
export async function createUsageLimit(ctx: CustomerCtx, fields: LimitFields): Promise<LimitRow> {
  requireWrite(ctx)
  const row = await transact(ctx, async (t) => {
    const [made] = await t.tx
      .insert(usageLimit)
      .values({ ...fields, ownerId: ctx.owner.id, id: newId(), customerId: ctx.customer.id })
      .returning()
    invariant(made, 'an inserted limit is returned')
    const about = { ownerId: ctx.owner.id, customerId: ctx.customer.id, subjectId: made.id }
    await record(t, 'usage_limit.created', { ...about, payload: fields })
    return made
  })
  await checkLimits(ctx, [ctx.customer.id])
  return row
}

/** Removes a limit; what it has warned of stays. Another customer's is `not_found`. */
export async function removeUsageLimit(ctx: CustomerCtx, id: string): Promise<void> {
  requireWrite(ctx)
  await transact(ctx, async (t) => {
    const of = { ownerId: ctx.owner.id, customerId: ctx.customer.id }
    if (!(await deleteLimit(t.tx, { ...of, id })))
      throw new DomainError('not_found', { message: 'No such usage limit' })
    await record(t, 'usage_limit.deleted', { ...of, subjectId: id })
  })
}

/** What the events of a limit that was reached say, for their mails: `amount` is what the usage comes to. */
export function reachedLimit(row: { payload: Record<string, unknown> }) {
  const { action, amount, estimate, currency } = row.payload as Reached
  return { limit: amount, action, amount: estimate, currency }
}

type Reached = { action: LimitFields['action']; amount: number; estimate: number; currency: string }

/** A check at a time per process; the customers of one, and of those that wait. */
const CHECKED_MAX = 500
const WAITING_MAX = 20_000

type Watched = { ctx: OwnerCtx; customerIds: string[] }
const watchers = new WeakMap<Db, (watched: Watched) => Promise<void>>()

/**
 * Checks limits after what these customers use has moved; checks asked for while one runs become one. The events
 * are committed by then, so that a check that fails is not their caller's: `recheckLimits` makes up for it.
 */
export async function watchLimits(ctx: OwnerCtx, customerIds: string[]): Promise<void> {
  let watch = watchers.get(ctx.db)
  if (!watch) {
    watch = gather(checkTogether, { sizeMax: CHECKED_MAX, atOnceMax: 1, waitingMax: WAITING_MAX })
    watchers.set(ctx.db, watch)
  }
  await watch({ ctx, customerIds }).catch(() => undefined)
}

async function checkTogether(watched: Watched[]): Promise<undefined[]> {
  const byOwner = new Map<string, { ctx: OwnerCtx; ids: Set<string> }>()
  for (const { ctx, customerIds } of watched) {
    const of = byOwner.get(ctx.owner.id) ?? { ctx, ids: new Set<string>() }
    for (const id of customerIds) of.ids.add(id)
    byOwner.set(ctx.owner.id, of)
  }
  for (const { ctx, ids } of byOwner.values()) await checkLimits(ctx, [...ids])
  return watched.map(() => undefined)
}

/** Events that were counted in a process that then died had no check: whatever moved lately has one again. */
export async function recheckLimits(ctx: Ctx): Promise<number> {
  const moved = await listMovedWithLimits(ctx.db, RECHECKED_MINUTES, RECHECKED_MAX)
  let reached = 0
  for (const ownerId of new Set(moved.map((row) => row.ownerId))) {
    const own = moved.filter((row) => row.ownerId === ownerId).map((row) => row.customerId)
    reached += await checkLimits(await ownerScope(ctx, ownerId), own)
  }
  return reached
}

const RECHECKED_MINUTES = 10
const RECHECKED_MAX = 5_000

/**
 * Compares what these customers' usage comes to with their limits. One that is passed, in any currency, is reached
 * once in its period, whatever runs at once: the customer and the owner are told, and DISABLE disables the customer.
 * Returns how many were reached.
 */
export async function checkLimits(
  ctx: Pick<OwnerCtx, 'db' | 'stripe' | 'owner' | 'now'>,
  customerIds: string[],
): Promise<number> {
  const limits = await listLimits(ctx.db, ctx.owner.id, customerIds)
  if (limits.length === 0) return 0
  const estimates = await estimateUsage(ctx.db, ctx, [...new Set(limits.map((limit) => limit.customerId))])
  let reached = 0
  for (const limit of limits) {
    const costs = estimates.get(limit.customerId)
    const period = costs && latestPeriod(costs)
    if (!costs || !period) continue
    const passed = totals(costs).find((estimate) => limitReached(limit, estimate, period))
    if (passed && (await reach(ctx, limit, passed, period))) reached += 1
  }
  return reached
}

/** A limit holds anew with every period that begins, of whichever subscription. */
const latestPeriod = (costs: UsageCost[]): Period | undefined =>
  costs.map((one) => one.period).sort((a, b) => b.startAt.getTime() - a.startAt.getTime())[0]

/** A limit has no currency: costs in several are each compared with it. */
function totals(costs: UsageCost[]): Money[] {
  const all = costs.map((one) => one.cost)
  return [...new Set(all.map((cost) => cost.currency))].map((currency) =>
    sum(
      all.filter((cost) => cost.currency === currency),
      currency,
    ),
  )
}

/** False when it was reached in this period already. */
async function reach(
  ctx: Pick<OwnerCtx, 'db' | 'stripe' | 'owner' | 'now'>,
  limit: LimitRow,
  estimate: Money,
  period: Period,
): Promise<boolean> {
  const system: Ctx = { db: ctx.db, stripe: ctx.stripe, now: ctx.now, actor: { kind: 'system' } }
  const of = await enterCustomer(system, limit.customerId)
  return transact(of, async (t) => {
    const [warning] = await t.tx
      .insert(usageWarning)
      .values({
        ownerId: limit.ownerId,
        id: newId(),
        customerId: limit.customerId,
        limitId: limit.id,
        action: limit.action,
        limitAmount: limit.amount,
        estimate: estimate.amount,
        currency: estimate.currency,
        periodStartAt: period.startAt,
        at: t.now,
      })
      .onConflictDoNothing()
      .returning()
    if (!warning) return false
    const key = and(eq(usageLimit.ownerId, limit.ownerId), eq(usageLimit.id, limit.id))
    await t.tx.update(usageLimit).set({ triggeredAt: t.now }).where(key)
    const about = { ownerId: limit.ownerId, customerId: limit.customerId }
    const facts = {
      limitId: limit.id,
      action: limit.action,
      amount: limit.amount,
      estimate: estimate.amount,
      currency: estimate.currency,
      periodStartAt: period.startAt.toISOString(),
      periodEndAt: period.endAt.toISOString(),
    }
    await record(t, 'usage.warning', { ...about, subjectId: warning.id, payload: facts })
    // A mail of its own: one event is one mail, and is told again only when that one failed.
    const { email } = t.customer
    await record(t, 'usage.warning_to_owner', {
      ...about,
      subjectId: warning.id,
      payload: { ...facts, email },
    })
    if (limit.action === 'DISABLE') {
      const [disabled] = await t.tx
        .update(customer)
        .set({ status: 'disabled' })
        .where(
          and(
            eq(customer.ownerId, limit.ownerId),
            eq(customer.id, limit.customerId),
            ne(customer.status, 'disabled'),
          ),
        )
        .returning({ id: customer.id })
      if (disabled) await record(t, 'customer.disabled', { ...about, subjectId: limit.customerId })
    }
    return true
  })
}
