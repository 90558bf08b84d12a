import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { type ApiDeps, originOf } from '../api'
import { areaFinder } from './area'
import { type BillabearEnv, type Guards, guards } from './auth'
import { answerError, refuseInvalid } from './error'

export type BillabearApp = OpenAPIHono<BillabearEnv>

/** What this dialect needs from outside beside what every one does. */
export type BillabearDeps = ApiDeps & {
  /** What a browser needs to speak to Stripe; unset: the answer leaves it out. */
  publishableKey?: () => string
}

/** What the routes of each noun are made with. */
export type RouteParts = { deps: BillabearDeps; guards: Guards; originOf(c: Context): string }

/** The BillaBear API without its routes: how it refuses, and what routes are made with. */
export function emptyBillabearApp(deps: BillabearDeps): { app: BillabearApp; parts: RouteParts } {
  const app: BillabearApp = new OpenAPIHono<BillabearEnv>({ strict: false, defaultHook: refuseInvalid })
  app.onError(answerError(deps))
  app.openAPIRegistry.registerComponent('securitySchemes', 'ApiKeyAuth', {
    type: 'apiKey',
    in: 'header',
    name: 'X-API-Key',
  })
  const areaOf = areaFinder(() => app.openAPIRegistry.definitions)
  return { app, parts: { deps, guards: guards(deps, areaOf), originOf: (c) => originOf(c, deps) } }
}
