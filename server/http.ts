import { type Context, Hono } from 'hono'
import { currentActor } from './auth'
import { JOBS, runJobs } from './jobs/schedule'
import { addressOf, bodyOfAtMost, logged } from './rest/api'
import type { BillabearDeps } from './rest/billabear/app'
import { billabearApi } from './rest/billabear/routes'
import { bucketApi } from './rest/bucket/routes'
import { type DashboardEventsDeps, dashboardEvents } from './rest/dashboard-events'
import type { OwnerDeps } from './rest/owner/app'
import { OWNER_DOCUMENT, ownerApi } from './rest/owner/routes'
import { stripeWebhook, type WebhookDeps } from './rest/stripe-webhook'
import { answerTrpc, TRPC_PATH } from './trpc/http'
import { processStripeEvents } from './usecases/stripe-event'
import { ctxFor, jobDeps, wire } from './wire'

export type AppDeps = WebhookDeps & BillabearDeps & OwnerDeps & DashboardEventsDeps

/** Far above any call of the three APIs, far below what would hurt: a batch of 1,000 usage events is 300 kB. */
const BODY_BYTES_MAX = 1_048_576

/** Without it Hono asks for an execution context, which Node has none of: an error made and caught each time. */
const optionHandler = (c: Context) => [c.env]

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
    ['/Owner/*', '/v1/Owner/*'],
    bodyOfAtMost(BODY_BYTES_MAX, (message) => ({ Error: message })),
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
  // The dialects: bucket, Owner and BillaBear.
  app.route('/', bucketApi(deps))
  const owner = ownerApi(deps).fetch
  for (const path of ['/Owner', OWNER_DOCUMENT])
    app.mount(path, owner, { replaceRequest: false, optionHandler })
  // A later edition of its document has a version in front of the same paths.
  app.mount('/v1/Owner', owner, { replaceRequest: withoutVersion, optionHandler })
  // A router of its own: its document has names where others have ids, which the fastest router cannot hold.
  app.mount('/api/v1', billabearApi(deps).fetch, { replaceRequest: false, optionHandler })
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

function withoutVersion(request: Request): Request {
  const url = new URL(request.url)
  url.pathname = url.pathname.replace(/^\/v1/, '')
  return new Request(url, request)
}

/** APP_URL when somebody set it; what stands there by default is only a guess at where people come from. */
function configuredUrl(env: { appUrl: string; port: number }): string | null {
  return env.appUrl === `http://localhost:${env.port}` ? null : env.appUrl
}

function logError(error: unknown, about: string): void {
  console.error(`${about}:`, error)
}
