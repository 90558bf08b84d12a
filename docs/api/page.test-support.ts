import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import fs from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { afterAll, beforeAll } from 'vitest'
import { seedDemo } from '@/sandbox/seed'
import { wallNow } from '@/server/clock'
import { createApp } from '@/server/http'
import { PID_PATH, writeRunFile } from '@/server/main/run-file'
import { type Testkit, testkit, testOutside } from '@/server/testkit'
import { examplesIn, likeDocumented } from './examples.test-support'

// A page is run as a reader would: its commands in a shell, one after the other, against a server that listens, with
// the demo data and the `folio` command of this checkout.

export const ROOT = path.join(__dirname, '..', '..')

export type Page = {
  text: string
  /** Origin of the server. */
  url(): string
  /** Each command with its answer, as it is and as the page has it. */
  compare(): Promise<{ command: string; actual: unknown; documented: unknown }[]>
}

/** Call at the top of a test file: the server stands while the file runs. */
export function pageTestkit(name: string): Page {
  const text = readFileSync(path.join(__dirname, name), 'utf8')
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
    await writeRunFile(folder, runFile(kit, url, port))
  }, 120_000)
  afterAll(async () => {
    server?.closeAllConnections()
    await new Promise((resolve) => server?.close(resolve))
    await fs.rm(folder, { recursive: true, force: true })
  })
  return {
    text,
    url: () => url,
    compare: async () => {
      const examples = examplesIn(text)
      const outcomes = await runAll(
        examples.map(({ command }) => command),
        { folder, url },
      )
      if (outcomes.length !== examples.length) throw new Error(`the shell ended at ${outcomes.length}`)
      return examples.map(({ command, answer }, position) => {
        const { status, output } = outcomes[position] ?? { status: '', output: '' }
        return { command, ...likeDocumented(answer, { status, output: output.replaceAll(url, BASE) }) }
      })
    },
  }
}

/** The address on the page, which is the server's here. */
const BASE = 'http://localhost:3000'
/** A character that no command prints: it stands between the outcomes. */
const DIVIDER = '\u001e'

type Outcome = { status: string; output: string }

/** Runs the commands in one shell, so that what one keeps the next one has; one that fails ends it. */
async function runAll(
  commands: string[],
  { folder, url }: { folder: string; url: string },
): Promise<Outcome[]> {
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
  const parts = (await shell([...begin, ...each].join('\n'), folder)).split(DIVIDER)
  return commands.flatMap((_, position) => {
    const [output, status] = [parts[2 * position], parts[2 * position + 1]]
    if (output === undefined || status === undefined) return []
    return [{ output: output.trim(), status: /^HTTP\/\S+ (\d{3})/.exec(status)?.[1] ?? '' }]
  })
}

function shell(script: string, folder: string): Promise<string> {
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
function runFile(kit: Testkit, url: string, port: number) {
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
