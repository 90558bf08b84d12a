import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { WebhookPort } from '../../core/webhook'
import { payToken } from '../../usecases/pay-link'
import { type ApiDeps, originOf } from '../api'
import { areaFinder } from './area'
import { type BillabearEnv, type Guards, guards } from './auth'
import { answerError, refuseInvalid } from './error'

export type BillabearApp = OpenAPIHono<BillabearEnv>

/** What this dialect needs from outside beside what every one does. */
export type BillabearDeps = ApiDeps & {
  /** What a browser needs to speak to Stripe; unset: the answer leaves it out. */
  publishableKey?: () => string
  /** The installation's key, which links that nobody may guess are made with. */
  linkKey(): string
  webhooks: () => WebhookPort
  /** The jobs by name; `run` does what is due, of all of them or of one, and answers how much each did. */
  jobs: { names: readonly string[]; run(only: string | undefined): Promise<Record<string, number>> }
}

/** What the routes of each noun are made with. */
export type RouteParts = {
  deps: BillabearDeps
  guards: Guards
  originOf(c: Context): string
  /** The public address where an invoice is paid. */
  payLinkOf(c: Context): PayLinkOf
}

export type PayLinkOf = (invoice: { ownerId: string; id: string }) => string

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
  const payLinkOf = (c: Context): PayLinkOf => {
    const [origin, key] = [originOf(c, deps), deps.linkKey()]
    return (invoice) => `${origin}/pay/${payToken(key, invoice)}`
  }
  return { app, parts: { deps, guards: guards(deps, areaOf), originOf: (c) => originOf(c, deps), payLinkOf } }
}
