import { TRPCError } from '@trpc/server'
import { ownerMember } from '@/db/schema'
import type { OwnerRole } from '@/db/schema/user'
import { type Testkit, testWebhooks } from '../testkit'
import { ensureUser } from '../usecases/customer'
import { callerFrom } from './caller'
import { refusalOf } from './trpc'

/** The dashboard's procedures as a new member of an owner calls them, and the input that each of them has. */
export async function memberOf(kit: Testkit, ownerId: string, role: OwnerRole = 'admin') {
  const { db } = kit.database
  const email = `${crypto.randomUUID()}@example.com`
  const userId = await db.transaction((tx) => ensureUser({ tx }, email))
  await db.insert(ownerMember).values({ ownerId, userId, role })
  const { owner: api } = callerFrom({
    ctx: kit.ctx({ actor: { kind: 'user', userId, email } }),
    stripeJs: { publishableKey: 'pk_test_folio', scriptUrl: null },
    outside: { appUrl: 'https://folio.example', webhooks: testWebhooks },
    scopes: new Map(),
    ownerScopes: new Map(),
  })
  return { api, key: { ownerId } }
}

/** Why a call was refused: its code, and the fields that are wrong. */
export async function refusalFrom(call: Promise<unknown>): Promise<{ code: string; fields: string[] }> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  const refusal = refusalOf(error)
  if (refusal) return { code: refusal.code, fields: Object.keys(refusal.details.fields ?? {}).sort() }
  return {
    code: error instanceof TRPCError ? error.code : error === null ? 'nothing' : String(error),
    fields: [],
  }
}
