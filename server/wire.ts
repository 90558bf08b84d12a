import { type Database, openDatabase } from '@/db'
import { createMailer, type Mailer } from './adapters/mail'
import { wallNow } from './clock'
import type { Actor, Ctx } from './ctx'
import { type Env, env } from './env'
import type { StripeAccounts } from './stripe/client'
import { connectStripe } from './stripe/connect'

export type Wire = { env: Env; database: Database; stripe: StripeAccounts; mailer: Mailer }

/**
 * What this process is connected to, made on first use. Kept on `globalThis`: Next bundles its own copy
 * of each module, and a second copy must not open a second pool.
 */
export function wire(): Wire {
  const holder = globalThis as typeof globalThis & { folioWire?: Wire }
  holder.folioWire ??= connect(env())
  return holder.folioWire
}

/** A context for an actor, with `now` read once. */
export function ctxFor(actor: Actor): Ctx {
  const { database, stripe } = wire()
  return { db: database.db, now: wallNow(), actor, stripe }
}

function connect(config: Env): Wire {
  const { secretKey, webhookSecret, apiUrl } = config.stripe
  return {
    env: config,
    database: openDatabase(config.databaseUrl),
    stripe: connectStripe({ secretKey, webhookSecret, ...(apiUrl ? { sandboxUrl: apiUrl } : {}) }),
    mailer: createMailer({ smtpUrl: config.mail.smtpUrl, from: config.mail.from }),
  }
}
