import { z } from 'zod'
import { wallNow } from '../../clock'
import { SCOPES } from '../../core/api-key'
import {
  type ApiKeyView,
  createApiKey,
  listApiKeys,
  requireApiKey,
  revokeApiKey,
} from '../../usecases/api-key'
import { ownerProcedure, router } from '../trpc'

const one = z.object({ keyId: z.uuid() })
const DAY_MS = 24 * 60 * 60_000
const DAYS_MAX = 3_650

/** The keys of an owner's programs: for admins to see and to change. */
export const ownerApiKeyRouter = router({
  list: ownerProcedure.query(async ({ ctx: { scope } }) => (await listApiKeys(scope)).map(present)),

  get: ownerProcedure
    .input(one)
    .query(async ({ ctx: { scope }, input }) => present(await requireApiKey(scope, input.keyId))),

  /** The key itself is in this answer and nowhere else. */
  create: ownerProcedure
    .input(
      z.object({
        name: z.string().max(400),
        scopes: z.array(z.enum(SCOPES)).max(SCOPES.length),
        endsInDays: z.number().int().min(1).max(DAYS_MAX).nullable(),
      }),
    )
    .mutation(({ ctx: { scope }, input: { name, scopes, endsInDays } }) =>
      createApiKey(scope, {
        name,
        scopes,
        ...(endsInDays === null ? {} : { expiresAt: new Date(wallNow().getTime() + endsInDays * DAY_MS) }),
      }),
    ),

  revoke: ownerProcedure.input(one).mutation(({ ctx: { scope }, input }) => revokeApiKey(scope, input.keyId)),
})

/** Keys live by the wall's clock, whatever the owner's says. */
function present({ id, name, prefix, scopes, expiresAt, lastUsedAt, revokedAt, createdAt }: ApiKeyView) {
  const state: 'live' | 'expired' | 'revoked' =
    revokedAt !== null ? 'revoked' : expiresAt !== null && expiresAt <= wallNow() ? 'expired' : 'live'
  return { id, name, prefix, scopes, expiresAt, lastUsedAt, revokedAt, createdAt, state }
}
