import fs from 'node:fs/promises'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { onStop, type Server, startServer } from './process'

export type Product = Server & {
  databaseUrl: string
  /** What only the running product knows, for a second process that serves the same data. */
  runtime: string
}

/** What a person may have set for their own Folio: a benchmark runs the embedded parts, untouched by it. */
const UNSET = Object.fromEntries(
  [
    'DATABASE_URL',
    'STRIPE_SECRET_KEY',
    'STRIPE_PUBLISHABLE_KEY',
    'STRIPE_WEBHOOK_SECRET',
    'SMTP_URL',
    'APP_URL',
    'AUTH_SECRET',
    'FOLIO_RUNTIME',
  ].map((name) => [name, '']),
)

/**
 * Starts the product as `npm start` does (built pages, APIs and sandbox in one process) on a free port and a data
 * folder of its own that goes away with it. Without its worker, which after a first start prints the demo's
 * receipts for a while.
 */
export async function startProduct(): Promise<Product> {
  const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), 'folio-bench-'))
  onStop(() => fs.rm(dataDir, { recursive: true, force: true }))
  // As root, Postgres runs under another account, which has to pass this folder.
  await fs.chmod(dataDir, 0o755)
  const port = await freePort()
  const server = await startServer({
    argv: ['scripts/start.mjs'],
    url: `http://127.0.0.1:${port}`,
    ready: '/api/health',
    environment: { ...UNSET, PORT: String(port), FOLIO_DATA_DIR: dataDir, WORKER: 'off' },
  })
  const { database, runtime } = await readRun(dataDir)
  return { ...server, databaseUrl: database.url, runtime: JSON.stringify(runtime) }
}

/** Folio's APIs alone, on embedded parts of their own: what needs no page needs no build of them either. */
export async function startApi(): Promise<Product> {
  const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), 'folio-bench-'))
  onStop(() => fs.rm(dataDir, { recursive: true, force: true }))
  await fs.chmod(dataDir, 0o755)
  const port = await freePort()
  const server = await startServer({
    argv: ['--import', 'tsx', 'bench/api-server.ts'],
    url: `http://127.0.0.1:${port}`,
    ready: '/api/health',
    environment: {
      ...UNSET,
      PORT: String(port),
      FOLIO_DATA_DIR: dataDir,
      WORKER: 'off',
      NODE_ENV: 'production',
    },
  })
  const { database, runtime } = await readRun(dataDir)
  return { ...server, databaseUrl: database.url, runtime: JSON.stringify(runtime) }
}

/** A bare handler of this folder on the same database. */
export async function startYardstick(product: Product, file: string): Promise<Server> {
  const port = await freePort()
  return startServer({
    argv: ['--import', 'tsx', `bench/${file}`, String(port), product.databaseUrl],
    url: `http://127.0.0.1:${port}`,
    ready: '/',
    environment: { NODE_ENV: 'production' },
  })
}

/** The same pages and routes under Next's own server, as on a host that runs `next start`. */
export async function startNext(product: Product): Promise<Server> {
  const port = await freePort()
  return startServer({
    argv: ['node_modules/next/dist/bin/next', 'start', '--hostname', '127.0.0.1', '--port', String(port)],
    url: `http://127.0.0.1:${port}`,
    ready: '/api/health',
    environment: { ...UNSET, NODE_ENV: 'production', PORT: String(port), FOLIO_RUNTIME: product.runtime },
  })
}

/** The bare handler of ./bare-server.ts on the same database. */
export async function startBare(product: Product): Promise<Server> {
  const port = await freePort()
  return startServer({
    argv: ['--import', 'tsx', 'bench/bare-server.ts', String(port), product.databaseUrl],
    url: `http://127.0.0.1:${port}`,
    ready: '/',
    environment: { NODE_ENV: 'production' },
  })
}

type Run = { database: { url: string }; runtime: unknown }

/** The product writes it last, a moment after it answers. */
async function readRun(dataDir: string): Promise<Run> {
  const file = path.join(dataDir, 'run.json')
  const deadline = Date.now() + 30_000
  for (;;) {
    const text = await fs.readFile(file, 'utf8').catch(() => null)
    if (text !== null) return JSON.parse(text) as Run
    if (Date.now() > deadline) throw new Error(`The product did not write ${file}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
