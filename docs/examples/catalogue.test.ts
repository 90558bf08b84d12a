import { execFile } from 'node:child_process'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/sandbox/postgres/test-database'

// README, "Going live on Stripe", step 3: an empty database and every variable set, so that nothing embedded starts.

const ROOT = path.join(__dirname, '..', '..')
const run = promisify(execFile)
let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})

afterAll(async () => {
  await database?.drop()
})

test('an empty installation gets its owner, its letterhead and its plans', async () => {
  const live = {
    NODE_ENV: 'production' as const,
    PATH: process.env.PATH,
    DATABASE_URL: database.url,
    STRIPE_SECRET_KEY: 'sk_live_nobody_is_asked',
    STRIPE_PUBLISHABLE_KEY: 'pk_live_nobody_is_asked',
    STRIPE_WEBHOOK_SECRET: 'whsec_nobody_is_asked',
    SMTP_URL: 'smtp://127.0.0.1:9',
    APP_URL: 'https://billing.example.com',
    AUTH_SECRET: 'thirty-two characters, or some more',
    FOLIO_DATA_DIR: path.join(os.tmpdir(), 'folio-test-nothing-is-kept-here'),
  }
  const node = (...argv: string[]) => run(process.execPath, argv, { cwd: ROOT, env: live })
  const owner = ['--email', 'billing@example.com', '--name', 'Example GmbH', '--timezone', 'Europe/Berlin']
  await node('bin/folio.mjs', 'owner', 'create', ...owner)
  const { stdout } = await node('--import', 'tsx', 'docs/examples/catalogue.ts', 'billing@example.com')
  expect(stdout).toContain('has a letterhead and the plan `pro`')

  const sql = postgres(database.url, { max: 1 })
  const plans = await sql`
    select p.code, r.amount::int, r.interval_unit from plan p
    join plan_price o on o.owner_id = p.owner_id and o.plan_id = p.id
    join price r on r.owner_id = o.owner_id and r.id = o.price_id order by o.position`
  const [brand] = await sql`select tax_rate_ppm, invoice_prefix from brand`
  await sql.end()
  expect(plans.map((row) => ({ ...row }))).toEqual([
    { code: 'pro', amount: 2_900, interval_unit: 'month' },
    { code: 'pro', amount: 29_000, interval_unit: 'year' },
  ])
  expect({ ...brand }).toEqual({ tax_rate_ppm: null, invoice_prefix: 'EX' })
}, 120_000)
