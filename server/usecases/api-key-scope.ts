import type { Db } from '@/db'
import { findKeyScopes } from '@/db/queries/token'
import { ownerNow } from '../clock'
import type { Ctx, OwnerCtx } from '../ctx'
import { invariant } from '../errors'
import { type FoundKey, type KeyActor, keyActor } from './api-key'
import { gather } from './gather'
import { keyRole } from './owner'
import { hashSecret } from './secret'

type KeyScope = { key: FoundKey; owner: OwnerCtx['owner'] }

/** Keys looked up by one query, and waiting for the next. */
const LOOKED_UP_MAX = 500
const AT_ONCE_MAX = 2
const WAITING_MAX = 10_000

/**
 * Enters the scope of a key's owner: what `actorForApiKey` and `ownerScope` say, by one query that the requests of
 * one moment share. It is asked after each of them came, so that a key is revoked at once. Throws `unauthenticated`.
 */
export async function enterByApiKey(ctx: Ctx, key: string): Promise<OwnerCtx & { actor: KeyActor }> {
  const found = await lookUp(ctx.db)(hashSecret(key))
  const actor = keyActor(ctx, found?.key)
  invariant(found, 'a key that is live was found')
  const { owner } = found
  return { ...ctx, actor, now: ownerNow(owner, ctx.now), owner, role: keyRole(actor.scopes) }
}

const lookUps = new WeakMap<Db, (hash: string) => Promise<KeyScope | undefined>>()

function lookUp(db: Db): (hash: string) => Promise<KeyScope | undefined> {
  const known = lookUps.get(db)
  if (known) return known
  const made = gather(
    async (hashes: string[]) => {
      const found = await findKeyScopes(db, [...new Set(hashes)])
      const byHash = new Map(found.map((row) => [row.hash, row]))
      return hashes.map((hash): KeyScope | undefined => byHash.get(hash))
    },
    { sizeMax: LOOKED_UP_MAX, atOnceMax: AT_ONCE_MAX, waitingMax: WAITING_MAX },
  )
  lookUps.set(db, made)
  return made
}
