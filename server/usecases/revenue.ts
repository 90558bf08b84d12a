import { insertRows } from '@/db/bulk'
import { newId } from '@/db/id'
import { listRecordedRevenue, listRevenue } from '@/db/queries/mrr'
import type { Subscription } from '@/db/queries/subscription'
import { mrrMovement } from '@/db/schema'
import { money } from '../core/money'
import { planMovements } from '../core/mrr-movement'
import type { OwnerCtx, TxCtx } from '../ctx'
import { invariant } from '../errors'

/** A subscription that was written, and since when what it brings is so; unset: since now. */
export type Written = { id: string; at?: Date | undefined }

/**
 * Records how the monthly revenue of subscriptions changed, in the transaction that changed them and after they were
 * written: the difference of what they bring now and what is recorded. Asked twice, it records once. Their customers
 * are locked.
 */
export async function recordRevenue(
  t: Pick<TxCtx<OwnerCtx>, 'tx' | 'now' | 'owner'>,
  written: readonly Written[],
): Promise<void> {
  const instants = new Map(written.map(({ id, at }) => [id, at ?? t.now]))
  const facts = await listRevenue(t.tx, t.owner.id, [...instants.keys()])
  const recorded = await listRecordedRevenue(t.tx, t.owner.id, [
    ...new Set(facts.map(({ customerId }) => customerId)),
  ])
  const revenues = facts.map(({ customerId, subscriptionId, mrr, currency }) => ({
    customerId,
    subscriptionId,
    mrr: money(mrr, currency),
    at: instants.get(subscriptionId) ?? t.now,
  }))
  const rows = planMovements(revenues, recorded).map(({ amount, ...movement }) => {
    const fact = facts.find((each) => each.subscriptionId === movement.subscriptionId)
    invariant(fact, 'only what was loaded moves')
    const { planId, quantity } = fact
    return { ownerId: t.owner.id, id: newId(), ...movement, ...amount, planId, quantity }
  })
  await insertRows(t.tx, mrrMovement, rows)
}

/** Whether a subscription may bring something else a month after it was written than before. */
export function movesRevenue(before: Revenue | null, after: Revenue): boolean {
  if (before === null) return goesOn(after)
  if (goesOn(before) !== goesOn(after)) return true
  return goesOn(after) && (before.priceId !== after.priceId || before.quantity !== after.quantity)
}

type Revenue = Pick<Subscription, 'status' | 'pausedAt' | 'cancelAt' | 'priceId' | 'quantity'>

const goesOn = ({ status, pausedAt, cancelAt }: Revenue): boolean =>
  (status === 'active' || status === 'past_due') && pausedAt === null && cancelAt === null
