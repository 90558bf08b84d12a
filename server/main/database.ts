import net from 'node:net'
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
  try {
    await probe(url)
    const version = await versionOf(url)
    if (version >= VERSION_MIN) return
    throw new StartError(`DATABASE_URL is Postgres ${Math.floor(version / 10_000)}; Folio needs 15 or newer`)
  } catch (error) {
    if (error instanceof StartError) throw error
    throw new StartError(`DATABASE_URL does not work: ${reason(error, url)}`)
  }
}

/** Asks for encryption, as the protocol begins ("Message Formats", SSLRequest). */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])
const ANSWERS = new Set(['S', 'N', 'E'])

/** Fails for what is no Postgres: the driver would connect to it again and again without an end. */
function probe(url: string): Promise<void> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const host = hostname.replace(/^\[|\]$/g, '')
    const socket = net.connect({ host, port: Number(port || 5432), timeout: CONNECT_DEADLINE_S * 1000 })
    const refuse = () => {
      socket.destroy()
      reject(Object.assign(new Error('no answer'), { code: 'CONNECT_TIMEOUT' }))
    }
    socket.once('connect', () => socket.write(SSL_REQUEST))
    socket.once('data', (chunk) => {
      if (!ANSWERS.has(String.fromCharCode(chunk[0] ?? 0)) || chunk.length > 1) return refuse()
      socket.destroy()
      resolve()
    })
    socket.once('timeout', refuse)
    socket.once('end', refuse)
    socket.once('error', reject)
  })
}

async function versionOf(url: string): Promise<number> {
  const sql = postgres(url, { max: 1, connect_timeout: CONNECT_DEADLINE_S, onnotice: () => undefined })
  try {
    const [row] = await sql<
      { version: number }[]
    >`select current_setting('server_version_num')::int as version`
    return row?.version ?? 0
  } finally {
    await sql.end({ timeout: 1 })
  }
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
    case 'ECONNRESET':
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
