import type { Context, MiddlewareHandler } from 'hono'
import type { Ctx, CustomerCtx } from '../../ctx'
import { enterCustomer } from '../../usecases/customer'
import { actorForToken } from '../../usecases/token'
import { type ApiDeps, bearerToken, idempotent } from '../api'

/** What a route finds in its context. `ctx` and `customer` are there once the caller is known. */
export type BucketEnv = {
  Variables: {
    /** The statuses that the document has for the route, beside 200 and 401. */
    documented: readonly number[]
    ctx: Ctx
    customer: CustomerCtx
  }
}

export type BucketContext = Context<BucketEnv>

/** How a route is entered, from least to most: each names the statuses the document has for the route. */
export type Guards = {
  /** Anyone, also without a token. */
  open(documented: readonly number[]): MiddlewareHandler<BucketEnv>[]
  /** The holder of an access token. */
  user(documented: readonly number[]): MiddlewareHandler<BucketEnv>[]
  /** The holder of an access token that may see the bucket `:id`. */
  bucket(documented: readonly number[]): MiddlewareHandler<BucketEnv>[]
}

/** Scope is authorisation: a bucket outside it is not there. On POST an Idempotency-Key is honoured. */
export function guards(deps: ApiDeps): Guards {
  const note =
    (documented: readonly number[]): MiddlewareHandler<BucketEnv> =>
    (c, next) => {
      c.set('documented', documented)
      return next()
    }
  const identify: MiddlewareHandler<BucketEnv> = async (c, next) => {
    const anonymous = deps.ctxFor({ kind: 'nobody' })
    c.set('ctx', { ...anonymous, actor: await actorForToken(anonymous, bearerToken(c)) })
    await next()
  }
  const enter: MiddlewareHandler<BucketEnv> = async (c, next) => {
    c.set('customer', await enterCustomer(c.get('ctx'), c.req.param('id') ?? ''))
    await next()
  }
  return {
    open: (documented) => [note(documented)],
    user: (documented) => [note(documented), identify, once],
    bucket: (documented) => [note(documented), identify, enter, once],
  }
}

const keyed = idempotent<BucketEnv>((c) => {
  const { actor, db } = c.get('ctx')
  return {
    ctx: { db },
    scope: actor.kind === 'user' ? `user:${actor.userId}` : actor.kind,
    carry: (request) => {
      c.set('ctx', { ...c.get('ctx'), request })
      if (c.get('customer')) c.set('customer', { ...c.get('customer'), request })
    },
  }
})

/** Only a POST is not safe to repeat by itself. */
const once: MiddlewareHandler<BucketEnv> = (c, next) => (c.req.method === 'POST' ? keyed(c, next) : next())
