import { currentActor, linkActor } from '../auth'
import { ctxFor, wire } from '../wire'
import { appRouter } from './root'
import { createCallerFactory, type TrpcContext } from './trpc'

export type { Outputs } from './root'
export { type Refusal, refusalOf } from './trpc'

/** The procedures, called without HTTP: for server components, once per request. */
export async function createCaller(
  headers: Pick<Headers, 'get'>,
  from: { address?: string | undefined } = {},
) {
  return callerFrom(await contextFrom(headers, from))
}

export const callerFrom = createCallerFactory(appRouter)

export type Caller = ReturnType<typeof callerFrom>

/** What a request's calls start from: who asks, by the session cookie. */
export async function contextFrom(
  headers: Pick<Headers, 'get'>,
  from: { address?: string | undefined } = {},
): Promise<TrpcContext> {
  const { env, webhooks } = wire()
  const { stripe, authSecret, appUrl } = env
  const { publishableKey, scriptUrl } = stripe
  const [actor, link] = await Promise.all([currentActor(headers), linkActor(headers)])
  return {
    ctx: ctxFor(actor),
    ...(link.kind === 'link' ? { link } : {}),
    open: { address: from.address, linkKey: authSecret },
    stripeJs: { publishableKey, scriptUrl },
    outside: { appUrl, webhooks },
    scopes: new Map(),
    ownerScopes: new Map(),
  }
}
