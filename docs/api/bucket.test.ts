import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import fs from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedDemo } from '@/sandbox/seed'
import { wallNow } from '@/server/clock'
import { createApp } from '@/server/http'
import { PID_PATH, writeRunFile } from '@/server/main/run-file'
import { testkit, testOutside } from '@/server/testkit'
import { examplesIn, likeDocumented } from './examples.test-support'

// The page is run as a reader would: its commands in a shell, one after the other, against a server that listens,
// with the demo data and the `folio` command of this checkout.

const ROOT = path.join(__dirname, '..', '..')
const page = readFileSync(path.join(__dirname, 'bucket.md'), 'utf8')
const examples = examplesIn(page)

const kit = testkit()
let server: Server
/** Folio's data folder and the shell's working folder in one. */
let folder: string
let url: string

beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'folio-test-docs-'))
  const seeded = kit.ctx({ now: wallNow(), actor: { kind: 'operator' } })
  await seedDemo(seeded, { stripeUrl: kit.stripeUrl })
  const app = createApp({
    ctxFor: (actor) => kit.ctx({ actor, now: wallNow() }),
    publicUrl: () => null,
    livemode: () => false,
    linkKey: () => 'a key of the tests',
    ...testOutside,
    actOnEvents: async () => undefined,
    logError: (line, error) => console.error(line, error),
  })
  const answer = getRequestListener(app.fetch)
  server = createServer((request, response) => {
    if (request.url === PID_PATH) response.end(String(process.pid))
    else void answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, resolve))
  const { port } = server.address() as AddressInfo
  url = `http://localhost:${port}`
  await writeRunFile(folder, runFile(port))
}, 120_000)

afterAll(async () => {
  server?.closeAllConnections()
  await new Promise((resolve) => server?.close(resolve))
  await fs.rm(folder, { recursive: true, force: true })
})

test('every command on the page runs and answers what the page says', async () => {
  const outcomes = await runAll(examples.map(({ command }) => command))
  const compared = examples.map(({ command, answer }, position) => {
    const { status, output } = outcomes[position] ?? { status: '', output: 'the shell ended before' }
    return { command, ...likeDocumented(answer, { status, output: output.replaceAll(url, BASE) }) }
  })
  expect(outcomes).toHaveLength(examples.length)
  expect(compared.map(({ command, actual }) => ({ command, answer: actual }))).toEqual(
    compared.map(({ command, documented }) => ({ command, answer: documented })),
  )
}, 240_000)

test('the page has every route of the API', async () => {
  const shown = new Set(
    [...page.matchAll(/`((?:GET|POST|PUT|DELETE) \/api\/[^`\s]+)`/g)].map(([, route]) => route),
  )
  const answer = await fetch(`${url}/api/openapi/bucket.json`)
  const { paths } = (await answer.json()) as { paths: Record<string, Record<string, unknown>> }
  const routes = Object.entries(paths).flatMap(([route, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${route.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  )
  expect(routes.length).toBeGreaterThan(19)
  expect(routes.filter((route) => !shown.has(route))).toEqual([])
})

test('the addresses in the answers are pages of the portal', () => {
  const addresses = [...page.matchAll(/"http:\/\/localhost:3000(\/portal\/[^"]+)"/g)].map(([, at = '']) => at)
  expect(addresses.length).toBeGreaterThan(2)
  for (const address of addresses) {
    const folder = address.replace(/[0-9a-f]{24}/, '[customer]').replace(/[0-9a-f-]{36}/, '[id]')
    const files = ['page.tsx', 'route.ts'].map((file) => path.join(ROOT, 'app', folder, file))
    expect(files.some(existsSync), address).toBe(true)
  }
})

/** The address on the page, which is the server's here. */
const BASE = 'http://localhost:3000'
/** A character that no command prints: it stands between the outcomes. */
const DIVIDER = '\u001e'

type Outcome = { status: string; output: string }

/** Runs the commands in one shell, so that what one keeps the next one has; one that fails ends it. */
async function runAll(commands: string[]): Promise<Outcome[]> {
  const begin = [
    'set -euo pipefail',
    // The status of the last answer is read from the headers that curl leaves.
    'curl() { command curl --dump-header "$HEADERS" "$@"; }',
    'npx() { (cd "$ROOT" && command npx --no "$@"); }',
  ]
  const each = commands.map((command) =>
    [
      ': > "$HEADERS"',
      command.replaceAll(BASE, url),
      `printf '${DIVIDER}%s${DIVIDER}' "$(head -n 1 "$HEADERS")"`,
    ].join('\n'),
  )
  const parts = (await shell([...begin, ...each].join('\n'))).split(DIVIDER)
  return commands.flatMap((_, position) => {
    const [output, status] = [parts[2 * position], parts[2 * position + 1]]
    if (output === undefined || status === undefined) return []
    return [{ output: output.trim(), status: /^HTTP\/\S+ (\d{3})/.exec(status)?.[1] ?? '' }]
  })
}

function shell(script: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', script], {
      cwd: folder,
      env: { ...process.env, ROOT, FOLIO_DATA_DIR: folder, HEADERS: path.join(folder, 'headers') },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8')
    })
    child.once('error', reject)
    child.once('close', () => resolve(output))
  })
}

/** What a running Folio writes for the `folio` command to find it by. */
function runFile(port: number) {
  return {
    pid: process.pid,
    startedAt: wallNow().toISOString(),
    web: { url, port },
    database: { url: kit.databaseUrl, embedded: true },
    stripe: { url: kit.stripeUrl, port: Number(new URL(kit.stripeUrl).port) },
    mailbox: null,
    worker: 'off' as const,
    runtime: {
      databaseUrl: kit.databaseUrl,
      stripeSandboxUrl: kit.stripeUrl,
      stripeScriptUrl: null,
      webhookSecret: 'whsec_test',
      mailboxSmtpUrl: 'smtp://127.0.0.1:9',
      authSecret: 'a text of 32 characters, or longer',
    },
  }
}
