import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { type ApiDeps, originOf } from '../api'
import type { View } from '../bucket/present/parts'
import { type Guards, guards, type OwnerEnv } from './auth'
import { answerError, refuseInvalid } from './error'

export type OwnerApp = OpenAPIHono<OwnerEnv>

/** What this dialect needs from outside beside what every one does. */
export type OwnerDeps = ApiDeps & {
  /** The installation's key, which checks and links that nobody may guess are made with. */
  linkKey(): string
}

/** What the routes of each noun are made with. */
export type RouteParts = {
  deps: OwnerDeps
  guards: Guards
  viewOf(c: Context): View
}

/** The Owner API without its routes: how it refuses, and what routes are made with. */
export function emptyOwnerApp(deps: OwnerDeps): { app: OwnerApp; parts: RouteParts } {
  const app: OwnerApp = new OpenAPIHono<OwnerEnv>({ strict: false, defaultHook: refuseInvalid })
  app.onError(answerError(deps))
  app.notFound((c) => c.json({ Error: `There is no ${c.req.method} ${c.req.path.slice(0, 200)}` }, 404))
  const { openAPIRegistry: registry } = app
  registry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' })
  registry.registerComponent('securitySchemes', 'apiKey', { type: 'apiKey', in: 'header', name: 'X-API-Key' })
  const viewOf = (c: Context): View => ({ origin: originOf(c, deps), livemode: deps.livemode() })
  return { app, parts: { deps, guards: guards(deps), viewOf } }
}
