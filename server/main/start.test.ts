import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs/promises'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { freePort } from '@/sandbox/postgres/start'
import { ROOT } from './build'

let dataDir: string
let port: number
let child: ChildProcess | null = null

beforeEach(async () => {
  dataDir = await fs.mkdtemp(path.join(os.tmpdir(), 'folio-test-start-'))
  await fs.chmod(dataDir, 0o755)
  port = await freePort()
})

afterEach(async () => {
  // A start that wrongly goes on must not outlive its test.
  if (child !== null && child.exitCode === null) child.kill('SIGKILL')
  await fs.rm(dataDir, { recursive: true, force: true })
})

describe('a start that cannot be is one clear line and exit 1', () => {
  test('a taken port', async () => {
    const other = net.createServer()
    await new Promise<void>((resolve) => other.listen(port, () => resolve()))
    expect(await start()).toEqual({
      code: 1,
      lines: [`Port ${port} is taken: stop what uses it, or set PORT to another one`],
    })
    await new Promise((resolve) => other.close(resolve))
  })

  test('a data folder that is none', async () => {
    const file = path.join(dataDir, 'file')
    await fs.writeFile(file, '')
    expect(await start({ FOLIO_DATA_DIR: file })).toEqual({
      code: 1,
      lines: [`The data folder ${file} cannot be used: it is not a folder`],
    })
  })

  test('a data folder that may not be read', async () => {
    const closed = path.join(dataDir, 'closed')
    await fs.mkdir(closed, { mode: 0o000 })
    const stranger = process.getuid?.() === 0 ? { uid: 64_999, gid: 64_999 } : {}
    const { code, lines } = await start({ FOLIO_DATA_DIR: path.join(closed, 'data') }, stranger)
    expect(code).toBe(1)
    expect(lines).toEqual([`The data folder ${path.join(closed, 'data')} cannot be used: permission denied`])
  })

  test('a database that nobody runs', async () => {
    const nobody = await freePort()
    expect(await start({ DATABASE_URL: `postgres://folio:hunter2@127.0.0.1:${nobody}/folio` })).toEqual({
      code: 1,
      lines: [`DATABASE_URL does not work: nothing listens at 127.0.0.1:${nobody}`],
    })
  })

  test('a database that is something else', async () => {
    expect(await start({ DATABASE_URL: `postgres://folio:hunter2@127.0.0.1:${port}/folio` })).toEqual({
      code: 1,
      lines: [`DATABASE_URL does not work: 127.0.0.1:${port} does not answer as Postgres does`],
    })
  })

  test('a database that refuses the password', async () => {
    const url = new URL(inject('postgresUrl'))
    url.password = 'hunter2'
    expect(await start({ DATABASE_URL: url.toString() })).toEqual({
      code: 1,
      lines: [`DATABASE_URL does not work: ${url.host} refuses the user folio or the password`],
    })
  })

  test('a database that is not there', async () => {
    const url = new URL(inject('postgresUrl'))
    url.pathname = '/nowhere'
    expect(await start({ DATABASE_URL: url.toString() })).toEqual({
      code: 1,
      lines: [`DATABASE_URL does not work: ${url.host} has no database nowhere`],
    })
  })

  test('real payments without what they need', async () => {
    const { code, lines } = await start({
      STRIPE_SECRET_KEY: 'sk_live_abc',
      STRIPE_PUBLISHABLE_KEY: 'pk_live_abc',
      STRIPE_WEBHOOK_SECRET: 'whsec_abc',
    })
    expect(code).toBe(1)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('SMTP_URL is not set')
  })
})

async function start(
  environment: Record<string, string> = {},
  account: { uid?: number; gid?: number } = {},
): Promise<{ code: number | null; lines: string[] }> {
  const started = spawn(process.execPath, [path.join(ROOT, 'scripts', 'start.mjs')], {
    ...account,
    cwd: ROOT,
    env: {
      PATH: '/usr/bin:/bin',
      NODE_ENV: 'test',
      PORT: String(port),
      FOLIO_DATA_DIR: dataDir,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child = started
  let output = ''
  const keep = (chunk: Buffer) => {
    output += chunk.toString('utf8')
  }
  started.stdout.on('data', keep)
  started.stderr.on('data', keep)
  const code = await new Promise<number | null>((resolve) => started.once('close', resolve))
  return { code, lines: output.trim().split('\n') }
}
