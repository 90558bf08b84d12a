import { and, desc, eq, isNotNull, isNull, like } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { apiKey } from '@/db/schema'
import type { Page, PageInput } from '@/server/core/page'
import { isUuid } from '../id'
import { containing, pageOf, pageParts } from './page'

/** A key as it is shown: without what would let anybody use it. */
export type ApiKeyView = Omit<typeof apiKey.$inferSelect, 'hash' | 'ownerId'>

export type ApiKeyFilter = { name?: string | undefined; revoked?: boolean | undefined }

/** The owner's keys, oldest first. */
export async function pageApiKeys(
  db: Db,
  ownerId: string,
  filter: ApiKeyFilter,
  page: PageInput,
): Promise<Page<ApiKeyView>> {
  const { where, orderBy, limit } = pageParts(apiKey.id, page)
  const { name, revoked } = filter
  const rows = await db
    .select(VIEW)
    .from(apiKey)
    .where(
      and(
        eq(apiKey.ownerId, ownerId),
        where,
        name ? like(apiKey.name, containing(name)) : undefined,
        revoked === undefined ? undefined : revoked ? isNotNull(apiKey.revokedAt) : isNull(apiKey.revokedAt),
      ),
    )
    .orderBy(orderBy)
    .limit(limit)
  return pageOf(rows, page)
}

/** The latest of the owner's keys, newest first. */
export function latestApiKeys(db: Db, ownerId: string, limit: number): Promise<ApiKeyView[]> {
  return db.select(VIEW).from(apiKey).where(eq(apiKey.ownerId, ownerId)).orderBy(desc(apiKey.id)).limit(limit)
}

export async function findApiKeyView(db: Db, ownerId: string, id: string): Promise<ApiKeyView | undefined> {
  if (!isUuid(id)) return undefined
  const [row] = await db
    .select(VIEW)
    .from(apiKey)
    .where(and(eq(apiKey.ownerId, ownerId), eq(apiKey.id, id)))
  return row
}

/** What a key that is not revoked may do and until when; it cannot be revoked before the transaction ends. */
export async function lockLiveApiKey(tx: Tx, ownerId: string, id: string) {
  const [row] = await tx
    .select({ scopes: apiKey.scopes, expiresAt: apiKey.expiresAt })
    .from(apiKey)
    .where(and(eq(apiKey.ownerId, ownerId), eq(apiKey.id, id), isNull(apiKey.revokedAt)))
    .for('share')
  return row
}

const VIEW = {
  id: apiKey.id,
  name: apiKey.name,
  prefix: apiKey.prefix,
  scopes: apiKey.scopes,
  expiresAt: apiKey.expiresAt,
  lastUsedAt: apiKey.lastUsedAt,
  revokedAt: apiKey.revokedAt,
  createdAt: apiKey.createdAt,
}
