import { and, eq, gt, inArray, lt, sql } from 'drizzle-orm'
import { z } from 'zod'
import { findUserByEmail, type User } from '@/db/queries/user'
import { signInToken, user } from '@/db/schema'
import { type Ctx, transact } from '../ctx'
import { DomainError, invariant } from '../errors'
import { ensureUser, parse } from './customer'
import { countUse } from './rate-limit'
import { hashSecret } from './secret'

/** How long the link in the mail works. */
export const LINK_LIFE_MS = 15 * 60_000

/** Who the two buttons of the sandbox's sign-in page sign in; the demo data makes them. */
export const DEMO_EMAIL = { customer: 'customer@example.com', owner: 'owner@example.com' } as const

/** One person needs few links; an office behind one address needs some more. */
const PER_EMAIL = { limit: 5, windowMs: LINK_LIFE_MS }
const PER_ADDRESS = { limit: 30, windowMs: LINK_LIFE_MS }

/** Counts a request for a link, per e-mail and per network address. Throws `rate_limited`. */
export async function allowLinkRequest(ctx: Ctx, input: { email: string; address: string }): Promise<void> {
  await countUse(ctx, { key: `sign-in:address:${input.address}`, ...PER_ADDRESS })
  await countUse(ctx, { key: `sign-in:email:${input.email.toLowerCase()}`, ...PER_EMAIL })
}

/** Keeps the hash of a link's secret for `LINK_LIFE_MS`, and sweeps away links that ended unused. */
export async function keepLink(ctx: Ctx, input: { email: string; secret: string }): Promise<void> {
  const email = parse(z.email().max(320), input.email)
  const ended = ctx.db
    .select({ hash: signInToken.hash })
    .from(signInToken)
    .where(lt(signInToken.expiresAt, ctx.now))
    .limit(SWEEP_MAX)
  await ctx.db.delete(signInToken).where(inArray(signInToken.hash, ended))
  await ctx.db.insert(signInToken).values({
    hash: hashSecret(input.secret),
    email,
    expiresAt: new Date(ctx.now.getTime() + LINK_LIFE_MS),
  })
}

/** Uses a link up: answers it once, afterwards and too late null. */
export async function takeLink(
  ctx: Ctx,
  input: { email: string; secret: string },
): Promise<{ email: string; expiresAt: Date } | null> {
  const [used] = await ctx.db
    .delete(signInToken)
    .where(
      and(
        eq(signInToken.hash, hashSecret(input.secret)),
        sql`lower(${signInToken.email}) = lower(${input.email})`,
        gt(signInToken.expiresAt, ctx.now),
      ),
    )
    .returning({ email: signInToken.email, expiresAt: signInToken.expiresAt })
  return used ?? null
}

/**
 * The person of an e-mail that was just proven (by a link, or by GitHub or Google), created on the first
 * sign-in. A name given fills an empty one.
 */
export async function signIn(ctx: Ctx, input: { email: string; name?: string | null }): Promise<User> {
  const email = parse(z.email().max(320), input.email)
  return transact(ctx, async (t) => {
    const userId = await ensureUser(t, email)
    const [signedIn] = await t.tx
      .update(user)
      .set({
        emailVerifiedAt: sql`coalesce(${user.emailVerifiedAt}, ${t.now.toISOString()}::timestamptz)`,
        name: sql`coalesce(${user.name}, ${input.name?.slice(0, 200) ?? null})`,
      })
      .where(eq(user.id, userId))
      .returning()
    invariant(signedIn, 'a user that was just found is updated')
    return signedIn
  })
}

/** The demo person of a kind. Throws `not_found` when there is no demo data. */
export async function demoUser(ctx: Ctx, as: keyof typeof DEMO_EMAIL): Promise<User> {
  const found = await findUserByEmail(ctx.db, DEMO_EMAIL[as])
  if (!found) throw new DomainError('not_found', { message: 'There is no demo data: run `folio seed demo`' })
  return found
}

const SWEEP_MAX = 100
