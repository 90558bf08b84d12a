import autocannon from 'autocannon'
import { cpuTimeUs, residentMb, type Server } from './process'
import { median } from './report'

export type Call = { path: string; headers: Record<string, string> }

/** Requests per second, milliseconds, megabytes, and microseconds of the server's CPU time per request. */
export type Load = { rps: number; p50Ms: number; p99Ms: number; rssMb: number; cpuUs: number | null }

export type LoadOptions = { connections: number; seconds: number; rounds: number; warmupSeconds: number }

/**
 * Loads each server in turn, round after round, so that what else happens on the machine meets all of them.
 * Returns the samples in the order they were taken.
 *
 * @throws Error when a server answers anything but 200.
 */
export async function interleaved<Name extends string>(
  servers: Record<Name, Server>,
  calls: Call[],
  options: LoadOptions,
): Promise<Record<Name, Load[]>> {
  const names = Object.keys(servers) as Name[]
  const samples = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Load[]>
  for (const name of names) await load(servers[name], calls, options.connections, options.warmupSeconds)
  for (let round = 0; round < options.rounds; round += 1) {
    // There and back: whoever always came second would always meet what the first left behind.
    const order = round % 2 === 0 ? names : [...names].reverse()
    for (const name of order) {
      samples[name].push(await load(servers[name], calls, options.connections, options.seconds))
    }
  }
  return samples
}

/** The median of each figure by itself. */
export function medianLoad(samples: Load[]): Load {
  const of = (pick: (sample: Load) => number) => Math.round(median(samples.map(pick)) * 10) / 10
  const hasCpu = samples.every(({ cpuUs }) => cpuUs !== null)
  return {
    rps: Math.round(of((s) => s.rps)),
    p50Ms: of((s) => s.p50Ms),
    p99Ms: of((s) => s.p99Ms),
    rssMb: of((s) => s.rssMb),
    cpuUs: hasCpu ? Math.round(of((s) => s.cpuUs ?? 0)) : null,
  }
}

/** How many times as fast `ours` was as `theirs`: the median of the rounds, each compared with its own neighbour. */
export function medianRatio(ours: Load[], theirs: Load[]): number {
  return median(ours.map(({ rps }, round) => rps / (theirs[round]?.rps ?? Number.NaN)))
}

async function load(server: Server, calls: Call[], connections: number, seconds: number): Promise<Load> {
  const cpuBefore = cpuTimeUs(server.pid)
  const result = await autocannon({
    url: server.url,
    connections,
    duration: seconds,
    timeout: 10,
    requests: calls.map(({ path, headers }) => ({ method: 'GET', path, headers })),
  })
  const wrong = result.non2xx + result.errors + result.timeouts
  if (wrong > 0) throw new Error(`${wrong} of ${result.requests.total} requests to ${server.url} failed`)
  const cpuAfter = cpuTimeUs(server.pid)
  return {
    rps: result.requests.total / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    rssMb: residentMb(server.pid),
    cpuUs: cpuBefore === null || cpuAfter === null ? null : (cpuAfter - cpuBefore) / result.requests.total,
  }
}
