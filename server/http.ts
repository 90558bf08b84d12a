import { Hono } from 'hono'
import { currentActor } from './auth'
import { JOBS, runJobs } from './jobs/schedule'
import { addressOf, bodyOfAtMost, logged } from './rest/api'
import type { BillabearDeps } from './rest/billabear/app'
import { billabearApi } from './rest/billabear/routes'
import { bucketApi } from './rest/bucket/routes'
import { type DashboardEventsDeps, dashboardEvents } from './rest/dashboard-events'
import { stripeWebhook, type WebhookDeps } from './rest/stripe-webhook'
import { answerTrpc, TRPC_PATH } from './trpc/http'
import { processStripeEvents } from './usecases/stripe-event'
import { ctxFor, jobDeps, wire } from './wire'

export type AppDeps = WebhookDeps & BillabearDeps & DashboardEventsDeps

/** Far above any call of the three APIs, far below what would hurt: a batch of 1,000 usage events is 300 kB. */
const BODY_BYTES_MAX = 1_048_576

/** The APIs in one app; the pages are Next's. Nothing is decided in here: each dialect answers for itself. */
export function createApp(deps: AppDeps): Hono {
  // A path with a slash at its end is the same path: a redirect would break clients that follow none.
  const app = new Hono({ strict: false })
  const writes = ['POST', 'PUT', 'PATCH', 'DELETE']
  app.on(
    writes,
    '/api/v1/*',
    bodyOfAtMost(BODY_BYTES_MAX, (message) => ({ code: 413, message })),
  )
  app.on(
    writes,
    '*',
    bodyOfAtMost(BODY_BYTES_MAX, (msg) => ({ msg })),
  )
  app.get('/api/health', (c) => c.json({ ok: true }))
  app.all(`${TRPC_PATH}/*`, (c) => answerTrpc(c.req.raw, { address: addressOf(c) }))
  app.route('/', stripeWebhook(deps))
  app.route('/', dashboardEvents(deps))
  // The dialects: bucket and BillaBear; Owner is mounted here when it comes.
  app.route('/', bucketApi(deps))
  // A router of its own: its document has names where others have ids, which the fastest router cannot hold.
  app.mount('/api/v1', billabearApi(deps).fetch, {
    replaceRequest: false,
    // Without it Hono asks for an execution context, which Node has none of: an error made and caught each time.
    optionHandler: (c) => [c.env],
  })
  app.notFound((c) => c.json({ msg: `There is no ${c.req.method} ${c.req.path.slice(0, 200)}` }, 404))
  app.onError((error, c) => {
    const requestId = logged(c, deps, error)
    return c.json({ msg: 'Something went wrong on our side', request_id: requestId }, 500)
  })
  return app
}

/** The app of this process: everything it needs is connected on first use, not on import. */
export const app = createApp({
  ctxFor,
  publicUrl: () => configuredUrl(wire().env),
  livemode: () => /^[sr]k_live_/.test(wire().env.stripe.secretKey),
  publishableKey: () => wire().env.stripe.publishableKey,
  linkKey: () => wire().env.authSecret,
  webhooks: () => wire().webhooks,
  jobs: { names: JOBS.map((job) => job.name), run: (only) => runJobs(jobDeps(), only) },
  actorOf: currentActor,
  live: () => wire().live,
  actOnEvents: () => processStripeEvents(ctxFor({ kind: 'system' }), { onError: logError }),
  logError: (line, error) => logError(error, line),
})

/** APP_URL when somebody set it; what stands there by default is only a guess at where people come from. */
function configuredUrl(env: { appUrl: string; port: number }): string | null {
  return env.appUrl === `http://localhost:${env.port}` ? null : env.appUrl
}

function logError(error: unknown, about: string): void {
  console.error(`${about}:`, error)
}
