import { and, desc, eq, isNull, lt, or } from 'drizzle-orm'
import { z } from 'zod'
import { newId } from '@/db/id'
import { findApiKey } from '@/db/queries/token'
import { apiKey } from '@/db/schema'
import { wallNow } from '../clock'
import { type Actor, type Ctx, type OwnerCtx, transact } from '../ctx'
import { DomainError } from '../errors'
import { parse } from './customer'
import { record } from './event'
import { requireAdmin } from './owner'
import { hashSecret, newSecret } from './secret'

/** What a key may do: `read` looks, `write` changes. No scope named means both. */
export const API_KEY_SCOPES = ['read', 'write'] as const

const createInput = z.object({
  name: z.string().trim().min(1).max(200),
  scopes: z.array(z.enum(API_KEY_SCOPES)).max(API_KEY_SCOPES.length).default([]),
  expiresAt: z.date().optional(),
})

/**
 * Makes a program's key. `key` is shown this once; only its hash is kept. Expiry is wall-clock time, whatever
 * the owner's clock says.
 */
export async function createApiKey(
  ctx: OwnerCtx,
  input: z.input<typeof createInput>,
): Promise<{ id: string; key: string }> {
  requireAdmin(ctx)
  const { name, scopes, expiresAt } = parse(createInput, input)
  if (expiresAt && expiresAt <= wallNow()) {
    throw new DomainError('invalid_input', { fields: { expiresAt: 'A key cannot end in the past' } })
  }
  const key = newSecret(KEY_PREFIX)
  const id = newId()
  await transact(ctx, async (t) => {
    await t.tx.insert(apiKey).values({
      ownerId: ctx.owner.id,
      id,
      name,
      prefix: key.slice(0, KEY_PREFIX.length + SHOWN_LENGTH),
      hash: hashSecret(key),
      scopes,
      expiresAt: expiresAt ?? null,
    })
    await record(t, 'api_key.created', { ownerId: ctx.owner.id, subjectId: id, payload: { name, scopes } })
  })
  return { id, key }
}

/** The program behind a key. Throws `unauthenticated` for one unknown, expired or revoked. */
export async function actorForApiKey(ctx: Pick<Ctx, 'db' | 'now'>, key: string): Promise<Actor> {
  const found = await findApiKey(ctx.db, hashSecret(key))
  const live = found && found.revokedAt === null && (found.expiresAt === null || found.expiresAt > ctx.now)
  if (!live) throw new DomainError('unauthenticated', { message: 'The API key is not valid' })
  const seenAt = found.lastUsedAt?.getTime() ?? 0
  if (ctx.now.getTime() - seenAt > USED_EVERY_MS) noteUse(ctx, found)
  return { kind: 'api_key', keyId: found.id, ownerId: found.ownerId, scopes: found.scopes }
}

/** The owner's keys, newest first, without secrets. */
export async function listApiKeys(ctx: OwnerCtx) {
  requireAdmin(ctx)
  return ctx.db
    .select({
      id: apiKey.id,
      name: apiKey.name,
      prefix: apiKey.prefix,
      scopes: apiKey.scopes,
      expiresAt: apiKey.expiresAt,
      lastUsedAt: apiKey.lastUsedAt,
      revokedAt: apiKey.revokedAt,
      createdAt: apiKey.createdAt,
    })
    .from(apiKey)
    .where(eq(apiKey.ownerId, ctx.owner.id))
    .orderBy(desc(apiKey.id))
    .limit(LIST_MAX)
}

/** Ends a key at once. Again does nothing; another owner's is `not_found`. */
export async function revokeApiKey(ctx: OwnerCtx, keyId: string): Promise<void> {
  requireAdmin(ctx)
  const id = z.uuid().safeParse(keyId)
  const [found] = id.success
    ? await ctx.db
        .select({ id: apiKey.id })
        .from(apiKey)
        .where(and(eq(apiKey.ownerId, ctx.owner.id), eq(apiKey.id, id.data)))
    : []
  if (!found) throw new DomainError('not_found', { message: 'No such API key' })
  await ctx.db
    .update(apiKey)
    .set({ revokedAt: wallNow() })
    .where(and(eq(apiKey.ownerId, ctx.owner.id), eq(apiKey.id, found.id), isNull(apiKey.revokedAt)))
}

const KEY_PREFIX = 'folio_sk_'
/** How much of a key stays readable in lists, to tell keys apart. */
const SHOWN_LENGTH = 4
const LIST_MAX = 500
const USED_EVERY_MS = 60_000

/** Not awaited: the caller's request does not wait for it, and a failure to note a use is no failure of the use. */
function noteUse(ctx: Pick<Ctx, 'db' | 'now'>, key: { ownerId: string; id: string }): void {
  ctx.db
    .update(apiKey)
    .set({ lastUsedAt: ctx.now })
    .where(
      and(
        eq(apiKey.ownerId, key.ownerId),
        eq(apiKey.id, key.id),
        or(isNull(apiKey.lastUsedAt), lt(apiKey.lastUsedAt, new Date(ctx.now.getTime() - USED_EVERY_MS))),
      ),
    )
    .catch(() => undefined)
}
