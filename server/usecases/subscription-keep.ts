import { planResume, withDueAt } from '../core/subscription'
import { type CustomerCtx, requireWrite, transact } from '../ctx'
import { invalidInput } from '../errors'
import { followSubscriptions } from './customer-lifecycle'
import { lockRunning } from './subscription-change'
import { stateOf } from './subscription-row'
import { recordSubscription, writeSubscription } from './subscription-state'

/** Takes a scheduled end or a scheduled change of one subscription back; nothing is charged. Twice is once. */
export async function keepSubscription(ctx: CustomerCtx, input: { subscriptionId: string }): Promise<void> {
  requireWrite(ctx)
  await transact(ctx, async (t) => {
    const row = await lockRunning(t, input.subscriptionId)
    if (row.cancelAt === null && row.nextPriceId === null) return
    await writeSubscription(t, row, { ...planResume(stateOf(row)), nextPlanId: null, nextPriceId: null })
    await recordSubscription(t, row, 'subscription.resumed', {})
  })
  await followSubscriptions(ctx)
}

/**
 * Moves the end of a trial: what follows it, a first charge or nothing, follows then. Throws `invalid_input` for one
 * that is not on trial and for an instant that is past.
 */
export async function moveTrialEnd(
  ctx: CustomerCtx,
  input: { subscriptionId: string; endAt: Date },
): Promise<void> {
  requireWrite(ctx)
  const { endAt } = input
  if (endAt <= ctx.now) throw invalidInput({ endAt: 'This value should be in the future.' })
  await transact(ctx, async (t) => {
    const row = await lockRunning(t, input.subscriptionId)
    if (row.status !== 'trialing') throw invalidInput({ subscription: 'This subscription is not on trial' })
    const endsWithIt = row.cancelAt !== null && row.cancelAt.getTime() === row.trialEndAt?.getTime()
    const state = withDueAt({
      ...stateOf(row),
      // The period that is paid first is counted from the trial's end.
      anchorAt: endAt,
      periodEndAt: endAt,
      trialEndAt: endAt,
      ...(endsWithIt ? { cancelAt: endAt } : {}),
    })
    await writeSubscription(t, row, { ...state, trialReminded: null })
    await recordSubscription(t, row, 'subscription.changed', { trialEndAt: endAt.toISOString() })
  })
}
