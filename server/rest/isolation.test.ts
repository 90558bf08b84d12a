import { beforeAll, expect, test } from 'vitest'
import { newId } from '@/db/id'
import { apiKey } from '@/db/schema'
import { createApp } from '../http'
import { CUSTOMER_MARK, type IsolationWorld, isolationWorld, MARK, type Person } from '../isolation-testkit'
import { type JsonSchema, SHORT_TEXTS, sampleOf } from '../sample-testkit'
import { testkit, testOutside } from '../testkit'
import { hashSecret, newSecret } from '../usecases/secret'
import { createToken } from '../usecases/token'
import type { BillabearDeps } from './billabear/app'
import { billabearApi } from './billabear/routes'

// Every operation of every API, called by whoever it is not for, with the ids of what is not theirs. What is sent is
// made from the APIs' own documents, so that a new route is attacked without a word in here.

const kit = testkit()
const broken: unknown[] = []
const app = createApp({
  ...testOutside,
  ctxFor: (actor) => kit.ctx({ actor }),
  publicUrl: () => 'https://folio.example',
  livemode: () => false,
  publishableKey: () => 'pk_test_folio',
  linkKey: () => 'a key of the tests',
  actOnEvents: async () => undefined,
  logError: (_, error) => broken.push(error),
})

const METHODS = ['get', 'post', 'put', 'patch', 'delete']
const V1 = '/api/v1/openapi.json'
const DOCUMENTS = [
  V1,
  ...app.routes.map(({ path }) => path).filter((path) => /^\/api\/openapi\/.*\.json$/.test(path)),
]
/** What is in no document: it is about no tenant, or told by its own test that it is closed. */
const UNDOCUMENTED = [
  'GET /api/health',
  'POST /api/stripe/webhook',
  'POST /api/stripe/webhook/:account',
  'GET /api/dashboard/:ownerId/events',
]

type Operation = { method: string; path: string; document: JsonSchema; of: JsonSchema }

const operations: Operation[] = (
  await Promise.all(
    [...new Set(DOCUMENTS)].map(async (address) => {
      const document = (await (await app.request(address)).json()) as JsonSchema
      return Object.entries(document.paths as Record<string, JsonSchema>).flatMap(([path, item]) =>
        METHODS.flatMap((method) =>
          item[method] === undefined
            ? []
            : [{ method: method.toUpperCase(), path, document, of: item[method] as JsonSchema }],
        ),
      )
    }),
  )
).flat()

/** Who calls: the last two may see what is attacked, and change nothing. */
const OUTSIDERS = ['nobody', 'key', 'admin', 'beside'] as const
const VIEWERS = ['viewerOfOwner', 'viewerOfCustomer'] as const
type Caller = (typeof OUTSIDERS)[number] | (typeof VIEWERS)[number]

let world: IsolationWorld
beforeAll(async () => {
  world = await isolationWorld(kit)
})

test('every route is in a document, and so is attacked', () => {
  const documented = new Set(operations.map(({ method, path }) => `${method} ${path.replace(/\/+$/, '')}`))
  const routes = [...app.routes, ...billabearApi({} as BillabearDeps).routes]
    .filter(({ method, path }) => method !== 'ALL' && !path.includes('*') && !path.endsWith('.json'))
    .map(({ method, path }) => `${method} ${path.replace(/\/+$/, '')}`)
  const unknown = routes.filter((route) => {
    const asDocumented = route.replace(/:(\w+)(\{[^}]*\})?/g, '{$1}')
    // The Owner API is at two addresses.
    const other = asDocumented.replace(' /v1/Owner', ' /Owner')
    return !documented.has(asDocumented) && !documented.has(other) && !UNDOCUMENTED.includes(route)
  })
  expect([...new Set(unknown)]).toEqual([])
})

test.each(operations)(
  '$method $path is closed to everybody it is not for, and lets nothing out',
  async (operation) => {
    const before = await world.fingerprint()
    const named = operation.path.includes('{')
    const sent = await bodyFor(operation)
    for (const caller of OUTSIDERS) {
      const answer = await call(operation, caller, sent(world.id))
      const said = { caller, ...answer }
      expect([said, isSilent(answer, caller)]).toEqual([said, true])
      if (named) {
        expect([said, REFUSED.includes(answer.status)]).toEqual([said, true])
        continue
      }
      // What is named in a query or a body is as little there as what nobody has.
      const nobodys = newId()
      const absent = await call(operation, caller, sent(nobodys))
      expect([answer.status, answer.status < 400 || without(answer.text, world.id)]).toEqual([
        absent.status,
        absent.status < 400 || without(absent.text, nobodys),
      ])
    }
    for (const caller of operation.method === 'GET' || !named ? [] : VIEWERS) {
      const answer = await call(operation, caller, sent(world.id))
      expect([caller, answer, answer.status >= 400]).toEqual([caller, answer, true])
    }
    expect(broken).toEqual([])
    expect(await world.fingerprint()).toEqual(before)
  },
)

type Answer = { status: number; text: string }

const REFUSED = [401, 403, 404]

const without = (text: string, id: string) => text.replaceAll(id, 'an id')

/** Nothing of the attacked is in it; who buys from the same business sees what that shows all its customers. */
const isSilent = ({ text }: Answer, caller: Caller): boolean =>
  !text.includes(CUSTOMER_MARK) &&
  (caller === 'beside' ||
    caller.startsWith('viewer') ||
    !(text.includes(MARK) || text.includes(world.ownerId)))

/** A request: which thing it is about, and what is sent along. */
type Sent = { id: string; body: unknown }

async function call(operation: Operation, caller: Caller, { id, body }: Sent): Promise<Answer> {
  const { method, path, document, of } = operation
  const options = { id, root: document, optional: 'left out' } as const
  const parameters = (of.parameters ?? []) as Parameter[]
  const query = parameters
    .filter((each) => each.in === 'query' && (each.required || isAboutAThing(each)))
    .map(({ name, schema }) => `${name}=${encodeURIComponent(String(sampleOf(schema ?? {}, options, name)))}`)
  const response = await app.request(
    `http://folio.example${path.replace(/\{\w+\}/g, id)}${query.length > 0 ? `?${query.join('&')}` : ''}`,
    {
      method,
      headers: {
        ...(await credentials(caller)),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    },
  )
  return { status: response.status, text: await response.text() }
}

/** Made anew for each call: what an earlier one did to the caller's own business or tokens is not in its way. */
async function credentials(caller: Caller): Promise<Record<string, string>> {
  if (caller === 'nobody') return {}
  if (caller === 'key') {
    const key = await keyOf((await kit.owner()).id)
    return { 'x-api-key': key, authorization: `Bearer ${key}` }
  }
  const people: Record<Exclude<Caller, 'nobody' | 'key'>, Person> = {
    admin: world.elsewhere.admin,
    beside: world.beside.person,
    viewerOfOwner: world.viewers.owner,
    viewerOfCustomer: world.viewers.customer,
  }
  const tokens = await createToken(kit.ctx({ actor: { kind: 'operator' } }), { email: people[caller].email })
  return { authorization: `Bearer ${tokens.access_token}` }
}

type Parameter = { name: string; in: string; required?: boolean; schema?: JsonSchema }

/** A filter by somebody or something: text that an id fits into. */
const isAboutAThing = ({ schema }: { schema?: JsonSchema }): boolean =>
  schema?.type === 'string' &&
  schema.enum === undefined &&
  (schema.format === 'uuid' || schema.format === undefined)

/**
 * What is sent to an operation. Where its own refusal names a field of the body that the schema says too little of,
 * other short texts are tried for it, and at last it is left out.
 */
async function bodyFor(operation: Operation): Promise<(id: string) => Sent> {
  const content = (operation.of.requestBody as JsonSchema | undefined)?.content as JsonSchema | undefined
  const json = content?.['application/json'] as JsonSchema | undefined
  if (json === undefined) return (id) => ({ id, body: undefined })
  const options = { root: operation.document, optional: 'given' } as const
  const schema = (json.schema ?? {}) as JsonSchema
  const changes: { path: string; texts: readonly string[] }[] = []
  const sent = (id: string): Sent => {
    const body = sampleOf(schema, { ...options, id }, operation.path)
    for (const { path, texts } of changes) put(body, path.split(/[.[\]]+/).filter(Boolean), texts[0])
    return { id, body }
  }
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const { status, text } = await call(operation, 'key', sent(world.id))
    const field = status === 400 ? Object.keys(errorsOf(text))[0] : undefined
    if (field === undefined) break
    const known = changes.find(({ path }) => path === field)
    if (known?.texts.length === 0) break
    if (known) known.texts = known.texts.slice(1)
    else changes.push({ path: field, texts: SHORT_TEXTS })
  }
  return sent
}

const TRIES_MAX = 60

const errorsOf = (text: string): Record<string, string> =>
  (JSON.parse(text) as { errors?: Record<string, string> }).errors ?? {}

/** Sets what is at a path, or leaves it out. */
function put(body: unknown, path: string[], text: string | undefined): void {
  const [name = '', ...rest] = path
  if (typeof body !== 'object' || body === null || !(name in body)) return
  const parent = body as Record<string, unknown>
  if (rest.length > 0) put(parent[name], rest, text)
  else if (text === undefined) delete parent[name]
  else parent[name] = text
}

async function keyOf(ownerId: string): Promise<string> {
  const key = newSecret('folio_sk_')
  await kit.database.db.insert(apiKey).values({
    ...{ ownerId, id: newId(), name: 'test', prefix: key.slice(0, 12), hash: hashSecret(key), scopes: [] },
  })
  return key
}
