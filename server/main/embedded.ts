import path from 'node:path'
import { migrate } from '@/db/migrate'
import { startPostgres } from '@/sandbox/postgres/start'
import type { Settings } from '@/server/env'
import { checkDatabase } from './database'
import { StartError } from './start-error'

export type OpenDatabase = {
  url: string
  /** Where it is, for people. */
  place: string
  stop(): Promise<void>
}

/**
 * The database of these settings, up and on the newest schema: DATABASE_URL, or else the embedded Postgres.
 *
 * @throws StartError with one line when it cannot be used.
 */
export async function openMigrated(
  settings: Settings,
  notice: (line: string) => void,
): Promise<OpenDatabase> {
  const database = await open(settings, notice)
  try {
    await migrate(database.url)
    return database
  } catch (error) {
    await database.stop()
    throw new StartError(`The database could not be brought up to date: ${messageOf(error)}`)
  }
}

async function open(settings: Settings, notice: (line: string) => void): Promise<OpenDatabase> {
  if (!settings.embedded.database && settings.databaseUrl !== null) {
    await checkDatabase(settings.databaseUrl)
    const { hostname, port, pathname } = new URL(settings.databaseUrl)
    const place = `Postgres at ${hostname}:${port || 5432}${pathname}`
    return { url: settings.databaseUrl, place, stop: async () => undefined }
  }
  let moved = ''
  const onNotice = (line: string) => {
    moved = line
    notice(line)
  }
  const server = await startPostgres({ dataDir: settings.dataDir, onNotice }).catch((error) => {
    throw new StartError(messageOf(error))
  })
  const folder =
    moved === '' ? path.join(path.relative('.', settings.dataDir) || '.', 'postgres') : 'see above'
  return {
    url: server.url,
    place: `embedded Postgres, ${folder} (127.0.0.1:${server.port})`,
    stop: server.stop,
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
