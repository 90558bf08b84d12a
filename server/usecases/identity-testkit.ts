import { sql } from 'drizzle-orm'
import { afterAll, beforeAll } from 'vitest'
import { type Db, openDatabase } from '@/db'
import { createTestDatabase } from '@/sandbox/postgres/test-database'
import type { Actor, Ctx } from '@/server/ctx'
import type { StripeAccounts } from '@/server/stripe/client'

/** Far from every window's edge, so that a count never falls into two windows. */
export const START = new Date('2026-03-02T10:01:00.000Z')

/**
 * Contexts on a database of the test file's own, for verbs that never speak to Stripe: one that does fails.
 * Call at the top of a test file.
 */
export function identityTestkit() {
  let db: Db
  let end = async () => {}
  beforeAll(async () => {
    const database = await createTestDatabase({ migrated: true })
    const opened = openDatabase(database.url, { poolMax: 10 })
    db = opened.db
    end = async () => {
      await opened.close()
      await database.drop()
    }
  })
  afterAll(() => end())
  return {
    ctx: (actor: Actor = { kind: 'operator' }, now: Date = START): Ctx => ({
      db,
      now,
      actor,
      stripe: NO_STRIPE,
    }),
    /** Whether a text stands anywhere in the database, in any column of any table of Folio's schema. */
    isStored: (text: string) => isStored(db, text),
  }
}

export const later = (ms: number, from: Date = START): Date => new Date(from.getTime() + ms)

const NO_STRIPE: StripeAccounts = {
  for: () => {
    throw new Error('Identity never speaks to Stripe')
  },
  readWebhook: () => null,
}

async function isStored(db: Db, text: string): Promise<boolean> {
  const tables = await db.execute<{ name: string }>(
    sql`select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
  )
  for (const { name } of tables) {
    const found = await db.execute(
      sql`select 1 from ${sql.raw(name)} as row_ where strpos(row_::text, ${text}) > 0 limit 1`,
    )
    if (found.length > 0) return true
  }
  return false
}
