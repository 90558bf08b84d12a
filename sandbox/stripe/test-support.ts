import Stripe from 'stripe'
import { createTestDatabase } from '@/sandbox/postgres/test-database'
import { type StripeSandboxOptions, startStripeSandbox } from './start'

/** A sandbox on its own database with the real SDK pointed at it, for the tests next to the nouns. */
export async function openTestSandbox(options: Omit<StripeSandboxOptions, 'databaseUrl'> = {}) {
  const database = await createTestDatabase()
  const sandbox = await startStripeSandbox({ databaseUrl: database.url, ...options })
  const client = (key = 'sk_test_folio', maxNetworkRetries = 0) =>
    new Stripe(key, {
      host: sandbox.host,
      port: sandbox.port,
      protocol: 'http',
      telemetry: false,
      maxNetworkRetries,
    })
  return {
    ...sandbox,
    databaseUrl: database.url,
    stripe: client(),
    client,
    /** Calls the control surface and answers its JSON. */
    async control(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
      const response = await fetch(`${sandbox.url}/_sandbox${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const json = (await response.json()) as Record<string, unknown>
      if (!response.ok) throw new Error(JSON.stringify(json))
      return json
    },
    async close(): Promise<void> {
      await sandbox.stop()
      await database.drop()
    },
  }
}

/** The error that a call is refused with; fails if it is not refused. */
export async function refusalOf(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (outcome instanceof Stripe.errors.StripeError) return outcome
  throw new Error(`expected a Stripe error, got ${outcome === undefined ? 'an answer' : String(outcome)}`)
}
