import { cpuTimeUs, stopAll } from './process'
import { type Product, startProduct } from './product'
import { below, median, type Report, round } from './report'
import { loadedScripts } from './scripts'
import { customerPage, pageReader, signInAsDemo } from './session'

/** Postgres plans a statement of a connection anew five times, and the pool goes round its connections. */
const WARMUP_PAGES = 200
const PAGES = 200

/** Issue 2, demand 21. */
const RENDER_MS_MAX = 30
const SCRIPTS_KB_MAX = 130

/**
 * The overview of a signed-in customer: how long the server takes to render it, one request after the other, and
 * how much JavaScript a browser that comes for the first time has to fetch.
 */
export async function portal(): Promise<Report> {
  try {
    const product = await startProduct()
    const cookie = await signInAsDemo(product.url)
    const path = await customerPage(product.url, cookie)
    const render = await renderTimes(product, path, cookie)
    const scripts = await loadedScripts(product.url, { path, cookie })
    return {
      name: 'portal',
      what: `the signed-in overview, ${PAGES} pages one after the other, then once in a browser without a cache`,
      columns: ['', 'median ms', 'p99 ms', 'CPU ms', 'kB'],
      rows: [
        ['rendered on the server', render.median, render.p99, render.cpuMs ?? '-', render.kb],
        ...scripts.files.map(({ name, encoding, kb }) => [`${name} (${encoding})`, '', '', '', kb]),
        ['JavaScript, sum', '', '', '', round(scripts.kb)],
      ],
      targets: [
        below('median ms to render the overview', render.median, RENDER_MS_MAX),
        below('kB of compressed JavaScript on first load', scripts.kb, SCRIPTS_KB_MAX),
      ],
    }
  } finally {
    await stopAll()
  }
}

async function renderTimes(product: Product, path: string, cookie: string) {
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
