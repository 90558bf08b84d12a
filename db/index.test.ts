import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/sandbox/postgres/test-database'
import { type Database, openDatabase } from '.'
import { newId } from './id'
import { owner, user } from './schema'

let testDatabase: TestDatabase
let database: Database

beforeAll(async () => {
  testDatabase = await createTestDatabase({ migrated: true })
  // Prepared statements belong to a connection, so that there must be one only to see them.
  database = openDatabase(testDatabase.url, { poolMax: 1 })
})
afterAll(async () => {
  await database?.close()
  await testDatabase?.drop()
})

test('each query is prepared once per connection, in and out of transactions', async () => {
  const { db } = database
  for (let round = 0; round < 3; round += 1) {
    await db.select({ name: user.name }).from(user).where(eq(user.id, newId()))
    await db.query.user.findFirst({ where: (row) => eq(row.id, newId()) })
    await db.transaction((tx) => tx.select({ name: owner.name }).from(owner).where(eq(owner.id, newId())))
  }
  expect(await preparedOf('app_user')).toEqual([3, 3])
  expect(await preparedOf('owner')).toEqual([3])
})

/** How often each statement that reads this table ran. */
async function preparedOf(table: string): Promise<number[]> {
  const rows = await database.db.execute<{ runs: number }>(sql`
    select (generic_plans + custom_plans)::int as runs from pg_prepared_statements
    where statement like ${`%from "${table}"%`} and statement not like '%pg_prepared%'`)
  return rows.map(({ runs }) => runs)
}
