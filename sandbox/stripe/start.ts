import type { AddressInfo } from 'node:net'
import { Accounts } from './account-book'
import { PLATFORM_ACCOUNT } from './auth'
import { openClock } from './clock'
import { FaultBook } from './fault'
import { createSandboxServer, RequestLog, type Sandbox } from './http'
import { forgetOldKeys, RunningKeys } from './idempotency'
import { buildRouter } from './route'
import { allRoutes } from './routes'
import { Settler } from './settle'
import { openStore } from './store'
import type { Engine } from './unit'
import { Deliverer } from './webhook-delivery'
import { type ConfiguredWebhook, openEndpoints } from './webhook-endpoint'

export type StripeSandboxOptions = {
  databaseUrl: string
  /** 0 or none takes a free port. */
  port?: number
  /** Where browsers reach this sandbox, if that is not its loopback address. */
  publicUrl?: string
  /** Addresses that hear every event of the platform and of its connected accounts. */
  webhooks?: readonly ConfiguredWebhook[]
}
export type StripeSandbox = { url: string; host: string; port: number; stop(): Promise<void> }

const HOST = '127.0.0.1'
const TICK_MS = 1000
const TIDY_MS = 60 * 60 * 1000

/** Starts the stand-in for Stripe on a loopback port; its state is in the schema `stripe_sandbox` of the database. */
export async function startStripeSandbox(options: StripeSandboxOptions): Promise<StripeSandbox> {
  const sql = await openStore(options.databaseUrl)
  try {
    const endpoints = await openEndpoints(sql, PLATFORM_ACCOUNT, options.webhooks ?? [])
    const faults = new FaultBook()
    const deliverer = new Deliverer(sql, endpoints, faults)
    let url = ''
    const clock = await openClock(sql)
    const accounts = new Accounts(sql)
    const engine: Engine = {
      sql,
      clock,
      endpoints,
      nudge: () => deliverer.nudge(),
      forgetAccount: (id) => accounts.forget(id),
      baseUrl: () => options.publicUrl ?? url,
    }
    await accounts.ensureRoot(PLATFORM_ACCOUNT)
    const settler = new Settler(engine, (account) => accounts.rootOf(account))
    const match = buildRouter(allRoutes)
    const sandbox: Sandbox = {
      engine,
      accounts,
      faults,
      running: new RunningKeys(),
      deliverer,
      settler,
      match,
      log: new RequestLog(),
    }
    const server = createSandboxServer(sandbox)
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(options.port ?? 0, HOST, resolve)
    })
    const { port } = server.address() as AddressInfo
    url = `http://${HOST}:${port}`
    await forgetOldKeys(sql)
    await deliverer.start()
    const ticking = setInterval(() => {
      settler.tick().catch((error: unknown) => console.error('stripe sandbox, clock:', error))
    }, TICK_MS)
    const tidying = setInterval(() => {
      forgetOldKeys(sql).catch((error: unknown) => console.error('stripe sandbox, keys:', error))
    }, TIDY_MS)
    return {
      url,
      host: HOST,
      port,
      stop: async () => {
        clearInterval(ticking)
        clearInterval(tidying)
        await deliverer.stop()
        await new Promise<void>((resolve) => {
          server.close(() => resolve())
          server.closeAllConnections()
        })
        await sql.end({ timeout: 5 })
      },
    }
  } catch (error) {
    await sql.end({ timeout: 1 })
    throw error
  }
}
