import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Accounts } from './account-book'
import { type Identity, identify, requireSecretKey } from './auth'
import { answerControl } from './control'
import { StripeError } from './error'
import { API_VERSION } from './event'
import { expandBody } from './expand'
import type { Fault, FaultBook } from './fault'
import { decodeForm, type Form } from './form'
import { newId } from './id'
import { type Claim, findReplay, type RunningKeys, readClaim } from './idempotency'
import { answerPage } from './page'
import type { Match } from './route'
import type { Settler } from './settle'
import { type Engine, StaleError, Unit } from './unit'
import type { Deliverer } from './webhook-delivery'

export type Sandbox = {
  engine: Engine
  accounts: Accounts
  faults: FaultBook
  running: RunningKeys
  deliverer: Deliverer
  settler: Settler
  match(method: string, path: string): Match | undefined
  log: RequestLog
}

export type LoggedRequest = {
  id: string
  at: string
  method: string
  path: string
  account: string
  status: number
  idempotency_key: string | null
  replayed: boolean
  ms: number
}

/** The last calls, for people and for tests that count them. */
export class RequestLog {
  private readonly entries: LoggedRequest[] = []

  add(entry: LoggedRequest): void {
    this.entries.push(entry)
    if (this.entries.length > 2 * LOG_MAX) this.entries.splice(0, LOG_MAX)
  }

  last(): LoggedRequest[] {
    return this.entries.slice(-LOG_MAX)
  }
}

const LOG_MAX = 1000
const BODY_BYTES_MAX = 1_000_000
const STALE_TRIES_MAX = 25
/** What Stripe.js adds to its calls about the browser; no operation reads it. */
const STRIPE_JS_EXTRAS =
  /^(key|_stripe_account|_stripe_version|guid|muid|sid|payment_user_agent|time_on_page|pasted_fields|referrer|client_attribution_metadata|radar_options|hcaptcha_token|expected_payment_method_type)$/

type Answer = { status: number; body: string; headers?: Record<string, string> }
type Request = { method: string; path: string; form: Form; headers: IncomingMessage['headers']; id: string }

export function createSandboxServer(sandbox: Sandbox): Server {
  return createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    serve(sandbox, request, response).catch((error: unknown) => {
      console.error('stripe sandbox:', error)
      if (!response.headersSent) send(response, crashed(), newId('req'))
    })
  })
}

async function serve(sandbox: Sandbox, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = request.url ?? '/'
  const cut = url.indexOf('?')
  const path = cut < 0 ? url : url.slice(0, cut)
  const query = cut < 0 ? '' : url.slice(cut + 1)
  const method = request.method ?? 'GET'
  allowBrowsers(request, response)
  if (method === 'OPTIONS') {
    response.writeHead(204).end()
    return
  }
  const text = await readBody(request)
  if (path.startsWith('/_sandbox')) return answerControl(sandbox, { method, path, query, text }, response)
  if (!path.startsWith('/v1/')) return answerPage(path, response)
  const form = decodeForm(text === '' ? query : query === '' ? text : `${query}&${text}`)
  await serveApi(
    sandbox,
    { method, path, form, headers: request.headers, id: newId('req', 14) },
    request,
    response,
  )
}

async function serveApi(
  sandbox: Sandbox,
  call: Request,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const startedAt = performance.now()
  let account = ''
  let faults: Fault[] = []
  let answer: Answer
  try {
    const identity = identify(request, call.form)
    account = await accountOf(sandbox, call, identity)
    const match = sandbox.match(call.method, call.path)
    if (match === undefined) throw unknownUrl(call)
    if (!match.route.isPublic) requireSecretKey(identity)
    faults = sandbox.faults.strike({
      method: call.method,
      pattern: match.route.pattern,
      path: call.path,
      account,
    })
    await strikeBefore(faults, response)
    if (response.destroyed) return
    const form = identity.key === 'publishable' ? withoutExtras(call.form) : call.form
    const own = match.route.isRoot ? identity.root : account
    answer = await perform({ sandbox, call, identity, account: own, called: account, match, form })
    if (faults.some((fault) => fault.kind === 'cut_after')) {
      response.destroy()
      return
    }
    if (faults.some((fault) => fault.kind === '500_after')) answer = crashed()
  } catch (error) {
    answer = refusal(error, call)
  }
  sandbox.log.add({
    id: call.id,
    at: new Date().toISOString(),
    method: call.method,
    path: call.path,
    account,
    status: answer.status,
    idempotency_key: headerOf(call, 'idempotency-key') ?? null,
    replayed: answer.headers?.['idempotent-replayed'] === 'true',
    ms: Math.round(performance.now() - startedAt),
  })
  send(response, { ...answer, headers: { ...answer.headers, ...echoes(call, account) } }, call.id)
}

async function accountOf(sandbox: Sandbox, call: Request, identity: Identity): Promise<string> {
  await sandbox.accounts.ensureRoot(identity.root)
  const named =
    headerOf(call, 'stripe-account') ??
    (identity.key === 'publishable' ? call.form._stripe_account : undefined)
  if (typeof named !== 'string' || named === '' || named === identity.root) return identity.root
  await sandbox.accounts.requireConnected(identity, named)
  return named
}

async function strikeBefore(faults: readonly Fault[], response: ServerResponse): Promise<void> {
  for (const fault of faults) {
    if (fault.kind === 'latency') await sleep(fault.ms)
    if (fault.kind === 'cut_before') {
      response.destroy()
      return
    }
    if (fault.kind === '409') {
      throw new StripeError(409, {
        type: 'invalid_request_error',
        code: 'lock_timeout',
        message:
          'This object cannot be accessed right now because another API request or Stripe process is currently accessing it. If you see this error intermittently, retry the request.',
      })
    }
    if (fault.kind === '429') {
      throw new StripeError(429, {
        type: 'invalid_request_error',
        code: 'rate_limit',
        message:
          'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.',
      })
    }
    if (fault.kind === '500' || fault.kind === '503') throw new StripeError(Number(fault.kind), API_ERROR)
  }
}

/** One call with everything that is known about it before it runs. */
type Job = {
  sandbox: Sandbox
  call: Request
  identity: Identity
  /** Whose objects it works on, and whom it was called for. */
  account: string
  called: string
  match: Match
  form: Form
  claim?: Claim
}

/** Runs an operation, under its idempotency key if it has one. */
async function perform(job: Job): Promise<Answer> {
  const { sandbox, call, account, form } = job
  const key = call.method === 'POST' ? headerOf(call, 'idempotency-key') : undefined
  if (key === undefined || key === '') return runAgain(job)
  const claim = readClaim(key, call.path, form)
  const release = sandbox.running.claim(account, key)
  try {
    const replay = await findReplay(sandbox.engine.sql, account, claim, sandbox.engine.clock.now(account))
    if (replay !== undefined) {
      const headers = { 'idempotent-replayed': 'true', 'original-request': replay.originalRequest }
      return { status: replay.status, body: replay.body, headers }
    }
    return await runAgain({ ...job, claim })
  } finally {
    release()
  }
}

/** Runs the whole operation again while another request keeps changing what it reads. */
async function runAgain(job: Job): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    try {
      return await runOnce(job)
    } catch (error) {
      if (!(error instanceof StaleError) || tries >= STALE_TRIES_MAX) throw error
      await sleep(Math.random() * 4 * tries)
    }
  }
}

async function runOnce(job: Job): Promise<Answer> {
  const { call, identity, form, claim } = job
  const { route, path } = job.match
  const unit = openUnit(job)
  try {
    const version = headerOf(call, 'stripe-version') ?? API_VERSION
    const { body, expand } = await route.run(unit, form, { path, key: identity.key, version })
    const answer = { status: 200, body: JSON.stringify(await expandBody(unit, body, expand)) }
    await unit.commit(remember(claim, answer, call.id))
    return answer
  } catch (error) {
    if (!(error instanceof StripeError)) throw error
    if (!error.keep) unit.discard()
    const answer = refusal(error, call)
    await unit.commit(isRemembered(error) ? remember(claim, answer, call.id) : undefined)
    return answer
  }
}

function openUnit({ sandbox, call, identity, account, called }: Job): Unit {
  return new Unit(sandbox.engine, {
    account,
    root: identity.root,
    called,
    now: sandbox.engine.clock.now(account),
    request: { id: call.id, idempotency_key: headerOf(call, 'idempotency-key') ?? null },
  })
}

function remember(claim: Claim | undefined, answer: Answer, requestId: string) {
  return claim && { ...claim, status: answer.status, body: answer.body, request_id: requestId }
}

/** Stripe remembers no answer of a request whose parameters failed validation, it never began to execute. */
function isRemembered(error: StripeError): boolean {
  return error.status === 402 || error.status === 404 || error.keep
}

function refusal(error: unknown, call: Request): Answer {
  if (error instanceof StripeError) {
    const log = `https://dashboard.stripe.com/test/logs/${call.id}?t=${Math.floor(Date.now() / 1000)}`
    return { status: error.status, body: JSON.stringify({ error: { ...error.body, request_log_url: log } }) }
  }
  console.error('stripe sandbox:', call.method, call.path, error)
  return crashed()
}

const API_ERROR = {
  type: 'api_error',
  message:
    'An unknown error occurred. Sorry about that; please try again, or contact support@stripe.com if it happens again.',
} as const

function crashed(): Answer {
  return { status: 500, body: JSON.stringify({ error: API_ERROR }) }
}

function unknownUrl(call: Request): StripeError {
  return new StripeError(404, {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${call.method}: ${call.path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
  })
}

function withoutExtras(form: Form): Form {
  return Object.fromEntries(Object.entries(form).filter(([name]) => !STRIPE_JS_EXTRAS.test(name)))
}

function headerOf(call: Request, name: string): string | undefined {
  const value = call.headers[name]
  return Array.isArray(value) ? value[0] : value
}

function echoes(call: Request, account: string): Record<string, string> {
  const key = headerOf(call, 'idempotency-key')
  return {
    'stripe-version': headerOf(call, 'stripe-version') ?? API_VERSION,
    ...(key === undefined || key === '' ? {} : { 'idempotency-key': key }),
    ...(headerOf(call, 'stripe-account') === undefined ? {} : { 'stripe-account': account }),
  }
}

function send(response: ServerResponse, answer: Answer, requestId: string): void {
  if (response.destroyed) return
  response.writeHead(answer.status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(answer.body),
    'request-id': requestId,
    ...answer.headers,
  })
  response.end(answer.body)
}

function allowBrowsers(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', '*')
  if (request.method !== 'OPTIONS') {
    response.setHeader('access-control-expose-headers', 'Request-Id, Idempotent-Replayed, Original-Request')
    return
  }
  response.setHeader('access-control-allow-methods', 'GET, POST, DELETE, OPTIONS')
  response.setHeader('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '*')
  response.setHeader('access-control-max-age', '86400')
}

async function readBody(request: IncomingMessage): Promise<string> {
  if (request.method === 'GET') return ''
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > BODY_BYTES_MAX) {
      request.destroy()
      return ''
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
