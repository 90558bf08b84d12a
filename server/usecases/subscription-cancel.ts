import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { type InvoiceLineRow, listBilledLines, listInvoiceLines, type Payment } from '@/db/queries/invoice'
import type { Subscription } from '@/db/queries/subscription'
import { invoiceLine, payment } from '@/db/schema'
import { mulDiv } from '../core/money'
import { isLive, planCancel, type SubscriptionStatus, withDueAt } from '../core/subscription'
import { DAY_MS } from '../core/time'
import { type CustomerCtx, requireWrite, type TxCtx } from '../ctx'
import { DomainError, invalidInput } from '../errors'
import { followSubscriptions } from './customer-lifecycle'
import { hasBegun, transactOnce } from './once'
import { lockPayment, refundable } from './payment-standing'
import { openRefund, runRefund } from './refund'
import { giveUpPending, lockRunning } from './subscription-change'
import { endNow } from './subscription-end'
import { stateOf } from './subscription-row'
import { recordSubscription, writeSubscription } from './subscription-state'

export type CancelInput = {
  subscriptionId: string
  when: 'end-of-run' | 'instantly' | { at: Date }
  refund: 'none' | 'full' | 'prorate'
  comment: string | null
}

/**
 * Ends a subscription at once, when what is paid for runs out, or on a day to come, and gives back what was asked
 * for of its last payment. One that has ended stays as it is; one that is paused or unpaid has no run to wait for and
 * ends at once. A refund that fails does not undo the end.
 */
export async function cancelById(ctx: CustomerCtx, input: CancelInput): Promise<void> {
  requireWrite(ctx)
  if (!(await hasBegun(ctx))) await giveUpPending(ctx, input.subscriptionId)
  const ended = await transactOnce(ctx, async (t) => {
    const before = await end(t, input)
    // Decided together: a process that dies now leaves a refund that the jobs go on with.
    return before && { refundId: await giveBack(t, before, input) }
  })
  if (ended === null) return
  await followSubscriptions(ctx)
  if (ended.refundId !== null) await runRefund(ctx, ended.refundId).catch(passUnavailable)
}

/** A refund that Stripe does not answer for stays pending, and a job asks again. */
function passUnavailable(error: unknown): void {
  if (!(error instanceof DomainError && error.code === 'stripe_unavailable')) throw error
}

async function end(t: TxCtx<CustomerCtx>, input: CancelInput): Promise<Subscription | null> {
  const known = await t.tx.query.subscription.findFirst({
    where: (s, { and, eq }) => and(eq(s.ownerId, t.owner.id), eq(s.id, input.subscriptionId)),
  })
  if (known && !isLive(known.status) && !STOPPED.includes(known.status)) return null
  const row = await lockRunning(t, input.subscriptionId, STOPPED)
  const { comment: reason } = input
  const when = STOPPED.includes(row.status) ? 'instantly' : input.when
  if (typeof when === 'object' && when.at <= t.now)
    throw invalidInput({ date: 'This value should be in the future.' })
  const state =
    when === 'instantly'
      ? await endNow(t, row, reason)
      : await writeSubscription(t, row, { ...endsLater(row, when, input, t.now), ...NO_NEXT })
  const type = when === 'instantly' ? 'subscription.canceled' : 'subscription.cancel_scheduled'
  const payload = {
    reason,
    cancelAt: state.cancelAt?.toISOString() ?? null,
    when: typeof when === 'object' ? 'specific-date' : when,
    refundType: input.refund,
    comment: input.comment,
    validUntil: row.periodEndAt.toISOString(),
  }
  await recordSubscription(t, row, type, payload)
  return row
}

/** Neither renewed nor over. */
export const STOPPED: readonly SubscriptionStatus[] = ['paused', 'unpaid']

const NO_NEXT = { nextPlanId: null, nextPriceId: null }

function endsLater(
  row: Subscription,
  when: Exclude<CancelInput['when'], 'instantly'>,
  { comment: reason }: CancelInput,
  now: Date,
) {
  if (when === 'end-of-run') return planCancel(stateOf(row), { when: 'period_end', reason }, now)
  return withDueAt({ ...stateOf(row), cancelAt: when.at, canceledAt: now, cancelReason: reason })
}

async function giveBack(
  t: TxCtx<CustomerCtx>,
  row: Subscription,
  input: CancelInput,
): Promise<string | null> {
  const back = await refundOnCancel({ ...t, db: t.tx }, row, input)
  if (!back) return null
  const paid = await lockPayment(t, { ownerId: row.ownerId, id: back.paymentId })
  // What is on its way already, or disputed, is not there to be given back.
  const amount = Math.min(back.amount, await refundable(t, paid))
  if (amount < 1) return null
  const reason = input.comment ?? 'Subscription cancelled'
  return (await openRefund(t, paid, { amount, reason })).id
}

/** What is read here, in a transaction or outside one. */
type Reading = Pick<CustomerCtx, 'owner' | 'customer' | 'now'> & { db: Db | Tx }

/**
 * What ending a subscription gives back of its last payment: of one that paid for several subscriptions no more than
 * this one's part. Null when nothing is.
 */
export async function refundOnCancel(
  ctx: Reading,
  row: Subscription,
  input: Pick<CancelInput, 'when' | 'refund'>,
): Promise<{ paymentId: string; amount: number; currency: string } | null> {
  if (input.refund === 'none' || ctx.customer.billingType === 'invoice') return null
  const paid = await lastPayment(ctx, row)
  if (!paid) return null
  const lines = await listInvoiceLines(ctx.db, row.ownerId, [paid.invoiceId])
  const own = lines
    .filter((line) => line.subscriptionId === row.id)
    .reduce((sum, line) => sum + line.total, 0)
  const left = Math.min(paid.amount - paid.refunded, own)
  const amount = input.refund === 'full' ? left : Math.min(left, await unusedAmount(ctx, row, input))
  return amount < 1 ? null : { paymentId: paid.id, amount, currency: paid.currency }
}

async function lastPayment(ctx: Reading, row: Subscription): Promise<Payment | undefined> {
  const [found] = await ctx.db
    .select({ payment })
    .from(payment)
    .where(
      and(
        eq(payment.ownerId, row.ownerId),
        eq(payment.customerId, row.customerId),
        sql`exists (select 1 from ${invoiceLine} l where l.owner_id = ${payment.ownerId}
          and l.invoice_id = ${payment.invoiceId} and l.subscription_id = ${row.id})`,
        inArray(payment.status, ['completed', 'partially_refunded']),
      ),
    )
    .orderBy(desc(payment.id))
    .limit(1)
  return found?.payment
}

/**
 * The behaviour page's proration (section 6): what a seat costs a day, rounded half up, times the whole days between
 * the old and the new end, times the seats.
 */
async function unusedAmount(
  ctx: Reading,
  row: Subscription,
  input: Pick<CancelInput, 'when'>,
): Promise<number> {
  const endsAt = row.pausedAt ?? endOf(ctx, input)
  const lines = await listBilledLines(ctx.db, row.ownerId, row.id)
  if (endsAt === null || endsAt >= row.periodEndAt) return 0
  const days = Math.floor((row.periodEndAt.getTime() - endsAt.getTime()) / DAY_MS)
  return lines.reduce((sum, line) => sum + perSeatAndDay(line, row, ctx.now) * days * seatsOf(line), 0)
}

const endOf = (ctx: Pick<CustomerCtx, 'now'>, { when }: Pick<CancelInput, 'when'>): Date | null =>
  when === 'instantly' ? ctx.now : typeof when === 'object' ? when.at : null

function perSeatAndDay(line: InvoiceLineRow, row: Subscription, now: Date): number {
  const periodDays = Math.round((row.periodEndAt.getTime() - row.periodStartAt.getTime()) / DAY_MS)
  const month = periodDays >= 28 && periodDays <= 31
  const days = month ? daysOfMonth(now) : periodDays
  return mulDiv(line.total, 1, seatsOf(line) * days, 'half_up')
}

/** Seats are whole; a tier without any is one of a flat fee. */
const seatsOf = ({ quantity }: InvoiceLineRow): number => Math.max(1, Math.trunc(Number(quantity)))

const daysOfMonth = (at: Date): number =>
  new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate()
