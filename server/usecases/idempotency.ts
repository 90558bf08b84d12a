import { setTimeout as sleep } from 'node:timers/promises'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { deleteOldKeys, dropExpiredKey, insertKey, readKey, takeStaleKey } from '@/db/queries/idempotency'
import { idempotencyKey } from '@/db/schema'
import type { Ctx, KeyedRequest } from '../ctx'
import { DomainError, ERRORS, type ErrorCode, type ErrorDetails, invalidInput } from '../errors'

export type Once = {
  /** Who asks: `user:<id>` or `key:<id>`; the same key of another caller is another key. */
  scope: string
  /** The caller's Idempotency-Key, 1 to 255 characters. */
  key: string
  /** A digest of method, path and body: what must be the same when the key is used again. */
  requestHash: string
}

export type Answer = { status: number; body: unknown }

/**
 * Runs a request once per key and keeps its answer for 24 hours: the same request again gets that answer
 * (`replayed`). Another request under the key is `idempotency_mismatch`; one whose first run is still going
 * waits a moment, then is `conflict`. The key of a process that died is taken over.
 *
 * Kept are answers that are final: below 500 and not one that asks to come back (401, 409, 429). A thrown
 * refusal counts by its status, is kept as itself, and is thrown again on replay. No transaction is open
 * while `run` works.
 *
 * A request that died, or broke, after it had done something is run again by its repeat; what it did in
 * `transactOnce` is not done again. `run` gets what its context needs for that.
 */
export async function onceOnly(
  ctx: Pick<Ctx, 'db'>,
  once: Once,
  run: (request: KeyedRequest) => Promise<Answer>,
): Promise<Answer & { replayed: boolean }> {
  if (once.key.length < 1 || once.key.length > KEY_LENGTH_MAX) {
    throw invalidInput({ 'Idempotency-Key': `Idempotency-Key has 1 to ${KEY_LENGTH_MAX} characters` })
  }
  const claim = await claimKey(ctx, once)
  if (claim.kind === 'answered') return { ...replay(claim.answer), replayed: true }
  const lock = holdLock(ctx, once, claim.lockedUntil)
  try {
    const answer = await run({ scope: once.scope, key: once.key, steps: 0 })
    await settle(ctx, once, await lock.release(), answer)
    return { ...answer, replayed: false }
  } catch (error) {
    await settle(ctx, once, await lock.release(), refusalAnswer(error))
    throw error
  }
}

const KEY_LENGTH_MAX = 255
/** A lock that is not renewed for this long belongs to a process that died. */
export const LOCK_MS = 30_000
const RENEW_MS = 10_000
const WAIT_MS = 5_000
const POLL_MS = 50
const POLL_MAX_MS = 400

type Claim = { kind: 'claimed'; lockedUntil: string } | { kind: 'answered'; answer: Answer }

/** Bounded by WAIT_MS: each turn claims, answers, refuses or waits a little. */
async function claimKey(ctx: Pick<Ctx, 'db'>, once: Once): Promise<Claim> {
  const deadline = performance.now() + WAIT_MS
  for (let pollMs = POLL_MS; ; pollMs = Math.min(pollMs * 2, POLL_MAX_MS)) {
    const inserted = await insertKey(ctx.db, once, LOCK_MS)
    if (inserted) {
      await deleteOldKeys(ctx.db)
      return { kind: 'claimed', lockedUntil: inserted }
    }
    const row = await readKey(ctx.db, once)
    if (row?.expired) await dropExpiredKey(ctx.db, once)
    else if (row) {
      if (row.requestHash !== once.requestHash) {
        throw new DomainError('idempotency_mismatch', {
          message: 'This Idempotency-Key was used for another request',
        })
      }
      if (row.status !== null) return { kind: 'answered', answer: { status: row.status, body: row.body } }
      const taken = row.stale ? await takeStaleKey(ctx.db, once, LOCK_MS) : undefined
      if (taken) return { kind: 'claimed', lockedUntil: taken }
    }
    if (performance.now() + pollMs > deadline) {
      throw new DomainError('conflict', { message: 'A request with this Idempotency-Key is still running' })
    }
    await sleep(pollMs)
  }
}

/** Keeps the lock young while the request runs, so that only a dead process ever loses it. */
function holdLock(ctx: Pick<Ctx, 'db'>, once: Once, lockedUntil: string) {
  let held: string | null = lockedUntil
  let renewal = Promise.resolve()
  const timer = setInterval(() => {
    renewal = renewal.then(async () => {
      if (held === null) return
      // A renewal that fails (database away) is tried again by the next tick; the lock outlives two of them.
      held = await renew(ctx, once, held).catch(() => held)
    })
  }, RENEW_MS)
  timer.unref()
  return {
    /** Stops renewing; answers the lock as it stands, null when another process took it. */
    release: async (): Promise<string | null> => {
      clearInterval(timer)
      await renewal
      return held
    },
  }
}

async function renew(ctx: Pick<Ctx, 'db'>, once: Once, lockedUntil: string): Promise<string | null> {
  const [row] = await ctx.db
    .update(idempotencyKey)
    .set({ lockedUntil: sql`now() + ${LOCK_MS} * interval '1 millisecond'` })
    .where(ours(once, lockedUntil))
    .returning({ lockedUntil: sql<string>`${idempotencyKey.lockedUntil}::text` })
  return row?.lockedUntil ?? null
}

/**
 * Keeps a final answer; of any other the key is free again at once, or goes on. The work is done by now and its answer
 * stands, so that a failure to keep it is not the caller's: the lock then ends by itself.
 */
async function settle(
  ctx: Pick<Ctx, 'db'>,
  once: Once,
  lockedUntil: string | null,
  answer: Answer,
): Promise<void> {
  if (lockedUntil === null) return
  await keep(ctx, once, lockedUntil, answer).catch(() => undefined)
}

async function keep(ctx: Pick<Ctx, 'db'>, once: Once, lockedUntil: string, answer: Answer): Promise<void> {
  if (answer.status >= 500 || COME_BACK.has(answer.status)) {
    // What was begun is gone on with, at once, by whoever sends the same again; else the key is free.
    const free = and(ours(once, lockedUntil), sql`${idempotencyKey.steps} = '[]'::jsonb`)
    const freed = await ctx.db.delete(idempotencyKey).where(free).returning({ key: idempotencyKey.key })
    if (freed.length === 0)
      await ctx.db.update(idempotencyKey).set({ lockedUntil: sql`now()` }).where(ours(once, lockedUntil))
    return
  }
  await ctx.db
    .update(idempotencyKey)
    // Stringified here, because the driver would take a bare string or number for a parsed value.
    .set({ status: answer.status, body: sql`${JSON.stringify(answer.body ?? null)}::text::jsonb` })
    .where(ours(once, lockedUntil))
}

const COME_BACK = new Set([401, 409, 429])

const ours = (once: Once, lockedUntil: string) =>
  and(
    eq(idempotencyKey.scope, once.scope),
    eq(idempotencyKey.key, once.key),
    isNull(idempotencyKey.status),
    sql`${idempotencyKey.lockedUntil} = ${lockedUntil}::timestamptz`,
  )

const REFUSAL = 'folio:refusal'
type Refusal = { [REFUSAL]: { code: ErrorCode; details: ErrorDetails } }

/** What is kept of a throw: a refusal as itself, anything else as the 500 that it will be answered with. */
function refusalAnswer(error: unknown): Answer {
  if (!(error instanceof DomainError)) return { status: 500, body: null }
  const refusal: Refusal = { [REFUSAL]: { code: error.code, details: error.details } }
  return { status: ERRORS[error.code].http, body: refusal }
}

/** Throws a kept refusal again, so that each face words it as it did the first time. */
function replay(answer: Answer): Answer {
  if (isRefusal(answer.body)) throw new DomainError(answer.body[REFUSAL].code, answer.body[REFUSAL].details)
  return answer
}

const isRefusal = (body: unknown): body is Refusal =>
  typeof body === 'object' && body !== null && REFUSAL in body
