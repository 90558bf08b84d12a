import { createHash } from 'node:crypto'
import { StripeError } from './error'
import { canonicalForm, type Form } from './form'
import type { Sql } from './store'

/** Stripe forgets a key after a day (docs.stripe.com/api/idempotent_requests); here by the account's clock. */
const KEY_LIFE_SECONDS = 24 * 60 * 60
const KEY_LENGTH_MAX = 255

export type Claim = { key: string; endpoint: string; params: string }
export type Replay = { status: number; body: string; originalRequest: string }

/** Keys whose first request is still running, in this process. */
export class RunningKeys {
  private readonly running = new Set<string>()

  /** Claims a key for as long as its request runs; a second request meanwhile is refused with 409. */
  claim(account: string, key: string): () => void {
    const name = `${account} ${key}`
    if (this.running.has(name)) {
      throw new StripeError(409, {
        type: 'invalid_request_error',
        code: 'idempotency_key_in_use',
        message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
      })
    }
    this.running.add(name)
    return () => this.running.delete(name)
  }
}

export function readClaim(key: string, endpoint: string, form: Form): Claim {
  if (key.length > KEY_LENGTH_MAX) {
    throw new StripeError(400, {
      type: 'invalid_request_error',
      message: `The provided idempotency key is too long: it may have at most ${KEY_LENGTH_MAX} characters.`,
    })
  }
  const params = createHash('sha256').update(canonicalForm(form)).digest('base64')
  return { key, endpoint, params }
}

/** The remembered answer of a key, or undefined if it is new or past its life; refuses other parameters with 400. */
export async function findReplay(
  sql: Sql,
  account: string,
  claim: Claim,
  now: number,
): Promise<Replay | undefined> {
  const [row] = await sql<
    { endpoint: string; params: string; status: number; body: string; request_id: string; created: string }[]
  >`
    select endpoint, params, status, body, request_id, created from stripe_sandbox.idempotency
    where account = ${account} and key = ${claim.key}`
  if (row === undefined || now - Number(row.created) > KEY_LIFE_SECONDS) return undefined
  if (row.endpoint !== claim.endpoint) {
    throw conflict(
      `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${claim.endpoint}' vs '${row.endpoint}'). Try using a key other than '${claim.key}' if you meant to execute a different request.`,
    )
  }
  if (row.params !== claim.params) {
    throw conflict(
      `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${claim.key}' if you meant to execute a different request.`,
    )
  }
  return { status: row.status, body: row.body, originalRequest: row.request_id }
}

/** Drops the keys past their life, each by the clock of its account, so that the table stays small. */
export async function forgetOldKeys(sql: Sql): Promise<void> {
  await sql`
    delete from stripe_sandbox.idempotency i
    where i.created < ${-KEY_LIFE_SECONDS} + coalesce(
      (select coalesce(c.frozen_at, extract(epoch from now())::bigint + c.offset_seconds)
       from stripe_sandbox.clock c where c.account = i.account),
      extract(epoch from now())::bigint)`
}

function conflict(message: string): StripeError {
  return new StripeError(400, { type: 'idempotency_error', message })
}
