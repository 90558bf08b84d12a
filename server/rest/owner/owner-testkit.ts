import { expect } from 'vitest'
import { newId } from '@/db/id'
import { apiKey, ownerMember, owner as ownerTable } from '@/db/schema'
import type { OwnerRole } from '@/db/schema/user'
import type { Actor, Ctx, CustomerCtx, Owner } from '@/server/ctx'
import { createApp } from '@/server/http'
import { START, type Testkit, testOutside } from '@/server/testkit'
import { ensureUser, enterCustomer } from '@/server/usecases/customer'
import { createOwner } from '@/server/usecases/owner'
import { addCard } from '@/server/usecases/payment-method'
import { hashSecret, newSecret } from '@/server/usecases/secret'
import { createToken } from '@/server/usecases/token'

/** What tests of the Owner API stand on: the whole app, called without a network, and a house that bills owners. */
export type OwnerKit = {
  /** The instant requests are made at. */
  now: Date
  /** What the app told the log. */
  errors: { line: string; error: unknown }[]
  /** An owner whom the house bills: a new one, with an admin. */
  tenant(): Promise<Tenant>
  /** Somebody's access token in an owner. */
  member(of: { id: string }, role: OwnerRole): Promise<string>
  key(of: { id: string }, scopes?: string[]): Promise<string>
  call(method: string, path: string, options?: CallOptions): Promise<Answer>
}

export type Tenant = {
  owner: Owner
  /** What the house bills, with a card. */
  billed: CustomerCtx
  /** An admin's, for a day. */
  token: string
  /** Calls with a key of the owner. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
}

export type CallOptions = {
  token?: string | undefined
  key?: string | undefined
  body?: unknown
  headers?: Record<string, string> | undefined
}

// biome-ignore lint/suspicious/noExplicitAny: bodies are read field by field, and what is missing fails the test.
export type Answer = { status: number; headers: Headers; bytes: Buffer; text: string; body: any }

export const LINK_KEY = 'a key of the tests'

/** Call at the top of a test file, with the file's testkit. */
export function ownerTestkit(kit: Testkit): OwnerKit {
  const app = createApp({
    ctxFor: (actor: Actor): Ctx => kit.ctx({ actor, now: owner.now }),
    publicUrl: () => 'https://folio.example',
    livemode: () => false,
    linkKey: () => LINK_KEY,
    ...testOutside,
    actOnEvents: async () => undefined,
    logError: (line, error) => owner.errors.push({ line, error }),
  })
  const call: OwnerKit['call'] = async (method, path, options = {}) => {
    const { body, token, key } = options
    const response = await app.request(`https://folio.example${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(key === undefined ? {} : { 'x-api-key': key }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    const text = bytes.toString()
    const isJson = response.headers.get('content-type')?.includes('json')
    return {
      status: response.status,
      headers: response.headers,
      bytes,
      text,
      body: isJson ? JSON.parse(text) : undefined,
    }
  }
  const owner: OwnerKit = {
    now: START,
    errors: [],
    call,
    tenant: () => makeTenant(kit, owner),
    member: (of, role) => makeMember(kit, owner, of, role),
    key: async ({ id: ownerId }, scopes = []) => {
      const key = newSecret('folio_sk_')
      const prefix = key.slice(0, 12)
      await kit.database.db
        .insert(apiKey)
        .values({ ownerId, id: newId(), name: 'test', prefix, hash: hashSecret(key), scopes })
      return key
    },
  }
  return owner
}

/** A refusal is one sentence in the one documented field, whatever the status. */
export function expectRefused(answer: Answer, status: number): void {
  expect([answer.status, answer.body]).toEqual([status, { Error: expect.stringMatching(/./) }])
  expect(answer.text).not.toMatch(/\bat .*\.[jt]s:|node_modules|select |insert |postgres|drizzle|stack/i)
}

async function makeTenant(kit: Testkit, api: OwnerKit): Promise<Tenant> {
  const operator = kit.ctx({ actor: { kind: 'operator' }, now: api.now })
  if ((await operator.db.$count(ownerTable)) === 0) {
    const house = await createOwner(operator, { email: 'house@example.com', name: 'The House' })
    await kit.plan(house.id, { code: 'growth', trialDays: 14, prices: [{ amount: 2_900 }] })
  }
  const name = `Shop ${newId().slice(-6)}`
  const owner = await createOwner(operator, { email: `${newId()}@example.com`, name })
  const billed = await enterCustomer(kit.ctx({ now: api.now }), owner.houseCustomerId ?? '')
  await addCard(billed, { token: 'tok_visa' })
  const { access_token: token } = await createToken(operator, { email: owner.email })
  const key = await api.key(owner)
  return {
    owner,
    billed,
    token,
    call: (method, path, body, headers) => api.call(method, path, { key, body, headers }),
  }
}

async function makeMember(
  kit: Testkit,
  api: OwnerKit,
  { id: ownerId }: { id: string },
  role: OwnerRole,
): Promise<string> {
  const email = `${role}-${newId()}@example.com`
  const userId = await kit.database.db.transaction((tx) => ensureUser({ tx }, email))
  await kit.database.db.insert(ownerMember).values({ ownerId, userId, role })
  const operator = kit.ctx({ actor: { kind: 'operator' }, now: api.now })
  return (await createToken(operator, { email })).access_token
}
