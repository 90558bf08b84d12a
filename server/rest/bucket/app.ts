import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { type ApiDeps, originOf } from '../api'
import { type BucketEnv, type Guards, guards } from './auth'
import { answerError, refuseInvalid } from './error'
import type { View } from './present/parts'

export type BucketApp = OpenAPIHono<BucketEnv>

/** What the routes of each noun are made with. */
export type RouteParts = {
  deps: ApiDeps
  guards: Guards
  viewOf(c: Context): View
}

/** The bucket API without its routes: how it refuses, and what routes are made with. */
export function emptyBucketApp(deps: ApiDeps): { app: BucketApp; parts: RouteParts } {
  const app: BucketApp = new OpenAPIHono<BucketEnv>({ defaultHook: refuseInvalid })
  app.onError(answerError(deps))
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' })
  const viewOf = (c: Context): View => ({
    // Worked out only for objects that have links.
    get origin() {
      return originOf(c, deps)
    },
    livemode: deps.livemode(),
  })
  return { app, parts: { deps, guards: guards(deps), viewOf } }
}
