import { TRPCError } from '@trpc/server'
import { ownerMember } from '@/db/schema'
import type { OwnerRole } from '@/db/schema/user'
import type { Testkit } from '../../testkit'
import { ensureUser } from '../../usecases/customer'
import { callerFrom, type Refusal, refusalOf } from '../caller'

/** The procedures of an owner's dashboard, called by a new member of that owner. */
export async function ownerCaller(kit: Testkit, ownerId: string, of: { role?: OwnerRole; now?: Date } = {}) {
  const { db } = kit.database
  const email = `${crypto.randomUUID()}@example.com`
  const userId = await db.transaction((tx) => ensureUser({ tx }, email))
  await db.insert(ownerMember).values({ ownerId, userId, role: of.role ?? 'finance' })
  const actor = { kind: 'user' as const, userId, email }
  const ctx = kit.ctx(of.now ? { actor, now: of.now } : { actor })
  const stripeJs = { publishableKey: 'pk_test_folio', scriptUrl: null }
  const { owner } = callerFrom({ ctx, stripeJs, scopes: new Map(), ownerScopes: new Map() })
  return { owner, email, userId }
}

/** What a call was refused with; null when it was not. */
export async function refusal(answer: Promise<unknown>): Promise<Refusal | null> {
  try {
    await answer
    return null
  } catch (error) {
    return refusalOf(error)
  }
}

/** The code a call was refused with. */
export async function codeOf(answer: Promise<unknown>): Promise<string> {
  try {
    await answer
    return 'OK'
  } catch (error) {
    if (error instanceof TRPCError) return error.code
    throw error
  }
}
