import postgres from 'postgres'
import { expect, test } from 'vitest'
import { createTestDatabase } from './test-database'

test('each database is empty, apart from the others, and gone after drop', async () => {
  const [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()])
  const one = postgres(first.url, { max: 1 })
  const two = postgres(second.url, { max: 1 })
  await one`create table mine (id int)`
  expect([...(await two`select to_regclass('mine') as found`)]).toEqual([{ found: null }])
  await two.end()
  await first.drop()
  await second.drop()
  await expect(one`select 1`).rejects.toThrow()
  await one.end({ timeout: 1 })
})

test('migrated databases come from one template, also when many ask at once', async () => {
  const databases = await Promise.all(Array.from({ length: 6 }, () => createTestDatabase({ migrated: true })))
  const sql = postgres(databases[0]?.url ?? '', { max: 1 })
  const templates = await sql`select datname from pg_database where datname like 'template\\_%'`
  expect(templates).toHaveLength(1)
  await sql.end()
  await Promise.all(databases.map((database) => database.drop()))
})
