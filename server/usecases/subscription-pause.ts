import { planPause, planUnpause } from '../core/subscription'
import { type CustomerCtx, requireWrite, transact } from '../ctx'
import { invalidInput } from '../errors'
import { followSubscriptions } from './customer-lifecycle'
import { giveUpPending, lockRunning } from './subscription-change'
import { stateOf } from './subscription-row'
import { recordSubscription, writeSubscription } from './subscription-state'

/**
 * Pauses a subscription: it is neither renewed nor charged. What is paid for and not used stays the customer's. With
 * `resumeAt` it goes on by itself then. Throws `invalid_input` for one that is not running or owes something.
 */
export async function pauseSubscription(
  ctx: CustomerCtx,
  input: { subscriptionId: string; resumeAt?: Date | null },
): Promise<void> {
  requireWrite(ctx)
  const { resumeAt = null } = input
  if (resumeAt && resumeAt <= ctx.now)
    throw invalidInput({ resume_at: 'This value should be in the future.' })
  await giveUpPending(ctx, input.subscriptionId)
  await transact(ctx, async (t) => {
    const row = await lockRunning(t, input.subscriptionId)
    if (row.status !== 'active' && row.status !== 'trialing')
      throw invalidInput({ subscription: 'A subscription that owes something cannot be paused' })
    await writeSubscription(t, row, planPause(stateOf(row), resumeAt, t.now))
    await recordSubscription(t, row, 'subscription.paused', { resumeAt: resumeAt?.toISOString() ?? null })
  })
  await followSubscriptions(ctx)
}

/** Lets a paused subscription go on at once: every end moves by the time it was paused. One that runs stays as it is. */
export async function unpauseSubscription(
  ctx: CustomerCtx,
  input: { subscriptionId: string },
): Promise<void> {
  requireWrite(ctx)
  await transact(ctx, async (t) => {
    const row = await lockRunning(t, input.subscriptionId, ['paused'])
    if (row.status !== 'paused') return
    await writeSubscription(t, row, planUnpause(stateOf(row), t.now))
    await recordSubscription(t, row, 'subscription.resumed', {})
  })
  await followSubscriptions(ctx)
}
