import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { defineConfig } from '@playwright/test'
import { installedChromium } from './scripts/chromium'

// The stories run against the product itself, started as `npm start` would, in its sandbox, on a free port and a
// data folder that goes away afterwards. Playwright loads this file again in each of its workers, which inherit
// the two variables: so `folio` commands that a story runs find the same product.
process.env.PORT = process.env.FOLIO_E2E_PORT ??= String(await freePort())
process.env.FOLIO_DATA_DIR = process.env.FOLIO_E2E_DATA_DIR ??= throwawayFolder()

const baseURL = `http://localhost:${process.env.PORT}`
const EMBEDDED = [
  'DATABASE_URL',
  'STRIPE_SECRET_KEY',
  'STRIPE_PUBLISHABLE_KEY',
  'STRIPE_WEBHOOK_SECRET',
  'SMTP_URL',
]
const SETTINGS = [
  ...EMBEDDED,
  'MAIL_FROM',
  'APP_URL',
  'AUTH_SECRET',
  'GITHUB_ID',
  'GITHUB_SECRET',
  'GOOGLE_ID',
  'GOOGLE_SECRET',
]

// Whatever this shell or a .env file says, the stories run in the sandbox: an empty variable counts as not set.
for (const name of SETTINGS) process.env[name] = ''
process.env.WORKER = 'on'

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  // One product, one demo owner with one clock: stories take turns.
  workers: 1,
  forbidOnly: true,
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  use: {
    baseURL,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: installedChromium() ?? undefined,
      args: [
        // Chromium's own sandbox does not work for root.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-gpu',
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [{ name: 'chromium' }],
  webServer: {
    command: 'node scripts/start.mjs',
    url: `${baseURL}/api/health`,
    stdout: 'pipe',
    // The first start builds the pages.
    timeout: 300_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 20_000 },
  },
})

function throwawayFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'folio-e2e-'))
  // As root, Postgres runs under another account, which has to pass this folder.
  fs.chmodSync(folder, 0o755)
  // By the time this process ends, Playwright has stopped the product.
  process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }))
  return folder
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once('error', reject)
    server.listen(0, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
