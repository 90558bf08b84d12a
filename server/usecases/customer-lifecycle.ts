import { and, eq, inArray, ne, sql } from 'drizzle-orm'
import { customer, subscription } from '@/db/schema'
import type { CustomerStatus } from '@/db/schema/customer'
import { STANDALONE_TRIAL } from '../core/standing'
import { type CustomerCtx, type TxCtx, transact } from '../ctx'

/**
 * Brings a customer's status in line with its subscriptions: running on a trial or paid, back after the last one
 * had ended, or gone. One whose end is scheduled counts as gone. A customer that was disabled stays so until it
 * is enabled.
 */
export async function followSubscriptions(ctx: CustomerCtx): Promise<void> {
  await transact(ctx, followCustomer)
}

/** The same in a transaction that is under way. */
export async function followCustomer(
  t: Pick<TxCtx<CustomerCtx>, 'tx' | 'owner' | 'customer'>,
): Promise<void> {
  const [counts] = await t.tx
    .select({
      paid: sql<number>`count(*) filter (where ${subscription.status} in ('active', 'past_due') and ${subscription.cancelAt} is null)::int`,
      trial: sql<number>`count(*) filter (where ${subscription.status} = 'trialing' and (${subscription.cancelAt} is null or ${subscription.cancelReason} = ${STANDALONE_TRIAL}))::int`,
      over: sql<number>`count(*) filter (where ${subscription.status} = 'canceled' or ${subscription.cancelAt} is not null)::int`,
    })
    .from(subscription)
    .where(
      and(
        eq(subscription.ownerId, t.owner.id),
        eq(subscription.customerId, t.customer.id),
        inArray(subscription.status, ['trialing', 'active', 'past_due', 'canceled']),
      ),
    )
  const status = counts && statusFor(counts, t.customer.status)
  if (!status) return
  await t.tx
    .update(customer)
    .set({ status })
    .where(
      and(eq(customer.ownerId, t.owner.id), eq(customer.id, t.customer.id), ne(customer.status, 'disabled')),
    )
}

function statusFor(
  counts: { paid: number; trial: number; over: number },
  before: CustomerStatus,
): CustomerStatus | null {
  if (counts.paid > 0) {
    if (before === 'churned') return 'reactivated'
    return before === 'reactivated' ? 'reactivated' : 'active'
  }
  if (counts.trial > 0) return 'trial_active'
  return counts.over > 0 ? 'churned' : null
}
