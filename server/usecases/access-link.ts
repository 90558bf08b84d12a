import { randomBytes } from 'node:crypto'
import { and, eq, gt, lt } from 'drizzle-orm'
import { accessLink } from '@/db/schema'
import type { Actor, Ctx, CustomerCtx } from '../ctx'
import { DomainError } from '../errors'
import { enterCustomer } from './customer'
import { hashSecret, newSecret } from './secret'

// These live by the wall's clock, never by an owner's: a secret does not live longer because a clock stands still.

/** How long a manage link opens a customer (behaviour page, section 2). */
export const MANAGE_LINK_LIFE_MS = 5 * 60_000
/** How long a browser that came by one may stay. */
export const LINK_SESSION_LIFE_MS = 60 * 60_000

/** A new secret that opens this customer for a few minutes, as often as it is used; 64 hex, kept hashed. */
export async function createManageLink(ctx: CustomerCtx, of: { wall: Date }): Promise<{ token: string }> {
  const token = randomBytes(32).toString('hex')
  // Those that ended are of no use to anybody; each new one sweeps its customer's.
  await ctx.db
    .delete(accessLink)
    .where(
      and(
        eq(accessLink.ownerId, ctx.owner.id),
        eq(accessLink.customerId, ctx.customer.id),
        lt(accessLink.expiresAt, of.wall),
      ),
    )
  await insertLink(ctx, { secret: token, kind: 'manage', lifeMs: MANAGE_LINK_LIFE_MS, wall: of.wall })
  return { token }
}

/** The one customer that a manage link opens; `not_found` for one unknown or over. */
export async function openManageLink(ctx: Ctx, token: string): Promise<CustomerCtx> {
  const actor = await actorFor(ctx, 'manage', token)
  if (actor.kind !== 'link')
    throw new DomainError('not_found', { message: 'This link is not valid any more' })
  return enterCustomer({ ...ctx, actor }, actor.customerId)
}

/** Takes a manage link in exchange for a session of one browser. Throws as `openManageLink`. */
export async function startLinkSession(
  ctx: Ctx,
  token: string,
): Promise<{ secret: string; expiresAt: Date; customer: CustomerCtx['customer'] }> {
  const scope = await openManageLink(ctx, token)
  const secret = newSecret('folio_ls_')
  const lifeMs = LINK_SESSION_LIFE_MS
  const expiresAt = await insertLink(scope, { secret, kind: 'session', lifeMs, wall: ctx.now })
  return { secret, expiresAt, customer: scope.customer }
}

/** Who a browser's link session is; nobody when it ended. Read on each use, so that it ends at once. */
export const actorForLinkSession = (ctx: Pick<Ctx, 'db' | 'now'>, secret: string): Promise<Actor> =>
  actorFor(ctx, 'session', secret)

/** Ends one browser's session. */
export async function endLinkSession(ctx: Pick<Ctx, 'db'>, secret: string): Promise<void> {
  await ctx.db
    .delete(accessLink)
    .where(and(eq(accessLink.hash, hashSecret(secret)), eq(accessLink.kind, 'session')))
}

/** Ends every session that came by a link of the customer whose link this is. */
export async function endLinkSessions(ctx: Pick<Ctx, 'db' | 'actor'>): Promise<void> {
  const { actor, db } = ctx
  if (actor.kind !== 'link') throw new DomainError('unauthenticated')
  await db
    .delete(accessLink)
    .where(
      and(
        eq(accessLink.ownerId, actor.ownerId),
        eq(accessLink.customerId, actor.customerId),
        eq(accessLink.kind, 'session'),
      ),
    )
}

type Kind = (typeof accessLink.$inferSelect)['kind']

async function insertLink(
  ctx: CustomerCtx,
  link: { secret: string; kind: Kind; lifeMs: number; wall: Date },
): Promise<Date> {
  const expiresAt = new Date(link.wall.getTime() + link.lifeMs)
  await ctx.db.insert(accessLink).values({
    hash: hashSecret(link.secret),
    ownerId: ctx.owner.id,
    customerId: ctx.customer.id,
    kind: link.kind,
    expiresAt,
  })
  return expiresAt
}

async function actorFor(ctx: Pick<Ctx, 'db' | 'now'>, kind: Kind, secret: string): Promise<Actor> {
  const [found] = await ctx.db
    .select({ ownerId: accessLink.ownerId, customerId: accessLink.customerId })
    .from(accessLink)
    .where(
      and(
        eq(accessLink.hash, hashSecret(secret)),
        eq(accessLink.kind, kind),
        gt(accessLink.expiresAt, ctx.now),
      ),
    )
  return found ? { kind: 'link', ...found } : { kind: 'nobody' }
}
