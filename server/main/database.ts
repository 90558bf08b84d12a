import postgres from 'postgres'
import { StartError } from './start-error'

const CONNECT_DEADLINE_S = 10
/** The oldest one that knows `unique nulls not distinct` and `merge`. */
const VERSION_MIN = 150_000

/**
 * Tries a database that somebody else runs, before anything is built on it.
 *
 * @throws StartError with one line that says what is wrong with DATABASE_URL, its password left out.
 */
export async function checkDatabase(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: CONNECT_DEADLINE_S, onnotice: () => undefined })
  try {
    const [row] = await sql<
      { version: number }[]
    >`select current_setting('server_version_num')::int as version`
    const version = row?.version ?? 0
    if (version < VERSION_MIN) {
      throw new StartError(
        `DATABASE_URL is Postgres ${Math.floor(version / 10_000)}; Folio needs 15 or newer`,
      )
    }
  } catch (error) {
    if (error instanceof StartError) throw error
    throw new StartError(`DATABASE_URL does not work: ${reason(error, url)}`)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

async function versionOf(sql: postgres.Sql): Promise<number> {
  const [row] = await sql<{ version: number }[]>`select current_setting('server_version_num')::int as version`
  return row?.version ?? 0
}

/** Something that listens but is no Postgres makes the driver try again for ever. */
function silence(): Promise<never> {
  return new Promise((_resolve, reject) => {
    const error = Object.assign(new Error('no answer'), { code: 'CONNECT_TIMEOUT' })
    setTimeout(() => reject(error), CONNECT_DEADLINE_S * 1000).unref()
  })
}

function reason(error: unknown, url: string): string {
  const { hostname, port, pathname, username } = new URL(url)
  const server = `${hostname}:${port || 5432}`
  switch ((error as { code?: string }).code) {
    case 'ECONNREFUSED':
      return `nothing listens at ${server}`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `there is no host ${hostname}`
    case 'CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
      return `${server} does not answer as Postgres does`
    case '28P01':
    case '28000':
      return `${server} refuses the user ${username || '(none)'} or the password`
    case '3D000':
      return `${server} has no database ${pathname.slice(1)}`
    default:
      return `${server} says: ${error instanceof Error ? error.message : String(error)}`
  }
}
