import { and, eq, gt, inArray, isNull, lt, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { apiKey, owner, token, user } from '@/db/schema'
import { prepared } from '../prepared'

/**
 * The user behind a live access token: one indexed query, prepared once per pool, because every call of
 * the bucket API starts with it.
 */
export async function findAccess(db: Db, hash: string, now: Date) {
  let query = access.get(db)
  if (!query) {
    query = prepareAccess(db)
    access.set(db, query)
  }
  const [row] = await query.execute({ hash, now: now.toISOString() })
  return row
}

/** The key with this hash, whatever its state; prepared like `findAccess`. */
export async function findApiKey(db: Db, hash: string) {
  let query = keys.get(db)
  if (!query) {
    query = prepareApiKey(db)
    keys.set(db, query)
  }
  const [row] = await query.execute({ hash })
  return row
}

/** The keys with these hashes, whatever their state, each with its owner. */
export function findKeyScopes(db: Db, hashes: string[]) {
  return keyScopes(db).execute({ hashes })
}

/** A live refresh token, locked against a revocation that runs at the same time. */
export async function lockRefresh(tx: Tx, hash: string, now: Date) {
  const [row] = await tx
    .select({ id: token.id, userId: token.userId })
    .from(token)
    .where(
      and(eq(token.hash, hash), eq(token.kind, 'refresh'), isNull(token.revokedAt), gt(token.expiresAt, now)),
    )
    .for('update')
  return row
}

/** Removes access tokens of a refresh token that ended; a bounded number per call. */
export async function deleteEndedAccess(tx: Tx, refreshId: string, now: Date): Promise<void> {
  const ended = tx
    .select({ hash: token.hash })
    .from(token)
    .where(and(eq(token.refreshId, refreshId), eq(token.kind, 'access'), lt(token.expiresAt, now)))
    .limit(DELETE_MAX)
  await tx.delete(token).where(inArray(token.hash, ended))
}

const keyScopes = prepared((db) =>
  db
    .select({
      hash: apiKey.hash,
      key: {
        id: apiKey.id,
        ownerId: apiKey.ownerId,
        scopes: apiKey.scopes,
        expiresAt: apiKey.expiresAt,
        revokedAt: apiKey.revokedAt,
        lastUsedAt: apiKey.lastUsedAt,
      },
      owner,
    })
    .from(apiKey)
    .innerJoin(owner, eq(owner.id, apiKey.ownerId))
    .where(sql`${apiKey.hash} = any(${sql.placeholder('hashes')}::text[])`)
    .prepare('key_scopes'),
)

const DELETE_MAX = 500

const prepareAccess = (db: Db) =>
  db
    .select({ userId: user.id, email: user.email })
    .from(token)
    .innerJoin(user, eq(user.id, token.userId))
    .where(
      and(
        eq(token.hash, sql.placeholder('hash')),
        eq(token.kind, 'access'),
        isNull(token.revokedAt),
        gt(token.expiresAt, sql.placeholder('now')),
      ),
    )
    .prepare('find_access')

const prepareApiKey = (db: Db) =>
  db
    .select({
      id: apiKey.id,
      ownerId: apiKey.ownerId,
      scopes: apiKey.scopes,
      expiresAt: apiKey.expiresAt,
      revokedAt: apiKey.revokedAt,
      lastUsedAt: apiKey.lastUsedAt,
    })
    .from(apiKey)
    .where(eq(apiKey.hash, sql.placeholder('hash')))
    .prepare('find_api_key')

const access = new WeakMap<Db, ReturnType<typeof prepareAccess>>()
const keys = new WeakMap<Db, ReturnType<typeof prepareApiKey>>()
