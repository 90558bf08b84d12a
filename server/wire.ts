import { type Database, openDatabase } from '@/db'
import { listenTo } from '@/db/listen'
import { createMailer, type Mailer } from './adapters/mail'
import { type MailData, renderMail } from './adapters/mail/templates'
import { createVies, type Vies } from './adapters/vies'
import { createWebhookSender } from './adapters/webhook'
import { wallNow } from './clock'
import type { WebhookPort } from './core/webhook'
import type { Actor, Ctx } from './ctx'
import { type Env, env } from './env'
import type { JobDeps } from './jobs/schedule'
import { createLive, type Live } from './live'
import { createSeal } from './seal'
import type { StripeAccounts } from './stripe/client'
import { connectStripe } from './stripe/connect'
import { enterCustomer } from './usecases/customer'
import type { EventMail } from './usecases/mail-content'
import { mailUrl } from './usecases/pay-link'
import type { PresentEvents } from './usecases/webhook-make'

export type Wire = {
  env: Env
  database: Database
  stripe: StripeAccounts
  mailer: Mailer
  vies: Vies
  webhooks: WebhookPort
  live: Live
}

/**
 * What this process is connected to, made on first use. Kept on `globalThis`: Next bundles its own copy
 * of each module, and a second copy must not open a second pool.
 */
export function wire(): Wire {
  const holder = globalThis as typeof globalThis & { folioWire?: Wire }
  holder.folioWire ??= connect(env())
  return holder.folioWire
}

/** Lets go of what this process is connected to, if anything: the last step before it ends. */
export async function closeWire(): Promise<void> {
  const holder = globalThis as typeof globalThis & { folioWire?: Wire }
  const open = holder.folioWire
  if (open === undefined) return
  delete holder.folioWire
  open.mailer.close()
  await open.live.close()
  await open.database.close()
}

/** A context for an actor, with `now` read once. */
export function ctxFor(actor: Actor): Ctx {
  const { database, stripe, vies } = wire()
  return { db: database.db, now: wallNow(), actor, stripe, vies }
}

/** What the jobs of this process run with. */
export function jobDeps(): JobDeps {
  return {
    ctx: () => ctxFor({ kind: 'system' }),
    sendMail: sendEventMail,
    webhooks: wire().webhooks,
    presentEvents,
    onError: (error, about) => console.error(`job ${about}:`, error),
  }
}

/** Renders a mail of an event, with its document attached, and gives it to the mail server. */
export async function sendEventMail(mail: EventMail): Promise<void> {
  const { mailer, env: config } = wire()
  const { template, path: _, ...content } = mail.content
  const data = {
    ...content,
    brand: { name: mail.sender.name, accent: mail.sender.accent, supportEmail: mail.sender.replyTo },
    to: mail.to,
    name: mail.customer.name,
    timeZone: mail.customer.timeZone,
    url: mailUrl(mail.content, { appUrl: config.appUrl, linkKey: config.authSecret }),
  }
  await mailer.send({
    id: mail.id,
    to: mail.to,
    senderName: mail.sender.name,
    replyTo: mail.sender.replyTo,
    // Which data goes with which template is the union's; the pair is taken apart only here.
    ...renderMail(template, data as MailData[typeof template], mail.locale),
    attachments: mail.attachment ? await attachmentsOf(mail.customer.id, mail.attachment) : [],
  })
}

/** The bodies of webhooks: the API's own way to show things, loaded with the first that is told. */
const presentEvents: PresentEvents = async (ctx, tellings) => {
  const { webhookPresenter } = await import('./rest/billabear/webhook-body')
  const { appUrl, authSecret } = wire().env
  return webhookPresenter({ origin: () => appUrl, linkKey: () => authSecret })(ctx, tellings)
}

async function attachmentsOf(customerId: string, of: NonNullable<EventMail['attachment']>) {
  const scope = await enterCustomer(ctxFor({ kind: 'system' }), customerId)
  // Loaded with the first document: a web process or a command that prints none is spared its weight.
  const { documentFiles } = await import('./documents')
  const files = await documentFiles(scope, of)
  return files.map(({ name, contentType, content }) => ({ filename: name, contentType, content }))
}

function connect(config: Env): Wire {
  const { secretKey, webhookSecret } = config.stripe
  return {
    env: config,
    database: openDatabase(config.databaseUrl),
    stripe: connectStripe({ secretKey, webhookSecret, ...sandboxOf(config.stripe) }),
    mailer: createMailer(config.mail),
    vies: createVies({ url: config.viesUrl }),
    webhooks: { ...createSeal(config.authSecret), ...createWebhookSender({ sandbox: config.sandbox }) },
    live: createLive({
      listen: (channel, on) => listenTo(config.databaseUrl, channel, on),
      nowMs: Date.now,
      onError: (error) => console.error('live pages:', error),
    }),
  }
}

/** Stripe's stand-in, and where a browser finds its pages: beside its script. */
function sandboxOf({ apiUrl, scriptUrl }: Env['stripe']) {
  if (!apiUrl) return {}
  const sandboxBrowserUrl = scriptUrl?.replace(/\/stripe\.js$/, '')
  return { sandboxUrl: apiUrl, ...(sandboxBrowserUrl ? { sandboxBrowserUrl } : {}) }
}
