import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll } from 'vitest'
import { type Db, openDatabase } from '@/db'
import { newId } from '@/db/id'
import { customerMember } from '@/db/schema'
import type { Actor, Ctx, CustomerCtx, Owner } from '@/server/ctx'
import { createApp } from '@/server/http'
import { START, type Testkit, testOutside } from '@/server/testkit'
import { ensureUser } from '@/server/usecases/customer'
import { createToken, type Tokens } from '@/server/usecases/token'

/** What tests of the bucket API stand on: the whole app behind a real listening server. */
export type BucketKit = {
  /** Origin of the server; APP_URL is as if it were not set. */
  url: string
  /** The instant requests are made at; move it to let tokens expire or trials end. */
  now: Date
  /** What the app told the log. */
  errors: { line: string; error: unknown }[]
  /** Runs when a request has arrived. */
  onRequest: ((method: string, path: string, socket: Socket) => void) | null
  /** Runs before the server sends its answer; used to lose it on the way. */
  beforeAnswer: ((method: string, path: string, socket: Socket) => void) | null
  /** A customer whose holder has tokens, of an owner with plans: a new one, or the one `beside` is of. */
  bucket(options?: { beside?: TestBucket }): Promise<TestBucket>
  /** Another person's tokens in an existing bucket. */
  tokens(of: CustomerCtx, role: 'billing_admin' | 'viewer'): Promise<Tokens>
  call(method: string, path: string, options?: CallOptions): Promise<Answer>
  /** `away`: the app's database does not answer. */
  database: 'working' | 'away'
  /** Asks the sandbox, as somebody who looks at Stripe itself. */
  stripe(method: string, path: string, fields?: Record<string, string>): Promise<Record<string, unknown>>
  /** Orders a fault (sandbox/stripe/fault.ts); without one every call works again. */
  stripeFault(fault?: { endpoint: string; kind: string; ms?: number }): Promise<void>
  /** The holder of a card passes or fails its bank's challenge. */
  authenticate(intentId: string, outcome: 'pass' | 'fail'): Promise<void>
  /** A digest of each table that a call could change; two are equal exactly when nothing changed. */
  snapshot(): Promise<Record<string, string>>
}

export type TestBucket = {
  owner: Owner
  customer: CustomerCtx
  /** The bucket id. */
  id: string
  tokens: Tokens
  /** Calls `/api/bucket/<id><path>` as its holder. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
}

export type CallOptions = {
  token?: string | undefined
  /** Sent as JSON; a string is sent as it is. */
  body?: unknown
  headers?: Record<string, string>
}

// biome-ignore lint/suspicious/noExplicitAny: bodies are read field by field, and what is missing fails the test.
export type Answer = { status: number; headers: Headers; text: string; body: any }

/** Call at the top of a test file, with the file's testkit. */
export function bucketTestkit(kit: Testkit): BucketKit {
  let server: Server
  const bucketKit: BucketKit = {
    url: '',
    now: START,
    errors: [],
    onRequest: null,
    beforeAnswer: null,
    bucket: (options = {}) => makeBucket(kit, bucketKit, options),
    tokens: (of, role) => makeTokens(kit, of, role),
    call: (method, path, options) => call(`${bucketKit.url}${path}`, method, options),
    database: 'working',
    stripe: (method, path, fields) => askStripe(kit, method, path, fields),
    stripeFault: async (fault) => {
      await control(kit, 'DELETE', '/faults')
      if (fault) await control(kit, 'POST', '/faults', { times: null, ...fault })
    },
    authenticate: (intentId, outcome) =>
      control(kit, 'POST', `/intents/${intentId}/authenticate`, { outcome }),
    snapshot: () => snapshot(kit.database.db),
  }
  const noDatabase = openDatabase('postgres://nobody:x@127.0.0.1:1/none', { poolMax: 1 })
  beforeAll(async () => {
    const ctxFor = (actor: Actor): Ctx => ({
      ...kit.ctx({ actor, now: bucketKit.now }),
      ...(bucketKit.database === 'away' ? { db: noDatabase.db } : {}),
    })
    const app = createApp({
      ctxFor,
      publicUrl: () => null,
      livemode: () => false,
      linkKey: () => 'a key of the tests',
      ...testOutside,
      actOnEvents: async () => undefined,
      logError: (line, error) => bucketKit.errors.push({ line, error }),
    })
    const listener = getRequestListener(app.fetch)
    server = createServer((request, response) => {
      bucketKit.onRequest?.(request.method ?? '', request.url ?? '', request.socket)
      const end = response.end.bind(response)
      response.end = ((...given: Parameters<typeof end>) => {
        bucketKit.beforeAnswer?.(request.method ?? '', request.url ?? '', response.socket as Socket)
        return end(...given)
      }) as typeof response.end
      void listener(request, response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    bucketKit.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(async () => {
    server?.closeAllConnections()
    await new Promise((resolve) => server?.close(resolve))
    await noDatabase.close()
  })
  return bucketKit
}

async function makeBucket(
  kit: Testkit,
  bucketKit: BucketKit,
  options: { beside?: TestBucket },
): Promise<TestBucket> {
  const owner = options.beside?.owner ?? (await makeOwner(kit))
  const customer = await kit.customer(owner.id, { now: bucketKit.now })
  const id = customer.customer.bucketId
  const tokens = await makeTokens(kit, customer, 'billing_admin')
  return {
    owner,
    customer,
    id,
    tokens,
    call: (method, path, body, headers) =>
      bucketKit.call(method, `/api/bucket/${id}${path}`, {
        token: tokens.access_token,
        body,
        ...(headers ? { headers } : {}),
      }),
  }
}

async function makeOwner(kit: Testkit): Promise<Owner> {
  const owner = await kit.owner()
  await kit.plan(owner.id, {
    code: 'small',
    trialDays: 14,
    prices: [{ amount: 900 }, { amount: 9_000, interval: { unit: 'year', count: 1 } }],
  })
  await kit.plan(owner.id, { code: 'large', prices: [{ amount: 4_900 }] })
  await kit.plan(owner.id, { code: 'secret', prices: [{ amount: 100 }], public: false })
  return owner
}

async function makeTokens(kit: Testkit, of: CustomerCtx, role: 'billing_admin' | 'viewer'): Promise<Tokens> {
  const ctx = kit.ctx({ actor: { kind: 'operator' } })
  const email = `${role}-${newId()}@example.com`
  const userId = await ctx.db.transaction((tx) => ensureUser({ tx }, email))
  await ctx.db
    .insert(customerMember)
    .values({ ownerId: of.owner.id, customerId: of.customer.id, userId, role })
  return createToken(ctx, { email })
}

async function askStripe(kit: Testkit, method: string, path: string, fields?: Record<string, string>) {
  const headers = { authorization: 'Bearer sk_test_folio' }
  const body = fields && { body: new URLSearchParams(fields) }
  const answer = await fetch(`${kit.stripeUrl}${path}`, { method, headers, ...body })
  return (await answer.json()) as Record<string, unknown>
}

async function control(kit: Testkit, method: string, path: string, body?: object): Promise<void> {
  const answer = await fetch(`${kit.stripeUrl}/_sandbox${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`)
}

/** Left out: what is written about calls rather than by them, and the log of what was undone. */
const NOT_STATE = ['token', 'rate_limit', 'idempotency_key', 'event', 'stripe_event']

async function snapshot(db: Db): Promise<Record<string, string>> {
  const tables = await db.execute<{ name: string }>(
    sql`select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  )
  const state = tables.filter(({ name }) => !NOT_STATE.includes(name))
  const digests = state.map(
    ({ name }) => sql`
      select ${name} as name, count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as digest
      from ${sql.identifier(name)} t`,
  )
  const rows = await db.execute<{ name: string; digest: string }>(sql.join(digests, sql` union all `))
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]))
}

async function call(url: string, method: string, options: CallOptions = {}): Promise<Answer> {
  const { body, token } = options
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  let parsed: unknown
  try {
    parsed = text === '' ? undefined : JSON.parse(text)
  } catch {
    parsed = undefined
  }
  return { status: response.status, headers: response.headers, text, body: parsed }
}
