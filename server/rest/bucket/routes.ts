import type { MiddlewareHandler } from 'hono'
import type { ApiDeps } from '../api'
import { type BucketApp, emptyBucketApp } from './app'
import { bankRoutes } from './routes/bank'
import { bucketRoutes } from './routes/bucket'
import { cardRoutes } from './routes/card'
import { invoiceRoutes } from './routes/invoice'
import { metadataRoutes } from './routes/metadata'
import { miscRoutes } from './routes/misc'
import { oauthRoutes } from './routes/oauth'
import { subscriptionRoutes } from './routes/subscription'

/** The bucket API (its document: bucket.billing of @pm2/js-api 0.8.1), with what its published client needs around it. */
export function bucketApi(deps: ApiDeps): BucketApp {
  const { app, parts } = emptyBucketApp(deps)
  for (const prefix of ['/api/bucket/*', '/api/oauth/*', '/api/misc/*']) app.use(prefix, cors)
  bucketRoutes(app, parts)
  metadataRoutes(app, parts)
  cardRoutes(app, parts)
  bankRoutes(app, parts)
  subscriptionRoutes(app, parts)
  invoiceRoutes(app, parts)
  oauthRoutes(app, parts)
  miscRoutes(app, parts)
  app.doc31('/api/openapi/bucket.json', {
    openapi: '3.1.0',
    info: { title: 'Folio bucket API', version: '0.8.1' },
  })
  return app
}

/**
 * Browsers of any origin may call: an access token is sent on purpose, never by itself as a cookie is. Without
 * an Origin header nothing is written, because programs have no use for it.
 */
const cors: MiddlewareHandler = async (c, next) => {
  if (c.req.header('origin') === undefined) return next()
  c.header('Access-Control-Allow-Origin', '*')
  if (c.req.method === 'OPTIONS') {
    c.header('Access-Control-Allow-Headers', 'Authorization, Content-Type, X-JS-API-Version, Idempotency-Key')
    c.header('Access-Control-Allow-Methods', 'GET, POST, PUT, DELETE')
    c.header('Access-Control-Max-Age', '86400')
    return c.body(null, 204)
  }
  c.header('Access-Control-Expose-Headers', 'Date, Idempotent-Replayed')
  return next()
}
