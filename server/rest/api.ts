import { createHash, randomUUID } from 'node:crypto'
import type { Context, Env, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { isPrivateAddress } from '../core/network'
import type { Actor, Ctx, KeyedRequest } from '../ctx'
import { DomainError, invalidInput } from '../errors'
import { onceOnly } from '../usecases/idempotency'

// What the dialects share: how a request is read, bounded, repeated and, when it breaks, logged.

/** What every dialect needs from outside. Made once per process; tests make their own. */
export type ApiDeps = {
  ctxFor(actor: Actor): Ctx
  /** Where people reach Folio, without a slash at the end; null: wherever the request came to. */
  publicUrl(): string | null
  /** Whether the money is real; Stripe's objects say so. */
  livemode(): boolean
  /** Told of what broke, for the log of whoever runs this; never shown to the caller. */
  logError(line: string, error: unknown): void
}

/** The token of an `Authorization: Bearer …` header. Throws `unauthenticated` without one. */
export function bearerToken(c: Context): string {
  const header = c.req.header('authorization') ?? ''
  if (!/^bearer /i.test(header)) {
    throw new DomainError('unauthenticated', { message: 'Send Authorization: Bearer <access token>' })
  }
  return header.slice('bearer '.length).trim()
}

/**
 * The address Folio is reached at. A proxy that ends TLS says so in X-Forwarded-Proto; the answer goes to
 * nobody but the caller who could have lied about it.
 */
export function originOf(c: Context, deps: Pick<ApiDeps, 'publicUrl'>): string {
  const configured = deps.publicUrl()
  if (configured !== null) return configured
  const url = new URL(c.req.url)
  const forwarded = c.req.header('x-forwarded-proto')?.split(',')[0]?.trim()
  const scheme = forwarded === 'https' || forwarded === 'http' ? forwarded : url.protocol.slice(0, -1)
  return `${scheme}://${url.host}`
}

/** The caller's network address, for rate limits: what the nearest proxy says when there is one on this machine's network. */
export function addressOf(c: Context): string | undefined {
  const remote = (c.env as NodeBindings | undefined)?.incoming?.socket?.remoteAddress
  const forwarded = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim()
  return forwarded && (remote === undefined || isPrivateAddress(remote)) ? forwarded : remote
}

type NodeBindings = { incoming?: { socket?: { remoteAddress?: string } } }

/**
 * Refuses bodies beyond `bytesMax` with 413, in the words of the dialect. A request without a body passes untouched
 * and unread.
 */
export function bodyOfAtMost(bytesMax: number, bodyOf: (message: string) => object): MiddlewareHandler {
  const refuse = (c: Context) => c.json(bodyOf(`The body is larger than ${bytesMax} bytes`), 413)
  // Reads along, for bodies that do not say their length.
  const counted = bodyLimit({ maxSize: bytesMax, onError: refuse })
  return (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next()
    const length = c.req.header('content-length')
    if (length !== undefined && c.req.header('transfer-encoding') === undefined) {
      return Number(length) > bytesMax ? Promise.resolve(refuse(c)) : next()
    }
    return c.req.header('transfer-encoding') === undefined ? next() : counted(c, next)
  }
}

export const isRead = (c: Context): boolean => c.req.method === 'GET' || c.req.method === 'HEAD'

const JSON_TYPE = 'application/json'

/**
 * Reads a body as JSON whatever it is said to be: BillaBear does, and programs rely on it. No body at all is an object
 * with nothing in it, so that the schema names what is missing.
 */
export const anyJson: MiddlewareHandler = async (c, next) => {
  if (!isRead(c)) {
    if ((await c.req.text()) === '') c.req.raw.headers.delete('content-type')
    else if (c.req.header('content-type') !== JSON_TYPE) c.req.raw.headers.set('content-type', JSON_TYPE)
  }
  await next()
}

/**
 * Honours `Idempotency-Key`: the same request again gets the first one's answer, marked
 * `Idempotent-Replayed: true`. Stands after authentication and before validation. The field that `secret` names is
 * shown once and never kept: it is null in a replay.
 */
export function idempotent<E extends Env>(
  who: (c: Context<E>) => {
    ctx: Pick<Ctx, 'db'>
    scope: string
    secret?: string | undefined
    /** Puts the request into the contexts that its verbs are called with. */
    carry(request: KeyedRequest): void
  },
): MiddlewareHandler<E> {
  return async (c, next) => {
    const key = c.req.header('idempotency-key')
    if (key === undefined) return next()
    if (key.length < 1 || key.length > KEY_LENGTH_MAX) {
      throw invalidInput({ 'Idempotency-Key': `Idempotency-Key has 1 to ${KEY_LENGTH_MAX} characters` })
    }
    const { ctx, scope, secret, carry } = who(c)
    let state: 'waiting' | 'ran' = 'waiting'
    try {
      const answer = await onceOnly(
        ctx,
        { scope, key, requestHash: await requestHash(c) },
        async (request) => {
          state = 'ran'
          carry(request)
          await next()
          if (c.error) throw c.error
          return { status: c.res.status, body: withoutSecret(await c.res.clone().json(), secret) }
        },
      )
      if (answer.replayed) return replayed(c, answer.status, answer.body)
    } catch (error) {
      // What broke inside is answered by then; throwing it again would answer, and log, twice.
      if (error === c.error) return
      if (state === 'waiting' && isKept(error)) c.header('Idempotent-Replayed', 'true')
      throw error
    }
  }
}

const KEY_LENGTH_MAX = 255

const withoutSecret = (body: object, field: string | undefined): object =>
  field !== undefined && field in body ? { ...body, [field]: null } : body

async function requestHash(c: Context): Promise<string> {
  const body = await c.req.text()
  return createHash('sha256').update(`${c.req.method}\n${c.req.path}\n${body}`).digest('hex')
}

function replayed(c: Context, status: number, body: unknown): Response {
  c.header('Idempotent-Replayed', 'true')
  return c.json(body, status as ContentfulStatusCode)
}

/** A refusal that was kept and thrown again, as opposed to one about the key itself. */
const isKept = (error: unknown): boolean =>
  error instanceof DomainError && error.code !== 'conflict' && error.code !== 'idempotency_mismatch'

/** Logs what broke under an id that the caller gets in its place. */
export function logged(c: Context, deps: Pick<ApiDeps, 'logError'>, error: unknown): string {
  const requestId = randomUUID()
  deps.logError(`${requestId} ${c.req.method} ${c.req.path}`, error)
  return requestId
}
