import fs from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readEnv, readSettings, type Source } from './env'

const LIVE = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://folio:secret@db:5432/folio',
  STRIPE_SECRET_KEY: 'sk_live_abc',
  STRIPE_PUBLISHABLE_KEY: 'pk_live_abc',
  STRIPE_WEBHOOK_SECRET: 'whsec_abc',
  SMTP_URL: 'smtp://mail:587',
  APP_URL: 'https://billing.example.com/',
  AUTH_SECRET: 'x'.repeat(32),
} satisfies Source

describe('readSettings', () => {
  test('with nothing set, everything is embedded', () => {
    expect(readSettings({})).toMatchObject({
      port: 3000,
      appUrl: 'http://localhost:3000',
      sandbox: true,
      embedded: { database: true, stripe: true, mail: true },
      databaseUrl: null,
      authSecret: null,
      stripe: { secretKey: 'sk_test_folio', publishableKey: 'pk_test_folio' },
      worker: 'on',
    })
  })

  test('with everything set, nothing is embedded', () => {
    const read = readSettings(LIVE)
    expect(read.embedded).toEqual({ database: false, stripe: false, mail: false })
    expect(read).toMatchObject({ sandbox: false, appUrl: 'https://billing.example.com' })
    expect(read.mail.from).toBe('Folio <no-reply@billing.example.com>')
    expect(read.stripe.apiUrl).toBeNull()
  })

  test('each part is embedded on its own', () => {
    expect(readSettings({ DATABASE_URL: LIVE.DATABASE_URL })).toMatchObject({
      sandbox: true,
      embedded: { database: false, stripe: true, mail: true },
    })
    expect(readSettings({ SMTP_URL: LIVE.SMTP_URL }).embedded).toEqual({
      database: true,
      stripe: true,
      mail: false,
    })
    const { DATABASE_URL: _, ...withoutDatabase } = LIVE
    expect(readSettings(withoutDatabase).embedded).toEqual({ database: true, stripe: false, mail: false })
  })

  test('an empty variable counts as not set', () => {
    expect(readSettings({ DATABASE_URL: '', STRIPE_SECRET_KEY: ' ' }).embedded.database).toBe(true)
  })

  test.each([
    'STRIPE_PUBLISHABLE_KEY',
    'STRIPE_WEBHOOK_SECRET',
    'SMTP_URL',
    'APP_URL',
    'AUTH_SECRET',
  ] as const)('real payments in production need %s', (name) => {
    expect(() => readSettings({ ...LIVE, [name]: '' })).toThrow(`${name} is not set`)
  })

  test('on a desk, a test key does with the mailbox and without an address', () => {
    const desk = { ...LIVE, NODE_ENV: 'development', SMTP_URL: '', APP_URL: '', AUTH_SECRET: '' }
    expect(readSettings(desk)).toMatchObject({ sandbox: false, embedded: { mail: true } })
  })

  test.each([
    ['PORT', 'eighty'],
    ['PORT', '70000'],
    ['DATABASE_URL', 'mysql://db/folio'],
    ['STRIPE_SECRET_KEY', 'pk_live_abc'],
    ['STRIPE_PUBLISHABLE_KEY', 'sk_live_secret'],
    ['STRIPE_WEBHOOK_SECRET', 'abc'],
    ['SMTP_URL', 'mail.example.com'],
    ['APP_URL', 'folio.test'],
    ['AUTH_SECRET', 'short'],
    ['WORKER', 'maybe'],
  ])('%s=%s is refused in one line that does not repeat it', (name, value) => {
    const read = () => readSettings({ ...LIVE, [name]: value })
    expect(read).toThrow(new RegExp(`^${name} is wrong: it must .+$`))
    expect(read).not.toThrow(value)
  })

  test('a test key beside a live key is refused', () => {
    const read = () => readSettings({ ...LIVE, STRIPE_PUBLISHABLE_KEY: 'pk_test_abc' })
    expect(read).toThrow('STRIPE_PUBLISHABLE_KEY is a test key but STRIPE_SECRET_KEY is a live key')
  })

  test('half an OAuth client is refused', () => {
    expect(() => readSettings({ GITHUB_ID: 'abc' })).toThrow('GITHUB_SECRET is not set')
    expect(() => readSettings({ GOOGLE_SECRET: 'abc' })).toThrow('GOOGLE_ID is not set')
  })
})

describe('readEnv', () => {
  test('is incomplete until the embedded parts run', () => {
    expect(() => readEnv({})).toThrow('There is no database')
  })

  test('takes the addresses of the embedded parts from what main.ts publishes', () => {
    const runtime = {
      databaseUrl: 'postgres://folio@127.0.0.1:5000/folio',
      stripeSandboxUrl: 'http://127.0.0.1:5001',
      stripeScriptUrl: '/sandbox/stripe/stripe.js',
      webhookSecret: 'whsec_made',
      mailboxSmtpUrl: 'smtp://127.0.0.1:5002',
      authSecret: 'made',
    }
    const read = readEnv({ FOLIO_RUNTIME: JSON.stringify(runtime) })
    expect(read).toMatchObject({ databaseUrl: runtime.databaseUrl, authSecret: 'made', sandbox: true })
    expect(read.stripe).toMatchObject({
      apiUrl: 'http://127.0.0.1:5001',
      scriptUrl: '/sandbox/stripe/stripe.js',
      webhookSecret: 'whsec_made',
    })
    expect(read.embedded).toEqual({ database: true, stripe: true, mail: true })
    expect(read.mail.smtpUrl).toBe('smtp://127.0.0.1:5002')
  })

  test('never takes the real Stripe for the sandbox', () => {
    const source = { DATABASE_URL: LIVE.DATABASE_URL, AUTH_SECRET: LIVE.AUTH_SECRET }
    expect(() => readEnv(source)).toThrow('The Stripe sandbox does not run')
  })

  test('never loses mail for want of a server', () => {
    expect(() => readEnv({ ...LIVE, NODE_ENV: 'development', SMTP_URL: '' })).toThrow(
      'Mail has nowhere to go',
    )
  })
})

test('.env.example names each variable, and no other', () => {
  const example = fs.readFileSync('.env.example', 'utf8')
  const named = [...example.matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1]).sort()
  const source = fs.readFileSync('server/env.ts', 'utf8')
  const own = new Set(['NODE_ENV', 'FOLIO_RUNTIME'])
  const read = [...source.matchAll(/^ {2}([A-Z_]+): /gm)]
    .map((match) => match[1] ?? '')
    .filter((name) => !own.has(name))
  expect(named).toEqual(read.sort())
})
