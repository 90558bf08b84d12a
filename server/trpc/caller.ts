import { currentActor } from '../auth'
import { ctxFor, wire } from '../wire'
import { appRouter } from './root'
import { createCallerFactory, type TrpcContext } from './trpc'

export type { Outputs } from './root'
export { type Refusal, refusalOf } from './trpc'

/** The procedures, called without HTTP: for server components, once per request. */
export async function createCaller(headers: Pick<Headers, 'get'>) {
  return callerFrom(await contextFrom(headers))
}

export const callerFrom = createCallerFactory(appRouter)

export type Caller = ReturnType<typeof callerFrom>

/** What a request's calls start from: who asks, by the session cookie. */
export async function contextFrom(headers: Pick<Headers, 'get'>): Promise<TrpcContext> {
  const { publishableKey, scriptUrl } = wire().env.stripe
  return {
    ctx: ctxFor(await currentActor(headers)),
    stripeJs: { publishableKey, scriptUrl },
    scopes: new Map(),
  }
}
