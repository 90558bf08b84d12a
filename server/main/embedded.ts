import path from 'node:path'
import { migrate } from '@/db/migrate'
import type { Mailbox } from '@/sandbox/mail/start'
import type { Runtime, Settings } from '@/server/env'
import { checkDatabase } from './database'
import { forgetSeeding, wasSeeding } from './demo'
import { keptSecrets, type Secrets } from './secrets'
import { StartError } from './start-error'
import { STRIPE_PREFIX } from './stripe-proxy'

// The parts of the sandbox are loaded only where they run: a production server holds none of them.

export type Embedded = {
  runtime: Runtime
  mailbox: Mailbox | null
  /** Where the database is, for people. */
  databasePlace: string
  stop(): Promise<void>
}

/**
 * Starts what these settings leave to Folio itself (database, Stripe sandbox, mailbox), brings the database to the
 * newest schema, and answers where everything is.
 *
 * @throws StartError with one line when a part cannot be had.
 */
export async function startEmbedded(settings: Settings, notice: (line: string) => void): Promise<Embedded> {
  const database = await openMigrated(settings, notice)
  const stops = [database.stop]
  const stop = async () => {
    for (const one of stops.reverse()) await one()
  }
  try {
    const secrets = await secretsFor(settings)
    const stripe = settings.embedded.stripe ? await openStripe(settings, database.url, secrets) : null
    if (stripe !== null) stops.push(stripe.stop)
    const mailbox = settings.embedded.mail ? await openMailbox(database.url) : null
    if (mailbox !== null) stops.push(mailbox.stop)
    const runtime: Runtime = {
      databaseUrl: database.url,
      stripeSandboxUrl: stripe?.url ?? null,
      stripeScriptUrl: stripe === null ? null : `${STRIPE_PREFIX}/stripe.js`,
      webhookSecret: stripe === null ? null : secrets.webhookSecret,
      mailboxSmtpUrl: mailbox?.smtpUrl ?? null,
      authSecret: settings.authSecret ?? secrets.authSecret,
    }
    return { runtime, mailbox, databasePlace: database.place, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** With everything given from outside there is nothing to keep, and so no need for a folder to keep it in. */
async function secretsFor(settings: Settings): Promise<Secrets> {
  const { authSecret, stripe, embedded } = settings
  if (authSecret === null || embedded.stripe) return keptSecrets(settings.dataDir)
  return { authSecret, webhookSecret: stripe.webhookSecret }
}

async function openStripe(settings: Settings, databaseUrl: string, secrets: Secrets) {
  // The web server takes them; what is sent while it does not run is sent again until it does.
  const url = `http://127.0.0.1:${settings.port}/api/stripe/webhook`
  try {
    const { startStripeSandbox } = await import('@/sandbox/stripe/start')
    return await startStripeSandbox({ databaseUrl, webhooks: [{ url, secret: secrets.webhookSecret }] })
  } catch (error) {
    throw new StartError(`The Stripe sandbox could not start: ${messageOf(error)}`)
  }
}

async function openMailbox(databaseUrl: string): Promise<Mailbox> {
  try {
    const { startMailbox } = await import('@/sandbox/mail/start')
    return await startMailbox({ databaseUrl })
  } catch (error) {
    throw new StartError(`The sandbox mailbox could not start: ${messageOf(error)}`)
  }
}

type OpenDatabase = { url: string; place: string; stop(): Promise<void> }

async function openMigrated(settings: Settings, notice: (line: string) => void): Promise<OpenDatabase> {
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
  const { startPostgres } = await import('@/sandbox/postgres/start')
  const server = await startPostgres({ dataDir: settings.dataDir, onNotice }).catch((error) => {
    throw new StartError(messageOf(error))
  })
  if (await wasSeeding(settings.dataDir)) {
    // The start before was killed while it made the demo, so nobody has used this database yet.
    await server.empty()
    await forgetSeeding(settings.dataDir)
  }
  const folder = moved === '' ? path.join(shown(settings.dataDir), 'postgres') : 'see above'
  const place = `embedded Postgres on port ${server.port}, files in ${folder}`
  return { url: server.url, place, stop: server.stop }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** A path as short as it can be said from here. */
function shown(folder: string): string {
  const relative = path.relative('.', folder)
  return relative.startsWith('..') || path.isAbsolute(relative) ? folder : relative
}
