import type { Db, Tx } from '@/db'
import { listUnbilledCounters } from '@/db/queries/usage'
import type { MeterKind, Quantity } from '../core/pricing'

/** One counter that was not billed as far as it went. `billed` is what invoices took of it; nothing yet is 0. */
export type UnbilledCounter = {
  subscriptionId: string
  metric: { id: string; code: string; name: string }
  kind: MeterKind
  /** Of a resettable metric the billing period; of a continuous one from the subscription's start, without end. */
  periodStartAt: Date
  periodEndAt: Date
  value: Quantity
  billed: Quantity
}

/**
 * What is still to be billed of these subscriptions' usage, by subscription: every counter whose value is not
 * what was billed, the running period's too, oldest first. One query however many there are. Whoever bills writes
 * the `value` read here into `billed`: an event that arrives meanwhile makes the two differ again.
 */
export async function unbilledUsage(
  tx: Db | Tx,
  of: { ownerId: string; subscriptionIds: string[] },
): Promise<Map<string, UnbilledCounter[]>> {
  const bySubscription = new Map<string, UnbilledCounter[]>()
  for (const { counter, metric } of await listUnbilledCounters(tx, of.ownerId, of.subscriptionIds)) {
    const list = bySubscription.get(counter.subscriptionId) ?? []
    list.push({
      subscriptionId: counter.subscriptionId,
      metric: { id: metric.id, code: metric.code, name: metric.name },
      kind: metric.kind,
      periodStartAt: counter.periodStartAt,
      periodEndAt: counter.periodEndAt,
      value: counter.value ?? 0,
      billed: counter.billed ?? 0,
    })
    bySubscription.set(counter.subscriptionId, list)
  }
  return bySubscription
}
