import type { Context, MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { type Access, type Area, allows } from '../../core/api-key'
import type { Actor, Ctx, CustomerCtx, OwnerCtx } from '../../ctx'
import { DomainError } from '../../errors'
import { actorForApiKey } from '../../usecases/api-key'
import { enterByApiKey } from '../../usecases/api-key-scope'
import { enterCustomer } from '../../usecases/customer'
import { type ApiDeps, anyJson, idempotent, isRead } from '../api'
import type { Wording } from './error'

/** What a route finds in its context, once the key is known: the owner's scope or one customer's. */
export type BillabearEnv = {
  Variables: {
    wording: Wording
    ctx: Ctx
    owner: OwnerCtx
    customer: CustomerCtx
  }
}

export type BillabearContext = Context<BillabearEnv>

/** How a route is entered. `wording` is how this operation words its refusals. */
export type Guards = {
  /** Whoever holds a key of the owner. */
  owner(wording?: Wording): MiddlewareHandler<BillabearEnv>[]
  /** The same, for a route below the customer `:customerId`; another owner's customer is not there. */
  customer(wording?: Wording): MiddlewareHandler<BillabearEnv>[]
  /** Anybody: what is behind such a route is opened by a secret in its path. */
  open(wording?: Wording): MiddlewareHandler<BillabearEnv>[]
}

/** The area of a route by its method and path; undefined: it was declared for none. */
export type AreaOf = (method: string, path: string) => Area | undefined

/**
 * `X-API-Key` names the owner; what a key may do is its scopes: in the route's area, reading is `read`, anything
 * else `write`. On every write an Idempotency-Key is honoured.
 */
export function guards(deps: ApiDeps, areaOf: AreaOf): Guards {
  const identify: MiddlewareHandler<BillabearEnv> = async (c, next) => {
    const anonymous = deps.ctxFor({ kind: 'nobody' })
    const actor = await actorForApiKey(anonymous, keyOf(c))
    admit(c, actor)
    c.set('ctx', { ...anonymous, actor })
    await next()
  }
  const enterOwner: MiddlewareHandler<BillabearEnv> = async (c, next) => {
    const anonymous = deps.ctxFor({ kind: 'nobody' })
    const owner = await enterByApiKey(anonymous, keyOf(c))
    admit(c, owner.actor)
    c.set('ctx', { ...anonymous, actor: owner.actor })
    c.set('owner', owner)
    await next()
  }
  const admit = (c: BillabearContext, actor: Actor) => {
    if (actor.kind !== 'api_key') return
    const area = areaOf(c.req.method, routePath(c))
    requireScope(actor.scopes, area, isRead(c) ? (c.get('wording').access ?? 'read') : 'write')
  }
  const enter: MiddlewareHandler<BillabearEnv> = async (c, next) => {
    c.set('customer', await enterCustomer(c.get('ctx'), c.req.param('customerId') ?? ''))
    await next()
  }
  const anybody: MiddlewareHandler<BillabearEnv> = async (c, next) => {
    c.set('ctx', deps.ctxFor({ kind: 'nobody' }))
    // Neither the address of such a page nor its answer is to travel on or to stay behind.
    c.header('Cache-Control', 'no-store')
    c.header('Referrer-Policy', 'no-referrer')
    await next()
  }
  const note =
    (wording: Wording): MiddlewareHandler<BillabearEnv> =>
    (c, next) => {
      c.set('wording', wording)
      return next()
    }
  return {
    owner: (wording = {}) => [note(wording), enterOwner, once, anyJson],
    customer: (wording = {}) => [note(wording), identify, enter, once, anyJson],
    open: (wording = {}) => [note(wording), anybody, anyJson],
  }
}

const keyOf = (c: Context): string => c.req.header('x-api-key') ?? ''

/** A key without named scopes may do everything; a route without an area is for no key of an area. */
function requireScope(scopes: string[], area: Area | undefined, access: Access): void {
  const allowed = area ? allows(scopes, area, access) : scopes.length === 0 || scopes.includes(access)
  if (allowed) return
  throw new DomainError('forbidden', {
    message: `This API key may not ${area ? `${access} ${area}` : access}`,
  })
}

const keyed = idempotent<BillabearEnv>((c) => {
  const { actor, db } = c.get('ctx')
  const scope = actor.kind === 'api_key' ? `key:${actor.keyId}` : actor.kind
  return {
    ctx: { db },
    scope,
    secret: c.get('wording').secret,
    carry: (request) => {
      c.set('ctx', { ...c.get('ctx'), request })
      // Only one of the two is there, by how the route is entered.
      if (c.get('owner')) c.set('owner', { ...c.get('owner'), request })
      if (c.get('customer')) c.set('customer', { ...c.get('customer'), request })
    },
  }
})

const once: MiddlewareHandler<BillabearEnv> = (c, next) => (isRead(c) ? next() : keyed(c, next))
