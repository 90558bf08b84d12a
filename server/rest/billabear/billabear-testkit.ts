import { expect } from 'vitest'
import { newId } from '@/db/id'
import { apiKey } from '@/db/schema'
import type { Actor, Ctx, Owner } from '@/server/ctx'
import { createApp } from '@/server/http'
import { JOBS, type JobDeps, runJobs } from '@/server/jobs/schedule'
import { type OwnerFields, START, type Testkit, testOutside, testWebhooks } from '@/server/testkit'
import { hashSecret, newSecret } from '@/server/usecases/secret'
import { answerCheck } from './openapi-testkit'
import { webhookPresenter } from './webhook-body'

/** What tests of the BillaBear API stand on: the whole app, called without a network. */
export type BillabearKit = {
  /** The instant requests are made at. */
  now: Date
  /** What the app told the log. */
  errors: { line: string; error: unknown }[]
  /** An owner and a key of it that may do everything. */
  tenant(fields?: OwnerFields): Promise<Tenant>
  key(ownerId: string, fields?: { scopes?: string[]; expiresAt?: Date; revokedAt?: Date }): Promise<string>
  call: Call
}

export type Tenant = {
  owner: Owner
  key: string
  /** Calls `/api/v1<path>` with the tenant's key; a body that is a string is sent as it is. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
}

const DOCUMENT = '/api/v1/openapi.json'

type Call = (
  method: string,
  path: string,
  options?: { key?: string | undefined; body?: unknown; headers?: Record<string, string> | undefined },
) => Promise<Answer>

// biome-ignore lint/suspicious/noExplicitAny: bodies are read field by field, and what is missing fails the test.
export type Answer = { status: number; headers: Headers; bytes: Buffer; text: string; body: any }

/**
 * Call at the top of a test file, with the file's testkit. Whatever is answered to any call is held against Folio's own
 * document of it, so that every test of the API is one of the document too.
 */
export function billabearTestkit(kit: Testkit): BillabearKit {
  const ctxFor = (actor: Actor): Ctx => kit.ctx({ actor, now: billabear.now })
  const jobDeps = (): JobDeps => ({
    ctx: () => ctxFor({ kind: 'system' }),
    sendMail: async () => undefined,
    webhooks: testWebhooks,
    presentEvents: webhookPresenter({
      origin: () => 'https://folio.example',
      linkKey: () => 'a key of the tests',
    }),
    onError: (error, line) => billabear.errors.push({ line, error }),
  })
  const app = createApp({
    ...testOutside,
    ctxFor,
    publicUrl: () => 'https://folio.example',
    livemode: () => false,
    webhooks: () => testWebhooks,
    jobs: { names: JOBS.map((job) => job.name), run: (only) => runJobs(jobDeps(), only) },
    actOnEvents: async () => undefined,
    logError: (line, error) => billabear.errors.push({ line, error }),
    publishableKey: () => 'pk_test_folio',
    linkKey: () => 'a key of the tests',
  })
  const call: Call = async (method, path, options = {}) => {
    const { body, key } = options
    const response = await app.request(`http://folio.example/api/v1${path}`, {
      method,
      headers: {
        ...(key === undefined ? {} : { 'x-api-key': key }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    const text = bytes.toString()
    const json = response.headers.get('content-type')?.includes('json')
    const answer: Answer = {
      status: response.status,
      headers: response.headers,
      bytes,
      text,
      body: json ? JSON.parse(text) : undefined,
    }
    const pathname = new URL(response.url || `http://folio.example/api/v1${path}`).pathname
    expect(await untruths(method, pathname, answer)).toEqual([])
    return answer
  }
  let check: ReturnType<typeof answerCheck> | undefined
  const untruths = async (method: string, path: string, answer: Answer): Promise<string[]> => {
    if (path === DOCUMENT) return []
    check ??= answerCheck(await (await app.request(DOCUMENT)).json())
    return check(method, path, answer)
  }
  const billabear: BillabearKit = {
    now: START,
    errors: [],
    tenant: async (fields) => {
      const owner = await kit.owner(fields)
      const key = await billabear.key(owner.id)
      return {
        owner,
        key,
        call: (method, path, body, headers) => call(method, path, { key, body, headers }),
      }
    },
    key: async (ownerId, fields = {}) => {
      const key = newSecret('folio_sk_')
      await kit.database.db.insert(apiKey).values({
        ownerId,
        id: newId(),
        name: 'test',
        prefix: key.slice(0, 12),
        hash: hashSecret(key),
        scopes: fields.scopes ?? [],
        expiresAt: fields.expiresAt ?? null,
        revokedAt: fields.revokedAt ?? null,
      })
      return key
    },
    call,
  }
  return billabear
}
