import { eq } from 'drizzle-orm'
import { payment, subscription } from '@/db/schema'
import type { CustomerCtx } from '../ctx'
import { onceOnly } from './idempotency'
import { refundPayment } from './payment-refund'
import { cancelById } from './subscription-cancel'
import { startSubscription } from './subscription-start'

/** What a program sends with an Idempotency-Key, by the child that is killed and by whoever sends it again. */
export async function keyed(ctx: CustomerCtx, verb: 'start' | 'refund'): Promise<unknown> {
  const once = { scope: `test:${ctx.customer.id}`, key: verb, requestHash: verb }
  const answer = await onceOnly(ctx, once, async (request) => {
    const of = { ...ctx, request }
    return { status: 201, body: verb === 'start' ? await start(of) : await refundSome(of) }
  })
  return answer.body
}

const start = (ctx: CustomerCtx) =>
  startSubscription(ctx, {
    plan: 'small',
    price: { currency: 'EUR', schedule: 'month' },
    payment: null,
    seats: 1,
    metadata: {},
  })

async function refundSome(ctx: CustomerCtx): Promise<string | null> {
  const [paid] = await ctx.db.select().from(payment).where(eq(payment.ownerId, ctx.owner.id))
  const answer = await refundPayment(ctx, paid?.id ?? '', { amount: 1_000, currency: null, reason: null })
  return answer.kind === 'made' ? answer.refund.id : null
}

/** Ends the customer's subscription at once and gives all of it back; sent again by a program without a key. */
export async function cancelAll(ctx: CustomerCtx): Promise<void> {
  const [row] = await ctx.db.select().from(subscription).where(eq(subscription.ownerId, ctx.owner.id))
  await cancelById(ctx, { subscriptionId: row?.id ?? '', when: 'instantly', refund: 'full', comment: null })
}
