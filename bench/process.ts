import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

/** The checkout. */
export const ROOT = path.dirname(import.meta.dirname)

export type Server = { url: string; pid: number }

/** Undoes what a benchmark started; the last comes first. */
const stops: (() => Promise<void>)[] = []

export function onStop(stop: () => Promise<void>): void {
  stops.push(stop)
}

/** Ends every server that was started and removes what it kept. May be called twice at once. */
export async function stopAll(): Promise<void> {
  for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) await stop()
}

/** What `npm start` gives Node (docs/performance.md); the yardsticks have it too. */
const FLAGS = ['--max-semi-space-size=64']

const START_DEADLINE_MS = 300_000
const STOP_DEADLINE_MS = 20_000
const POLL_MS = 100

export type ServerOptions = {
  argv: string[]
  url: string
  /** A path that answers 200 once the server is ready. */
  ready: string
  environment: Record<string, string>
}

/**
 * Starts a Node process that serves `url` and waits until it answers; `stopAll` ends it. Its output is shown only
 * when it fails.
 *
 * @throws Error with its last lines when it ends early or does not answer in time.
 */
export async function startServer({ argv, url, ready, environment }: ServerOptions): Promise<Server> {
  const child = spawn(process.execPath, [...FLAGS, ...argv], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString('utf8')).slice(-4_000)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  onStop(() => end(child))
  const deadline = Date.now() + START_DEADLINE_MS
  while (!(await answers(url + ready))) {
    if (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
      continue
    }
    throw new Error(`${argv.join(' ')} does not serve ${url}${ready}:\n${output}`)
  }
  return { url, pid: child.pid ?? 0 }
}

/** Megabytes of memory that a process has at this moment. */
export function residentMb(pid: number): number {
  const kilobytes = fs.existsSync('/proc/self/status')
    ? /VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    : execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  return Math.round(Number(kilobytes) / 1024)
}

/** Microseconds of CPU time that a process has used so far, in all of its threads; null where /proc is not. */
export function cpuTimeUs(pid: number): number | null {
  if (!fs.existsSync('/proc/self/stat')) return null
  // The name, which may hold anything, ends with the last parenthesis; utime and stime are fields 14 and 15.
  const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * CLOCK_TICK_US
}

/** `getconf CLK_TCK` is 100 on every Linux that Node runs on. */
const CLOCK_TICK_US = 10_000

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(10_000) })).ok
  } catch {
    return false
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const deadline = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS)
  await ended
  clearTimeout(deadline)
}
