import path from 'node:path'
import { z } from 'zod'

// The only file that reads process.env. `settings()` is what a person asked for, `env()` is what runs: the two
// differ while the embedded parts (database, Stripe sandbox) have no address yet.

export type Source = Record<string, string | undefined>

export type OAuthClient = { id: string; secret: string }

export type Settings = {
  production: boolean
  /** The port of the web server. */
  port: number
  /** Absolute path of the folder that the embedded parts keep their files in. */
  dataDir: string
  /** Where people reach Folio, without a slash at the end. */
  appUrl: string
  /** True exactly when the Stripe sandbox stands in for Stripe. */
  sandbox: boolean
  /** Which parts run inside Folio because their own variable is not set. */
  embedded: { database: boolean; stripe: boolean; mail: boolean }
  databaseUrl: string | null
  stripe: StripeSettings
  /** smtpUrl is the sandbox mailbox's unless SMTP_URL is set; null while that one does not run. */
  mail: { smtpUrl: string | null; from: string }
  /** Signs sessions and links. */
  authSecret: string | null
  github: OAuthClient | null
  google: OAuthClient | null
  /** Whether the web process runs the jobs too. */
  worker: 'on' | 'off'
  /** Where VAT numbers are looked up for the owners that want it, without a slash at the end. */
  viesUrl: string
}

export type StripeSettings = {
  secretKey: string
  publishableKey: string
  webhookSecret: string
  /** Origin of the sandbox (`http://127.0.0.1:port`); null for Stripe itself. */
  apiUrl: string | null
  /** The sandbox's own Stripe.js as a browser reaches it; null for the one of js.stripe.com. */
  scriptUrl: string | null
}

export type Env = Settings & { databaseUrl: string; authSecret: string; mail: { smtpUrl: string } }

/** What only the running product knows; main.ts publishes it to the bundled pages and to child processes. */
export const Runtime = z.object({
  databaseUrl: z.string(),
  stripeSandboxUrl: z.string().nullable(),
  stripeScriptUrl: z.string().nullable(),
  /** The secret that the sandbox signs its webhooks with. */
  webhookSecret: z.string().nullable(),
  /** The sandbox mailbox, which takes mail by SMTP. */
  mailboxSmtpUrl: z.string().nullable(),
  authSecret: z.string(),
})
export type Runtime = z.infer<typeof Runtime>

/** A variable is missing or wrong: `message` is one line for the person who starts Folio. */
export class EnvError extends Error {}

/**
 * What the variables ask for. Each of database, Stripe and mail is embedded exactly when its own variable
 * (DATABASE_URL, STRIPE_SECRET_KEY, SMTP_URL) is not set. An empty variable counts as not set.
 *
 * @throws EnvError naming the first variable that is wrong, or that is missing for real payments.
 */
export function readSettings(source: Source): Settings {
  const vars = parse(source)
  const stripe = stripeSettings(vars)
  const sandbox = vars.STRIPE_SECRET_KEY === undefined
  const production = vars.NODE_ENV === 'production'
  if (!sandbox && production) requireForPayments(vars)
  const appUrl = (vars.APP_URL ?? `http://localhost:${vars.PORT}`).replace(/\/+$/, '')
  return {
    production,
    port: vars.PORT,
    dataDir: path.resolve(vars.FOLIO_DATA_DIR),
    appUrl,
    sandbox,
    embedded: {
      database: vars.DATABASE_URL === undefined,
      stripe: sandbox,
      mail: vars.SMTP_URL === undefined,
    },
    databaseUrl: vars.DATABASE_URL ?? vars.FOLIO_RUNTIME?.databaseUrl ?? null,
    stripe,
    mail: {
      smtpUrl: vars.SMTP_URL ?? vars.FOLIO_RUNTIME?.mailboxSmtpUrl ?? null,
      from: vars.MAIL_FROM ?? `Folio <no-reply@${new URL(appUrl).hostname}>`,
    },
    authSecret: vars.AUTH_SECRET ?? vars.FOLIO_RUNTIME?.authSecret ?? null,
    github: oauthClient('GITHUB', vars.GITHUB_ID, vars.GITHUB_SECRET),
    google: oauthClient('GOOGLE', vars.GOOGLE_ID, vars.GOOGLE_SECRET),
    worker: vars.WORKER,
    viesUrl: vars.VIES_URL.replace(/\/+$/, ''),
  }
}

/**
 * The configuration of a process that serves or works: everything has an address.
 *
 * @throws EnvError when the embedded parts were not started and their variables are not set.
 */
export function readEnv(source: Source): Env {
  const { databaseUrl, authSecret, mail, ...rest } = readSettings(source)
  if (databaseUrl === null) {
    throw new EnvError('There is no database: start Folio with `npm start`, or set DATABASE_URL')
  }
  if (authSecret === null) {
    throw new EnvError(
      'AUTH_SECRET is not set: start Folio with `npm start`, or set it to a long random text',
    )
  }
  if (rest.sandbox && rest.stripe.apiUrl === null) {
    throw new EnvError(
      'The Stripe sandbox does not run: start Folio with `npm start`, or set STRIPE_SECRET_KEY',
    )
  }
  if (mail.smtpUrl === null) {
    throw new EnvError('Mail has nowhere to go: start Folio with `npm start`, or set SMTP_URL')
  }
  return { ...rest, databaseUrl, authSecret, mail: { ...mail, smtpUrl: mail.smtpUrl } }
}

/** readSettings of this process, read afresh each time. */
export function settings(): Settings {
  return readSettings(process.env)
}

/** readEnv of this process, read once. */
export function env(): Env {
  memo ??= readEnv(process.env)
  return memo
}

/** Tells the rest of this process, the bundled pages and its children where the embedded parts are. */
export function publishRuntime(runtime: Runtime): void {
  process.env.FOLIO_RUNTIME = JSON.stringify(runtime)
  memo = null
}

/** Names Folio's own address to next-auth, which reads it from this variable and from nowhere else. */
export function publishAuthUrl(appUrl: string): void {
  process.env.NEXTAUTH_URL = `${appUrl}/api/auth`
}

/** Reads `.env` of the working folder, if there is one; what is set already wins. */
export function loadDotEnv(): void {
  try {
    process.loadEnvFile('.env')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw new EnvError('.env cannot be read')
  }
}

let memo: Env | null = null

/** The sandbox knows these two keys of its platform account. */
const SANDBOX_KEYS = { secretKey: 'sk_test_folio', publishableKey: 'pk_test_folio' }

const text = z.string().optional()
const PORT_RULE = 'must be a port number from 1 to 65535'
const port = z.coerce.number(PORT_RULE).int(PORT_RULE).min(1, PORT_RULE).max(65_535, PORT_RULE)
const Variables = z.object({
  NODE_ENV: text,
  PORT: port.default(3000),
  FOLIO_DATA_DIR: z.string().default('.data'),
  FOLIO_RUNTIME: z
    .string()
    .transform((json) => Runtime.parse(JSON.parse(json)))
    .optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\/[^/]/, 'must look like postgres://user:password@host:5432/name')
    .optional(),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^[sr]k_(test|live)_/, 'must start with sk_test_, sk_live_, rk_test_ or rk_live_')
    .optional(),
  STRIPE_PUBLISHABLE_KEY: z
    .string()
    .regex(/^pk_(test|live)_/, 'must start with pk_test_ or pk_live_')
    .optional(),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_/, 'must start with whsec_')
    .optional(),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/[^/]/, 'must look like smtp://user:password@host:587')
    .optional(),
  MAIL_FROM: text,
  APP_URL: z.url({ protocol: /^https?$/, error: 'must look like https://billing.example.com' }).optional(),
  AUTH_SECRET: z.string().min(32, 'must have 32 characters or more').optional(),
  GITHUB_ID: text,
  GITHUB_SECRET: text,
  GOOGLE_ID: text,
  GOOGLE_SECRET: text,
  WORKER: z.enum(['on', 'off'], 'must be on or off').default('on'),
  VIES_URL: z
    .url({ protocol: /^https?$/, error: 'must look like https://vies.example.com/rest-api' })
    .default('https://ec.europa.eu/taxation_customs/vies/rest-api'),
})
type Variables = z.infer<typeof Variables>

function parse(source: Source): Variables {
  const given = Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== '')
  const result = Variables.safeParse(Object.fromEntries(given))
  if (result.success) return result.data
  const issue = result.error.issues[0]
  // The value is not repeated: it may be a secret.
  throw new EnvError(
    `${issue?.path.join('.') ?? 'A variable'} is wrong: it ${issue?.message ?? 'cannot be read'}`,
  )
}

function stripeSettings(vars: Variables): StripeSettings {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_PUBLISHABLE_KEY: publishableKey } = vars
  if (secretKey === undefined) {
    return {
      ...SANDBOX_KEYS,
      webhookSecret: vars.FOLIO_RUNTIME?.webhookSecret ?? '',
      apiUrl: vars.FOLIO_RUNTIME?.stripeSandboxUrl ?? null,
      scriptUrl: vars.FOLIO_RUNTIME?.stripeScriptUrl ?? null,
    }
  }
  const webhookSecret = vars.STRIPE_WEBHOOK_SECRET
  if (publishableKey === undefined)
    throw missing('STRIPE_PUBLISHABLE_KEY', 'the card fields of the portal use it')
  if (webhookSecret === undefined)
    throw missing('STRIPE_WEBHOOK_SECRET', "it proves that a webhook is Stripe's")
  const [secretMode, publicMode] = [secretKey, publishableKey].map((key) => key.split('_')[1])
  if (secretMode !== publicMode) {
    throw new EnvError(
      `STRIPE_PUBLISHABLE_KEY is a ${publicMode} key but STRIPE_SECRET_KEY is a ${secretMode} key: use two of one kind`,
    )
  }
  return { secretKey, publishableKey, webhookSecret, apiUrl: null, scriptUrl: null }
}

function requireForPayments(vars: Variables): void {
  if (vars.SMTP_URL === undefined) throw missing('SMTP_URL', 'invoices and sign-in links go out through it')
  if (vars.APP_URL === undefined) throw missing('APP_URL', 'the links in mails start with it')
  if (vars.AUTH_SECRET === undefined)
    throw missing('AUTH_SECRET', 'it signs sessions; `openssl rand -hex 32` makes one')
}

function missing(name: string, why: string): EnvError {
  return new EnvError(`${name} is not set, and with STRIPE_SECRET_KEY set it is needed: ${why}`)
}

function oauthClient(name: string, id: string | undefined, secret: string | undefined): OAuthClient | null {
  if (id === undefined && secret === undefined) return null
  if (id === undefined) throw new EnvError(`${name}_ID is not set, but ${name}_SECRET is: set both or none`)
  if (secret === undefined)
    throw new EnvError(`${name}_SECRET is not set, but ${name}_ID is: set both or none`)
  return { id, secret }
}
