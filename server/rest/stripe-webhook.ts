import { Hono } from 'hono'
import { storeStripeEvent } from '../usecases/stripe-event'
import { type ApiDeps, logged } from './api'

export type WebhookDeps = ApiDeps & {
  /** Acts on what was stored; told again while it runs, it runs once more afterwards. */
  actOnEvents(): Promise<unknown>
}

/** Stripe's events in: proved by their signature, stored, answered 200; acting on them is a job's (design §5). */
export function stripeWebhook(deps: WebhookDeps): Hono {
  const app = new Hono()
  const kick = kicker(() => deps.actOnEvents(), deps)
  app.post('/api/stripe/webhook', async (c) => {
    // The signature covers the bytes as they came, so nothing may parse them first.
    const rawBody = await c.req.text()
    const ctx = deps.ctxFor({ kind: 'system' })
    const event = ctx.stripe.readWebhook(rawBody, c.req.header('stripe-signature') ?? '')
    if (event === null) return c.json({ msg: 'The signature is not valid' }, 400)
    await storeStripeEvent(ctx, event)
    kick()
    return c.json({ received: true }, 200)
  })
  app.onError((error, c) => {
    const requestId = logged(c, deps, error)
    return c.json({ msg: 'Something went wrong on our side', request_id: requestId }, 500)
  })
  return app
}

/** Starts work without waiting for it, one run at a time; a call during a run is one more run after it. */
function kicker(work: () => Promise<unknown>, deps: Pick<ApiDeps, 'logError'>): () => void {
  let state: 'idle' | 'running' | 'again' = 'idle'
  const run = async () => {
    state = 'running'
    // A failure is the log's: the events are stored, and the job comes back to them.
    await work().catch((error: unknown) => deps.logError('acting on Stripe events', error))
    const again = state as 'running' | 'again'
    state = 'idle'
    if (again === 'again') void run()
  }
  return () => {
    if (state === 'idle') void run()
    else state = 'again'
  }
}
