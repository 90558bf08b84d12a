import { and, eq, isNull, lt, or } from 'drizzle-orm'
import { z } from 'zod'
import { newId } from '@/db/id'
import {
  type ApiKeyFilter,
  type ApiKeyView,
  findApiKeyView,
  latestApiKeys,
  lockLiveApiKey,
  pageApiKeys,
} from '@/db/queries/api-key'
import { findApiKey } from '@/db/queries/token'
import { apiKey } from '@/db/schema'
import { wallNow } from '../clock'
import { covers, SCOPES } from '../core/api-key'
import type { Page, PageInput } from '../core/page'
import { type Actor, type Ctx, type OwnerCtx, type TxCtx, transact } from '../ctx'
import { DomainError, invalidInput } from '../errors'
import { parse } from './customer'
import { record } from './event'
import { requireAdmin } from './owner'
import { hashSecret, newSecret } from './secret'

export type { ApiKeyView }

const createInput = z.object({
  name: z.string().trim().min(1).max(200),
  scopes: z.array(z.enum(SCOPES)).max(SCOPES.length).default([]),
  expiresAt: z.date().optional(),
})

/**
 * Makes a program's key. `key` is shown this once; only its hash is kept. Expiry is wall-clock time, whatever
 * the owner's clock says. A key that makes another gives no more than it has (`forbidden`) and for no longer
 * (`invalid_input`): without an expiry of its own the new one ends with it. A request repeated because its first
 * run died makes another key: nobody saw the first one's secret, and it is kept nowhere.
 */
export async function createApiKey(
  ctx: OwnerCtx,
  input: z.input<typeof createInput>,
): Promise<{ id: string; key: string }> {
  requireAdmin(ctx)
  const { name, scopes: named, expiresAt } = parse(createInput, input)
  const scopes = [...new Set(named)]
  if (expiresAt && expiresAt <= wallNow()) throw invalidInput({ expires_at: 'A key cannot end in the past' })
  const key = newSecret(KEY_PREFIX)
  const id = newId()
  await transact(ctx, async (t) => {
    const maker = await lockMaker(t)
    if (maker) requireWithin(maker, { scopes, expiresAt })
    await t.tx.insert(apiKey).values({
      ownerId: ctx.owner.id,
      id,
      name,
      prefix: key.slice(0, KEY_PREFIX.length + SHOWN_LENGTH),
      hash: hashSecret(key),
      scopes,
      expiresAt: expiresAt ?? maker?.expiresAt ?? null,
    })
    await record(t, 'api_key.created', { ownerId: ctx.owner.id, subjectId: id, payload: { name, scopes } })
  })
  return { id, key }
}

export type FoundKey = NonNullable<Awaited<ReturnType<typeof findApiKey>>>
export type KeyActor = Extract<Actor, { kind: 'api_key' }>

/** Whether a text looks like an API key, as opposed to a person's access token. */
export const isApiKey = (text: string): boolean => text.startsWith(KEY_PREFIX)

/** The program behind a key. Throws `unauthenticated` for one unknown, expired or revoked. */
export async function actorForApiKey(ctx: Pick<Ctx, 'db' | 'now'>, key: string): Promise<Actor> {
  return keyActor(ctx, await findApiKey(ctx.db, hashSecret(key)))
}

/** The program behind a key that was looked up, and a note that it was used. Throws `unauthenticated`. */
export function keyActor(ctx: Pick<Ctx, 'db' | 'now'>, found: FoundKey | undefined): KeyActor {
  const live = found && found.revokedAt === null && (found.expiresAt === null || found.expiresAt > ctx.now)
  if (!live) throw new DomainError('unauthenticated', { message: 'The API key is not valid' })
  if (isUseToNote(ctx, found)) noteUse(ctx, found)
  return { kind: 'api_key', keyId: found.id, ownerId: found.ownerId, scopes: found.scopes }
}

/** Whether the last use of a key that was written down is so long ago that this one is to be. */
export const isUseToNote = (ctx: Pick<Ctx, 'now'>, of: { lastUsedAt: Date | null }): boolean =>
  ctx.now.getTime() - (of.lastUsedAt?.getTime() ?? 0) > USED_EVERY_MS

/** The owner's keys, newest first, without secrets. */
export async function listApiKeys(ctx: OwnerCtx): Promise<ApiKeyView[]> {
  requireKeyReader(ctx)
  return latestApiKeys(ctx.db, ctx.owner.id, LIST_MAX)
}

/** The same by pages, oldest first. */
export async function apiKeyPage(
  ctx: OwnerCtx,
  filter: ApiKeyFilter,
  page: PageInput,
): Promise<Page<ApiKeyView>> {
  requireKeyReader(ctx)
  return pageApiKeys(ctx.db, ctx.owner.id, filter, page)
}

/** One key without its secret; `not_found` outside the owner. */
export async function requireApiKey(ctx: OwnerCtx, keyId: string): Promise<ApiKeyView> {
  requireKeyReader(ctx)
  const found = await findApiKeyView(ctx.db, ctx.owner.id, keyId)
  if (!found) throw new DomainError('not_found', { message: 'No such API key' })
  return found
}

/** Ends a key at once. Again does nothing; another owner's is `not_found`. */
export async function revokeApiKey(ctx: OwnerCtx, keyId: string): Promise<void> {
  requireAdmin(ctx)
  const found = await requireApiKey(ctx, keyId)
  await transact(ctx, async (t) => {
    const [revoked] = await t.tx
      .update(apiKey)
      .set({ revokedAt: wallNow() })
      .where(and(eq(apiKey.ownerId, ctx.owner.id), eq(apiKey.id, found.id), isNull(apiKey.revokedAt)))
      .returning({ id: apiKey.id })
    if (revoked)
      await record(t, 'api_key.revoked', {
        ownerId: ctx.owner.id,
        subjectId: found.id,
        payload: { name: found.name },
      })
  })
}

/** Keys are for admins to see, and for a program whose key may read them: its face has seen to that. */
function requireKeyReader(ctx: OwnerCtx): void {
  if (ctx.actor.kind !== 'api_key') requireAdmin(ctx)
}

type Maker = Pick<ApiKeyView, 'scopes' | 'expiresAt'>

/** The key that makes a key, kept from being revoked meanwhile; undefined when a person does. */
async function lockMaker(t: TxCtx<OwnerCtx>): Promise<Maker | undefined> {
  if (t.actor.kind !== 'api_key') return undefined
  const row = await lockLiveApiKey(t.tx, t.owner.id, t.actor.keyId)
  if (!row) throw new DomainError('unauthenticated', { message: 'The API key is not valid' })
  return row
}

function requireWithin(maker: Maker, made: { scopes: string[]; expiresAt: Date | undefined }): void {
  if (!covers(maker.scopes, made.scopes))
    throw new DomainError('forbidden', {
      message: 'This API key may not give what it does not have: name scopes of its own',
    })
  if (maker.expiresAt && made.expiresAt && made.expiresAt > maker.expiresAt)
    throw invalidInput({ expires_at: 'A key cannot outlast the key that makes it' })
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
