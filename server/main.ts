import { getRequestListener } from '@hono/node-server'
import next from 'next'
import type { Demo } from '@/sandbox/seed'
import { EnvError, loadDotEnv, publishRuntime, type Runtime, type Settings, settings } from '@/server/env'
import { app } from './http'
import { startWorker } from './jobs/schedule'
import { banner } from './main/banner'
import { buildIfStale, ROOT, STATIC_FOLDER } from './main/build'
import { demoOf } from './main/demo'
import { type Embedded, startEmbedded } from './main/embedded'
import { listener } from './main/listener'
import { startReloadingWorker } from './main/reloading-worker'
import { readRunFile, removeRunFile, writeRunFile } from './main/run-file'
import { makeDataDir } from './main/secrets'
import { StartError } from './main/start-error'
import { staticFiles } from './main/static-files'
import { stripeProxy } from './main/stripe-proxy'
import { listenOn, type Web } from './main/web'
import { closeWire, ctxFor, jobDeps, wire } from './wire'

/** Starts the whole product and runs until it is told to stop; a reason not to start is one line and exit 1. */
export async function main(): Promise<void> {
  const stops: Stop[] = []
  let stopping = false
  const end = async (code: number) => {
    // A second Ctrl-C does not wait; what stays behind is taken over by the next start.
    if (stopping) process.exit(130)
    stopping = true
    await stopAll(stops)
    process.exit(code)
  }
  process.on('SIGINT', () => void end(0))
  process.on('SIGTERM', () => void end(0))
  try {
    loadDotEnv()
    await start(settings(), stops)
  } catch (error) {
    if (stopping) return
    const expected = error instanceof StartError || error instanceof EnvError
    // A mistake of ours deserves its trace; one of the person who starts Folio, a clear line.
    console.error(expected ? error.message : error)
    await end(1)
  }
}

/** Undoes one step of the start; the last step goes first. */
type Stop = () => Promise<unknown>

async function start(wanted: Settings, stops: Stop[]): Promise<void> {
  await refuseSecond(wanted)
  const web = await listenOn(wanted.port)
  const embedded = await startEmbedded(wanted, console.log)
  stops.push(embedded.stop)
  const { runtime } = embedded
  // From here on env() is complete, also in the bundled pages, which have modules of their own.
  publishRuntime(runtime)
  stops.push(closeWire)
  const demo = await demoIfSandbox(wanted, runtime)
  const pages = await openPages(wanted, web, embedded)
  stops.push(() => pages.close())
  const worker = openWorker(wanted)
  // Open pages that wait to be told go first: the server closes when its last answer has ended.
  stops.push(worker.stop, web.close, () => wire().live.close())
  stops.push(await keepRunFile(wanted, runtime))
  console.log(
    banner({
      settings: wanted,
      database: embedded.databasePlace,
      stripeSandboxUrl: runtime.stripeSandboxUrl,
      demo,
    }),
  )
}

async function refuseSecond(wanted: Settings): Promise<void> {
  const running = await readRunFile(wanted.dataDir)
  if (running === null) return
  throw new StartError(
    `Folio runs from this data folder already (${running.web.url}, pid ${running.pid}): stop it, or set FOLIO_DATA_DIR`,
  )
}

function demoIfSandbox(
  { dataDir }: Settings,
  { stripeSandboxUrl: stripeUrl }: Runtime,
): Promise<Demo | null> {
  if (stripeUrl === null) return Promise.resolve(null)
  return demoOf(ctxFor({ kind: 'operator' }), { dataDir, stripeUrl })
}

async function openPages(wanted: Settings, web: Web, { runtime, mailbox }: Embedded) {
  const { stripeSandboxUrl: stripeUrl } = runtime
  if (wanted.production) await buildIfStale()
  const pages = next({ dev: !wanted.production, dir: ROOT, port: wanted.port, httpServer: web.server })
  await pages.prepare()
  const handlePage = pages.getRequestHandler()
  web.open(
    listener({
      api: getRequestListener(app.fetch),
      pages: (request, response) => void handlePage(request, response),
      mailbox: mailbox === null ? null : getRequestListener(mailbox.fetch),
      stripe: stripeUrl === null ? null : stripeProxy(stripeUrl),
      files: wanted.production ? await staticFiles(STATIC_FOLDER) : null,
      secure: wanted.appUrl.startsWith('https:'),
      development: !wanted.production,
    }),
  )
  return pages
}

function openWorker(wanted: Settings): { stop(): Promise<void> } {
  if (wanted.worker === 'off') return { stop: async () => undefined }
  return wanted.production ? startWorker(jobDeps()) : startReloadingWorker()
}

/** The `folio` command finds embedded parts by it; where there are none, a server without a disk does without. */
async function keepRunFile(wanted: Settings, runtime: Runtime): Promise<Stop> {
  try {
    await makeDataDir(wanted.dataDir)
    await writeRunFile(wanted.dataDir, runFileOf(wanted, runtime))
    return () => removeRunFile(wanted.dataDir)
  } catch (error) {
    if (Object.values(wanted.embedded).some(Boolean)) throw error
    return async () => undefined
  }
}

function runFileOf(wanted: Settings, runtime: Runtime) {
  const stripeUrl = runtime.stripeSandboxUrl
  return {
    pid: process.pid,
    startedAt: new Date().toISOString(),
    web: { url: `http://localhost:${wanted.port}`, port: wanted.port },
    database: { url: runtime.databaseUrl, embedded: wanted.embedded.database },
    stripe: stripeUrl === null ? null : { url: stripeUrl, port: Number(new URL(stripeUrl).port) },
    mailbox: wanted.embedded.mail ? { url: `${wanted.appUrl}/sandbox/mail` } : null,
    worker: wanted.worker,
    runtime,
  }
}

async function stopAll(stops: Stop[]): Promise<void> {
  for (const stop of stops.reverse()) {
    // One part that does not stop well must not keep the others running.
    await stop().catch((error: unknown) => console.error(error))
  }
}
