import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs/promises'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from '@playwright/test'

// A Folio of its own, apart from the one that the other stories use: this one gets killed.

const ROOT = path.dirname(import.meta.dirname)
let dataDir: string
let port: number
const children: ChildProcess[] = []

test.beforeAll(async () => {
  dataDir = await fs.mkdtemp(path.join(os.tmpdir(), 'folio-e2e-set-up-'))
  await fs.chmod(dataDir, 0o755)
  port = await freePort()
})

test.afterAll(async () => {
  for (const child of children.filter(({ exitCode }) => exitCode === null)) child.kill('SIGKILL')
  await fs.rm(dataDir, { recursive: true, force: true })
})

test('starts with one command, survives kill -9, keeps its data and stops cleanly', async () => {
  test.setTimeout(300_000)
  const first = start()
  await first.says('Ctrl-C stops all of it.')
  expect(first.output()).toContain(`Folio runs at http://localhost:${port}`)
  expect(first.output()).toMatch(/database +embedded Postgres/)
  expect(first.output()).toMatch(/Stripe +sandbox at http:\/\/127\.0\.0\.1:\d+/)
  expect(first.output()).toContain(`/sandbox/mail`)
  expect(first.output()).toContain('customer@example.com')
  expect(first.output()).toMatch(/Demo API key +folio_sk_\S+/)

  const owner = await folio('owner', 'create', '--email', 'kept@example.com', '--name', 'Kept')
  expect(owner.house).toBe(false)
  expect(await folio('status')).toMatchObject({ running: true, pid: first.child.pid, web: { port } })

  const second = start({ PORT: String(await freePort()) })
  expect(await second.ended()).toBe(1)
  expect(second.output().trim()).toMatch(
    /^Folio runs from this data folder already \(.+\): stop it, or set FOLIO_DATA_DIR$/,
  )

  first.child.kill('SIGKILL')
  await first.ended()
  expect(await folio('status')).toEqual({ running: false })

  const again = start()
  await again.says('Ctrl-C stops all of it.')
  expect(keyIn(again.output())).toBe(keyIn(first.output()))
  const key = await folio('api-key', 'create', '--owner', 'kept@example.com', '--name', 'shop')
  expect(key.key).toMatch(/^folio_sk_/)

  again.child.kill('SIGINT')
  expect(await again.ended()).toBe(0)
  await expect(fs.access(path.join(dataDir, 'run.json'))).rejects.toThrow()
  await expect(fs.access(path.join(dataDir, 'postgres', 'data', 'postmaster.pid'))).rejects.toThrow()
})

test('no page breaks its own content security policy', async ({ page }) => {
  const violations: string[] = []
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) violations.push(message.text())
  })
  for (const place of ['/', '/signin', '/portal', '/nowhere', '/sandbox/mail']) {
    await page.goto(place)
    await page.waitForLoadState('networkidle')
  }
  expect(violations).toEqual([])
})

function start(environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [path.join(ROOT, 'scripts', 'start.mjs')], {
    cwd: ROOT,
    env: environmentOf(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8')
    })
  }
  return {
    child,
    output: () => output,
    says: (words: string) => expect.poll(() => output, { timeout: 120_000 }).toContain(words),
    ended: async (): Promise<number | null> => {
      if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
      return child.exitCode
    },
  }
}

function folio(...argv: string[]): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const bin = path.join(ROOT, 'bin', 'folio.mjs')
    const options = { cwd: ROOT, env: environmentOf({}) }
    execFile(process.execPath, [bin, ...argv, '--json'], options, (error, out, problem) => {
      if (error) reject(new Error(problem))
      else resolve(JSON.parse(out) as Record<string, unknown>)
    })
  })
}

function environmentOf(more: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, PORT: String(port), FOLIO_DATA_DIR: dataDir, ...more }
}

function keyIn(output: string): string | undefined {
  return /folio_sk_\S+/.exec(output)?.[0]
}

async function freePort(): Promise<number> {
  const server = net.createServer()
  server.listen(0)
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
