import { and, eq, ne, sql } from 'drizzle-orm'
import { type EventRow, pageHistory } from '@/db/queries/history'
import { subscription } from '@/db/schema'
import type { Page, PageInput } from '../core/page'
import { STANDALONE_TRIAL } from '../core/standing'
import type { CustomerCtx, TxCtx } from '../ctx'
import type { EventType } from './event'

export type { EventRow }

/** What a change of a subscription is to its customer, in BillaBear's words (behaviour page, sections 5 to 7). */
export const LIFECYCLE = [
  'activated',
  'reactivated',
  'addon_added',
  'addon_removed',
  'churned',
  'upgraded',
  'downgraded',
  'trial_started',
  'trial_converted',
  'trial_ended',
] as const
export type Lifecycle = (typeof LIFECYCLE)[number]

/** Who had how many seats and has how many since; a start begins with none. */
export type SeatChange = { from: number; to: number }

type Ref = { ownerId: string; customerId: string; id: string }

/**
 * What an event of a subscription has to say beside its own payload, so that histories are read and not guessed:
 * what it is to the customer, and the seats it starts with. Asked after the subscription was written.
 */
export async function historyOf(
  t: Pick<TxCtx, 'tx'>,
  row: Ref,
  type: EventType,
  payload: Record<string, unknown>,
): Promise<{ lifecycle?: Lifecycle; seats?: SeatChange }> {
  switch (type) {
    case 'subscription.trial_started':
      return { lifecycle: 'trial_started', ...(await startingSeats(t, row)) }
    case 'subscription.trial_converted':
      return { lifecycle: 'trial_converted' }
    case 'subscription.started':
      // Until it is paid it is nothing to the customer.
      if (payload.status === 'incomplete') return startingSeats(t, row)
      return { lifecycle: await startOf(t, row), ...(await startingSeats(t, row)) }
    case 'subscription.activated':
      return payload.from === 'incomplete' ? { lifecycle: await startOf(t, row) } : {}
    case 'subscription.cancel_scheduled':
      return { lifecycle: await endOf(t, row) }
    case 'subscription.canceled':
      if (endsTrial(payload.reason)) return { lifecycle: 'trial_ended' }
      // What was scheduled was told when it was.
      return payload.scheduled === true ? {} : { lifecycle: await endOf(t, row) }
    case 'subscription.changed':
      return typeof payload.fromPriceId === 'string' ? changeOf(t, row, payload.fromPriceId) : {}
    default:
      return {}
  }
}

/** Whether an end for this reason is that of a trial which became nothing more. */
export const endsTrial = (reason: unknown): boolean => TRIAL_ENDS.has(reason)

/** Each change of the number of seats, oldest first. */
export const listSeatChanges = (
  ctx: CustomerCtx,
  subscriptionId: string,
  page: PageInput,
): Promise<Page<EventRow>> =>
  pageHistory(ctx.db, ctx.owner.id, { subjectId: subscriptionId, having: 'seats' }, page)

/** Each time somebody asked for the end of a subscription, oldest first. */
export const listCancellations = (
  ctx: CustomerCtx,
  subscriptionId: string,
  page: PageInput,
): Promise<Page<EventRow>> =>
  pageHistory(ctx.db, ctx.owner.id, { subjectId: subscriptionId, having: 'when' }, page)

/** What became of a customer's subscriptions, oldest first. */
export const listLifecycle = (
  ctx: CustomerCtx,
  filter: { subscriptionId?: string | undefined; type?: Lifecycle | undefined },
  page: PageInput,
): Promise<Page<EventRow>> =>
  pageHistory(
    ctx.db,
    ctx.owner.id,
    {
      customerId: ctx.customer.id,
      subjectId: filter.subscriptionId,
      having: 'lifecycle',
      equal: filter.type,
    },
    page,
  )

const TRIAL_ENDS: ReadonlySet<unknown> = new Set([STANDALONE_TRIAL, 'trial_ended_without_payment_method'])

async function startingSeats(t: Pick<TxCtx, 'tx'>, row: Ref): Promise<{ seats?: SeatChange }> {
  const [found] = await t.tx
    .select({ quantity: subscription.quantity })
    .from(subscription)
    .where(and(eq(subscription.ownerId, row.ownerId), eq(subscription.id, row.id)))
  return found ? { seats: { from: 0, to: found.quantity } } : {}
}

async function startOf(t: Pick<TxCtx, 'tx'>, row: Ref): Promise<Lifecycle> {
  const others = await countOthers(t, row)
  if (others.live > 0) return 'addon_added'
  return others.ended > 0 ? 'reactivated' : 'activated'
}

async function endOf(t: Pick<TxCtx, 'tx'>, row: Ref): Promise<Lifecycle> {
  return (await countOthers(t, row)).staying > 0 ? 'addon_removed' : 'churned'
}

/** One whose end is scheduled counts as live, but not as staying. */
async function countOthers(t: Pick<TxCtx, 'tx'>, row: Ref) {
  const live = sql`${subscription.status} in ('trialing', 'active', 'past_due')`
  const [found] = await t.tx
    .select({
      live: sql<number>`count(*) filter (where ${live})::int`,
      staying: sql<number>`count(*) filter (where ${live} and (${subscription.cancelAt} is null
        or ${subscription.cancelReason} = ${STANDALONE_TRIAL}))::int`,
      ended: sql<number>`count(*) filter (where ${subscription.status} = 'canceled')::int`,
    })
    .from(subscription)
    .where(
      and(
        eq(subscription.ownerId, row.ownerId),
        eq(subscription.customerId, row.customerId),
        ne(subscription.id, row.id),
      ),
    )
  return found ?? { live: 0, staying: 0, ended: 0 }
}

/** Dearer is up, anything else down (behaviour page, section 7: equal is a downgrade); the same price is neither. */
async function changeOf(
  t: Pick<TxCtx, 'tx'>,
  row: Ref,
  fromPriceId: string,
): Promise<{ lifecycle?: Lifecycle }> {
  const [found] = await t.tx.execute<{ dearer: boolean }>(sql`
    select now_at.amount > before.amount as dearer
    from subscription s
    join price now_at on now_at.owner_id = s.owner_id and now_at.id = s.price_id
    join price before on before.owner_id = s.owner_id and before.id = ${fromPriceId}
    where s.owner_id = ${row.ownerId} and s.id = ${row.id} and s.price_id <> before.id`)
  return found ? { lifecycle: found.dearer ? 'upgraded' : 'downgraded' } : {}
}
