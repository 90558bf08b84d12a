import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { newId } from '@/db/id'
import { findCustomerScope } from '@/db/queries/customer'
import { deleteEndedAccess, findAccess, lockRefresh } from '@/db/queries/token'
import { customerMember, token } from '@/db/schema'
import { type Actor, type Ctx, type TxCtx, transact } from '../ctx'
import { DomainError, invalidInput, invariant } from '../errors'
import { ensureUser, parse } from './customer'
import { countUse } from './rate-limit'
import { hashSecret, newSecret } from './secret'

/**
 * An access token lives a day. It is looked up on each call and so can be revoked at any time; a shorter life
 * would only break programs that were given one without the means to renew it.
 */
export const ACCESS_LIFE_MS = 24 * 60 * 60_000
export const REFRESH_LIFE_MS = 365 * 24 * 60 * 60_000

/** Named as the bucket API's OAuth calls answer them; `expire_at` is the access token's end, ISO 8601 in UTC. */
export type Tokens = { access_token: string; refresh_token: string; expire_at: string }

const createInput = z.object({
  email: z.email().max(320),
  /** Bucket id or UUID: the user becomes its billing admin. */
  customer: z.string().max(64).optional(),
})

/** Makes a pair of tokens for a user, creating the user when there is none. Only for the operator. */
export async function createToken(ctx: Ctx, input: z.input<typeof createInput>): Promise<Tokens> {
  if (ctx.actor.kind !== 'operator') throw new DomainError('forbidden')
  const { email, customer } = parse(createInput, input)
  return transact(ctx, async (t) => {
    const userId = await ensureUser(t, email)
    if (customer !== undefined) await joinCustomer(t, userId, customer)
    const refreshToken = newSecret('folio_rt_')
    const refreshId = newId()
    await t.tx.insert(token).values({
      hash: hashSecret(refreshToken),
      id: refreshId,
      kind: 'refresh',
      userId,
      expiresAt: new Date(t.now.getTime() + REFRESH_LIFE_MS),
    })
    return { ...(await insertAccess(t, userId, refreshId)), refresh_token: refreshToken }
  })
}

/**
 * The refresh grant (bucket API, `POST /api/oauth/token`): a fresh access token and the refresh token used.
 * Throws `invalid_input` for anything missing, unknown, expired or revoked, because 400 is the document's
 * only refusal, and the published client asks again forever on 401.
 */
export async function refreshAccess(
  ctx: Ctx,
  input: { refreshToken: unknown; clientId: unknown; address?: string },
): Promise<Tokens & { token_type: 'Bearer' }> {
  await countTokenUse(ctx, 'refresh', input.address)
  const { refreshToken } = parse(refreshInput, input)
  return transact(ctx, async (t) => {
    const refresh = await lockRefresh(t.tx, hashSecret(refreshToken), t.now)
    if (!refresh) throw invalidInput({ refresh_token: 'The refresh token is not valid' })
    await deleteEndedAccess(t.tx, refresh.id, t.now)
    const access = await insertAccess(t, refresh.userId, refresh.id)
    return { ...access, refresh_token: refreshToken, token_type: 'Bearer' }
  })
}

const refreshInput = z.object({
  refreshToken: z.string('refresh_token is missing').min(1, 'refresh_token is missing').max(200),
  clientId: z.string('client_id is missing').min(1, 'client_id is missing').max(200),
})

/**
 * Ends a token, and with a refresh token each access token made from it. Throws `not_found` when there is no
 * such live token (bucket API, `POST /api/oauth/revoke`: 404).
 */
export async function revokeToken(ctx: Ctx, secret: string, from: { address?: string } = {}): Promise<void> {
  await countTokenUse(ctx, 'revoke', from.address)
  await transact(ctx, async (t) => {
    const [ended] = await t.tx
      .update(token)
      .set({ revokedAt: t.now })
      .where(and(eq(token.hash, hashSecret(secret)), isNull(token.revokedAt)))
      .returning({ id: token.id, kind: token.kind })
    if (!ended) throw new DomainError('not_found', { message: 'No such token' })
    if (ended.kind !== 'refresh') return
    // A refresh at the same time waits for the row above, or its access token is already here to be ended.
    await t.tx
      .update(token)
      .set({ revokedAt: t.now })
      .where(and(eq(token.refreshId, ended.id), isNull(token.revokedAt)))
  })
}

/** The user behind an access token. Throws `unauthenticated` for one unknown, expired or revoked. */
export async function actorForToken(ctx: Pick<Ctx, 'db' | 'now'>, accessToken: string): Promise<Actor> {
  const found = await findAccess(ctx.db, hashSecret(accessToken), ctx.now)
  if (!found) throw new DomainError('unauthenticated', { message: 'The access token is not valid' })
  return { kind: 'user', userId: found.userId, email: found.email }
}

/** Per address: far above what a program needs, far below what guessing would. */
const TOKEN_USES = { limit: 120, windowMs: 60_000 }

async function countTokenUse(ctx: Ctx, verb: string, address: string | undefined): Promise<void> {
  await countUse(ctx, { key: `token:${verb}:${address ?? 'unknown'}`, ...TOKEN_USES })
}

async function joinCustomer(t: TxCtx, userId: string, key: string): Promise<void> {
  const found = await findCustomerScope(t.tx, key.toLowerCase(), 'all')
  if (!found) throw new DomainError('not_found', { message: `There is no customer ${key}` })
  const { ownerId, id: customerId } = found.customer
  await t.tx
    .insert(customerMember)
    .values({ ownerId, customerId, userId, role: 'billing_admin' })
    .onConflictDoUpdate({
      target: [customerMember.ownerId, customerMember.customerId, customerMember.userId],
      set: { role: 'billing_admin' },
    })
}

async function insertAccess(t: TxCtx, userId: string, refreshId: string) {
  const accessToken = newSecret('folio_at_')
  const expiresAt = new Date(t.now.getTime() + ACCESS_LIFE_MS)
  const [made] = await t.tx
    .insert(token)
    .values({ hash: hashSecret(accessToken), id: newId(), kind: 'access', userId, refreshId, expiresAt })
    .returning({ id: token.id })
  invariant(made, 'an inserted token is returned')
  return { access_token: accessToken, expire_at: expiresAt.toISOString() }
}
