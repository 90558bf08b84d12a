import fs from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'

/**
 * Brings the database at `url` to the schema of `db/migrations`; does nothing when it is there already. Several
 * processes may call it at once (N web servers starting): one applies, the rest wait for it.
 */
export async function migrate(url: string): Promise<void> {
  const migrationsFolder = fileURLToPath(new URL('./migrations', import.meta.url))
  const journal = path.join(migrationsFolder, 'meta', '_journal.json')
  const generated = await fs.access(journal).then(
    () => true,
    () => false,
  )
  if (!generated) return
  const client = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    await client`select pg_advisory_lock(${MIGRATION_LOCK})`
    await applyMigrations(drizzle(client), { migrationsFolder })
  } finally {
    // Ending the session lets go of the lock too.
    await client.end()
  }
}

/** Any number, as long as each process takes the same one. */
const MIGRATION_LOCK = 20_261_120
