import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'
import postgres from 'postgres'
import { type Binaries, readyBinaries } from './binaries'
import { type Cluster, clusterIn } from './cluster'
import { dropHolder, hold, liveHolders } from './holders'
import { isAlive, type Postmaster, readPostmaster, removeIfStale } from './postmaster'

export type StartOptions = {
  /** The cluster lives in `<dataDir>/postgres`. */
  dataDir: string
  /** A loopback port; a free one is found when it is left out. Ignored when a server already runs there. */
  port?: number
  /** `durable` (default) survives a power cut; `throwaway` is several times faster and is for tests. */
  durability?: 'durable' | 'throwaway'
  /** Told once, in one line, when the cluster cannot live under dataDir. */
  onNotice?: (line: string) => void
}

export type RunningPostgres = {
  /** The address of the database `folio`, password included. */
  url: string
  port: number
  /** Makes the database `folio` anew, without anything in it. */
  empty(): Promise<void>
  /** Stops the server, unless another live process of Folio uses it too. */
  stop(): Promise<void>
}

const START_DEADLINE_MS = 60_000
const STOP_DEADLINE_MS = 15_000
const POLL_MS = 20
const LAUNCHES_MAX = 5

/**
 * Starts the embedded Postgres 18 of `<dataDir>/postgres` on 127.0.0.1, or joins the one that already runs
 * there (after a `kill -9`, or when the server is up and a command comes along).
 *
 * As root it runs as the account `nobody`, since Postgres refuses root. Nothing goes through a shell.
 *
 * @throws Error with one clear line when the folder cannot be used or the server does not come up.
 */
export async function startPostgres(options: StartOptions): Promise<RunningPostgres> {
  const cluster = await clusterIn(options.dataDir, options.onNotice ?? (() => undefined))
  const binaries = await readyBinaries(cluster.runAs)
  await hold(cluster)
  try {
    await initialise(cluster, binaries)
    const password = (await fs.readFile(path.join(cluster.data, PASSWORD_FILE), 'utf8')).trim()
    const postmaster = await joinOrLaunch(cluster, binaries, password, options)
    const url = urlOf(postmaster.port, password, 'folio')
    await createDatabase(postmaster.port, password)
    let stopping: Promise<void> | null = null
    const stopOnce = () => {
      stopping ??= stop(cluster)
      return stopping
    }
    const empty = () => emptyDatabase(postmaster.port, password)
    return { url, port: postmaster.port, empty, stop: stopOnce }
  } catch (error) {
    await stop(cluster)
    throw error
  }
}

/** Stops a server whose starter is gone, and removes its folder: for throw-away clusters of killed test runs. */
export async function discardAbandoned(dataDir: string): Promise<void> {
  const cluster = await clusterIn(dataDir, () => undefined)
  if ((await liveHolders(cluster)).length > 0) return
  await stop(cluster)
  await fs.rm(cluster.folder, { recursive: true, force: true })
  await fs.rm(dataDir, { recursive: true, force: true })
}

const PASSWORD_FILE = 'folio-password'

/** initdb works in a folder beside the real one, so that a process killed halfway leaves no half cluster. */
async function initialise(cluster: Cluster, binaries: Binaries): Promise<void> {
  if (await exists(path.join(cluster.data, 'PG_VERSION'))) return
  await removeDeadDrafts(cluster)
  const draft = `${cluster.data}.${process.pid}.${randomBytes(4).toString('hex')}`
  const passwordFile = `${draft}.password`
  await fs.writeFile(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 })
  if (cluster.runAs) await fs.chown(passwordFile, cluster.runAs.uid, cluster.runAs.gid)
  const locale = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'
  const argv = [
    `--pgdata=${draft}`,
    '--username=folio',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    process.platform === 'win32' ? '--no-locale' : `--locale=${locale}`,
    // The password is 192 random bits, so stretching it would only slow each connection down.
    '--set=scram_iterations=1',
    '--no-sync',
  ]
  const { code, output } = await run(binaries.initdb, argv, cluster)
  if (code !== 0) throw new Error(setUpProblem(cluster, output))
  await fs.rename(passwordFile, path.join(draft, PASSWORD_FILE))
  await fs.rename(draft, cluster.data).catch(async (error) => {
    await fs.rm(draft, { recursive: true, force: true })
    // Somebody else set it up in the meantime: theirs is as good.
    if (!(await exists(path.join(cluster.data, 'PG_VERSION')))) throw error
  })
}

function setUpProblem(cluster: Cluster, output: string): string {
  const uid = /effective user ID (\d+)/.exec(output)?.[1]
  if (uid !== undefined) {
    return `Postgres runs under accounts of the system only, and ${uid} is none: add it, or set DATABASE_URL`
  }
  return `Postgres could not set up its data folder ${cluster.data}: ${lastLine(output)}`
}

async function removeDeadDrafts(cluster: Cluster): Promise<void> {
  for (const name of await fs.readdir(cluster.folder)) {
    const pid = Number(/^data\.(\d+)\./.exec(name)?.[1] ?? process.pid)
    if (!isAlive(pid)) await fs.rm(path.join(cluster.folder, name), { recursive: true, force: true })
  }
}

async function joinOrLaunch(
  cluster: Cluster,
  binaries: Binaries,
  password: string,
  options: StartOptions,
): Promise<Postmaster> {
  const deadline = Date.now() + START_DEADLINE_MS
  let launches = 0
  while (Date.now() < deadline) {
    await removeIfStale(cluster.data)
    const running = await readPostmaster(cluster.data)
    if (running !== null && isAlive(running.pid)) {
      if (running.ready && (await answers(running.port, password))) return running
      await sleep(POLL_MS)
      continue
    }
    launches += 1
    if (launches > LAUNCHES_MAX) break
    const port = options.port ?? (await freePort())
    const failure = await launch(cluster, binaries, port, options.durability ?? 'durable', deadline)
    if (failure === null) continue
    // A lost race for the port or for the lock is tried again; anything else will not get better.
    const portLost = /TCP\/IP sockets/.test(failure)
    if (portLost && options.port !== undefined) {
      throw new Error(`Port ${options.port} is taken, so Postgres cannot listen on it`)
    }
    if (!portLost && !/lock file/.test(failure)) {
      throw new Error(`Postgres did not start in ${cluster.data}: ${failure}`)
    }
  }
  const seen = lastLine(await fs.readFile(cluster.log, 'utf8').catch(() => ''))
  throw new Error(
    `Postgres in ${cluster.data} does not answer: ${seen || 'see the other process that uses it'}`,
  )
}

/** Spawns the server in a session of its own, so that Ctrl-C reaches only us and we stop it last. */
async function launch(
  cluster: Cluster,
  binaries: Binaries,
  port: number,
  durability: 'durable' | 'throwaway',
  deadline: number,
): Promise<string | null> {
  const log = await fs.open(cluster.log, 'w', 0o600)
  const argv = ['-D', cluster.data, '-p', String(port), ...settings(durability)]
  const child = spawn(binaries.postgres, argv, {
    ...cluster.runAs,
    cwd: cluster.data,
    env: serverEnvironment(),
    stdio: ['ignore', log.fd, log.fd],
    detached: true,
  })
  let ended = false
  let spawnError: Error | null = null
  child.once('exit', () => {
    ended = true
  })
  child.once('error', (error) => {
    ended = true
    spawnError = error
  })
  child.unref()
  while (!ended && Date.now() < deadline) {
    const postmaster = await readPostmaster(cluster.data)
    if (postmaster?.pid === child.pid && postmaster?.ready) break
    await sleep(POLL_MS)
  }
  await log.close()
  if (!ended) return null
  if (spawnError !== null) return String(spawnError)
  return lastLine(await fs.readFile(cluster.log, 'utf8')) || 'it ended at once'
}

function settings(durability: 'durable' | 'throwaway'): string[] {
  const both = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    shared_buffers: '128MB',
    max_wal_size: '1GB',
    // The log file is never rotated, so only what ends a session or the server goes into it.
    log_min_messages: 'fatal',
  }
  const fast = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', jit: 'off' }
  const chosen = durability === 'throwaway' ? { ...both, ...fast } : { ...both, jit: 'off' }
  return Object.entries(chosen).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

async function createDatabase(port: number, password: string): Promise<void> {
  const sql = postgres(urlOf(port, password, 'postgres'), { max: 1, onnotice: () => undefined })
  try {
    const found = await sql`select 1 from pg_database where datname = 'folio'`
    if (found.length === 0) await sql`create database folio`
  } catch (error) {
    // 42P04 and 23505: another process created it between the two statements.
    if (!(error instanceof postgres.PostgresError) || !['42P04', '23505'].includes(error.code)) throw error
  } finally {
    await sql.end()
  }
}

async function emptyDatabase(port: number, password: string): Promise<void> {
  const sql = postgres(urlOf(port, password, 'postgres'), { max: 1, onnotice: () => undefined })
  try {
    await sql`drop database if exists folio with (force)`
    await sql`create database folio`
  } finally {
    await sql.end()
  }
}

async function answers(port: number, password: string): Promise<boolean> {
  const sql = postgres(urlOf(port, password, 'postgres'), { max: 1, connect_timeout: 5 })
  try {
    await sql`select 1`
    return true
  } catch (error) {
    if (error instanceof postgres.PostgresError && error.code === '28P01') {
      throw new Error('The embedded Postgres refuses its own password: its data folder was tampered with')
    }
    return false
  } finally {
    await sql.end({ timeout: 1 })
  }
}

async function stop(cluster: Cluster): Promise<void> {
  await dropHolder(cluster)
  if ((await liveHolders(cluster)).length > 0) return
  const running = await readPostmaster(cluster.data)
  if (running === null || !isAlive(running.pid)) return
  // SIGINT asks Postgres for a fast shutdown, SIGQUIT for an immediate one that recovers at the next start.
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    process.kill(running.pid, signal)
    const deadline = Date.now() + STOP_DEADLINE_MS
    while (Date.now() < deadline) {
      if ((await readPostmaster(cluster.data))?.pid !== running.pid || !isAlive(running.pid)) return
      await sleep(POLL_MS)
    }
  }
}

function run(
  file: string,
  argv: string[],
  cluster: Cluster,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, argv, {
      ...cluster.runAs,
      cwd: cluster.folder,
      env: serverEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-4_000)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output }))
  })
}

/** Postgres reads PG* variables and the locale from its environment, so it gets a bare one. */
function serverEnvironment(): NodeJS.ProcessEnv {
  const locale = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'
  return { PATH: '/usr/bin:/bin', LC_ALL: locale, TZ: 'UTC', NODE_ENV: 'production' }
}

function urlOf(port: number, password: string, database: string): string {
  return `postgres://folio:${password}@127.0.0.1:${port}/${database}`
}

/** A port that is free on loopback at this moment; whoever takes it first has it. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}

function exists(file: string): Promise<boolean> {
  return fs.access(file).then(
    () => true,
    () => false,
  )
}

function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const worst = lines.findLast((line) => /FATAL|PANIC|error:/.test(line))
  return (worst ?? lines.at(-1) ?? '').trim()
}

function sleep(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs))
}
