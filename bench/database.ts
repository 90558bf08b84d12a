import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { type Database, openDatabase } from '@/db'
import { migrate } from '@/db/migrate'
import { startPostgres } from '@/sandbox/postgres/start'
import { onStop } from './process'

/** An embedded Postgres of its own with the schema of today; `stopAll` ends it and removes its files. */
export async function startDatabase(): Promise<Database & { url: string }> {
  const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), 'folio-bench-'))
  onStop(() => fs.rm(dataDir, { recursive: true, force: true }))
  const server = await startPostgres({ dataDir })
  onStop(() => server.stop())
  await migrate(server.url)
  const database = openDatabase(server.url)
  onStop(() => database.close())
  return { ...database, url: server.url }
}
