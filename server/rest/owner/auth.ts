import type { Context, MiddlewareHandler } from 'hono'
import { type Access, type Area, allows } from '../../core/api-key'
import type { Ctx, OwnerCtx } from '../../ctx'
import { DomainError } from '../../errors'
import { isApiKey } from '../../usecases/api-key'
import { enterByApiKey } from '../../usecases/api-key-scope'
import { ownerScope } from '../../usecases/owner'
import { actorForToken } from '../../usecases/token'
import { type ApiDeps, anyJson, bearerToken, idempotent } from '../api'

/** What a route finds in its context. */
export type OwnerEnv = {
  Variables: {
    ctx: Ctx
    owner: OwnerCtx
  }
}

export type OwnerContext = Context<OwnerEnv>

/** How a route is entered. */
export type Guards = {
  /** A member of the owner by access token, or a key of the owner that may do this in that area. */
  owner(area: Area, access: Access): MiddlewareHandler<OwnerEnv>[]
  /** Anybody: what is behind such a route is opened by a secret in its path. */
  open(): MiddlewareHandler<OwnerEnv>[]
}

/** Scope is authorisation: an owner outside it is not there. On a write an Idempotency-Key is honoured. */
export function guards(deps: ApiDeps): Guards {
  const enter =
    (area: Area, access: Access): MiddlewareHandler<OwnerEnv> =>
    async (c, next) => {
      // What is said here is about one account and its money: it stays with who asked.
      c.header('Cache-Control', 'no-store')
      const anonymous = deps.ctxFor({ kind: 'nobody' })
      const owner = await enterOwner(anonymous, c)
      const { actor } = owner
      if (actor.kind === 'api_key' && !allows(actor.scopes, area, access))
        throw new DomainError('forbidden', { message: `This API key may not ${access} ${area}` })
      c.set('ctx', { ...anonymous, actor })
      c.set('owner', owner)
      await next()
    }
  const anybody: MiddlewareHandler<OwnerEnv> = async (c, next) => {
    c.header('Cache-Control', 'private, no-store')
    c.header('Referrer-Policy', 'no-referrer')
    c.set('ctx', deps.ctxFor({ kind: 'nobody' }))
    await next()
  }
  return {
    owner: (area, access) => [enter(area, access), ...(access === 'write' ? [once, anyJson] : [])],
    open: () => [anybody],
  }
}

/** The header by which a member of several owners says which one is meant; without it, the one joined first. */
export const OWNER_HEADER = 'X-Owner-Id'

async function enterOwner(anonymous: Ctx, c: OwnerContext): Promise<OwnerCtx> {
  const named = c.req.header(OWNER_HEADER)
  const key = keyOf(c)
  if (key === null)
    return ownerScope({ ...anonymous, actor: await actorForToken(anonymous, bearerToken(c)) }, named)
  const scope = await enterByApiKey(anonymous, key)
  if (named !== undefined && named !== scope.owner.id)
    throw new DomainError('not_found', { message: 'No such owner' })
  return scope
}

/** An API key in its own header, or where programs that know only Bearer put it. */
function keyOf(c: OwnerContext): string | null {
  const header = c.req.header('x-api-key')
  if (header) return header
  const bearer = c.req.header('authorization') === undefined ? '' : bearerToken(c)
  return isApiKey(bearer) ? bearer : null
}

const once = idempotent<OwnerEnv>((c) => {
  const { actor, db, owner } = c.get('owner')
  const who = actor.kind === 'api_key' ? `key:${actor.keyId}` : ''
  return {
    ctx: { db },
    scope: actor.kind === 'user' ? `user:${actor.userId}:${owner.id}` : who,
    carry: (request) => c.set('owner', { ...c.get('owner'), request }),
  }
})
