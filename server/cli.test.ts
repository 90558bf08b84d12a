import { execFile } from 'node:child_process'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/sandbox/postgres/test-database'
import { cli } from './cli'
import { ROOT } from './main/build'

let database: TestDatabase
let dataDir: string
const before = { ...process.env }

beforeAll(async () => {
  database = await createTestDatabase({ migrated: true })
  dataDir = await fs.mkdtemp(path.join(os.tmpdir(), 'folio-test-cli-'))
  process.env.DATABASE_URL = database.url
  process.env.FOLIO_DATA_DIR = dataDir
})

afterAll(async () => {
  process.env = before
  await database.drop()
  await fs.rm(dataDir, { recursive: true, force: true })
})

async function folio(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const seen = { out: '', err: '' }
  const code = await cli(argv, {
    out: (text) => {
      seen.out += text
    },
    err: (text) => {
      seen.err += text
    },
  })
  return { code, ...seen }
}

async function json(...argv: string[]): Promise<Record<string, unknown>> {
  const { code, out, err } = await folio(...argv, '--json')
  expect(err).toBe('')
  expect(code).toBe(0)
  return JSON.parse(out) as Record<string, unknown>
}

describe('folio', () => {
  test('takes an owner from nothing to a customer with tokens', async () => {
    const owner = await json(
      'owner',
      'create',
      '--email',
      'o@acme.test',
      '--name',
      'Acme',
      '--timezone',
      'Europe/Paris',
    )
    expect(owner).toMatchObject({ email: 'o@acme.test', timezone: 'Europe/Paris', house: true })

    const key = await json('api-key', 'create', '--owner', 'acme', '--name', 'shop')
    expect(key.key).toMatch(/^folio_sk_/)
    const scoped = ['api-key', 'create', '--owner', 'acme', '--name', 'meter', '--scopes']
    const narrow = await json(...scoped, 'read, usage:write', '--expires', '2099-12-31')
    expect(narrow.key).toMatch(/^folio_sk_/)
    expect(await folio(...scoped, 'all')).toMatchObject({ code: 2, err: expect.stringContaining('not all') })
    expect(await folio(...scoped, 'read', '--expires', '2001-01-01')).toMatchObject({ code: 1 })

    const customer = await json('customer', 'create', '--owner', String(owner.id), '--email', 'c@shop.test')
    expect(customer.bucket_id).toMatch(/^[0-9a-f]{24}$/)

    const bucket = String(customer.bucket_id)
    const tokens = await json('token', 'create', '--email', 'c@shop.test', '--customer', bucket)
    expect(tokens).toMatchObject({ access_token: expect.any(String), refresh_token: expect.any(String) })
  })

  test('creates a plan, and checks the books of an owner', async () => {
    await json('owner', 'create', '--email', 'plans@acme.test', '--name', 'Plans')
    const plan = ['plan', 'create', '--owner', 'plans@acme.test', '--code', 'team', '--name', 'Team']
    const priced = [
      ...plan,
      '--amount',
      '4900',
      '--currency',
      'eur',
      '--interval',
      'month',
      '--trial-days',
      '14',
    ]
    expect(await json(...priced)).toMatchObject({ code: 'team' })
    expect(await folio(...priced)).toMatchObject({ code: 1, err: expect.stringContaining('already') })
    expect((await folio(...plan, '--amount', '49.00', '--currency', 'EUR')).code).toBe(2)
    const brand = ['brand', 'set', '--owner', 'plans@acme.test', '--country', 'DE', '--prefix', 'ACME']
    expect(await json(...brand, '--tax-rate', '8.875')).toMatchObject({
      tax_rate_ppm: 88_750,
      prefix: 'ACME',
    })
    expect(await json(...brand, '--tax-rate', 'none')).toMatchObject({ tax_rate_ppm: null })
    expect((await folio(...brand, '--tax-rate', '19%')).code).toBe(2)
    expect(await json('ledger', 'check', '--owner', 'plans@acme.test')).toEqual({ ok: true, differences: 0 })
  })

  test('shows and sets the choices of an owner', async () => {
    await json('owner', 'create', '--email', 'choices@acme.test', '--name', 'Choices')
    const owner = ['--owner', 'choices@acme.test']
    const before = await json('settings', 'show', ...owner)
    expect(before).toMatchObject({ dunning_days: [1, 3, 5, 7, 14], dunning_end: 'cancel', timezone: 'UTC' })
    const set = ['settings', 'set', ...owner]
    const changed = await json(
      ...set,
      '--dunning-days',
      '2, 4',
      '--one-stop-shop',
      'yes',
      '--timezone',
      'Asia/Tokyo',
    )
    expect(changed).toEqual({ ...before, dunning_days: [2, 4], one_stop_shop: true, timezone: 'Asia/Tokyo' })
    expect(await json('settings', 'show', ...owner)).toEqual(changed)
    for (const [option, value, code, problem] of [
      ['dunning-days', '4,2', 1, /^dunning_days: /],
      ['dunning-days', 'soon', 2, /--dunning-days takes whole numbers/],
      ['dunning-end', 'never', 2, /--dunning-end is cancel or unpaid or open/],
      ['one-stop-shop', 'maybe', 2, /--one-stop-shop is yes or no/],
      ['default-currency', 'EURO', 1, /^default_currency: /],
    ] as const)
      expect(await folio(...set, `--${option}`, value)).toMatchObject({
        code,
        err: expect.stringMatching(problem),
      })
    expect(await json('settings', 'show', ...owner)).toEqual(changed)
  })

  test('shows, sets and advances a clock', async () => {
    await json('owner', 'create', '--email', 'clock@acme.test', '--name', 'Clock')
    const owner = ['--owner', 'clock@acme.test']
    expect(await json('clock', 'show', ...owner)).toMatchObject({ frozen: false })
    expect(await json('clock', 'set', ...owner, '--to', '2030-01-31')).toEqual({
      now: '2030-01-31T00:00:00.000Z',
      frozen: true,
    })
    expect(await json('clock', 'advance', ...owner, '--by', 'P1M')).toEqual({
      now: '2030-02-28T00:00:00.000Z',
      frozen: true,
    })
    const back = await folio('clock', 'set', ...owner, '--to', '2029-01-01')
    expect(back).toMatchObject({ code: 1, out: '', err: expect.stringContaining('cannot go back') })
  })

  test('runs what is due, and migrates a database that is new already', async () => {
    expect(await json('jobs', 'run')).toMatchObject({ 'billing-run': expect.any(Number) })
    expect(await json('migrate')).toEqual({ migrated: true })
  })

  test('without a running Folio the status says so', async () => {
    expect(await json('status')).toEqual({ running: false })
  })

  test('a refusal is one line and exit code 1', async () => {
    expect(await folio('clock', 'show', '--owner', 'nobody@acme.test')).toEqual({
      code: 1,
      out: '',
      err: 'There is no owner nobody@acme.test',
    })
    const zone = await folio(
      'owner',
      'create',
      '--email',
      'x@y.test',
      '--name',
      'X',
      '--timezone',
      'Mars/Base',
    )
    expect(zone).toMatchObject({ code: 1, err: expect.stringMatching(/^timezone: .+$/) })
  })

  test.each([
    [['nope'], 'There is no command `folio nope`'],
    [['owner', 'create'], '--email, --name is missing'],
    [['owner', 'create', '--email'], "Option '--email <value>' argument missing"],
    [['status', '--loud'], "Unknown option '--loud'"],
    [['clock', 'set', '--owner', 'x', '--to', 'tomorrow'], 'tomorrow is not an instant'],
    [['clock', 'advance', '--owner', 'x'], 'Say either --by or --to'],
  ])('a wrong command line (%j) is exit code 2', async (argv, problem) => {
    const { code, out, err } = await folio(...argv)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(problem)
  })

  test('helps', async () => {
    const { code, out } = await folio('help')
    expect(code).toBe(0)
    for (const name of ['migrate', 'owner create', 'token create', 'clock advance', 'jobs run', 'status']) {
      expect(out).toContain(name)
    }
    expect((await folio('api-key', 'create', '--help')).out).toContain('--owner <id, e-mail or name>')
  })

  test('works as a program from any folder', async () => {
    const result = await new Promise<{ code: number; out: string }>((resolve) => {
      const environment = { PATH: '/usr/bin:/bin', NODE_ENV: 'test', FOLIO_DATA_DIR: dataDir } as const
      const options = { cwd: os.tmpdir(), env: environment }
      execFile(
        process.execPath,
        [path.join(ROOT, 'bin', 'folio.mjs'), 'status', '--json'],
        options,
        (error, out) => resolve({ code: Number(error?.code ?? 0), out }),
      )
    })
    expect(result).toEqual({ code: 0, out: '{"running":false}\n' })
  })
})
