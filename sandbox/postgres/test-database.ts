import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import postgres, { type Sql } from 'postgres'
import { inject } from 'vitest'
import { migrate } from '@/db/migrate'

export type TestDatabase = {
  url: string
  /** Closes whatever is still connected and removes the database. */
  drop(): Promise<void>
}

/**
 * A database of its own on the test run's server. With `migrated` it is copied from a template that has the
 * schema of `db/migrations`, which the first caller makes.
 */
export async function createTestDatabase(options: { migrated?: boolean } = {}): Promise<TestDatabase> {
  const server = inject('postgresUrl')
  const name = `test_${randomBytes(8).toString('hex')}`
  await withAdmin(server, async (sql) => {
    const template = options.migrated === true ? await migratedTemplate(sql, server) : 'template1'
    await sql`create database ${sql(name)} template ${sql(template)}`
  })
  return {
    url: urlFor(server, name),
    drop: () =>
      withAdmin(server, async (sql) => {
        await sql`drop database if exists ${sql(name)} with (force)`
      }),
  }
}

const MIGRATIONS = fileURLToPath(new URL('../../db/migrations', import.meta.url))
/** Any number, as long as each process of a run takes the same one. */
const TEMPLATE_LOCK = 20_261_121

/** Named after the migrations, so that a watching run takes a new one when they change. */
async function migratedTemplate(sql: Sql, server: string): Promise<string> {
  const name = `template_${await fingerprint()}`
  await sql`select pg_advisory_lock(${TEMPLATE_LOCK})`
  try {
    const found = await sql`select 1 from pg_database where datname = ${name}`
    if (found.length > 0) return name
    const draft = `${name}_draft`
    await sql`drop database if exists ${sql(draft)} with (force)`
    await sql`create database ${sql(draft)}`
    await migrate(urlFor(server, draft))
    // Only a whole template gets the name that others look for.
    await sql`alter database ${sql(draft)} rename to ${sql(name)}`
    return name
  } finally {
    await sql`select pg_advisory_unlock(${TEMPLATE_LOCK})`
  }
}

async function fingerprint(): Promise<string> {
  const names = await fs.readdir(MIGRATIONS).catch((): string[] => [])
  const hash = createHash('sha256')
  for (const name of names.filter((entry) => entry.endsWith('.sql')).sort()) {
    hash.update(name).update(await fs.readFile(path.join(MIGRATIONS, name)))
  }
  return hash.digest('hex').slice(0, 16)
}

async function withAdmin<T>(server: string, use: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = postgres(urlFor(server, 'postgres'), { max: 1, onnotice: () => undefined })
  try {
    return await use(sql)
  } finally {
    await sql.end()
  }
}

function urlFor(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.toString()
}
