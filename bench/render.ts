import { cpuTimeUs } from './process'
import type { Product } from './product'
import { median, round } from './report'
import { pageReader } from './session'

/** Postgres plans a statement of a connection anew five times, and the pool goes round its connections. */
const WARMUP_PAGES = 200
export const PAGES = 200

/** How long a page takes to its last byte, one request after the other over one connection. */
export async function renderTimes(product: Product, { path, cookie }: { path: string; cookie: string }) {
  const read = pageReader(product.url, { path, cookie })
  for (let page = 0; page < WARMUP_PAGES; page += 1) await read()
  const times: number[] = []
  let bytes = 0
  const cpuBefore = cpuTimeUs(product.pid)
  for (let page = 0; page < PAGES; page += 1) {
    const startedAt = performance.now()
    bytes = await read()
    times.push(performance.now() - startedAt)
  }
  const cpuAfter = cpuTimeUs(product.pid)
  const sorted = times.sort((a, b) => a - b)
  return {
    median: round(median(sorted)),
    p99: round(sorted[Math.floor(sorted.length * 0.99)] ?? 0),
    cpuMs: cpuBefore === null || cpuAfter === null ? null : round((cpuAfter - cpuBefore) / 1_000 / PAGES),
    kb: round(bytes / 1_000),
  }
}
